"""Steps that turn the records of supply into capacity, with what is booked kept, and note whose time is lost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.backlog.steps import note_losses
from einamt.procedures.appointments.models import Appointment, CapacityDay, CounterGroup, Leg
from einamt.procedures.appointments.planning.sources import Sources, days
from einamt.procedures.appointments.rules import DayPlan, affected


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


class Booked(NamedTuple):
    """What planning must know of an appointment."""

    id: UUID
    capacity_day_id: int
    start_minute: int
    steps: int
    starts_at: datetime
    booked_at: datetime
    service_id: int


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
    return apply(comparison=comparison, sources=sources, groups=groups, reason=reason, now=now)


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


def apply(
    *, comparison: Comparison, sources: Sources, groups: Mapping[int, CounterGroup], reason: str, now: datetime
) -> Planned:
    """Write what a comparison found; a row that was booked since is compared again under its lock."""
    plans = {pk: after for pk, (_, after) in comparison.changed.items()}
    for row in capacity.locked_days(capacity_day_ids=plans):
        as_it_is = capacity.plan_of(row)
        if as_it_is != comparison.changed[row.pk][0]:
            plans[row.pk] = sources.plan(group=groups[row.group_id], day=row.day, before=as_it_is)
    capacity.write_plans(changed=plans, added=comparison.added)
    lost = beyond(plans=plans)
    note_losses(lost=lost, capacity_day_ids=plans, reason=reason, now=now)
    return Planned(added=len(comparison.added), changed=len(plans), affected=[each.id for each in lost])


def beyond(*, plans: Mapping[int, DayPlan]) -> list[Booked]:
    """The appointments that do not fit the plans (by capacity row's id) any more; who booked first keeps the time."""
    overtaken = [pk for pk, plan in plans.items() if any(plan.over)]
    booked: dict[int, list[Booked]] = defaultdict(list)
    for each in booked_on(capacity_day_ids=overtaken):
        booked[each.capacity_day_id].append(each)
    found: dict[UUID, Booked] = {}
    for pk, of_day in booked.items():
        places = [(each.start_minute, each.steps) for each in of_day]
        found |= {of_day[position].id: of_day[position] for position in affected(plan=plans[pk], booked=places)}
    return sorted(found.values(), key=lambda each: (each.starts_at, each.id))


def booked_on(*, capacity_day_ids: Iterable[int]) -> list[Booked]:
    """The parts of open appointments on some rows, those that were booked first in front."""
    on = list(capacity_day_ids)
    columns = ("pk", "capacity_day_id", "start_minute", "steps", "starts_at", "booked_at", "case__service_id")
    rows = list(Appointment.objects.filter(capacity_day_id__in=on, cancelled_at=None).values_list(*columns))
    of_leg = {"capacity_day_id", "start_minute", "steps"}
    columns_of_leg = [name if name in of_leg else f"appointment__{name}" for name in columns]
    legs = Leg.objects.filter(capacity_day_id__in=on, appointment__cancelled_at=None).exclude(appointment=None)
    rows += legs.values_list(*columns_of_leg)
    return sorted((Booked(*row) for row in rows), key=lambda each: (each.booked_at, each.id))
