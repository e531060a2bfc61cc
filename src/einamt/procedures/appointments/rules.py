"""What may be booked and how its time is counted: plain Python. The sources stand in docs/rules/appointments.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.notifications.recipients import Recipient
from einamt.procedures.appointments.errors import ChangedMeanwhile, NothingLeft, NotOffered, TimePassed, TooManyPersons
from einamt.procedures.appointments.helping import NOTHING, Particulars

Wish = tuple[int, int]
"""A service's id and for how many persons."""

DAY_MINUTES = 24 * 60
GROUP_BITS = 20
"""How many bits of a capacity row's id are its group."""


class Paper(NamedTuple):
    """A paper that somebody has at hand."""

    service_id: int
    key: str
    """Which one it is, in whatever language (`catalog.rules.papers`); empty in bookings made before there were keys."""
    name: str
    """What it was called on the list that the person read."""


def paper_of(stored: Sequence[int | str]) -> Paper:
    """A paper as a booking keeps it: service id, key and name, or service id and name."""
    service_id, *key, name = stored
    return Paper(int(service_id), str(key[0]) if key else "", str(name))


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What somebody leaves to be reached: a name, and an e-mail address or a phone number or (at a counter) neither."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "de"
    papers_ready: tuple[Paper, ...] = ()
    """The papers that they say they have at hand, as they are called in `language`."""
    particulars: Particulars = NOTHING
    """For whom they come, and what help they need."""
    reach: Recipient | None = None
    """How they want to be told, where that is not simply by mail."""


@dataclass(frozen=True, slots=True)
class Offer:
    """How many steps a service takes for one person at an office, and for how many persons at most (None: any)."""

    steps: int
    max_persons: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """That so many counters serve between two minutes of a day."""

    opens_minute: int
    closes_minute: int
    counters: int


@dataclass(frozen=True, slots=True)
class Change:
    """That between two minutes of a day so many counters more serve, fewer (below zero), or none at all (None)."""

    opens_minute: int
    closes_minute: int
    counters: int | None


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day's capacity, one byte a step; see `models.CapacityDay`."""

    first_minute: int
    step_minutes: int
    total: bytes
    free: bytes
    over: bytes
    reserved: bytes = b""

    @property
    def taken(self) -> list[int]:
        """How many counters are taken in each step."""
        return [total - free + over for total, free, over in zip(self.total, self.free, self.over, strict=True)]

    @property
    def total_by_minute(self) -> dict[int, int]:
        """How many counters serve in each step, by the minute at which it begins."""
        return {self.first_minute + step * self.step_minutes: count for step, count in enumerate(self.total)}


def capacity_day_id(*, day: date, group_id: int) -> int:
    """The id of a group's capacity on a day: known beforehand, and a day's rows lie side by side."""
    if not 0 < group_id < 1 << GROUP_BITS:
        message = f"a counter group's id must be below {1 << GROUP_BITS}, not {group_id}"
        raise ValueError(message)
    return day.toordinal() << GROUP_BITS | group_id


def group_of(capacity_day_id: int) -> int:
    """The group of a capacity row."""
    return capacity_day_id & (1 << GROUP_BITS) - 1


def day_of(capacity_day_id: int) -> date:
    """The day of a capacity row."""
    return date.fromordinal(capacity_day_id >> GROUP_BITS)


def merged(wishes: Sequence[Wish]) -> list[Wish]:
    """`wishes` with each service once, in the order of their first mention.

    :raises NotOffered: there is none, or for fewer than one person.
    """
    persons: dict[int, int] = {}
    for service_id, count in wishes:
        if count < 1:
            raise NotOffered
        persons[service_id] = persons.get(service_id, 0) + count
    if not persons:
        raise NotOffered
    return list(persons.items())


def steps_needed(*, wishes: Sequence[Wish], offers: Mapping[int, Offer]) -> int:
    """How many steps in a row the wishes take at an office with `offers`, one person after the other.

    :raises NotOffered: a service is not among the offers.
    :raises TooManyPersons: an offer serves fewer persons in one appointment.
    """
    steps = 0
    for service_id, persons in wishes:
        offer = offers.get(service_id)
        if offer is None:
            raise NotOffered
        if offer.max_persons is not None and persons > offer.max_persons:
            raise TooManyPersons({"persons": offer.max_persons})
        steps += persons * offer.steps
    return max(steps, 1)


def without_one(*, wishes: Sequence[Wish], service_id: int) -> list[Wish]:
    """`wishes` for one person less with a service; the service goes with its last person.

    :raises ChangedMeanwhile: the service is not among them.
    :raises NothingLeft: nothing would be left.
    """
    if service_id not in {each for each, _ in wishes}:
        raise ChangedMeanwhile
    less = [(each, persons - (each == service_id)) for each, persons in wishes]
    left = [(each, persons) for each, persons in less if persons]
    if not left:
        raise NothingLeft
    return left


def step_index(*, start_minute: int, steps: int, first_minute: int, step_minutes: int, length: int) -> int:
    """Which byte of the day `start_minute` is.

    :raises NotOffered: it is not the beginning of a step, or the steps do not all lie within the day's plan.
    """
    index, rest = divmod(start_minute - first_minute, step_minutes)
    if rest or index < 0 or index + steps > length:
        raise NotOffered
    return index


def check_day(
    *, day: date, starts_at: datetime, horizon_days: int, zone: ZoneInfo, now: datetime, release_minute: int = 0
) -> None:
    """Refuse what lies in the past or beyond the horizon (today counts as its first day).

    :raises TimePassed: it has begun.
    :raises NotOffered: it lies beyond the horizon, or opens later today.
    """
    if starts_at <= now:
        raise TimePassed
    if day >= horizon_end(now=now, horizon_days=horizon_days, release_minute=release_minute, zone=zone):
        raise NotOffered


def horizon_end(*, now: datetime, horizon_days: int, zone: ZoneInfo, release_minute: int = 0) -> date:
    """The first day that cannot be booked yet.

    The horizon's last day opens at `release_minute` of today; until then the one before it is the last. It opens once:
    moments are compared, not what the clock shows, so that the hour which the autumn night repeats does not close it
    again. In the spring night a minute that the clock leaves out is an hour later on it, as in `at_minute`.
    """
    today = local_date(moment=now, zone=zone)
    end = today + timedelta(days=horizon_days)
    if release_minute and horizon_days and now < at_minute(day=today, minute=release_minute, zone=zone):
        return end - timedelta(days=1)
    return end


def is_changeable(*, state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether an appointment whose case is in `state` may be moved or cancelled: the visit has not begun."""
    return state == "booked" and starts_at > now


def reminder_spans(hours: Iterable[int]) -> list[tuple[int, int]]:
    """For each of the city's `hours`, the shortest in front: which appointments it is that number's turn to remind of.

    `(2, 24)` are those that begin in more than 2 and at most 24 hours: whoever was to be reminded 24 hours before, and
    was not because the house stood still, is reminded of it until the reminder of 2 hours before says the same.
    """
    ascending = sorted({each for each in hours if each > 0})
    return list(zip([0, *ascending], ascending, strict=False))


def is_reminder_needed(*, starts_at: datetime, told_at: datetime, hours: int) -> bool:
    """Whether somebody who was last told of a time at `told_at` is to be reminded of it `hours` before."""
    return told_at < starts_at - timedelta(hours=hours)


def planned(
    *,
    openings: Sequence[Opening],
    step_minutes: int,
    day: date,
    zone: ZoneInfo,
    before: DayPlan | None,
    changes: Sequence[Change] = (),
    percent: int = 100,
    most: int = 255,
) -> DayPlan:
    """What `openings`, then `changes`, then `percent` make of a day whose plan was `before`; what is taken stays taken.

    Steps count from the first opening (where there is none, from the first change that adds counters). Where something
    is taken the old steps stay, so that no appointment moves, and the plan stays long enough to hold it. At most `most`
    counters serve at once.
    """
    taken: dict[int, int] = {}
    if before is not None and any(before.taken):
        step_minutes = before.step_minutes
        taken = {before.first_minute + index * step_minutes: count for index, count in enumerate(before.taken) if count}
    added = [
        Opening(each.opens_minute, each.closes_minute, each.counters)
        for each in changes
        if each.counters is not None and each.counters > 0
    ]
    grid = min(taken) if taken else min((opening.opens_minute for opening in openings or added), default=0)
    odd = odd_minutes(day=day, zone=zone)
    totals = _totals(openings=[*openings, *added], step_minutes=step_minutes, grid=grid, odd=odd)
    for minute, counters in totals.items():
        fewer = _fewer(changes=changes, begins=minute, ends=minute + step_minutes, counters=counters)
        totals[minute] = min(most, restricted(counters=fewer, percent=percent))
    covered = totals.keys() | taken.keys()
    if not covered:
        return DayPlan(0, step_minutes, b"", b"", b"")
    minutes = range(min(covered), max(covered) + 1, step_minutes)
    differences = [totals.get(minute, 0) - taken.get(minute, 0) for minute in minutes]
    return DayPlan(
        first_minute=minutes[0],
        step_minutes=step_minutes,
        total=bytes(totals.get(minute, 0) for minute in minutes),
        free=bytes(max(0, difference) for difference in differences),
        over=bytes(max(0, -difference) for difference in differences),
    )


def odd_minutes(*, day: date, zone: ZoneInfo) -> range:
    """The minutes that the wall clock leaves out or shows twice on `day`; empty on all days but two a year.

    Nothing is planned in them: an appointment "at 2:30" would be missing or ambiguous, and one across them would not
    last as long as the clock says.
    """
    midnight = datetime.combine(day, time(), tzinfo=zone)
    if midnight.utcoffset() == (midnight + timedelta(days=1)).utcoffset():
        return range(0)
    odd = [
        minute
        for minute in range(DAY_MINUTES)
        if (wall := midnight + timedelta(minutes=minute)).utcoffset() != wall.replace(fold=1).utcoffset()
    ]
    return range(odd[0], odd[-1] + 1) if odd else range(0)


def affected(*, plan: DayPlan, booked: Iterable[tuple[int, int]]) -> list[int]:
    """Which of `booked` (first minute and steps, those that booked first in front) no longer fit the plan's counters.

    Gives their positions. Who booked first keeps the time.
    """
    left = plan.total_by_minute
    beyond: list[int] = []
    for position, (start_minute, steps) in enumerate(booked):
        minutes = [start_minute + step * plan.step_minutes for step in range(steps)]
        if any(left.get(minute, 0) < 1 for minute in minutes):
            beyond.append(position)
            continue
        for minute in minutes:
            left[minute] -= 1
    return beyond


def _totals(*, openings: Sequence[Opening], step_minutes: int, grid: int, odd: range) -> dict[int, int]:
    totals: dict[int, int] = {}
    for opening in openings:
        begins = opening.opens_minute + (grid - opening.opens_minute) % step_minutes
        for minute in range(begins, opening.closes_minute - step_minutes + 1, step_minutes):
            if minute in odd or minute + step_minutes - 1 in odd:
                continue
            totals[minute] = totals.get(minute, 0) + opening.counters
    return totals


def _fewer(*, changes: Sequence[Change], begins: int, ends: int, counters: int) -> int:
    """What is left of `counters` in a step: whoever is away for a part of it cannot serve in it."""
    for change in changes:
        if begins < change.closes_minute and ends > change.opens_minute:
            if change.counters is None:
                return 0
            counters += min(change.counters, 0)
    return max(0, counters)


def restricted(*, counters: int, percent: int) -> int:
    """How many of `counters` serve under a capacity factor: rounded down, but one stays open unless it is 0 %.

    Down, because distancing must never allow a counter more than it says; one, because half of an office with one
    counter would be none, and whoever wants it closed says so with a closure.
    """
    if percent <= 0 or counters <= 0:
        return 0
    return max(1, counters * percent // 100)
