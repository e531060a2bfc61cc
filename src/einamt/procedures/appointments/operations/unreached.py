"""Noting whose home a team no longer reaches on duty, since the visit before was given up."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.backlog.queries import reasons_on
from einamt.procedures.appointments.backlog.steps import note_losses
from einamt.procedures.appointments.losses import reckon
from einamt.procedures.appointments.models import CapacityDay
from einamt.procedures.appointments.rules import DayPlan
from einamt.procedures.appointments.supply import groups_of
from einamt.procedures.appointments.tours.reading import settled_days


def note_unreached(*, now: datetime) -> int:
    """Bring those into the backlog who come later than `now` and lose their time although no plan took it; how many
    there were.

    Where a team is off duty for a while, the drive to a visit may come to lie in that when the visit before is moved or
    cancelled. Whoever gives up a time must not wait for such a reckoning, so it is made afterwards, a day at a time.
    """
    today = local_date(moment=now, zone=city.zone())
    days = CapacityDay.objects.filter(group__tour__isnull=False, day__gte=today)
    plans = {row.pk: capacity.plan_of(row) for row in days}
    lost = reckon(plans=_settled(plans), now=now).new
    return sum(_note(capacity_day_id=pk, now=now) for pk in sorted({each.capacity_day_id for each in lost}))


@transaction.atomic
def _note(*, capacity_day_id: int, now: datetime) -> int:
    day = CapacityDay.objects.select_related("group").get(pk=capacity_day_id)
    groups_of(office_ids=[day.group.office_id], is_locked=True)
    plans = {row.pk: capacity.plan_of(row) for row in capacity.locked_days(capacity_day_ids=[day.pk])}
    lost = reckon(plans=_settled(plans), now=now).new
    reasons = reasons_on(capacity_day_id=day.pk)
    # the plan that took the others' times, where that is beyond doubt
    note_losses(lost=lost, reason=reasons.pop() if len(reasons) == 1 else "", now=now)
    return len(lost)


def _settled(plans: Mapping[int, DayPlan]) -> dict[int, DayPlan]:
    return {pk: plans[pk] for pk in settled_days(capacity_day_ids=plans)}
