"""Kinds of cases: declared here, registered by procedures when they start; cases know no procedure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from einamt.cases.models import StatusWord
from einamt.cases.rules import Transition, faults_of_table
from einamt.kernel.errors import N_

__all__ = [
    "NOTES",
    "ByWhen",
    "CaseKind",
    "CitizenAction",
    "Line",
    "Outcome",
    "State",
    "Transition",
    "kind_of",
    "register",
    "registered",
]


class Outcome(StrEnum):
    """How a case has ended. The federal inbox has one word for all of it (`COMPLETED`), its holder has not."""

    DONE = "done"
    """What was wanted is so."""
    MISSED = "missed"
    """Nothing came of it, and nobody said so."""
    REFUSED = "refused"
    """What was wanted is not so, and the office has said why."""
    WITHDRAWN = "withdrawn"
    """It is no longer wanted, and somebody has said so."""


LONGEST_LABEL = 50
"""Characters that the federal inbox takes as the detail of a status word; in every language."""


@dataclass(frozen=True, slots=True)
class ByWhen:
    """The answer to "by when?", as whole sentences (German, marked with N_).

    `sentence` may hold `%(moment)s`: what the kind's `due` says, else the case's promise. `unknown` is said instead
    where neither says anything; a sentence that holds no moment needs none. `is_day`: the moment is told as its day.
    """

    sentence: str
    unknown: str = ""
    is_day: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether there is something to say in any case."""
        return bool(self.unknown) if "%(moment)s" in self.sentence else bool(self.sentence)


@dataclass(frozen=True, slots=True)
class State:
    """A state of a kind of case: its word for the federal inbox and the sentences for people (German, marked with N_).

    `explanation` says what happens next, `by_when` until when. A state with an `outcome` is final: nothing happens
    next, and no time is told.
    """

    word: StatusWord
    label: str
    explanation: str
    outcome: Outcome | None = None
    by_when: ByWhen | None = None

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


NOTES: Mapping[str, str] = {
    "decision-arrival-corrected": N_("Tag der Zustellung berichtigt"),
    "decision-came-back": N_("Bescheid kam zurück"),
    "decision-delivered": N_("Bescheid ausgehändigt oder zugestellt"),
    "decision-fetched": N_("Bescheid abgerufen"),
    "decision-letter-follows": N_("Bescheid nicht abgerufen, er kommt als Brief"),
    "decision-not-arrived": N_("Vermerkt, dass der Bescheid nicht ankam"),
    "decision-posted": N_("Bescheid zur Post gegeben"),
    "decision-ready": N_("Bescheid liegt zum Abruf bereit"),
    "decision-remedy-wrong": N_("Belehrung im Bescheid war falsch, es gilt ein Jahr"),
    "document-issued": N_("Dokument ausgestellt"),
    "document-revoked": N_("Dokument für ungültig erklärt"),
    "holder-wrote": N_("Nachricht an das Amt"),
    "message-undelivered": N_("Eine Nachricht kam nicht an"),
    "office-wrote": N_("Nachricht vom Amt"),
    "objection-decided": N_("Über den Widerspruch ist entschieden"),
    "objection-received": N_("Widerspruch eingegangen"),
    "objection-signature-corrected": N_("Tag der Unterschrift berichtigt"),
    "objection-signed": N_("Unterschrift nachgereicht"),
    "objection-withdrawal-asked": N_("Link zum Zurücknehmen verschickt"),
    "question-asked": N_("Das Amt hat etwas gefragt"),
    "question-answered": N_("Frage beantwortet"),
    "begun-for-somebody": N_("Von jemandem begonnen, der für die Person handelt"),
}
"""Events that any case may have in any state and that move it nowhere, with their words."""


def no_actions(_case_id: UUID, _now: datetime) -> list[CitizenAction]:
    """For kinds in which the holder can do nothing but wait."""
    return []


def no_note(_event: str, _data: Mapping[str, object], _language: str) -> str:
    """For kinds whose events say everything by their label."""
    return ""


def not_due(_case_id: UUID) -> datetime | None:
    """For kinds in which only the promise says by when."""
    return None


def never_over(_before: datetime) -> Q:
    """For kinds whose cases are over when they are closed, and not before."""
    return Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class CaseKind:
    """All that the status page, the counter and the hotline need to show a case without knowing its procedure.

    `summary` takes the case's id and a language code and gives the lines that may be told to the holder of the case.
    `event_labels` gives each event its words; `event_note` takes an event, its data and a language code and adds a
    sentence to the history (empty: nothing to add). `actions` takes the case's id and the time and says what the holder
    can do. `due` takes the case's id and says when what comes next will be done, where that is not the promise.

    `retention` counts from the closing of the case, or from when it was over, whichever comes first: `is_over` is the
    condition, on the columns of `Case` and what refers to it, that the matter itself was over before a moment. It ends
    the keeping of cases that nobody ever closed. All that refers to a case goes with it, by cascade.
    `offered_because` says, with its source, why closed cases are offered to the archive before they are erased; empty:
    they are not, unless the city has agreed otherwise with its archive (docs/rules/archive.md).
    `kept_although_asked` says, with its source, why a closed case is kept that long although its person asks for
    erasure; empty: it goes at once.
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
    due: Callable[[UUID], datetime | None] = not_due
    kept_although_asked: str = ""
    offered_because: str = ""


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
