"""Steps that turn the records of supply into capacity, with what is booked kept, and note whose time is lost."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import zip_longest
from typing import Any, NamedTuple
from uuid import UUID

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.together import check_references
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.backlog.steps import (
    Losses,
    amend_losses,
    losses_of,
    note_losses,
    settle_restored,
)
from einamt.procedures.appointments.fairness.steps import draw_bulk_release
from einamt.procedures.appointments.models import Appointment, CapacityDay, CounterGroup, Leg, Tour
from einamt.procedures.appointments.planning.sources import Sources, days
from einamt.procedures.appointments.rules import DayPlan, affected, capacity_day_id, group_of
from einamt.procedures.appointments.steps import places_of
from einamt.procedures.appointments.tours.reading import drives_on


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning did: days added, days changed, and the appointments that no longer fit, for which somebody has to
    find another time.
    """

    added: int
    changed: int
    affected: list[UUID]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where the capacity rows are not what the records make of them: new days, and plans before and after by row."""

    added: dict[tuple[int, date], DayPlan]
    changed: dict[int, tuple[DayPlan, DayPlan]]

    @property
    def plans(self) -> dict[int, DayPlan]:
        """What the changed rows are to become."""
        return {pk: after for pk, (_, after) in self.changed.items()}


class Booked(NamedTuple):
    """What planning must know of a part of an appointment."""

    id: UUID
    capacity_day_id: int
    start_minute: int
    steps: int
    starts_at: datetime
    booked_at: datetime
    service_id: int


class BookedPlace(NamedTuple):
    """A part of an appointment, as short as it can be read."""

    id: UUID
    capacity_day_id: int
    start_minute: int
    steps: int


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Who loses a time by changed plans, as it was read without a lock; `booked` are the grounds of it: all places on
    the rows that have fewer counters than are taken.
    """

    booked: frozenset[BookedPlace]
    lost: list[Booked]
    """The parts that are not served, by their visit's begin."""
    losses: Losses

    @property
    def lost_ids(self) -> list[UUID]:
        """The appointments that lose their time, each once."""
        return list(dict.fromkeys(part.id for part in self.lost))


def groups_of(*, office_ids: Collection[int] | None, is_locked: bool = False) -> dict[int, CounterGroup]:
    """The counter groups of some offices (None: of all), by id; locked, where that is asked for, in their order."""
    groups = CounterGroup.objects.select_related("office").order_by("pk")
    if office_ids is not None:
        groups = groups.filter(office_id__in=office_ids)
    if is_locked:
        require_transaction()
        groups = groups.select_for_update(of=("self",), no_key=True)
    return {group.pk: group for group in groups}


def replan(
    *,
    first_day: date,
    last_day: date,
    now: datetime,
    office_ids: Collection[int] | None = None,
    reason: str = "",
) -> Planned:
    """Bring the capacity from `first_day` to `last_day` (both included) in line with the records in force.

    A day before today that has been planned stays as it is. Whoever loses a time comes into the backlog for `reason`;
    whose time is served again leaves it.

    The groups are locked first, so that two plannings do not cross; of the capacity rows only those that change, in the
    order of their ids, and only for as long as it takes to write them: all that can be known before is read before.

    :raises RulesMissing: the city has no rules of booking for a day.
    """
    groups = groups_of(office_ids=office_ids, is_locked=True)
    sources = Sources(first_day=first_day, last_day=last_day, groups=groups)
    comparison = compared(sources=sources, groups=groups, first_day=first_day, last_day=last_day, now=now)
    reckoning = reckon(plans=comparison.plans, now=now)
    return apply(comparison=comparison, reckoning=reckoning, sources=sources, groups=groups, reason=reason, now=now)


def compared(
    *, sources: Sources, groups: Mapping[int, CounterGroup], first_day: date, last_day: date, now: datetime
) -> Comparison:
    """What the records make of the days, beside the rows as they are now, without a lock."""
    today = local_date(moment=now, zone=city.zone())
    known = {
        (row.group_id, row.day): row
        for row in CapacityDay.objects.filter(group_id__in=groups, day__range=(first_day, last_day))
    }
    comparison = Comparison(added={}, changed={})
    for group in groups.values():
        for day in days(first_day, last_day):
            row = known.get((group.pk, day))
            before = capacity.plan_of(row) if row else None
            plan = sources.plan(group=group, day=day, before=before)
            if row is None and plan.total:
                comparison.added[group.pk, day] = plan
            elif row is not None and before is not None and plan != before and day >= today:
                comparison.changed[row.pk] = (before, plan)
    return comparison


def reckon(*, plans: Mapping[int, DayPlan], now: datetime, noted: Collection[UUID] = ()) -> Reckoning:
    """Who loses a time if rows (by id) become `plans`; who booked first keeps it. Nothing is locked or written.

    `noted` as for `losses_of`.
    """
    booked = _booked_on(capacity_day_ids=_overtaken(plans))
    by_row: dict[int, list[Booked]] = defaultdict(list)
    for each in booked:
        by_row[each.capacity_day_id].append(each)
    spans = _spans_of_tours(by_row, plans=plans)
    lost: list[Booked] = []
    for pk, of_row in by_row.items():
        places = spans.get(pk) or [(each.start_minute, each.steps) for each in of_row]
        lost += [of_row[position] for position in affected(plan=plans[pk], booked=places)]
    lost.sort(key=_by_begin)
    losses = losses_of(lost=lost, capacity_day_ids=plans, noted=noted, now=now)
    elsewhere = _lost_elsewhere(losses.restored, plans=plans)
    restored = {each: pk for each, pk in losses.restored.items() if each not in elsewhere}
    return Reckoning(
        booked=frozenset(BookedPlace(*each[:4]) for each in booked),
        lost=lost,
        losses=replace(losses, restored=restored),
    )


def _spans_of_tours(
    by_row: Mapping[int, Sequence[Booked]], *, plans: Mapping[int, DayPlan]
) -> dict[int, list[tuple[int, int]]]:
    """First minute and steps of the visits on the days of tours with the drives to them, in the order given: whose team
    is not on duty on its way loses the visit as well.
    """
    tours = set(Tour.objects.filter(group_id__in={group_of(pk) for pk in by_row}).values_list("group_id", flat=True))
    of_tours = [pk for pk in by_row if group_of(pk) in tours]
    driven = drives_on(days=[CapacityDay(pk=pk, step_minutes=plans[pk].step_minutes) for pk in of_tours])
    return {
        pk: [_with_drives(each, driven=driven.get(pk, []), step_minutes=plans[pk].step_minutes) for each in by_row[pk]]
        for pk in of_tours
    }


def _with_drives(each: Booked, *, driven: Sequence[tuple[int, int]], step_minutes: int) -> tuple[int, int]:
    """The visit with the drive that ends where it begins, and the way home that begins where it ends."""
    ends = each.start_minute + each.steps * step_minutes
    there = next((steps for start, steps in driven if start + steps * step_minutes == each.start_minute), 0)
    home = driven[-1][1] if driven and driven[-1][0] == ends else 0
    return each.start_minute - there * step_minutes, there + each.steps + home


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


def apply(
    *,
    comparison: Comparison,
    reckoning: Reckoning,
    sources: Sources,
    groups: Mapping[int, CounterGroup],
    reason: str,
    now: datetime,
) -> Planned:
    """Write what a comparison found and who loses a time by it.

    Bookings wait for the capacity rows, so as much as can be is done before these are locked: the entries of the
    backlog and the messages are written by what was read. Under the locks it is looked whether that is still so. The
    rows that have changed since, or on which others are booked, are compared and reckoned again, and the entries put
    right.
    """
    plans = comparison.plans
    noted = note_losses(losses=reckoning.losses, reason=reason, now=now)
    if noted:
        check_references()
    stale = set()
    for row in capacity.locked_days(capacity_day_ids=plans):
        as_it_is = capacity.plan_of(row)
        if as_it_is != comparison.changed[row.pk][0]:
            plans[row.pk] = sources.plan(group=groups[row.group_id], day=row.day, before=as_it_is)
            stale.add(row.pk)
    stale |= {each.capacity_day_id for each in _places_on(capacity_day_ids=_overtaken(plans)) ^ reckoning.booked}
    if stale:
        before, fresh = reckoning.losses, {pk: plans[pk] for pk in stale}
        reckoning = _renewed(reckoning, fresh=reckon(plans=fresh, noted=noted.values(), now=now), stale=stale)
        amend_losses(noted=noted, before=before, after=reckoning.losses, reason=reason, now=now)
    capacity.write_plans(changed=plans, added=comparison.added)
    settle_restored(losses=reckoning.losses, now=now)
    _draw_what_is_gained(comparison, now=now)
    return Planned(added=len(comparison.added), changed=len(plans), affected=reckoning.lost_ids)


def _renewed(reckoning: Reckoning, *, fresh: Reckoning, stale: Collection[int]) -> Reckoning:
    """A reckoning with what was reckoned afresh of its `stale` rows."""
    kept = [part for part in reckoning.lost if part.capacity_day_id not in stale]
    lost = sorted([*kept, *fresh.lost], key=_by_begin)
    ids = {part.id for part in lost}
    new = {each.id: each for each in (*reckoning.losses.new, *fresh.losses.new) if each.id in ids}
    restored = {**reckoning.losses.restored, **fresh.losses.restored}
    return Reckoning(
        booked=frozenset(each for each in reckoning.booked if each.capacity_day_id not in stale) | fresh.booked,
        lost=lost,
        losses=Losses(new=list(new.values()), restored={each: restored[each] for each in restored if each not in ids}),
    )


def _by_begin(part: Booked) -> tuple[datetime, UUID]:
    return part.starts_at, part.id


def _draw_what_is_gained(comparison: Comparison, *, now: datetime) -> None:
    gained = {capacity_day_id(day=day, group_id=pk): sum(plan.free) for (pk, day), plan in comparison.added.items()}
    gained |= {
        pk: sum(max(0, now_free - was) for was, now_free in zip_longest(before.free, after.free, fillvalue=0))
        for pk, (before, after) in comparison.changed.items()
        if sum(after.total) > sum(before.total)
    }
    draw_bulk_release(gained={pk: count for pk, count in gained.items() if count}, now=now)


def _overtaken(plans: Mapping[int, DayPlan]) -> list[int]:
    """The rows on which more is taken than serves."""
    return [pk for pk, plan in plans.items() if any(plan.over)]


def _booked_on(*, capacity_day_ids: Sequence[int]) -> list[Booked]:
    """The parts of open appointments on some rows, those that were booked first in front."""
    rows = _parts_on(capacity_day_ids, columns=(*BookedPlace._fields, "starts_at", "booked_at", "case__service_id"))
    return sorted((Booked(*row) for row in rows), key=lambda each: (each.booked_at, each.id))


def _places_on(*, capacity_day_ids: Sequence[int]) -> frozenset[BookedPlace]:
    return frozenset(BookedPlace(*row) for row in _parts_on(capacity_day_ids, columns=BookedPlace._fields))


def _parts_on(capacity_day_ids: Sequence[int], *, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Columns of the open appointments on some rows; for the further parts of a visit, place and length are theirs."""
    if not capacity_day_ids:
        return []
    rows = list(
        Appointment.objects.filter(capacity_day_id__in=capacity_day_ids, cancelled_at=None).values_list(*columns)
    )
    columns_of_leg = [name if name in _OF_LEG else f"appointment__{name}" for name in columns]
    legs = Leg.objects.filter(capacity_day_id__in=capacity_day_ids, appointment__cancelled_at=None)
    return rows + list(legs.exclude(appointment=None).values_list(*columns_of_leg))


_OF_LEG = frozenset({"capacity_day_id", "start_minute", "steps"})
