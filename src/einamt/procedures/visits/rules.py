"""How a visit may go, who is next, and what counts as late. Plain Python; docs/rules/visits.md tells it to people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Grace:
    """The city's grace periods after the appointed time (`BookingRules`)."""

    late_minutes: int
    """Whoever arrives later than this has lost the place in front."""
    no_show_minutes: int
    """Whoever has not arrived so long after may be marked as not come."""


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
    Edge(Action.FINISH, State.CALLED, State.DONE, "what was asked for is done"),
    Edge(Action.MISS, State.CALLED, State.NO_SHOW, "nobody came to the counter"),
    Edge(Action.MISS, State.EXPECTED, State.NO_SHOW, "nobody came to the office in time"),
    Edge(Action.MISS, State.WAITING, State.NO_SHOW, "the day is over; a clerk calls before giving somebody up"),
    Edge(Action.UNDO, State.WAITING, State.EXPECTED, "somebody else had arrived"),
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


OUTCOMES: dict[State, Outcome] = {State.DONE: Outcome.SERVED, State.NO_SHOW: Outcome.NO_SHOW}
"""How an end that a clerk notes is counted."""


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


def standing(*, starts_at: datetime, arrived_at: datetime, grace: Grace, now: datetime) -> Standing:
    """Late: arrived after the grace period. Early: the time is more than `SOON` ahead."""
    if arrived_at > starts_at + timedelta(minutes=grace.late_minutes):
        return Standing.LATE
    if starts_at > now + SOON:
        return Standing.EARLY
    return Standing.PUNCTUAL


def order_in_line(
    *, starts_at: datetime, arrived_at: datetime, grace: Grace, now: datetime
) -> tuple[int, datetime, datetime]:
    """What those who wait are sorted by, the smallest being called next.

    First the punctual ones whose time has come or comes soon, by their appointed time; then the late ones, as they
    arrived; then those who are early, by their appointed time. Whoever is late never delays somebody punctual, and
    whoever is early takes only time that nobody else waits for.
    """
    match standing(starts_at=starts_at, arrived_at=arrived_at, grace=grace, now=now):
        case Standing.PUNCTUAL:
            return 0, starts_at, arrived_at
        case Standing.LATE:
            return 1, arrived_at, starts_at
        case Standing.EARLY:
            return 2, starts_at, arrived_at


def may_be_missed_from(*, starts_at: datetime, grace: Grace) -> datetime:
    """From when on somebody who is expected may be marked as missing."""
    return starts_at + timedelta(minutes=grace.no_show_minutes)


def wait_minutes(*, starts_at: datetime, arrived_at: datetime, called_at: datetime) -> int:
    """Whole minutes that somebody waited beyond the appointed time; who came late waits from the arrival on."""
    return _minutes(called_at - max(starts_at, arrived_at))


def service_minutes(*, called_at: datetime, ended_at: datetime) -> int:
    """Whole minutes from the first call to the end."""
    return _minutes(ended_at - called_at)


def minutes_since(*, moment: datetime, now: datetime) -> int:
    """Whole minutes that have passed, never below zero."""
    return _minutes(now - moment)


def _minutes(span: timedelta) -> int:
    return max(0, span // timedelta(minutes=1))
