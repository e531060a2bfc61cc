"""Noting that help was ordered for an appointment, or called off; whoever does it again has done it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.procedures.appointments import steps
from einamt.procedures.appointments.errors import AlreadyCancelled, HelpNotNeeded
from einamt.procedures.appointments.helping import Help
from einamt.procedures.appointments.models import HelpOrder
from einamt.procedures.appointments.needs import order_id, particulars_of


@transaction.atomic
def order_help(*, appointment_id: UUID, kind: Help, starts_at: datetime, role: str, now: datetime) -> HelpOrder:
    """Note that somebody was ordered for the begin that the page showed; `role` is that of who notes it.

    :raises AppointmentNotFound: there is no such appointment.
    :raises AlreadyCancelled: it has been cancelled.
    :raises HelpNotNeeded: nobody needs this help there, or the appointment has been moved since.
    """
    _, appointment = steps.locked_appointment(appointment_id=appointment_id)
    if appointment.cancelled_at is not None:
        raise AlreadyCancelled
    if appointment.starts_at != starts_at or kind not in particulars_of(appointment).help:
        raise HelpNotNeeded
    office_id = appointment.capacity_day.group.office_id
    key = order_id(appointment_id=appointment_id, starts_at=starts_at, kind=kind)
    values = {"office_id": office_id, "ordered_at": now, "ordered_by": role, "called_off_at": None}
    order, is_new = HelpOrder.objects.get_or_create(
        pk=key, defaults={"appointment": appointment, "starts_at": starts_at, "kind": kind.value, **values}
    )
    if not is_new and order.called_off_at is not None:  # moved away and back again
        HelpOrder.objects.filter(pk=key).update(**values)
        order.refresh_from_db()
    return order


@transaction.atomic
def take_back_order(*, appointment_id: UUID, kind: Help, starts_at: datetime) -> None:
    """Forget that help was ordered: it was noted by mistake, or the interpreter has cancelled."""
    key = order_id(appointment_id=appointment_id, starts_at=starts_at, kind=kind)
    HelpOrder.objects.filter(pk=key, called_off_at=None).delete()


@transaction.atomic
def call_off_help(*, appointment_id: UUID, kind: Help, starts_at: datetime, now: datetime) -> None:
    """Note that help which nobody needs any more was called off."""
    key = order_id(appointment_id=appointment_id, starts_at=starts_at, kind=kind)
    HelpOrder.objects.filter(pk=key, called_off_at=None).update(called_off_at=now)
