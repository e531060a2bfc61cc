"""Kinds of cases: declared here, registered by procedures when they start; cases know no procedure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from einamt.cases.models import StatusWord
from einamt.cases.rules import Transition, faults_of_table

__all__ = ["CaseKind", "CitizenAction", "Line", "Outcome", "State", "Transition", "kind_of", "register", "registered"]


class Outcome(StrEnum):
    """How a case has ended. The federal inbox has one word for all of it (`COMPLETED`), its holder has not."""

    DONE = "done"
    """What was wanted is so."""
    MISSED = "missed"
    """Nothing came of it, and nobody said so."""
    WITHDRAWN = "withdrawn"
    """It is no longer wanted, and somebody has said so."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of a kind of case: its word for the federal inbox and the sentences for people (German, marked with N_).

    `explanation` says what happens next; by when stands in the case's promise. A state with an `outcome` is final.
    """

    word: StatusWord
    label: str
    explanation: str
    outcome: Outcome | None = None

    @property
    def is_final(self) -> bool:
        """Whether the case is closed in this state."""
        return self.outcome is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a case's summary: `label` is marked for translation, `value` is ready to be read."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CitizenAction:
    """Something that the holder of a case can do now: words (marked with N_) and the named link that leads there."""

    label: str
    link: str
    parameters: Mapping[str, str]


def no_actions(_case_id: UUID, _now: datetime) -> list[CitizenAction]:
    """For kinds in which the holder can do nothing but wait."""
    return []


def no_note(_event: str, _data: Mapping[str, object], _language: str) -> str:
    """For kinds whose events say everything by their label."""
    return ""


def never_over(_before: datetime) -> Q:
    """For kinds whose cases are over when they are closed, and not before."""
    return Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class CaseKind:
    """All that the status page, the counter and the hotline need to show a case without knowing its procedure.

    `summary` takes the case's id and a language code and gives the lines that may be told to the holder of the case.
    `event_labels` gives each event its words; `event_note` takes an event, its data and a language code and adds a
    sentence to the history (empty: nothing to add). `actions` takes the case's id and the time and says what the holder
    can do.

    `retention` counts from the closing of the case, or from when it was over, whichever comes first: `is_over` is the
    condition, on the columns of `Case` and what refers to it, that the matter itself was over before a moment. It ends
    the keeping of cases that nobody ever closed. All that refers to a case goes with it, by cascade.
    """

    code: str
    name: str
    initial: str
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    event_labels: Mapping[str, str]
    summary: Callable[[UUID, str], list[Line]]
    retention: timedelta
    retention_reason: str
    event_note: Callable[[str, Mapping[str, object], str], str] = no_note
    actions: Callable[[UUID, datetime], list[CitizenAction]] = no_actions
    is_over: Callable[[datetime], Q] = never_over


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> CaseKind:
    """Declare `kind` at start.

    :raises ValueError: the code is taken, or its transition table is unsound; the text says where.
    """
    faults = [f"the case kind {kind.code!r} is registered twice"] if kind.code in _kinds else []
    faults += faults_of_table(
        initial=kind.initial,
        states={name: state.is_final for name, state in kind.states.items()},
        events=kind.event_labels,
        transitions=kind.transitions,
    )
    faults += ["it keeps nothing"] if kind.retention <= timedelta(0) else []
    if faults:
        message = f"{kind.code}: {'; '.join(faults)}"
        raise ValueError(message)
    _kinds[kind.code] = kind
    return kind


def registered() -> Mapping[str, CaseKind]:
    """All kinds by code."""
    return _kinds


def kind_of(code: str) -> CaseKind:
    """The kind with `code`; a KeyError is a bug: some procedure is not installed."""
    return _kinds[code]
