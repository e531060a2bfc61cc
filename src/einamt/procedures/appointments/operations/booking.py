"""Turning a time into an appointment, with its case."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.platform.writing.together import WithRow, insert_many, write_at_once, write_together
from einamt.procedures.appointments import queries, refusals, steps
from einamt.procedures.appointments.contacts import address_index
from einamt.procedures.appointments.held import Gone, guard_of_hold, held_place, kept_hold, take_all
from einamt.procedures.appointments.models import Hold, HomeVisit
from einamt.procedures.appointments.needs import check_help
from einamt.procedures.appointments.operations.at_once import booked_at_once, confirmed_at_once
from einamt.procedures.appointments.placement import Located
from einamt.procedures.appointments.queries import Booked
from einamt.procedures.appointments.rules import ContactDetails, Wish
from einamt.procedures.appointments.steps import NewBooking
from einamt.procedures.appointments.tours.homes import Home, Reason
from einamt.procedures.appointments.tours.placing import check_reason

ATTEMPTS = 3
"""A booking is tried again when its time came free again in between, when its random reference was taken, or when its
contact has just been erased."""


def book_slot(
    *,
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    contact: ContactDetails,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
) -> Booked:
    """Hold and confirm in one, for counters and the hotline.

    The capacity is taken and the appointment, its case with the first event, the fact and the outbox message are
    written in one statement. A repeated `command_id` returns the first appointment, also when both calls race.

    :raises SlotTaken: somebody was faster; the refusal names the next free time in the same office.
    :raises TooManyAppointments: the contact already has as many open appointments as the city allows.
    :raises OfficeClosed: the office stays closed on that day.
    :raises NotOffered: nothing is planned there for the wishes, or the day lies beyond the horizon.
    :raises TooManyPersons: more persons than the office serves in one appointment.
    :raises TimePassed: the time has begun.
    :raises HelpNotOffered, TooShortNotice: the help that the person needs cannot be there.
    :raises RulesMissing: the city has no rules of booking.
    """
    index = address_index(contact=contact)
    if (
        not contact.particulars
        and contact.reach is None
        and (
            written := booked_at_once(
                capacity_day_id=capacity_day_id,
                start_minute=start_minute,
                wishes=wishes,
                contact=contact,
                address_index=index,
                channel=channel,
                actor=actor,
                command_id=command_id,
                now=now,
            )
        )
    ):
        return written
    return _booked(
        find=lambda: refusals.located(
            capacity_day_id=capacity_day_id,
            start_minute=start_minute,
            wishes=wishes,
            now=now,
            address_index=index,
        ),
        contact=contact,
        channel=channel,
        actor=actor,
        command_id=command_id,
        now=now,
    )


def book_home_visit(
    *,
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    home: Home,
    reason: Reason,
    contact: ContactDetails,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
) -> Booked:
    """Book a visit of a tour at somebody's home, hold and confirm in one, for counters and the hotline.

    Whether the team can be there in time, and at the next home after it, is looked at under the lock of the tour's day.
    A repeated `command_id` returns the first appointment. Rule: docs/rules/home-visits.md.

    :raises NoReasonForVisit: the tour does not visit people for `reason`, which is not kept.
    :raises VisitNotReachable: the team would not be there in time.
    :raises OutOfReach, TooSoonForTour: as for `locate_visit`.
    :raises TooManyAppointments: the contact already has as many open appointments as the city allows.
    :raises OfficeClosed, NotOffered, TooManyPersons, TimePassed, HelpNotOffered, TooShortNotice, RulesMissing: as for
        `book_slot`.
    """
    check_reason(capacity_day_id=capacity_day_id, reason=reason)
    return _booked(
        find=lambda: refusals.located_at_home(
            capacity_day_id=capacity_day_id,
            start_minute=start_minute,
            wishes=wishes,
            home=home,
            address_index=address_index(contact=contact),
            now=now,
        ),
        contact=contact,
        channel=channel,
        actor=actor,
        command_id=command_id,
        now=now,
    )


def _booked(
    *,
    find: Callable[[], Located],
    contact: ContactDetails,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
) -> Booked:
    """Book what `find` locates; it is asked again where somebody was faster."""
    try:
        attempts = 0
        while True:
            found = find()
            if not found.is_free:
                raise refusals.not_free(found=found, now=now)
            check_help(particulars=contact.particulars, starts_at=found.placement.starts_at, now=now)
            booking = steps.new_booking(
                where=found.placement,
                contact=contact,
                contact_id=found.contact_id,
                channel=channel,
                actor=actor,
                command_id=command_id,
                now=now,
            )
            try:
                if _is_written(found=found, contact=contact, booking=booking, now=now):
                    return booking.booked()
            except IntegrityError:  # the command, the reference or the contact is there already
                if earlier := queries.booked_by_command(command_id=command_id):
                    return earlier
            attempts += 1
            if attempts == ATTEMPTS:
                raise refusals.taken(where=found.placement, now=now)
    except DomainError:
        if earlier := queries.booked_by_command(command_id=command_id):
            return earlier
        raise


def _is_written(*, found: Located, contact: ContactDetails, booking: NewBooking, now: datetime) -> bool:
    """Whether the booking was written, together with its capacity; somebody unknown has no limit to be checked.

    :raises TooManyAppointments: the contact already has as many open appointments as the city allows.
    """
    if found.placement.further or found.placement.home is not None:
        return _parts_are_written(found=found, contact=contact, booking=booking, now=now)
    if found.contact_id is None:
        return write_at_once(guard=lambda: steps.guard_of(where=found.placement), rows=booking.rows)
    with transaction.atomic():
        limit = found.appointments_per_contact
        if not steps.lock_contact(contact_id=found.contact_id, contact=contact, limit=limit, now=now):
            return False
        return write_together(guard=steps.guard_of(where=found.placement), rows=booking.rows)


def _parts_are_written(*, found: Located, contact: ContactDetails, booking: NewBooking, now: datetime) -> bool:
    """As `_is_written`, for a visit to several counter groups, of which all parts are taken or none, or at home."""
    limit = found.appointments_per_contact
    try:
        with transaction.atomic():
            if found.contact_id is not None and not steps.lock_contact(
                contact_id=found.contact_id, contact=contact, limit=limit, now=now
            ):
                return False
            take_all(where=found.placement)
            insert_many(rows=booking.rows)
            steps.settle(where=found.placement)
    except Gone:
        return False
    return True


def confirm_booking(
    *,
    hold_id: UUID,
    contact: ContactDetails,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
    with_row: WithRow[Booked] = None,
) -> Booked:
    """Turn a hold into an appointment and open its case.

    The hold has already taken the capacity. Where it has run out, the time is taken again if nobody else has it. A
    repeated `command_id` returns the first appointment, also when both calls race: the contact's row is locked first,
    then the hold, and `command_id` is unique. `with_row` makes a row that is written with a new appointment; for that
    of a repeated command none is written. Rule: docs/rules/appointments.md, "Hold".

    :raises HoldExpired: the hold has run out, and the time has gone to somebody else.
    :raises HoldUsed: the hold has become an appointment by another command.
    :raises HoldUnknown: there is no such hold, or it ended more than a day ago.
    :raises TooManyAppointments: the contact already has as many open appointments as the city allows.
    :raises OfficeClosed: the office has been closed since.
    :raises NoLongerServed: the office has fewer counters than were planned when the time was held.
    :raises NotOffered: the office no longer serves the wishes.
    :raises TimePassed: the time has begun.
    :raises HelpNotOffered, TooShortNotice: the help that the person needs cannot be there; the hold stays.
    :raises IntegrityError: the row of `with_row` is there already; the hold stays.
    """
    index = address_index(contact=contact)
    if (
        not contact.particulars
        and contact.reach is None
        and (
            written := confirmed_at_once(
                hold_id=hold_id,
                contact=contact,
                address_index=index,
                channel=channel,
                actor=actor,
                command_id=command_id,
                now=now,
                with_row=with_row,
            )
        )
    ):
        return written
    try:
        return _confirmed_step_by_step(
            hold_id=hold_id,
            contact=contact,
            address_index=index,
            channel=channel,
            actor=actor,
            command_id=command_id,
            now=now,
            with_row=with_row,
        )
    except DomainError:
        if earlier := queries.booked_by_command(command_id=command_id):
            return earlier
        raise


def _confirmed_step_by_step(
    *,
    hold_id: UUID,
    contact: ContactDetails,
    address_index: str | None,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
    with_row: WithRow[Booked],
) -> Booked:
    """What one statement could not do or refused: look, write, and look again when somebody was faster."""
    attempts = 0
    while True:
        hold = kept_hold(hold_id=hold_id)
        found = held_place(hold=hold, address_index=address_index, now=now)
        if hold.outcome != Hold.Outcome.KEPT and not found.is_free:
            raise refusals.hold_expired(where=found.placement, now=now)
        check_help(particulars=contact.particulars, starts_at=found.placement.starts_at, now=now)
        booking = steps.new_booking(
            where=found.placement,
            contact=contact,
            contact_id=found.contact_id,
            channel=channel,
            actor=actor,
            command_id=command_id,
            now=now,
        )
        try:
            if _is_confirmed(hold=hold, found=found, contact=contact, booking=booking, with_row=with_row, now=now):
                return booking.booked()
        except Gone:  # a part of several
            pass
        except IntegrityError:  # the command, the reference, the contact or the further row is there already
            if earlier := queries.booked_by_command(command_id=command_id):
                return earlier
            if with_row and attempts + 1 == ATTEMPTS:
                raise
        attempts += 1
        if attempts == ATTEMPTS:
            raise refusals.hold_expired(where=found.placement, now=now)


@transaction.atomic
def _is_confirmed(
    *,
    hold: Hold,
    found: Located,
    contact: ContactDetails,
    booking: NewBooking,
    with_row: WithRow[Booked],
    now: datetime,
) -> bool:
    """Whether the booking was written, on the time that the hold keeps or on the time taken again.

    :raises TooManyAppointments: the contact already has as many open appointments as the city allows.
    """
    if found.contact_id is not None:
        limit = found.appointments_per_contact
        if not steps.lock_contact(contact_id=found.contact_id, contact=contact, limit=limit, now=now):
            return False
    locked = kept_hold(hold_id=hold.pk, is_locked=True)
    if locked.outcome != hold.outcome:  # it ran out just now, or was kept longer: look again
        return False
    guard = guard_of_hold(hold=locked, where=found.placement)
    further = [with_row(booking.booked())] if with_row else []
    if not write_together(guard=guard, rows=[*booking.rows, *further]):
        return False
    if hold.is_home_visit:
        HomeVisit.objects.filter(hold=locked).delete()  # the appointment has its own
    steps.settle(where=found.placement)
    if locked.outcome != Hold.Outcome.KEPT:
        Hold.objects.filter(pk=hold.pk).update(outcome=Hold.Outcome.BOOKED)
    return True
