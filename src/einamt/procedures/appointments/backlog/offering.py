"""The backlog's kind of offers: another time in place of the one that was lost."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Value, When

from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.errors import AlreadyCancelled, OfferWithdrawn, TooLate
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.moving import move_to_hold
from einamt.procedures.appointments.offers import OfferKind
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.steps import locked_appointment

CODE = "backlog"


def _lock(subject_id: UUID) -> None:
    locked_appointment(appointment_id=BacklogEntry.objects.get(pk=subject_id).appointment_id)


def _accept(
    *, subject_id: UUID, hold_id: UUID, actor: Actor, channel: Channel, command_id: UUID, now: datetime
) -> Appointment:
    """Move the appointment, also when the lost time has passed meanwhile: nobody could come to it.

    :raises AlreadyCancelled, TooLate, OfferWithdrawn: there is nothing to be moved any more.
    """
    entry = BacklogEntry.objects.get(pk=subject_id)
    case, appointment = locked_appointment(appointment_id=entry.appointment_id)
    if appointment.cancelled_at is not None:
        raise AlreadyCancelled
    if entry.state == BacklogEntry.State.SETTLED:
        raise OfferWithdrawn
    if case.state != "booked":
        raise TooLate
    return move_to_hold(
        case=case,
        appointment=appointment,
        hold_id=hold_id,
        actor=actor,
        channel=channel,
        command_id=command_id,
        now=now,
    )


def _accepted(subject_id: UUID) -> Appointment:
    related = Appointment.objects.select_related("case", "contact", "capacity_day__group__office__organisation")
    return related.get(backlog_entries=subject_id)


def _ended(subject_id: UUID, now: datetime) -> None:
    """Back into the line; whoever has had as many offers as the city makes is rung."""
    most = rules_at(now=now).backlog_offers
    entry = BacklogEntry.objects.filter(pk=subject_id, state=BacklogEntry.State.OFFERED)
    entry.update(
        state=BacklogEntry.State.WAITING,
        needs_call=Case(When(offers_made__gte=most, then=Value(True)), default=F("needs_call")),
    )


def _needed(subject_ids: Collection[UUID]) -> set[UUID]:
    open_entries = BacklogEntry.objects.filter(pk__in=list(subject_ids)).exclude(state=BacklogEntry.State.SETTLED)
    return set(open_entries.values_list("pk", flat=True))


KIND = OfferKind(code=CODE, lock=_lock, accept=_accept, accepted=_accepted, ended=_ended, needed=_needed)
