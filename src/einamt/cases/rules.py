"""How a case may move, and what it was promised: plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromiseBasis(StrEnum):
    """Who says that a matter will be done by then."""

    STATUTE = "statute"
    SERVICE_STANDARD = "service-standard"
    """What the city's parts have agreed on for a service."""
    CITY = "city"
    """The city's own word."""


@dataclass(frozen=True, slots=True)
class Promise:
    """By when a matter will be done, and who says so: `source` names the statute, the standard or the rule.

    :raises ValueError: there is no source; a promise without one is none.
    """

    at: datetime
    basis: PromiseBasis
    source: str

    def __post_init__(self) -> None:
        if not self.source:
            message = "a promise names its source"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Transition:
    """An edge of the transition table: which event leads from which state to which, and why it is allowed."""

    event: str
    source: str
    target: str
    reason: str


def transition_for(
    *, transitions: Iterable[Transition], state: str, event: str, to: str | None = None
) -> Transition | None:
    """The edge that `event` takes from `state`; None where the table has none.

    An event that takes something back may lead to several states; `to` then says to which.
    """
    edges = [edge for edge in transitions if edge.source == state and edge.event == event]
    return next((edge for edge in edges if to in {None, edge.target}), None)


def faults_of_table(
    *,
    initial: str,
    states: Mapping[str, bool],
    events: Iterable[str],
    transitions: Iterable[Transition],
) -> list[str]:
    """What is wrong with a transition table; empty when nothing is.

    `states` says of each declared state whether it is final. A table is sound when it names only declared states and
    events, reaches every state from `initial`, and leaves every state that is not final.
    """
    edges = list(transitions)
    known_events = set(events)
    faults = [] if initial in states else [f"the initial state {initial!r} is not declared"]
    faults += [
        f"{edge} names an undeclared state or event"
        for edge in edges
        if not {edge.source, edge.target} <= states.keys() or edge.event not in known_events
    ]
    unreached = states.keys() - _reached_from(initial, edges)
    faults += [f"the state {state!r} is never reached" for state in sorted(unreached)]
    faults += [
        f"the state {state!r} is not final and has no way on"
        for state, is_final in states.items()
        if not is_final and not any(edge.source == state for edge in edges)
    ]
    return faults


def _reached_from(initial: str, edges: list[Transition]) -> set[str]:
    reached = {initial}
    while more := {edge.target for edge in edges if edge.source in reached} - reached:
        reached |= more
    return reached
