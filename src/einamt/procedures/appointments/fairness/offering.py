"""The waitlist's kind of offers: accepting makes a new appointment."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.platform.writing.together import write_together
from einamt.procedures.appointments import steps
from einamt.procedures.appointments.errors import OfferWithdrawn
from einamt.procedures.appointments.fairness.models import WaitlistEntry
from einamt.procedures.appointments.held import Gone, guard_of_hold, held_place, kept_hold
from einamt.procedures.appointments.models import Appointment, Offer
from einamt.procedures.appointments.offers import OfferKind
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.rules import ContactDetails

CODE = "waitlist"
State = WaitlistEntry.State


def _lock(subject_id: UUID) -> None:
    WaitlistEntry.objects.select_for_update(no_key=True).filter(pk=subject_id).first()


def _accept(
    *, subject_id: UUID, hold_id: UUID, actor: Actor, channel: Channel, command_id: UUID, now: datetime
) -> Appointment:
    """Book the offered time in the name that stands in the list; nobody can pass it on.

    :raises OfferWithdrawn: the entry has ended.
    :raises TooManyAppointments: the contact has as many open appointments as the city allows.
    :raises Gone: the time is not held any more.
    """
    entry = WaitlistEntry.objects.get(pk=subject_id)
    if entry.state != State.OFFERED:
        raise OfferWithdrawn
    hold = kept_hold(hold_id=hold_id)
    found = held_place(hold=hold, address_index=entry.address_index, now=now)
    contact = ContactDetails(name=entry.person_name, email=entry.email, phone=entry.phone, language=entry.language)
    contact_id = found.contact_id
    if contact_id is not None and not steps.lock_contact(
        contact_id=contact_id, contact=contact, limit=found.appointments_per_contact, now=now
    ):
        contact_id = None
    booking = steps.new_booking(
        where=found.placement,
        contact=contact,
        contact_id=contact_id,
        channel=channel,
        actor=actor,
        command_id=command_id,
        now=now,
    )
    locked = kept_hold(hold_id=hold_id, is_locked=True)
    if not write_together(guard=guard_of_hold(hold=locked, where=found.placement), rows=booking.rows):
        raise Gone(found.placement)
    entry.state, entry.ended_at, entry.appointment = State.BOOKED, now, booking.appointment
    entry.save(update_fields=["state", "ended_at", "appointment"])
    return booking.appointment


def _accepted(subject_id: UUID) -> Appointment:
    related = Appointment.objects.select_related("case", "contact", "capacity_day__group__office__organisation")
    return related.get(waitlist_entry=subject_id)


def _ended(subject_id: UUID, now: datetime) -> None:
    """Back into the line, with its old place; whoever never answers leaves it."""
    entry = WaitlistEntry.objects.filter(pk=subject_id, state=State.OFFERED).first()
    if entry is None:
        return
    last = Offer.objects.filter(kind=CODE, subject_id=subject_id).order_by("-made_at").first()
    if last is not None and last.outcome == Offer.Outcome.EXPIRED:
        entry.unanswered += 1
    if entry.unanswered >= rules_at(now=now).offers_unanswered:
        entry.state, entry.ended_at = State.UNANSWERED, now
    else:
        entry.state = State.WAITING
    entry.save(update_fields=["state", "ended_at", "unanswered"])


def _needed(subject_ids: Collection[UUID]) -> set[UUID]:
    offered = WaitlistEntry.objects.filter(pk__in=list(subject_ids), state=State.OFFERED)
    return set(offered.values_list("pk", flat=True))


KIND = OfferKind(code=CODE, lock=_lock, accept=_accept, accepted=_accepted, ended=_ended, needed=_needed)
