"""How reports of the specialist system move a document: plain Python.

Reports come by file and by interface, twice, late and in any order. What decides is when something happened, not when
it was reported; a report that the table does not allow yet waits, and is looked at again after each step.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class DocumentState(StrEnum):
    """Where a document is."""

    APPLIED = "applied"
    IN_PRODUCTION = "in-production"
    ARRIVED = "arrived"
    READY = "ready"
    ON_ITS_WAY = "on-its-way"
    DELIVERY_FAILED = "delivery-failed"
    """Nobody was met at the door; it is back at the office."""
    HANDED_OUT = "handed-out"
    RETURNED = "returned"
    """Nobody came for it; it went back to be destroyed."""


class Verdict(StrEnum):
    """What became of a report."""

    APPLIED = "applied"
    REPEATED = "repeated"
    """The document was there already; nothing new."""
    OVERTAKEN = "overtaken"
    """Something later had been reported before."""
    WAITING = "waiting"
    """For a step that is missing, or for a person to decide."""
    TAKEN = "taken"
    """A person has said that it is so."""
    SET_ASIDE = "set-aside"
    """A person has said that it is not."""


class Why(StrEnum):
    """Why a report waits."""

    UNKNOWN_ORDER = "unknown-order"
    NOT_ALLOWED = "not-allowed"
    OTHER_NUMBER = "other-number"


_S = DocumentState
OPENING = frozenset({_S.APPLIED, _S.IN_PRODUCTION, _S.ARRIVED, _S.READY, _S.ON_ITS_WAY})
"""With what an order may begin: when a city connects its system, most documents are on their way already."""
HAS_PLACE = frozenset({_S.READY, _S.DELIVERY_FAILED})
"""States in which somebody is to come; another place or date is told as news."""
REASONS: Mapping[tuple[DocumentState, DocumentState], str] = {
    (_S.APPLIED, _S.IN_PRODUCTION): "the manufacturer has begun",
    (_S.APPLIED, _S.ARRIVED): "a system that does not report the production",
    (_S.APPLIED, _S.READY): "a system that reports only what can be fetched",
    (_S.APPLIED, _S.ON_ITS_WAY): "delivery to the door, and the production was not reported",
    (_S.IN_PRODUCTION, _S.ARRIVED): "the manufacturer has delivered to the office",
    (_S.IN_PRODUCTION, _S.READY): "the arrival was not reported on its own",
    (_S.IN_PRODUCTION, _S.ON_ITS_WAY): "the manufacturer has sent it to the door",
    (_S.ARRIVED, _S.READY): "the office has checked it and put it where it is handed out",
    (_S.ARRIVED, _S.IN_PRODUCTION): "the office found a fault, and it is made again",
    (_S.READY, _S.READY): "there is more time, or another place",
    (_S.READY, _S.HANDED_OUT): "it was fetched",
    (_S.READY, _S.RETURNED): "nobody came for it in time",
    (_S.ON_ITS_WAY, _S.HANDED_OUT): "it was handed over at the door",
    (_S.ON_ITS_WAY, _S.DELIVERY_FAILED): "nobody was met at the door",
    (_S.DELIVERY_FAILED, _S.DELIVERY_FAILED): "there is more time, or another place",
    (_S.DELIVERY_FAILED, _S.HANDED_OUT): "it was fetched at the office",
    (_S.DELIVERY_FAILED, _S.RETURNED): "nobody came for it in time",
}
"""The edges that a report from outside may take, and why."""
AHEAD = timedelta(hours=1)
"""How far the specialist system's clock may run ahead of ours."""
BEHIND = timedelta(days=20 * 365)
"""What is said to be longer ago is no date: no document holds half as long (§ 6(1) PAuswG, § 5(1) PassG), and systems
write the year 1 where they know none.
"""
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a document is, since when, and where it can be fetched."""

    state: DocumentState
    at: datetime
    number_hash: str
    office_id: int | None
    ready_until: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says about where a document is."""

    state: DocumentState
    at: datetime
    number_hash: str
    office_id: int | None
    ready_until: date | None


def verdict_of(*, standing: Standing | None, told: Told) -> tuple[Verdict, Why | None]:
    """What becomes of a report, and why it waits if it does; `standing` is None for an order that nobody knows."""
    if standing is None:
        return (Verdict.APPLIED, None) if told.state in OPENING else (Verdict.WAITING, Why.UNKNOWN_ORDER)
    if told.number_hash and standing.number_hash and told.number_hash != standing.number_hash:
        return Verdict.WAITING, Why.OTHER_NUMBER
    if told.at < standing.at:
        return Verdict.OVERTAKEN, None
    if told.state == standing.state and not _is_news(standing, told):
        return Verdict.REPEATED, None
    if (standing.state, told.state) in REASONS:
        return Verdict.APPLIED, None
    return Verdict.WAITING, Why.NOT_ALLOWED


def missing_columns(*, header: Collection[str]) -> set[str]:
    """What a file must have and has not."""
    return set(REQUIRED - set(header))


COLUMNS = ("order", "number", "service", "state", "occurred_at", "office", "ready_until", "email", "language")
REQUIRED = frozenset({"order", "state", "occurred_at"})


def _is_news(standing: Standing, told: Told) -> bool:
    return told.state in HAS_PLACE and (told.office_id, told.ready_until) != (standing.office_id, standing.ready_until)
