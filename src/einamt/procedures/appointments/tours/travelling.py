"""Where a mobile team can be when: plain Python. The rule stands in docs/rules/home-visits.md.

A tour begins and ends at its base. The team drives to each visit so that it arrives when the visit begins, and from the
last one back. A drive takes whole steps of the day, rounded up, right before the visit that it leads to. Leaving a
visit out never makes another one late: going straight is no longer than going round, and each drive has the same
minutes on top.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from einamt.catalog.rules.distances import Place, distance_km


@dataclass(frozen=True, slots=True)
class Ways:
    """How a team gets about: from where, and how fast."""

    base: Place
    kmh: int
    """As the crow flies, so slower than the speedometer says: streets are no beelines."""
    overhead_minutes: int
    """Of each drive: parking, stairs, packing."""

    def minutes(self, *, start: Place, end: Place) -> int:
        """How long it takes from one place to another, in whole minutes, rounded up."""
        return ceil(round(distance_km(start=start, end=end) / self.kmh * 60, 6)) + self.overhead_minutes

    def reaches(self, *, place: Place, km: float) -> bool:
        """Whether a place lies within `km` of the base."""
        return distance_km(start=self.base, end=place) <= km


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit: where, from which minute of the day, and how many steps."""

    place: Place
    start_minute: int
    steps: int
    is_unsure: bool = False
    """It may never be: it is only held, its time is lost, or it is about to be moved."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive: from which minute of the day, how many steps it takes, and how many minutes it is reckoned with."""

    start_minute: int
    steps: int
    minutes: int


@dataclass(frozen=True, slots=True)
class TourDay:
    """A tour's day: byte i of `total` says whether the team is on duty in the step at `first_minute` + i steps."""

    first_minute: int
    step_minutes: int
    total: bytes

    def is_planned(self, *, from_minute: int, until_minute: int) -> bool:
        """Whether the team is on duty in all steps of a span."""
        begin, end = ((minute - self.first_minute) // self.step_minutes for minute in (from_minute, until_minute))
        return begin >= 0 and end <= len(self.total) and 0 not in self.total[begin:end]


def drives(*, stops: Sequence[Stop], ways: Ways, step_minutes: int) -> list[Drive]:
    """The drives of a day: to each stop, in the order of their begins, and from the last one home."""
    found: list[Drive] = []
    here = ways.base
    for stop in sorted(stops, key=_by_begin):
        minutes = ways.minutes(start=here, end=stop.place)
        steps = ceil(minutes / step_minutes)
        found.append(Drive(stop.start_minute - steps * step_minutes, steps, minutes))
        here = stop.place
    if found:
        last = max(stops, key=_by_begin)
        minutes = ways.minutes(start=here, end=ways.base)
        found.append(Drive(_end(last, step_minutes), ceil(minutes / step_minutes), minutes))
    return found


def lengths_of_drives(*, stops: Sequence[Stop], ways: Ways, step_minutes: int) -> dict[int, tuple[int, int]]:
    """The fewest and the most steps that the drive to each visit that is sure may take, by the visit's begin."""
    found: dict[int, tuple[int, int]] = {}
    ordered = sorted(stops, key=_by_begin)
    for position, stop in enumerate(ordered):
        if not stop.is_unsure:
            lengths = [
                ceil(ways.minutes(start=start, end=stop.place) / step_minutes)
                for start in _may_come_from(ordered[:position], ways=ways)
            ]
            found[stop.start_minute] = min(lengths), max(lengths)
    return found


def fits(*, new: Stop, stops: Sequence[Stop], ways: Ways, day: TourDay) -> bool:
    """Whether a further visit can be reached in time, and those around it still can.

    The visit and the drives that it brings with it lie in steps in which the team is on duty, and take none that
    another visit takes. Drives elsewhere on the day stay as they are.
    """
    step = day.step_minutes
    if (new.start_minute - day.first_minute) % step:
        return False
    before, after = _around(new, stops)
    if before and _end(before[-1], step) > _departs(new, start=before[-1].place, ways=ways, step_minutes=step):
        return False
    ends = _end(new, step)
    if after:
        is_passable = ends <= _departs(after[0], start=new.place, ways=ways, step_minutes=step)
    else:
        home = step * ceil(ways.minutes(start=new.place, end=ways.base) / step)
        is_passable = day.is_planned(from_minute=ends, until_minute=ends + home)
    return is_passable and is_on_duty(visit=new, stops=stops, ways=ways, day=day)


def is_on_duty(*, visit: Stop, stops: Sequence[Stop], ways: Ways, day: TourDay) -> bool:
    """Whether the team is on duty during a visit, on its way to it and on its way to the next one, whichever of the
    unsure ones among the other `stops` are not.
    """
    before, after = _around(visit, stops)
    step = day.step_minutes
    departs = min(
        _departs(visit, start=start, ways=ways, step_minutes=step) for start in _may_come_from(before, ways=ways)
    )
    return day.is_planned(from_minute=departs, until_minute=_end(visit, step)) and all(
        day.is_planned(
            from_minute=_departs(stop, start=visit.place, ways=ways, step_minutes=step), until_minute=stop.start_minute
        )
        for stop in _may_go_to(after)
    )


def begins(*, steps: int, place: Place, stops: Sequence[Stop], ways: Ways, day: TourDay) -> list[int]:
    """The minutes of a day at which a visit of so many steps can begin at a place."""
    minutes = range(day.first_minute, day.first_minute + len(day.total) * day.step_minutes, day.step_minutes)
    return [
        minute
        for minute in minutes
        if fits(new=Stop(place=place, start_minute=minute, steps=steps), stops=stops, ways=ways, day=day)
    ]


def _around(visit: Stop, stops: Sequence[Stop]) -> tuple[list[Stop], list[Stop]]:
    """The stops before a visit and after it, in their order."""
    ordered = sorted(stops, key=_by_begin)
    before = [stop for stop in ordered if stop.start_minute <= visit.start_minute]
    return before, ordered[len(before) :]


def _departs(stop: Stop, *, start: Place, ways: Ways, step_minutes: int) -> int:
    """At which minute the drive from a place to a stop begins."""
    return stop.start_minute - step_minutes * ceil(ways.minutes(start=start, end=stop.place) / step_minutes)


def _may_come_from(before: Sequence[Stop], *, ways: Ways) -> list[Place]:
    """Where the team may come from after some stops: the last one, or whatever is before it if that is unsure."""
    sure = [position for position, stop in enumerate(before) if not stop.is_unsure]
    if sure:
        return [stop.place for stop in before[sure[-1] :]]
    return [ways.base, *(stop.place for stop in before)]


def _may_go_to(after: Sequence[Stop]) -> Sequence[Stop]:
    """Where the team may go first of some stops: the first one, or what follows if that is unsure."""
    sure = [position for position, stop in enumerate(after) if not stop.is_unsure]
    return after[: sure[0] + 1] if sure else after


def _by_begin(stop: Stop) -> tuple[int, int]:
    return stop.start_minute, stop.steps


def _end(stop: Stop, step_minutes: int) -> int:
    return stop.start_minute + stop.steps * step_minutes
