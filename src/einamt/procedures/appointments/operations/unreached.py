"""Noting whose home a team no longer reaches on duty, since the visit before was given up."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.backlog.steps import note_losses
from einamt.procedures.appointments.losses import reckon
from einamt.procedures.appointments.models import CapacityDay, SupplyChange
from einamt.procedures.appointments.planning.models import in_force
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
    groups_of(office_ids=[day.group.office_id], is_locked=True)
    (row,) = capacity.locked_days(capacity_day_ids=[day.pk])
    lost = reckon(plans={row.pk: capacity.plan_of(row)}, now=now).new
    if lost:
        note_losses(lost=lost, reason=_reason(row), now=now)
    return len(lost)


def _reason(row: CapacityDay) -> str:
    """Of the plan that leaves the team off duty where it would have to drive; none where there are several."""
    begins = [row.first_minute + step * row.step_minutes for step, over in enumerate(row.over) if over]
    changes = in_force(SupplyChange.objects.filter(group=row.group_id, first_day__lte=row.day, end_day__gt=row.day))
    fewer = changes.filter(Q(counters=None) | Q(counters__lt=0)).select_related("plan")
    reasons = {
        change.plan.reason
        for change in fewer
        if any(change.opens_minute < begin + row.step_minutes and change.closes_minute > begin for begin in begins)
    }
    return reasons.pop() if len(reasons) == 1 else ""
