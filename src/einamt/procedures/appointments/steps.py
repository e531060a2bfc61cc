"""Writes and checks that the operations share; each needs the operation's transaction around it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models

from einamt.cases.models import Case
from einamt.cases.steps import NewCase, Value, locked_case, new_case
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform.facts.models import Fact
from einamt.platform.facts.steps import new_fact
from einamt.platform.notifications.models import Reach
from einamt.platform.notifications.steps import new_reach
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.outbox.steps import new_message
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.shapes import new_row
from einamt.platform.writing.statements import Statement, adapted, fetch, run
from einamt.procedures.appointments import capacity, facts, kinds
from einamt.procedures.appointments.capacity import Place
from einamt.procedures.appointments.chained import new_legs
from einamt.procedures.appointments.contacts import address_index
from einamt.procedures.appointments.errors import (
    AlreadyCancelled,
    AppointmentNotFound,
    TooLate,
    TooManyAppointments,
)
from einamt.procedures.appointments.helping import written
from einamt.procedures.appointments.models import (
    Appointment,
    AppointmentParticulars,
    Contact,
    Hold,
    HomeVisit,
    Leg,
)
from einamt.procedures.appointments.placement import Grounds, Placement
from einamt.procedures.appointments.queries import Booked
from einamt.procedures.appointments.remembered import PLAN_REVISION
from einamt.procedures.appointments.rules import ContactDetails, day_of, is_changeable
from einamt.procedures.appointments.tokens import token_hash, token_of
from einamt.procedures.appointments.tours import homes
from einamt.procedures.appointments.tours.placing import is_reachable

CONFIRMED = "appointments.confirmed"
"""The outbox's topic of a new appointment."""


def lock_contact(*, contact_id: UUID, contact: ContactDetails, limit: int, now: datetime) -> bool:
    """Lock the row of a contact that is known until the transaction ends, and bring its phone number up to date.

    False: the row has been erased since it was found, as its last appointment had been kept long enough.

    Two bookings of one contact wait here for each other, so that each counts what the other has made. (Two that both
    find a contact unknown both try to insert it, and the slower meets the unique constraint and begins again.)

    :raises TooManyAppointments: `limit` of the contact's appointments are open.
    """
    require_transaction()
    row = Contact.objects.select_for_update(no_key=True).filter(pk=contact_id).first()
    if row is None:
        return False
    if contact.phone.strip() not in {"", row.phone}:
        row.phone = contact.phone.strip()
        row.save(update_fields=["phone"])
    if _open_appointments(contact_id=contact_id, now=now) >= limit:
        raise TooManyAppointments({"limit": limit})
    return True


def new_contact(*, contact: ContactDetails, now: datetime) -> Contact | None:
    """An unsaved row for an address; None where somebody has left none."""
    index = address_index(contact=contact)
    if index is None:
        return None
    return new_row(
        Contact,
        id=new_id(),
        email=contact.email.strip(),
        phone=contact.phone.strip(),
        address_index=index,
        created_at=now,
    )


def _open_appointments(*, contact_id: UUID, now: datetime) -> int:
    columns = Appointment._meta
    sql = (
        f"SELECT count(*) FROM {columns.db_table} "  # noqa: S608 - names of our own models
        "WHERE contact_id = %s AND cancelled_at IS NULL AND starts_at > %s"
    )
    parameters = (
        adapted(columns.get_field("contact"), contact_id),
        adapted(columns.get_field("starts_at"), now),
    )
    return int(fetch(Statement(sql, parameters))[0][0])


@dataclass(frozen=True, slots=True)
class NewBooking:
    """The unsaved rows of a booking, all of which go in together; a contact only where the address is new."""

    person: Contact | None
    appointment: Appointment
    case: NewCase
    fact: Fact | None
    message: OutboxMessage | None
    token: str
    legs: Sequence[Leg] = ()
    particulars: AppointmentParticulars | None = None
    home: HomeVisit | None = None
    reach: Reach | None = None

    @property
    def rows(self) -> Sequence[models.Model]:
        """All rows; what refers stands after what it refers to."""
        rows = (
            self.person,
            self.case.case,
            self.case.event,
            self.appointment,
            self.particulars,
            self.home,
            self.reach,
            *self.legs,
            self.fact,
            self.message,
        )
        return [row for row in rows if row is not None]

    def booked(self) -> Booked:
        """What the citizen is given, once the rows are written."""
        return Booked(self.appointment, self.case.case, self.case.code, self.token, self.legs)


def new_booking(
    *,
    where: Placement,
    contact: ContactDetails,
    contact_id: UUID | None,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
    with_fact: bool = True,
    with_message: bool = True,
) -> NewBooking:
    """The rows of a booking; nothing is written. Fact and message may be left out where they are made elsewhere.

    `contact_id` is the contact with this address; None where it is not known yet (or where there is no address).
    """
    person = None if contact_id else new_contact(contact=contact, now=now)
    case = new_case(
        kind=kinds.APPOINTMENT,
        event="booked",
        service_id=where.wishes[0][0],
        organisation_id=where.at.organisation_id,
        office_id=where.at.office_id,
        channel=channel,
        actor=actor,
        event_data=event_data(where=where),
        now=now,
    )
    appointment_id = new_id()
    token = token_of(appointment_id=appointment_id)
    appointment = new_row(
        Appointment,
        id=appointment_id,
        case_id=case.case.pk,
        capacity_day_id=where.place.capacity_day_id,
        start_minute=where.place.start_minute,
        steps=where.place.steps,
        starts_at=where.starts_at,
        ends_at=where.ends_at,
        wishes=where.wishes,
        contact_id=person.pk if person else contact_id,
        person_name=contact.name.strip(),
        language=contact.language,
        papers_ready=contact.papers_ready,
        command_id=command_id,
        case_code=case.code,
        token_hash=token_hash(token=token),
        is_home_visit=where.home is not None,
        booked_at=now,
    )
    appointment.case = case.case
    return NewBooking(
        person=person,
        appointment=appointment,
        case=case,
        fact=booked_fact(where=where, channel=channel, now=now) if with_fact else None,
        message=(
            new_message(topic=CONFIRMED, payload={"appointment": str(appointment_id)}, now=now)
            if with_message
            else None
        ),
        token=token,
        legs=new_legs(where=where, of={"appointment_id": appointment_id}) if where.further else (),
        particulars=(
            AppointmentParticulars(appointment_id=appointment_id, content=written(contact.particulars))
            if contact.particulars
            else None
        ),
        home=new_home_visit(where=where, of={"appointment_id": appointment_id}),
        reach=new_reach(about=case.case.pk, recipient=contact.reach) if contact.reach else None,
    )


def new_home_visit(*, where: Placement, of: Mapping[str, UUID]) -> HomeVisit | None:
    """The unsaved row of where a placement's visit leads to; `of` names the hold or the appointment."""
    return None if where.home is None else HomeVisit(**of, content=homes.written(where.home))


def booked_fact(*, where: Placement, channel: Channel, now: datetime) -> Fact:
    """The unsaved fact that a place was booked."""
    return new_fact(schema=facts.BOOKED, occurred_at=now, values=booked_values(where=where, channel=channel, now=now))


def booked_values(*, where: Placement, channel: Channel, now: datetime) -> Mapping[str, str | int | date]:
    """What the fact that a place was booked says."""
    return {
        **_counted(where=where, channel=channel, booked_on=local_date(moment=now, zone=city.zone())),
        "start_minute": where.place.start_minute,
        "services": len(where.wishes),
        "persons": sum(persons for _, persons in where.wishes),
    }


def event_data(*, where: Placement) -> Mapping[str, Value]:
    """What the history of a case says about a time."""
    return {
        "office": where.at.office_identifier,
        "office_name": where.at.office_name,
        "starts_at": where.starts_at.isoformat(),
        "steps": where.place.steps,
        **({"at_home": True} if where.home is not None else {}),
    }


def new_cancellation(*, appointment: Appointment, case: Case, now: datetime) -> Fact:
    """The unsaved fact that an appointment was cancelled."""
    zone = city.zone()
    group = appointment.capacity_day.group
    day = day_of(appointment.capacity_day_id)
    booked_on = local_date(moment=appointment.booked_at, zone=zone)
    return new_fact(
        schema=facts.CANCELLED,
        occurred_at=now,
        values={
            "service": case.service.identifier,
            "district": group.office.organisation.identifier,
            "office": group.office.identifier,
            "counter_group": group.key,
            "channel": str(case.channel),
            "visit_date": day,
            "booked_on": booked_on,
            "lead_days": (day - booked_on).days,
            "steps": appointment.steps,
            "cancelled_on": local_date(moment=now, zone=zone),
        },
    )


def _counted(*, where: Placement, channel: Channel, booked_on: date) -> dict[str, str | int | date]:
    return {
        "service": where.service_identifiers[0],
        "district": where.at.organisation_identifier,
        "office": where.at.office_identifier,
        "counter_group": where.at.group_key,
        "channel": channel.value,
        "visit_date": where.at.day,
        "booked_on": booked_on,
        "lead_days": (where.at.day - booked_on).days,
        "steps": where.place.steps,
    }


def new_hold(*, where: Placement, minutes: int, now: datetime, hold_id: UUID | None = None) -> Hold:
    """An unsaved hold on a place, for so many minutes."""
    return new_row(
        Hold,
        id=hold_id or new_id(),
        capacity_day_id=where.place.capacity_day_id,
        start_minute=where.place.start_minute,
        steps=where.place.steps,
        wishes=where.wishes,
        expires_at=now + timedelta(minutes=minutes),
        created_at=now,
        is_chain=bool(where.further),
        is_home_visit=where.home is not None,
    )


def guard_of(*, where: Placement) -> Statement:
    """The statement that takes the capacity of a placement."""
    return capacity.taking(
        place=where.place,
        first_minute=where.at.first_minute,
        step_minutes=where.at.step_minutes,
        reserved_from_minute=where.reserved_from_minute,
    )


def guard_by(*, grounds: Grounds, where: Placement, address_index: str | None = None) -> Statement:
    """As `guard_of`, for a placement on remembered `grounds`: it takes nothing where the plan has changed since.

    Nor where the address is known already: its open appointments have to be counted under a lock then.
    """
    taking = guard_of(where=where)
    conditions = [f"{PLAN_REVISION} = %s"]
    parameters: list[int | str | None] = [grounds.revision]
    if address_index is not None:
        conditions.append(_ADDRESS_IS_NEW)
        parameters.append(address_index)
    return Statement(" AND ".join([taking.sql, *conditions]), (*taking.parameters, *parameters))


_ADDRESS_IS_NEW = f"NOT EXISTS (SELECT 1 FROM {Contact._meta.db_table} c WHERE c.address_index = %s)"  # noqa: S608


def guard_by_hold(*, hold_id: UUID, where: Placement, grounds: Grounds, address_index: str) -> Statement:
    """What must succeed for a hold to become the appointment of somebody new, on PostgreSQL: it keeps this time for
    these wishes, and the plan is as remembered. What it tells of the hold's day, `DAY_SERVES_HOLD` compares.
    """
    at, place = grounds.at, where.place
    held = (place.capacity_day_id, place.start_minute, place.steps, json.dumps(where.wishes))
    parameters = (hold_id, *held, grounds.revision, address_index, at.first_minute, at.step_minutes)
    return Statement(_HOLD_BOOKED, parameters)


_HOLD_BOOKED = (
    f"UPDATE {Hold._meta.db_table} SET outcome = 'booked' "  # noqa: S608 - names of our own models
    "WHERE id = %s AND outcome = 'kept' AND NOT is_chain AND NOT is_home_visit "
    "AND capacity_day_id = %s AND start_minute = %s AND steps = %s AND wishes = %s::text::jsonb "
    f"AND {PLAN_REVISION} = %s AND {_ADDRESS_IS_NEW} "
    "RETURNING capacity_day_id, start_minute, steps, %s::int AS first_minute, %s::int AS step_minutes"
)
DAY_SERVES_HOLD = (
    f"SELECT FROM {capacity.TABLE} d JOIN guard h ON d.id = h.capacity_day_id "  # noqa: S608 - our own model
    "WHERE d.first_minute = h.first_minute AND d.step_minutes = h.step_minutes AND "
    "substring(d.over FROM (h.start_minute - d.first_minute) / d.step_minutes + 1 FOR h.steps) "
    "= decode(repeat('00', h.steps), 'hex') FOR NO KEY UPDATE OF d"
)
"""The day of a hold that was just changed is cut as remembered, and no more is taken than serves while it lasts; locked
as whoever plans it locks it.
"""


def take(*, where: Placement) -> bool:
    """Take the capacity of all parts of a placement, in the order of their rows.

    False: a part is gone, and the caller has to leave the transaction by an exception, since others may be taken. For a
    visit at home it is looked, under the lock of its day, whether it can be reached; what it takes is counted once its
    row is written (`settle`).
    """
    require_transaction()
    if where.home is not None:
        return is_reachable(where=where)
    takings = {
        part.place.capacity_day_id: capacity.taking(
            place=part.place,
            first_minute=part.first_minute,
            step_minutes=part.step_minutes,
            reserved_from_minute=where.reserved_from_minute,
        )
        for part in where.further
    }
    takings[where.place.capacity_day_id] = guard_of(where=where)
    return all(run(takings[pk])[1] == 1 for pk in sorted(takings))


def settle(*, where: Placement) -> None:
    """Count the day of a visit at home anew, now that its row is written; for all others there is nothing to do."""
    if where.home is not None:
        capacity.count_tours_anew(days=capacity.locked_days(capacity_day_ids=[where.place.capacity_day_id]))


def places_of(kept: Hold | Appointment) -> list[Place]:
    """The places whose capacity a hold or an appointment takes: of all its parts."""
    first = Place(kept.capacity_day_id, kept.start_minute, kept.steps, is_at_home=kept.is_home_visit)
    if isinstance(kept, Hold) and not kept.is_chain:
        return [first]
    return [first, *(Place(leg.capacity_day_id, leg.start_minute, leg.steps) for leg in kept.legs.all())]


def locked_appointment(*, appointment_id: UUID) -> tuple[Case, Appointment]:
    """The case and the appointment, locked in this order.

    :raises AppointmentNotFound: there is none.
    """
    require_transaction()
    case_id = Appointment.objects.filter(pk=appointment_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise AppointmentNotFound
    case = locked_case(case_id=case_id)
    related = Appointment.objects.select_related("capacity_day__group__office__organisation")
    return case, related.select_for_update(of=("self",), no_key=True).get(pk=appointment_id)


def check_changeable(*, case: Case, appointment: Appointment, now: datetime) -> None:
    """Refuse what can no longer be changed.

    :raises AlreadyCancelled: it has been cancelled.
    :raises TooLate: it has begun, or the person is being served.
    """
    if appointment.cancelled_at is not None:
        raise AlreadyCancelled
    if not is_changeable(state=case.state, starts_at=appointment.starts_at, now=now):
        raise TooLate
