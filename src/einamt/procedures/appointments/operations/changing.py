"""Moving and cancelling an appointment."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.cases.steps import record_event
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.platform.outbox.steps import publish
from einamt.procedures.appointments import capacity, refusals, steps
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.backlog.steps import settle_appointment
from einamt.procedures.appointments.fairness.steps import keep_for_waitlist
from einamt.procedures.appointments.held import Gone
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.moving import move_to_hold


def change_appointment(
    *,
    appointment_id: UUID,
    hold_id: UUID,
    actor: Actor,
    channel: Channel,
    command_id: UUID,
    now: datetime,
) -> Appointment:
    """Move an appointment to the time of a hold; the old time is kept until the new one is certain.

    A repeated `command_id` answers the same. Contact, case and link stay.

    :raises AppointmentNotFound: there is no such appointment.
    :raises AlreadyCancelled: it has been cancelled.
    :raises TooLate: it has begun, or the person is being served.
    :raises HoldExpired, HoldUsed, HoldUnknown: as for `confirm_booking`; the appointment stays as it was.
    :raises TooShortNotice, HelpNotOffered: the help that the person needs cannot be there; the appointment stays.
    :raises OfficeClosed, NoLongerServed, NotOffered, TimePassed: the new time cannot be had; the appointment stays.
    """
    try:
        return _changed(
            appointment_id=appointment_id,
            hold_id=hold_id,
            actor=actor,
            channel=channel,
            command_id=command_id,
            now=now,
        )
    except Gone as gone:
        raise refusals.hold_expired(where=gone.where, now=now) from None


@transaction.atomic
def _changed(
    *,
    appointment_id: UUID,
    hold_id: UUID,
    actor: Actor,
    channel: Channel,
    command_id: UUID,
    now: datetime,
) -> Appointment:
    case, appointment = steps.locked_appointment(appointment_id=appointment_id)
    if appointment.changed_by == command_id:
        return appointment
    steps.check_changeable(case=case, appointment=appointment, now=now)
    return move_to_hold(
        case=case,
        appointment=appointment,
        hold_id=hold_id,
        actor=actor,
        channel=channel,
        command_id=command_id,
        now=now,
    )


@transaction.atomic
def cancel_appointment(
    *, appointment_id: UUID, actor: Actor, channel: Channel, command_id: UUID, now: datetime
) -> Appointment:
    """Cancel an appointment; its time can be booked by others at once. A repeated `command_id` answers the same.

    :raises AppointmentNotFound: there is no such appointment.
    :raises AlreadyCancelled: it has been cancelled before.
    :raises TooLate: it has begun, or the person is being served.
    """
    case, appointment = steps.locked_appointment(appointment_id=appointment_id)
    if appointment.changed_by == command_id:
        return appointment
    steps.check_changeable(case=case, appointment=appointment, now=now)
    appointment.cancelled_at = now
    appointment.sequence += 1
    appointment.changed_by = command_id
    appointment.save(update_fields=["cancelled_at", "sequence", "changed_by"])
    record_event(case=case, event="cancelled", actor=actor, channel=channel, data={}, now=now)
    steps.new_cancellation(appointment=appointment, case=case, now=now).save(force_insert=True)
    publish(topic="appointments.cancelled", payload={"appointment": str(appointment.pk)}, now=now)
    freed = steps.places_of(appointment)
    capacity.give_back(places=freed)
    keep_for_waitlist(places=freed, now=now)
    settle_appointment(appointment_id=appointment.pk, how=BacklogEntry.Settled.CANCELLED, now=now)
    return appointment
