"""Reminding people of their appointments."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from einamt.cases.models import CaseEvent
from einamt.platform.outbox.steps import publish
from einamt.procedures.appointments.models import Appointment, Reminder
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.rules import is_reminder_needed, reminder_spans

BATCH = 500
TELLING = ("moved", "shortened")
"""The events of a case after which a mail has named the time."""


def remind_people(*, now: datetime) -> int:
    """Have everybody reminded whose appointment is so near that the city's rules say so; how many are.

    Each once for each number of hours and each begin: run again it finds nothing to do. What was missed while the house
    stood still is made up for until the appointment begins. Rule: docs/rules/appointments.md, "Reminders".

    :raises RulesMissing: the city has no rules of booking.
    """
    reminded = 0
    for beyond, hours in reminder_spans(rules_at(now=now).reminder_hours):
        while settled := _remind_some(beyond=beyond, hours=hours, now=now):
            reminded += sum(settled)
    return reminded


@transaction.atomic
def _remind_some(*, beyond: int, hours: int, now: datetime) -> list[bool]:
    """One batch of those who begin in more than `beyond` and at most `hours`: for each, whether it is reminded of."""
    made = Reminder.objects.filter(appointment=OuterRef("pk"), starts_at=OuterRef("starts_at"), hours=hours)
    near = Appointment.objects.filter(
        ~Exists(made),
        starts_at__gt=now + timedelta(hours=beyond),
        starts_at__lte=now + timedelta(hours=hours),
        cancelled_at=None,
        case__state="booked",
    )
    appointments = list(near.order_by("starts_at", "pk")[:BATCH])
    told = _told_at(appointments)
    reminders = [
        Reminder(
            appointment=appointment,
            starts_at=appointment.starts_at,
            hours=hours,
            is_needed=is_reminder_needed(starts_at=appointment.starts_at, told_at=told[appointment.pk], hours=hours),
            made_at=now,
        )
        for appointment in appointments
    ]
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True)  # another worker was as quick; the mail goes once
    for reminder in reminders:
        if reminder.is_needed:
            publish(
                topic="appointments.near",
                payload={
                    "appointment": str(reminder.appointment_id),
                    "starts_at": reminder.starts_at.isoformat(),
                    "hours": str(hours),
                },
                now=now,
            )
    return [reminder.is_needed for reminder in reminders]


def _told_at(appointments: list[Appointment]) -> dict[UUID, datetime]:
    """When each person was last told of the time."""
    events = CaseEvent.objects.filter(case_id__in=[each.case_id for each in appointments], kind__in=TELLING)
    changed = dict(events.order_by("occurred_at").values_list("case_id", "occurred_at"))
    return {each.pk: changed.get(each.case_id, each.booked_at) for each in appointments}
