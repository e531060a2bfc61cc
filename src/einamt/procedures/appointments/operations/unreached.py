"""Noting whose home a team no longer reaches on duty, since the visit before was given up."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.backlog.steps import note_losses
from einamt.procedures.appointments.losses import off_duty, reckon
from einamt.procedures.appointments.models import CapacityDay, CounterGroup
from einamt.procedures.appointments.planning.models import Plan
from einamt.procedures.appointments.planning.sources import Sources
from einamt.procedures.appointments.supply import groups_of


def note_unreached(*, now: datetime) -> int:
    """Bring those into the backlog whose visit at home comes after `now` and is lost, where no plan has noted that; how
    many there were.

    Where a team is off duty for a while, the drive to a visit may come to lie in that when the visit before is moved or
    cancelled. Whoever gives up a time must not wait for such a reckoning, so it is made afterwards, a day at a time.
    """
    today = local_date(moment=now, zone=city.zone())
    days = CapacityDay.objects.filter(group__tour__isnull=False, day__gte=today)
    lost = reckon(plans={row.pk: capacity.plan_of(row) for row in days}, now=now).new
    return sum(_note(capacity_day_id=pk, now=now) for pk in sorted({each.capacity_day_id for each in lost}))


@transaction.atomic
def _note(*, capacity_day_id: int, now: datetime) -> int:
    day = CapacityDay.objects.select_related("group").get(pk=capacity_day_id)
    groups = groups_of(office_ids=[day.group.office_id], is_locked=True)
    (row,) = capacity.locked_days(capacity_day_ids=[day.pk])
    plan = capacity.plan_of(row)
    lost = reckon(plans={row.pk: plan}, now=now).new
    totals = _totals_without(row, group=groups[row.group_id]) if lost else []
    for visit in lost:
        missing = off_duty(visit=visit, plan=plan)
        reasons = {reason for reason, total in totals if all(total.get(minute) for minute in missing)}
        note_losses(lost=[visit], reason=reasons.pop() if len(reasons) == 1 else "", now=now)
    return len(lost)


def _totals_without(row: CapacityDay, *, group: CounterGroup) -> list[tuple[str, dict[int, int]]]:
    """For each plan in force that touches a day: its reason, and how many counters there would be in each step without
    it.
    """
    plans = Plan.objects.filter(withdrawn_at=None, offices=group.office_id, starts_on__lte=row.day)
    found = []
    for plan in plans.filter(Q(ends_on=None) | Q(ends_on__gt=row.day)):
        sources = Sources(first_day=row.day, last_day=row.day, groups={group.pk: group}, without=plan.pk)
        found.append((plan.reason, sources.plan(group=group, day=row.day, before=None).total_by_minute))
    return found
