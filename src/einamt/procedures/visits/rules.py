"""How a visit may go, who is next, and what counts as late. Plain Python; docs/rules/visits.md tells it to people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE_AFTER = timedelta(minutes=10)
"""Whoever arrives later than this after the appointed time has lost the place in front, and may be marked missing."""
SOON = timedelta(minutes=12)
"""Whoever's time comes within this is called like somebody whose time has come: one step of the grid."""


class State(StrEnum):
    """How far a visit is."""

    EXPECTED = "expected"
    WAITING = "waiting"
    CALLED = "called"
    DONE = "done"
    NO_SHOW = "no-show"


class Action(StrEnum):
    """What a clerk does with a visit; the values are the events of the case."""

    ARRIVE = "arrived"
    CALL = "called"
    RECALL = "recalled"
    HAND_ON = "handed-on"
    FINISH = "served"
    MISS = "missed"
    UNDO = "undone"


@dataclass(frozen=True, slots=True)
class Edge:
    """An allowed move and why it is allowed."""

    action: Action
    source: State
    target: State
    reason: str


EDGES: tuple[Edge, ...] = (
    Edge(Action.ARRIVE, State.EXPECTED, State.WAITING, "the person is in the office"),
    Edge(Action.CALL, State.WAITING, State.CALLED, "a counter is free"),
    Edge(Action.RECALL, State.CALLED, State.CALLED, "the person did not hear the call"),
    Edge(Action.HAND_ON, State.CALLED, State.WAITING, "other counters of the office go on"),
    Edge(Action.FINISH, State.CALLED, State.DONE, "what was asked for is done"),
    Edge(Action.MISS, State.CALLED, State.NO_SHOW, "nobody came to the counter"),
    Edge(Action.MISS, State.EXPECTED, State.NO_SHOW, "nobody came to the office in time"),
    Edge(Action.MISS, State.WAITING, State.NO_SHOW, "the day is over; a clerk calls before giving somebody up"),
    Edge(Action.UNDO, State.WAITING, State.EXPECTED, "somebody else had arrived"),
    Edge(Action.UNDO, State.WAITING, State.CALLED, "handed on too soon or by mistake"),
    Edge(Action.UNDO, State.CALLED, State.WAITING, "called too soon or by mistake"),
    Edge(Action.UNDO, State.DONE, State.CALLED, "something is still to be done"),
    Edge(Action.UNDO, State.NO_SHOW, State.CALLED, "the person came after all"),
    Edge(Action.UNDO, State.NO_SHOW, State.EXPECTED, "the person may still come"),
)


CASE_STATES: dict[State, str] = {
    State.EXPECTED: "booked",
    State.WAITING: "arrived",
    State.CALLED: "called",
    State.DONE: "served",
    State.NO_SHOW: "no-show",
}
"""The states of an appointment's case that go with a visit's."""


class Outcome(StrEnum):
    """How a visit is counted."""

    SERVED = "served"
    NO_SHOW = "no-show"
    UNFINISHED = "unfinished"
    """The person was there, and when the day closed nobody had noted the end."""


def outcome_of(*, state: State, station: int) -> Outcome | None:
    """How an end that a clerk notes is counted; None where it is none.

    Whoever was served at one counter and did not come to the next was there, and is no no-show.
    """
    if state is State.NO_SHOW:
        return Outcome.UNFINISHED if station else Outcome.NO_SHOW
    return Outcome.SERVED if state is State.DONE else None


@dataclass(frozen=True, slots=True)
class Closing:
    """What becomes of a visit that nobody ended on its day."""

    action: Action
    target: State
    outcome: Outcome


CLOSINGS: dict[State, Closing] = {
    State.EXPECTED: Closing(Action.MISS, State.NO_SHOW, Outcome.NO_SHOW),
    State.WAITING: Closing(Action.MISS, State.NO_SHOW, Outcome.UNFINISHED),
    State.CALLED: Closing(Action.FINISH, State.DONE, Outcome.UNFINISHED),
}


def is_allowed(*, action: Action, source: State, target: State) -> bool:
    """Whether the table has this move."""
    return any((edge.action, edge.source, edge.target) == (action, source, target) for edge in EDGES)


class Standing(StrEnum):
    """Why somebody who waits stands where they stand."""

    PUNCTUAL = "punctual"
    LATE = "late"
    EARLY = "early"


def standing(*, starts_at: datetime, arrived_at: datetime, now: datetime) -> Standing:
    """Late: arrived more than `LATE_AFTER` after the appointed time. Early: the time is more than `SOON` ahead."""
    if arrived_at > starts_at + LATE_AFTER:
        return Standing.LATE
    if starts_at > now + SOON:
        return Standing.EARLY
    return Standing.PUNCTUAL


def order_in_line(*, starts_at: datetime, arrived_at: datetime, now: datetime) -> tuple[int, datetime, datetime]:
    """What those who wait are sorted by, the smallest being called next.

    First the punctual ones whose time has come or comes soon, by their appointed time; then the late ones, as they
    arrived; then those who are early, by their appointed time. Whoever is late never delays somebody punctual, and
    whoever is early takes only time that nobody else waits for.
    """
    match standing(starts_at=starts_at, arrived_at=arrived_at, now=now):
        case Standing.PUNCTUAL:
            return 0, starts_at, arrived_at
        case Standing.LATE:
            return 1, arrived_at, starts_at
        case Standing.EARLY:
            return 2, starts_at, arrived_at


def may_be_missed_from(*, starts_at: datetime) -> datetime:
    """From when on somebody who is expected may be marked as missing."""
    return starts_at + LATE_AFTER


def wait_minutes(*, starts_at: datetime, arrived_at: datetime, called_at: datetime) -> int:
    """Whole minutes that somebody waited beyond the appointed time; who came late waits from the arrival on."""
    return _minutes(called_at - max(starts_at, arrived_at))


def service_minutes(*, spans: Iterable[tuple[datetime, datetime]]) -> int:
    """Whole minutes from the first call to the end, of all parts of a visit together; waits between do not count."""
    return _minutes(sum((ended_at - called_at for called_at, ended_at in spans), timedelta()))


def minutes_since(*, moment: datetime, now: datetime) -> int:
    """Whole minutes that have passed, never below zero."""
    return _minutes(now - moment)


def _minutes(span: timedelta) -> int:
    return max(0, span // timedelta(minutes=1))
