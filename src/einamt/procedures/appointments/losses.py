"""Who loses a time where a day serves less than is booked, and whose lost time is served. Nothing is written."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from einamt.platform.writing.statements import Statement, among, fetch
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.backlog.queries import standing_entries_on
from einamt.procedures.appointments.models import Appointment, CapacityDay, Leg, Tour
from einamt.procedures.appointments.rules import DayPlan, affected, group_of
from einamt.procedures.appointments.steps import places_of
from einamt.procedures.appointments.tours.reading import lengths_on


class Booked(NamedTuple):
    """What planning must know of a part of an appointment."""

    id: UUID
    capacity_day_id: int
    start_minute: int
    steps: int
    starts_at: datetime
    booked_at: datetime
    service_id: int
    state: str
    """Of its case."""


BookedPlace = tuple[UUID, int, int, int]
"""The first four of a `Booked`."""


@dataclass(slots=True)
class Reckoning:
    """Who loses a time by changed plans, as it was read."""

    lost: dict[int, list[Booked]]
    """The parts that are not served, by their row."""
    known: set[UUID]
    """The appointments with parts on the overtaken rows of which the backlog knows already."""
    grounds: frozenset[BookedPlace]
    """All that is booked on the rows that have fewer counters than are taken: as long as `grounds_on` them is the same,
    so is the reckoning.
    """
    now: datetime

    @property
    def lost_ids(self) -> list[UUID]:
        """The appointments that lose their time, each once, by their begin."""
        parts = sorted(chain.from_iterable(self.lost.values()), key=lambda part: (part.starts_at, part.id))
        return list(dict.fromkeys(part.id for part in parts))

    @property
    def new(self) -> list[Booked]:
        """Of the appointments that lose their time those that are new to the backlog, each once. Whoever has arrived or
        been called, or whose time has begun, is there, or was.
        """
        parts = {part.id: part for part in chain.from_iterable(self.lost.values())}
        return [
            part
            for part in parts.values()
            if part.id not in self.known and part.starts_at > self.now and part.state == "booked"
        ]

    def renew(self, *, fresh: "Reckoning", rows: Collection[int]) -> set[UUID]:
        """Replace what was reckoned of some rows; the appointments that lose their time no more."""
        before = {part.id for row in rows for part in self.lost.pop(row, ())}
        self.lost |= fresh.lost
        self.grounds = frozenset(place for place in self.grounds if place[1] not in rows) | fresh.grounds
        gone = before.difference(part.id for parts in fresh.lost.values() for part in parts)
        if gone:  # a visit with several parts may still lose another of them
            gone.difference_update(part.id for parts in self.lost.values() for part in parts)
        return gone


def reckon(*, plans: Mapping[int, DayPlan], now: datetime, noted: Collection[UUID] = ()) -> Reckoning:
    """Who loses a time if rows (by id) become `plans`. Who booked first keeps it, but nobody loses one to somebody who
    stands in the backlog already: a longer visit that fits again would take it from who was told nothing. At home a
    time is lost where it is lost whoever gives up a hold, or books it.

    `noted` are entries of the backlog that the caller has just written: they do not count yet.
    """
    rows = overtaken(plans=plans)
    known = set(standing_entries_on(capacity_day_ids=rows, but=noted)) if rows else set()
    booked = _booked_on(capacity_day_ids=rows)
    booked.sort(key=lambda each: (each.id in known, each.booked_at, each.id))
    by_row: dict[int, list[Booked]] = defaultdict(list)
    for each in booked:
        by_row[each.capacity_day_id].append(each)
    spans = _spans_of_tours(by_row, plans=plans)
    lost = {}
    for pk, of_row in by_row.items():
        places = spans.get(pk) or [(each.start_minute, each.steps) for each in of_row]
        lost[pk] = [of_row[position] for position in affected(plan=plans[pk], booked=places)]
    return Reckoning(lost=lost, known=known, grounds=frozenset(each[:4] for each in booked), now=now)


def served_again(*, plans: Mapping[int, DayPlan], lost_ids: Collection[UUID], now: datetime) -> dict[UUID, UUID]:
    """The standing entries of the backlog, by appointment, of visits after `now` whose time is served where rows become
    `plans`.

    `lost_ids` lose it on these rows. Of a visit with several parts all must be served; one at home, whoever gives up a
    hold.
    """
    entries = standing_entries_on(capacity_day_ids=plans, after=now)
    for others in (set(lost_ids), _lost_elsewhere(entries, plans=plans), _perhaps_lost(entries, plans=plans)):
        entries = {appointment_id: pk for appointment_id, pk in entries.items() if appointment_id not in others}
    return entries


def off_duty(*, visit: Booked, plan: DayPlan) -> list[int]:
    """The minutes of the steps in which a team would not be on duty during a visit and on the shortest drive to it."""
    plans = {visit.capacity_day_id: plan}
    lengths = _lengths_on([visit.capacity_day_id], plans=plans)
    begin, steps = _with_drive(visit, steps=lengths[visit.capacity_day_id, visit.start_minute][0], plans=plans)
    minutes = (begin + step * plan.step_minutes for step in range(steps))
    return [minute for minute in minutes if not plan.total_by_minute.get(minute)]


def overtaken(*, plans: Mapping[int, DayPlan]) -> list[int]:
    """The rows on which more is taken than serves."""
    return [pk for pk, plan in plans.items() if any(plan.over)]


def grounds_on(*, capacity_day_ids: Collection[int]) -> frozenset[BookedPlace]:
    """What is booked on some rows, to be compared with the grounds of a reckoning; by prepared statements, since
    bookings may wait for the comparison.
    """
    if not capacity_day_ids:
        return frozenset()
    of_row = among(_VISIT.get_field("capacity_day"), capacity_day_ids)
    sql = " UNION ALL ".join(f"{part} AND {of_row.sql}" for part in (_BOOKED_FIRST, _BOOKED_LEGS))
    places = fetch(Statement(sql, of_row.parameters * 2))
    if connection.vendor == "postgresql":
        return frozenset(places)
    return frozenset((UUID(pk), *place) for pk, *place in places)


_VISIT, _LEG = Appointment._meta, Leg._meta
_BOOKED_FIRST = f"SELECT id, capacity_day_id, start_minute, steps FROM {_VISIT.db_table} WHERE cancelled_at IS NULL"  # noqa: S608
_BOOKED_LEGS = (
    f"SELECT appointment_id, capacity_day_id, start_minute, steps FROM {_LEG.db_table} WHERE EXISTS "  # noqa: S608
    f"(SELECT 1 FROM {_VISIT.db_table} v WHERE v.id = appointment_id AND v.cancelled_at IS NULL)"
)


def _booked_on(*, capacity_day_ids: Sequence[int]) -> list[Booked]:
    """The parts of open appointments on some rows; for the further parts of a visit, place and length are theirs."""
    if not capacity_day_ids:
        return []
    columns = (
        "id",
        "capacity_day_id",
        "start_minute",
        "steps",
        "starts_at",
        "booked_at",
        "case__service_id",
        "case__state",
    )
    columns_of_leg = [name if name in _OF_LEG else f"appointment__{name}" for name in columns]
    visits = Appointment.objects.filter(capacity_day_id__in=capacity_day_ids, cancelled_at=None)
    legs = Leg.objects.filter(capacity_day_id__in=capacity_day_ids, appointment__cancelled_at=None)
    legs = legs.exclude(appointment=None).order_by()
    rows = visits.values_list(*columns).union(legs.values_list(*columns_of_leg), all=True)
    return [Booked(*row) for row in rows]


_OF_LEG = frozenset({"capacity_day_id", "start_minute", "steps"})


def _spans_of_tours(
    by_row: Mapping[int, Sequence[Booked]], *, plans: Mapping[int, DayPlan]
) -> dict[int, list[tuple[int, int]]]:
    """First minute and steps of the visits on the days of tours with the shortest drives that there may be to them, in
    the order given: whose team is not on duty on its way loses the visit as well. On its way home it is waited for by
    nobody.
    """
    tours = set(Tour.objects.filter(group_id__in={group_of(pk) for pk in by_row}).values_list("group_id", flat=True))
    of_tours = [pk for pk in by_row if group_of(pk) in tours]
    if not of_tours:
        return {}
    lengths = _lengths_on(of_tours, plans=plans)
    return {
        pk: [_with_drive(each, steps=lengths[pk, each.start_minute][0], plans=plans) for each in by_row[pk]]
        for pk in of_tours
    }


def _perhaps_lost(appointment_ids: Collection[UUID], *, plans: Mapping[int, DayPlan]) -> set[UUID]:
    """Of some appointments the visits at home whose team would be off duty on the longest drive that there may be to
    them.
    """
    if not appointment_ids:
        return set()
    visits = list(Appointment.objects.filter(pk__in=list(appointment_ids), is_home_visit=True))
    here = [visit for visit in visits if visit.capacity_day_id in plans]
    lengths = _lengths_on({visit.capacity_day_id for visit in here}, plans=plans)
    sure = {
        visit.pk
        for visit in here
        for span in [_with_drive(visit, steps=lengths[visit.capacity_day_id, visit.start_minute][1], plans=plans)]
        if not affected(plan=plans[visit.capacity_day_id], booked=[span])
    }
    return {visit.pk for visit in visits} - sure  # moved to another day while we read: that may be lost as well


def _lengths_on(
    capacity_day_ids: Collection[int], *, plans: Mapping[int, DayPlan]
) -> dict[tuple[int, int], tuple[int, int]]:
    """The fewest and the most steps of the drives to visits, by row and the visit's begin; none to one that was booked
    or given up while we read.
    """
    days = [CapacityDay(pk=pk, step_minutes=plans[pk].step_minutes) for pk in capacity_day_ids]
    lengths = {(pk, begin): each for pk, of_row in lengths_on(days=days).items() for begin, each in of_row.items()}
    return defaultdict(lambda: (0, 0), lengths)


def _with_drive(visit: Booked | Appointment, *, steps: int, plans: Mapping[int, DayPlan]) -> tuple[int, int]:
    """First minute and steps of a visit with the drive to it."""
    return visit.start_minute - steps * plans[visit.capacity_day_id].step_minutes, steps + visit.steps


def _lost_elsewhere(appointment_ids: Collection[UUID], *, plans: Mapping[int, DayPlan]) -> set[UUID]:
    """Of some appointments those with a part on other rows than `plans` that are overtaken there."""
    if not appointment_ids:
        return set()
    visits = Appointment.objects.filter(
        pk__in=Leg.objects.filter(appointment_id__in=list(appointment_ids)).values("appointment")
    )
    parts = [(visit.pk, place) for visit in visits.prefetch_related("legs") for place in places_of(visit)]
    others = [(pk, place) for pk, place in parts if place.capacity_day_id not in plans]
    days = CapacityDay.objects.in_bulk([place.capacity_day_id for _, place in others])
    return {pk for pk, place in others if capacity.is_overtaken(day=days[place.capacity_day_id], place=place)}
