"""The step that moves an appointment to a held time, for whoever chose the time and for whoever was offered it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from einamt.cases.models import Case
from einamt.cases.steps import record_event
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.platform.outbox.steps import publish
from einamt.platform.writing.together import write_together
from einamt.procedures.appointments import capacity, steps
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.backlog.steps import settle_appointment
from einamt.procedures.appointments.chained import new_legs
from einamt.procedures.appointments.fairness.steps import keep_for_waitlist
from einamt.procedures.appointments.held import Gone, guard_of_hold, held_place, kept_hold
from einamt.procedures.appointments.models import Appointment, Hold, HomeVisit, Leg
from einamt.procedures.appointments.needs import check_help, particulars_of


def move_to_hold(
    *,
    case: Case,
    appointment: Appointment,
    hold_id: UUID,
    actor: Actor,
    channel: Channel,
    command_id: UUID,
    now: datetime,
) -> Appointment:
    """Move a locked appointment to the time of a hold; the old time is given back.

    :raises Gone: the time of a hold that ran out has gone to somebody else; the transaction must end.
    :raises HoldUsed, HoldUnknown: as for `kept_hold`.
    :raises OfficeClosed, NoLongerServed, NotOffered, TimePassed: the new time cannot be had, or not with the help that
        was arranged.
    """
    hold = kept_hold(hold_id=hold_id, is_locked=True)
    where = replace(held_place(hold=hold, now=now).placement, moving_id=appointment.pk)
    check_help(particulars=particulars_of(appointment), starts_at=where.starts_at, now=now)
    old = steps.places_of(appointment)
    capacity.locked_days(capacity_day_ids={place.capacity_day_id for place in [*old, *where.places]})
    if not write_together(guard=guard_of_hold(hold=hold, where=where), rows=[]):
        raise Gone(where)
    Hold.objects.filter(pk=hold.pk).update(outcome=Hold.Outcome.BOOKED)
    appointment.capacity_day_id = where.place.capacity_day_id
    appointment.start_minute = where.place.start_minute
    appointment.steps = where.place.steps
    appointment.starts_at = where.starts_at
    appointment.ends_at = where.ends_at
    appointment.wishes = where.wishes
    appointment.is_home_visit = where.home is not None
    appointment.sequence += 1
    appointment.changed_by = command_id
    appointment.save()
    appointment.legs.all().delete()
    Leg.objects.bulk_create(new_legs(where=where, of={"appointment_id": appointment.pk}))
    HomeVisit.objects.filter(Q(appointment=appointment) | Q(hold=hold)).delete()
    if home := steps.new_home_visit(where=where, of={"appointment_id": appointment.pk}):
        home.save(force_insert=True)
    capacity.give_back(places=old)
    steps.settle(where=where)
    keep_for_waitlist(places=old, now=now)
    case.organisation_id, case.office_id = where.at.organisation_id, where.at.office_id
    case.service_id = where.wishes[0][0]
    case.save(update_fields=["organisation", "office", "service"])
    record_event(case=case, event="moved", actor=actor, channel=channel, data=steps.event_data(where=where), now=now)
    publish(topic="appointments.moved", payload={"appointment": str(appointment.pk)}, now=now)
    settle_appointment(appointment_id=appointment.pk, how=BacklogEntry.Settled.MOVED, now=now)
    return appointment
