"""How a visit may go, who is next, and what counts as late. Plain Python; docs/rules/visits.md tells it to people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """How far a visit is."""

    EXPECTED = "expected"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    """Away to fetch what is missing; comes back without a new wait."""
    DONE = "done"
    NO_SHOW = "no-show"
    LEFT = "left"
    """Went away without being served, and somebody said so."""
    SENT_ON = "sent-on"
    """Another office goes on; there it is a visit of its own."""
    WITHDRAWN = "withdrawn"
    """Was to come from another office, which goes on itself after all."""


class Action(StrEnum):
    """What a clerk does with a visit; the values are the events of the case."""

    ARRIVE = "arrived"
    CALL = "called"
    RECALL = "recalled"
    START = "started"
    PARK = "parked"
    RETURN = "returned"
    HAND_ON = "handed-on"
    SEND_ON = "sent-on"
    WITHDRAW = "withdrawn"
    FINISH = "served"
    MISS = "missed"
    LEAVE = "left"
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
    Edge(Action.START, State.CALLED, State.SERVING, "the person has come to the counter"),
    Edge(Action.FINISH, State.CALLED, State.DONE, "what was asked for is done; nobody noted its beginning"),
    Edge(Action.FINISH, State.SERVING, State.DONE, "what was asked for is done"),
    Edge(Action.PARK, State.CALLED, State.PARKED, "something is missing that the person fetches today"),
    Edge(Action.PARK, State.SERVING, State.PARKED, "something is missing that the person fetches today"),
    Edge(Action.RETURN, State.PARKED, State.WAITING, "the person is back with what was missing"),
    Edge(Action.HAND_ON, State.CALLED, State.WAITING, "another counter goes on, without a new wait"),
    Edge(Action.HAND_ON, State.SERVING, State.WAITING, "another counter goes on, without a new wait"),
    Edge(Action.SEND_ON, State.CALLED, State.SENT_ON, "another office goes on, without a new wait"),
    Edge(Action.SEND_ON, State.SERVING, State.SENT_ON, "another office goes on, without a new wait"),
    Edge(Action.WITHDRAW, State.EXPECTED, State.WITHDRAWN, "the office that sent the person on goes on itself"),
    Edge(Action.MISS, State.CALLED, State.NO_SHOW, "nobody came to the counter"),
    Edge(Action.MISS, State.EXPECTED, State.NO_SHOW, "nobody came to the office in time"),
    Edge(Action.MISS, State.WAITING, State.NO_SHOW, "the day is over; a clerk calls before giving somebody up"),
    Edge(Action.LEAVE, State.WAITING, State.LEFT, "the person does not wait any longer"),
    Edge(Action.LEAVE, State.PARKED, State.LEFT, "the person does not come back today"),
    Edge(Action.FINISH, State.PARKED, State.DONE, "the day is over and the person did not come back"),
    Edge(Action.UNDO, State.WAITING, State.EXPECTED, "somebody else had arrived"),
    Edge(Action.UNDO, State.CALLED, State.WAITING, "called too soon or by mistake"),
    Edge(Action.UNDO, State.WAITING, State.CALLED, "handed on by mistake"),
    Edge(Action.UNDO, State.WAITING, State.SERVING, "handed on by mistake"),
    Edge(Action.UNDO, State.WAITING, State.PARKED, "somebody else had come back"),
    Edge(Action.UNDO, State.SERVING, State.CALLED, "begun by mistake"),
    Edge(Action.UNDO, State.PARKED, State.CALLED, "nothing is missing after all"),
    Edge(Action.UNDO, State.PARKED, State.SERVING, "nothing is missing after all"),
    Edge(Action.UNDO, State.DONE, State.CALLED, "something is still to be done"),
    Edge(Action.UNDO, State.DONE, State.SERVING, "something is still to be done"),
    Edge(Action.UNDO, State.SENT_ON, State.CALLED, "sent on by mistake"),
    Edge(Action.UNDO, State.SENT_ON, State.SERVING, "sent on by mistake"),
    Edge(Action.UNDO, State.NO_SHOW, State.CALLED, "the person came after all"),
    Edge(Action.UNDO, State.NO_SHOW, State.WAITING, "the person came after all, to the information desk"),
    Edge(Action.UNDO, State.NO_SHOW, State.EXPECTED, "the person may still come"),
    Edge(Action.UNDO, State.LEFT, State.WAITING, "the person is still there"),
    Edge(Action.UNDO, State.LEFT, State.PARKED, "the person comes back after all"),
)


CASE_STATES: dict[State, str] = {
    State.EXPECTED: "booked",
    State.WAITING: "arrived",
    State.CALLED: "called",
    State.SERVING: "serving",
    State.PARKED: "parked",
    State.DONE: "served",
    State.NO_SHOW: "no-show",
    State.LEFT: "left",
    State.SENT_ON: "sent-on",
    State.WITHDRAWN: "withdrawn",
}
"""The states of a case that go with a visit's."""


class Outcome(StrEnum):
    """How a visit is counted."""

    SERVED = "served"
    NO_SHOW = "no-show"
    LEFT = "left"
    """The person went away without being served, and somebody said so."""
    UNFINISHED = "unfinished"
    """The person was there, and when the day closed nobody had noted the end."""
    HANDED_ON = "handed-on"
    """Another office goes on, where it is counted as a visit of its own."""


class Arrival(StrEnum):
    """How somebody came, as it is counted."""

    APPOINTMENT = "appointment"
    WALK_IN = "walk-in"
    EMERGENCY = "emergency"
    HANDED_ON = "handed-on"
    """From another office, where somebody was called already."""


FEWEST_CLERKS = 3
"""Times of service are counted where at least so many people have called those of a group of counters that day: a mean
over fewer would be a figure about somebody in particular (§ 85(1) no. 13 PersVG Berlin)."""

OUTCOMES: dict[State, Outcome] = {
    State.DONE: Outcome.SERVED,
    State.NO_SHOW: Outcome.NO_SHOW,
    State.LEFT: Outcome.LEFT,
    State.SENT_ON: Outcome.HANDED_ON,
}
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
    State.SERVING: Closing(Action.FINISH, State.DONE, Outcome.UNFINISHED),
    State.PARKED: Closing(Action.FINISH, State.DONE, Outcome.UNFINISHED),
}

AT_COUNTER = frozenset({State.CALLED, State.SERVING})
"""A counter has somebody in one of these states, and one person at a time."""


def is_allowed(*, action: Action, source: State, target: State) -> bool:
    """Whether the table has this move."""
    return any((edge.action, edge.source, edge.target) == (action, source, target) for edge in EDGES)


@dataclass(frozen=True, slots=True)
class QueueRules:
    """What the city lays down for its lines, in minutes.

    Whoever arrives more than `late_minutes` after the appointed time waits like somebody without an appointment;
    whoever has not come `missing_minutes` after it may be marked as missing. Whoever's time comes within `soon_minutes`
    is called like somebody whose time has come: one step of the grid.
    """

    late_minutes: int
    missing_minutes: int
    soon_minutes: int


class Standing(StrEnum):
    """Why somebody who waits stands where they stand."""

    RESUMED = "resumed"
    EMERGENCY = "emergency"
    PUNCTUAL = "punctual"
    LATE = "late"
    WALK_IN = "walk-in"
    """Without an appointment, or too late for it."""
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the line knows of somebody who waits.

    `due_at` is the time of the appointment, or of its part at the counter that comes now; None: there is none.
    `resumed_at` is since when somebody waits again who was at a counter before: back with a missing paper, handed on,
    or come from another office. `rank` is that of an emergency's reason, the smallest going first; None: no emergency.
    """

    due_at: datetime | None
    arrived_at: datetime
    resumed_at: datetime | None = None
    rank: int | None = None


def standing(waiting: Waiting, *, rules: QueueRules, now: datetime) -> Standing:
    """Why somebody stands where they stand.

    Resumed: was at a counter before. Emergency: has one of the city's reasons. Late: arrived after the appointed time,
    but at most `late_minutes`; later than that, an appointment does not count any more. Early: the time is more than
    `soon_minutes` ahead.
    """
    if waiting.resumed_at is not None:
        return Standing.RESUMED
    if waiting.rank is not None:
        return Standing.EMERGENCY
    if waiting.due_at is None or waiting.arrived_at > waiting.due_at + timedelta(minutes=rules.late_minutes):
        return Standing.WALK_IN
    if waiting.due_at > now + timedelta(minutes=rules.soon_minutes):
        return Standing.EARLY
    return Standing.LATE if waiting.arrived_at > waiting.due_at else Standing.PUNCTUAL


Place = tuple[int, int, datetime, datetime]
"""Where somebody stands in the line; the smallest is called next."""


def order_in_line(waiting: Waiting, *, rules: QueueRules, now: datetime) -> Place:
    """What those who wait are sorted by, the smallest being called next.

    First those who were at a counter before, by when they came back: they have had their wait. Then emergencies, by
    the rank of their reason. Then the punctual ones whose time has come or comes soon, by their appointed time; then
    those who were a little late, as they arrived. Nobody punctual being there, the counters are free for whoever came
    without an appointment, or too late for it, as they arrived: the time of somebody who has not come is given on at
    once. Those who are early come last, by their appointed time: theirs is still to come.
    """
    due_at = waiting.due_at or waiting.arrived_at
    match standing(waiting, rules=rules, now=now):
        case Standing.RESUMED:
            return 0, 0, waiting.resumed_at or waiting.arrived_at, waiting.arrived_at
        case Standing.EMERGENCY:
            return 1, waiting.rank or 0, waiting.arrived_at, due_at
        case Standing.PUNCTUAL:
            return 2, 0, due_at, waiting.arrived_at
        case Standing.LATE:
            return 3, 0, waiting.arrived_at, due_at
        case Standing.WALK_IN:
            return 4, 0, waiting.arrived_at, due_at
        case Standing.EARLY:
            return 5, 0, due_at, waiting.arrived_at


def may_be_missed_from(*, starts_at: datetime, rules: QueueRules) -> datetime:
    """From when on somebody who is expected may be marked as missing."""
    return starts_at + timedelta(minutes=rules.missing_minutes)


def may_be_given_up_from(*, called_at: datetime, call_minutes: int) -> datetime:
    """From when on somebody who was called to a counter, at `called_at` for the first time, may be given up there."""
    return called_at + timedelta(minutes=call_minutes)


def whole_minute_from(moment: datetime) -> datetime:
    """The first whole minute that is not before `moment`: pages name no seconds, and none too early a time."""
    begun = moment.replace(second=0, microsecond=0)
    return begun if begun == moment else begun + timedelta(minutes=1)


def wait_minutes(*, starts_at: datetime | None, arrived_at: datetime, called_at: datetime) -> int:
    """Whole minutes that somebody waited beyond the appointed time; who came late, or without one, waits from the
    arrival on.
    """
    return _minutes(called_at - max(starts_at or arrived_at, arrived_at))


def service_minutes(*, called_at: datetime, ended_at: datetime) -> int:
    """Whole minutes from the first call to the end."""
    return _minutes(ended_at - called_at)


def minutes_since(*, moment: datetime, now: datetime) -> int:
    """Whole minutes that have passed, never below zero."""
    return _minutes(now - moment)


def _minutes(span: timedelta) -> int:
    return max(0, span // timedelta(minutes=1))
