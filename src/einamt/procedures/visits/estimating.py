"""How long somebody who waits will still wait, as an interval and never as one number. Plain Python.

Both ends come from the same walk through the line: whoever stands in front takes the next free counter, in the order of
the line. The short end takes the short service times of this office, and that nobody else comes in front; the long end
takes the long ones, and that everybody who is expected comes and goes in front where the rule of the line says so.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor

ROUNDED_TO = 5
"""Minutes: nobody's wait can be told more exactly than that."""
FEWEST_MEASURED = 8
"""So many services of a kind must have been measured before what is planned for it is no longer taken."""
SHORT, LONG = 0.25, 0.75
"""Which of the measured times, in their order, are the short and the long one: half of all lie between them."""
PLANNED_SHORT, PLANNED_LONG = 0.6, 1.5
"""What is made of a planned time where nothing is measured."""
LONGEST = 240
"""Minutes beyond which no interval says anything."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `least` to `most` minutes; `least` is always smaller. `is_open`: it may well take longer than `most`."""

    least: int
    most: int
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """How long a service takes when it goes quickly, and when it does not, in minutes."""

    short: float
    long: float


@dataclass(frozen=True, slots=True)
class Ahead:
    """Somebody who is served before: how long that takes, and for those who are only expected, from when on.

    Not `is_sure` is whoever may take another counter: the long end alone counts them.
    """

    span: Span
    from_at: datetime | None = None
    is_sure: bool = True


def span_of(*, measured: Sequence[float], planned: float) -> Span:
    """The short and the long time of a service, in minutes: as measured, or made of what is `planned`."""
    if len(measured) < FEWEST_MEASURED:
        return Span(planned * PLANNED_SHORT, planned * PLANNED_LONG)
    ordered = sorted(measured)
    return Span(_part(ordered, SHORT), _part(ordered, LONG))


def spans(*, measured: Mapping[int, Sequence[float]], planned: Mapping[int, float], usual: float) -> Mapping[int, Span]:
    """The spans of services by their id: their own where enough is measured, else the office's as a whole, else as
    planned, and where nothing is planned, `usual` minutes.
    """
    everything = [minutes for each in measured.values() for minutes in each]

    def span(service_id: int) -> Span:
        own = measured.get(service_id, ())
        is_own_enough = len(own) >= FEWEST_MEASURED or service_id in planned
        return span_of(measured=own if is_own_enough else everything, planned=planned.get(service_id, usual))

    return {service_id: span(service_id) for service_id in {*measured, *planned}}


def wait_of(
    *, in_front: Sequence[Ahead], expected: Iterable[Ahead], at_counters: Sequence[Span], free: int, now: datetime
) -> Interval | None:
    """How long somebody waits behind `in_front`.

    `at_counters` has what is left for each who is at a counter now, `free` counters have nobody, and `expected` may
    still come and go in front when their time has come. None: no counter is open, so nobody can say.
    """
    if not at_counters and not free:
        return None
    sure = [each.span.short for each in in_front if each.is_sure]
    shortest = _walk(sure, (), [each.short for each in at_counters], free, now)
    longest = _walk(
        [each.span.long for each in in_front],
        sorted((each.from_at, each.span.long) for each in expected if each.from_at is not None),
        [each.long for each in at_counters],
        free,
        now,
    )
    least = min(floor(shortest / ROUNDED_TO) * ROUNDED_TO, LONGEST - ROUNDED_TO)
    most = max(ceil(longest / ROUNDED_TO) * ROUNDED_TO, least + ROUNDED_TO)
    return Interval(least, min(most, LONGEST), is_open=most > LONGEST)


def left_of(span: Span, *, since_minutes: float) -> Span:
    """What is left of a service that has taken so long already; whoever takes longer than usual may take long."""
    return Span(max(0.0, span.short - since_minutes), max(span.long - since_minutes, span.short / 2))


def _walk(
    in_front: Sequence[float],
    expected: Sequence[tuple[datetime, float]],
    at_counters: Sequence[float],
    free: int,
    now: datetime,
) -> float:
    """Minutes until a counter is free for whoever stands behind `in_front` and behind those of `expected` whose time
    has come by then.
    """
    counters = [*at_counters, *([0.0] * free)]
    heapq.heapify(counters)
    for minutes in in_front:
        heapq.heapreplace(counters, counters[0] + minutes)
    for from_at, minutes in expected:
        if from_at > now + timedelta(minutes=counters[0]) or counters[0] > LONGEST:
            break
        heapq.heapreplace(counters, counters[0] + minutes)
    return counters[0]


def _part(ordered: Sequence[float], share: float) -> float:
    """The value at a share of an ordered list, between its neighbours."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
