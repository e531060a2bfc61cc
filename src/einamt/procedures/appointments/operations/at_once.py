"""A booking by somebody new, in one round trip. See docs/adr/0003-one-statement-booking.md.

Nothing is asked first: what a process remembers of a place (`placement.Grounds`) is compared by the statement that
takes the capacity, together with whether the address is new. The statement is prepared once per connection and writes
the case, its first event, the appointment, the contact, the fact and the outbox message, or nothing at all. Where it
wrote nothing, the long way of `booking` finds out why, with locks where they are needed.

A hold is confirmed by the same statement: the hold is what must change, and its day's row is locked after it, so that
whoever plans that day sees either the hold or the appointment.

On PostgreSQL the rows are a template (`_TEMPLATE`), and each booking hands over a tuple of values. The portable twin
builds the rows as everywhere else. A test holds that both write the same.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import DataError, IntegrityError, models

from einamt.cases.codes import code_hash
from einamt.cases.models import Case, CaseEvent
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.references import new_code, new_reference
from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.facts.models import Fact
from einamt.platform.facts.steps import fact_data
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.writing.shapes import current_database
from einamt.platform.writing.statements import Statement, fetch
from einamt.platform.writing.templates import RowTemplate, Template
from einamt.platform.writing.together import WithRow, write_at_once
from einamt.procedures.appointments import facts, kinds, steps
from einamt.procedures.appointments.lately import HeldPlace, lately_held
from einamt.procedures.appointments.locating import remembered_grounds
from einamt.procedures.appointments.models import Appointment, Contact, Hold
from einamt.procedures.appointments.placement import Grounds, Placement
from einamt.procedures.appointments.queries import Booked
from einamt.procedures.appointments.rules import ContactDetails, Wish
from einamt.procedures.appointments.tokens import token_hash, token_of


def booked_at_once(
    *,
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    contact: ContactDetails,
    address_index: str | None,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
) -> Booked | None:
    """Book a place that was looked at before. None: nothing was written, and only the long way can say why."""
    grounds = remembered_grounds(capacity_day_id=capacity_day_id, wishes=wishes, now=now)
    database = current_database()
    if grounds is None or database.in_atomic_block:
        return None
    try:
        where = grounds.placement(start_minute=start_minute, wishes=wishes, now=now)
        if database.vendor == "postgresql" and address_index:
            return _by_template(
                guard=steps.guard_by(grounds=grounds, where=where, address_index=address_index),
                where=where,
                contact=contact,
                address_index=address_index,
                channel=channel,
                actor=actor,
                command_id=command_id,
                now=now,
            )
        return _by_rows(
            grounds=grounds,
            where=where,
            contact=contact,
            address_index=address_index,
            channel=channel,
            actor=actor,
            command_id=command_id,
            now=now,
        )
    except (DomainError, IntegrityError):
        return None


def confirmed_at_once(
    *,
    hold_id: UUID,
    contact: ContactDetails,
    address_index: str | None,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
    with_row: WithRow[Booked] = None,
) -> Booked | None:
    """Make an appointment of a hold that keeps its time. None: nothing was written, and only the long way can say why.

    On SQLite always: there the long way is one immediate transaction, in which nobody comes in between.
    """
    database = current_database()
    if database.vendor != "postgresql" or database.in_atomic_block or not address_index:
        return None
    held = lately_held(hold_id) or _read(hold_id)
    if held is None:
        return None
    grounds = remembered_grounds(capacity_day_id=held.capacity_day_id, wishes=held.wishes, now=now)
    if grounds is None:
        return None
    try:
        where = grounds.placement(start_minute=held.start_minute, wishes=held.wishes, steps=held.steps, now=now)
        return _by_template(
            guard=steps.guard_by_hold(hold_id=hold_id, where=where, grounds=grounds, address_index=address_index),
            proviso=steps.DAY_SERVES_HOLD,
            with_row=with_row,
            where=where,
            contact=contact,
            address_index=address_index,
            channel=channel,
            actor=actor,
            command_id=command_id,
            now=now,
        )
    except (DomainError, IntegrityError, DataError):
        return None


def _read(hold_id: UUID) -> HeldPlace | None:
    for capacity_day_id, start_minute, length, wishes in fetch(Statement(_KEPT_HOLD, (hold_id,))):
        return HeldPlace(capacity_day_id, start_minute, length, tuple(tuple(wish) for wish in json.loads(wishes)))
    return None


_KEPT_HOLD = (
    f"SELECT capacity_day_id, start_minute, steps, wishes::text FROM {Hold._meta.db_table} "  # noqa: S608 - our own model
    "WHERE id = %s AND outcome = 'kept' AND NOT is_chain AND NOT is_home_visit"
)


def _by_rows(
    *,
    grounds: Grounds,
    where: Placement,
    contact: ContactDetails,
    address_index: str | None,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
) -> Booked | None:
    booking = steps.new_booking(
        where=where, contact=contact, contact_id=None, channel=channel, actor=actor, command_id=command_id, now=now
    )
    guard = partial(steps.guard_by, grounds=grounds, where=where, address_index=address_index)
    return booking.booked() if write_at_once(guard=guard, rows=booking.rows) else None


def _by_template(
    *,
    guard: Statement,
    where: Placement,
    contact: ContactDetails,
    address_index: str,
    channel: Channel,
    actor: Actor,
    command_id: UUID,
    now: datetime,
    proviso: str = "",
    with_row: WithRow[Booked] = None,
) -> Booked | None:
    case_id, appointment_id, contact_id = new_id(), new_id(), new_id()
    reference, code, token = new_reference(), new_code(), token_of(appointment_id=appointment_id)
    values = {
        "case": case_id,
        "reference": reference,
        "code_hash": code_hash(case_id=case_id, code=code),
        "service": where.wishes[0][0],
        "organisation": where.at.organisation_id,
        "office": where.at.office_id,
        "channel": channel.value,
        "now": now,
        "event": new_id(),
        "actor": str(actor),
        "event_data": _JSON(steps.event_data(where=where)),
        "contact": contact_id,
        "email": _EMAIL(contact.email.strip()),
        "phone": _PHONE(contact.phone.strip()),
        "address_index": address_index,
        "appointment": appointment_id,
        "capacity_day": where.place.capacity_day_id,
        "start_minute": where.place.start_minute,
        "steps": where.place.steps,
        "starts_at": where.starts_at,
        "ends_at": where.ends_at,
        "wishes": _JSON(where.wishes),
        "name": _NAME(contact.name.strip()),
        "language": contact.language,
        "papers_ready": _JSON(contact.papers_ready),
        "command": command_id,
        "code": _CODE(code),
        "token_hash": token_hash(token=token),
        "fact": new_id(),
        "fact_data": _JSON(
            fact_data(schema=facts.BOOKED, values=steps.booked_values(where=where, channel=channel, now=now))
        ),
        "message": new_id(),
        "payload": _JSON({"appointment": str(appointment_id)}),
    }
    readable = values | {"name": contact.name.strip(), "code": code}
    readable |= {"wishes": where.wishes, "papers_ready": contact.papers_ready}
    case, appointment = _CASE.written(values), _APPOINTMENT.written(readable)
    appointment._state.fields_cache["case"] = case  # as `appointment.case = case`, at a tenth of the cost
    booked = Booked(appointment, case, code, token)
    further = [with_row(booked)] if with_row else []
    return booked if _TEMPLATE.write(guard=guard, values=values, further=further, proviso=proviso) else None


def _sealing(model: type[models.Model], column: str) -> Callable[[str], bytes | None]:
    """What encrypts a text for its column."""
    field = model._meta.get_field(column)
    assert isinstance(field, EncryptedTextField)  # noqa: S101
    return field.get_prep_value


_EMAIL, _PHONE = _sealing(Contact, "email"), _sealing(Contact, "phone")
_NAME, _CODE = _sealing(Appointment, "person_name"), _sealing(Appointment, "case_code")
_JSON = json.JSONEncoder(ensure_ascii=False).encode

_CONTACT = RowTemplate(
    Contact,
    given={
        "id": "contact",
        "email": "email",
        "phone": "phone",
        "address_index": "address_index",
        "created_at": "now",
    },
)
_CASE = RowTemplate(
    Case,
    given={
        "id": "case",
        "reference": "reference",
        "code_hash": "code_hash",
        "service_id": "service",
        "organisation_id": "organisation",
        "office_id": "office",
        "channel": "channel",
        "opened_at": "now",
    },
    fixed={"kind": kinds.APPOINTMENT.code, "state": kinds.APPOINTMENT.initial},
)
_EVENT = RowTemplate(
    CaseEvent,
    given={
        "id": "event",
        "case_id": "case",
        "occurred_at": "now",
        "actor": "actor",
        "channel": "channel",
        "data": "event_data",
    },
    fixed={"kind": "booked", "state": kinds.APPOINTMENT.initial},
)
_APPOINTMENT = RowTemplate(
    Appointment,
    given={
        "id": "appointment",
        "case_id": "case",
        "capacity_day_id": "capacity_day",
        "start_minute": "start_minute",
        "steps": "steps",
        "starts_at": "starts_at",
        "ends_at": "ends_at",
        "wishes": "wishes",
        "contact_id": "contact",
        "person_name": "name",
        "language": "language",
        "papers_ready": "papers_ready",
        "command_id": "command",
        "case_code": "code",
        "token_hash": "token_hash",
        "booked_at": "now",
    },
)
_FACT = RowTemplate(
    Fact, given={"id": "fact", "occurred_at": "now", "data": "fact_data"}, fixed={"schema": facts.BOOKED.name}
)
_MESSAGE = RowTemplate(
    OutboxMessage,
    given={"id": "message", "payload": "payload", "created_at": "now", "due_at": "now"},
    fixed={"topic": steps.CONFIRMED},
)
_TEMPLATE = Template((_CONTACT, _CASE, _EVENT, _APPOINTMENT, _FACT, _MESSAGE))
