"""Kinds of cases: declared here, registered by procedures when they start; cases know no procedure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from einamt.cases.models import StatusWord


@dataclass(frozen=True, slots=True)
class State:
    """A state of a kind of case: its word for the federal inbox and the sentences for people (German, marked with N_)."""

    word: StatusWord
    label: str
    explanation: str
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """An edge of the transition table: which event leads from which state to which, and why it is allowed."""

    event: str
    source: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a case's summary: `label` is marked for translation, `value` is ready to be read."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CaseKind:
    """All that the status page, the counter and the hotline need to show a case without knowing its procedure.

    `summary` takes the case's id and a language code and gives the lines that may be told to the holder of the case.
    `event_labels` gives each event its words. `retention` counts from the closing of the case.
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


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> CaseKind:
    """Declare `kind` at start.

    :raises ValueError: the code is taken, or a transition names a state or event that is not declared.
    """
    if kind.code in _kinds:
        message = f"the case kind {kind.code!r} is registered twice"
        raise ValueError(message)
    for edge in kind.transitions:
        if not {edge.source, edge.target} <= kind.states.keys() or edge.event not in kind.event_labels:
            message = f"{kind.code}: the transition {edge} names an undeclared state or event"
            raise ValueError(message)
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> CaseKind:
    """The kind with `code`; a KeyError is a bug: some procedure is not installed."""
    return _kinds[code]
