"""Moving and cancelling an appointment."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.cases.steps import record_event
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.platform.outbox.steps import publish
from einamt.platform.writing.together import write_together
from einamt.procedures.appointments import capacity, refusals, steps
from einamt.procedures.appointments.chained import new_legs
from einamt.procedures.appointments.held import Gone, guard_of_hold, held_place, kept_hold
from einamt.procedures.appointments.models import Appointment, Hold, Leg
from einamt.procedures.appointments.needs import check_help, particulars_of


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
    hold = kept_hold(hold_id=hold_id, is_locked=True)
    where = held_place(hold=hold, now=now).placement
    check_help(particulars=particulars_of(appointment), starts_at=where.starts_at, now=now)
    old = steps.places_of(appointment)
    capacity.locked_days(capacity_day_ids={place.capacity_day_id for place in [*old, *where.places]})
    if not write_together(guard=guard_of_hold(hold=hold, where=where), rows=[]):
        raise Gone(where)
    Hold.objects.filter(pk=hold.pk).update(outcome=Hold.Outcome.BOOKED)
    capacity.give_back(places=old)
    appointment.capacity_day_id = where.place.capacity_day_id
    appointment.start_minute = where.place.start_minute
    appointment.steps = where.place.steps
    appointment.starts_at = where.starts_at
    appointment.ends_at = where.ends_at
    appointment.wishes = where.wishes
    appointment.sequence += 1
    appointment.changed_by = command_id
    appointment.save()
    appointment.legs.all().delete()
    Leg.objects.bulk_create(new_legs(where=where, of={"appointment_id": appointment.pk}))
    case.organisation_id, case.office_id = where.at.organisation_id, where.at.office_id
    case.service_id = where.wishes[0][0]
    case.save(update_fields=["organisation", "office", "service"])
    record_event(case=case, event="moved", actor=actor, channel=channel, data=steps.event_data(where=where), now=now)
    publish(topic="appointments.moved", payload={"appointment": str(appointment.pk)}, now=now)
    return appointment


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
    capacity.give_back(places=steps.places_of(appointment))
    return appointment
