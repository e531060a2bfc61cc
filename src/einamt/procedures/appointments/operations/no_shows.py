"""Counting how many appointments nobody comes to, by counter group."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q

from einamt.cases.models import CaseEvent
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.models import Appointment, CapacityDay, NoShowShare
from einamt.procedures.appointments.overbooking import cautious_share

MEASURED, EVERY = timedelta(days=56), timedelta(days=28)
"""Over which past days is counted, and how often; cases are kept for longer."""


@transaction.atomic
def measure_no_shows(*, now: datetime) -> int:
    """Count for every counter group that was not measured in the last `EVERY`; how many were measured.

    A share that has risen counts from tomorrow on. One that has fallen counts from the first day that is not planned
    yet: nobody who has booked is to lose the time because others were more reliable than before.

    Somebody who was in the office and left again before being called is not counted as missing.
    """
    zone = city.zone()
    today = local_date(moment=now, zone=zone)
    since, until = (at_minute(day=day, minute=0, zone=zone) for day in (today - MEASURED, today))
    arrived = CaseEvent.objects.filter(case_id=OuterRef("case_id"), kind="arrived")
    counted = (
        Appointment.objects.filter(starts_at__gte=since, starts_at__lt=until, cancelled_at=None)
        .exclude(case__closed_at=None)
        .values("capacity_day__group_id")
        .annotate(appointments=Count("pk"), missed=Count("pk", filter=Q(~Exists(arrived), case__state="no-show")))
        .values_list("capacity_day__group_id", "appointments", "missed")
    )
    latest = dict(NoShowShare.objects.values_list("group_id").annotate(Max("measured_on")))
    planned_until = dict(CapacityDay.objects.values_list("group_id").annotate(Max("day")))
    before = _shares_in_force(on=today + timedelta(days=1))
    measured = [
        NoShowShare(
            group_id=group_id,
            valid_from=(
                today + timedelta(days=1)
                if cautious_share(missed=missed, appointments=appointments) >= before.get(group_id, 0.0)
                else planned_until[group_id] + timedelta(days=1)
            ),
            appointments=appointments,
            missed=missed,
            measured_on=today,
        )
        for group_id, appointments, missed in counted
        if group_id not in latest or latest[group_id] <= today - EVERY
    ]
    NoShowShare.objects.bulk_create(
        measured,
        update_conflicts=True,
        unique_fields=["group", "valid_from"],
        update_fields=["appointments", "missed", "measured_on"],
    )
    return len(measured)


def _shares_in_force(*, on: date) -> dict[int, float]:
    rows = NoShowShare.objects.filter(valid_from__lte=on).order_by("valid_from")
    return {row.group_id: cautious_share(missed=row.missed, appointments=row.appointments) for row in rows}
