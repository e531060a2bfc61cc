"""Many bookings at once, for demo cities and for taking over what another system has booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from einamt.cases.steps import settle_references
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.platform.writing.together import insert_many
from einamt.procedures.appointments import capacity, steps
from einamt.procedures.appointments.contacts import address_index
from einamt.procedures.appointments.errors import NotOffered, TooManyPersons
from einamt.procedures.appointments.locating import Directory
from einamt.procedures.appointments.models import Contact
from einamt.procedures.appointments.placement import Placement
from einamt.procedures.appointments.queries import Booked
from einamt.procedures.appointments.rules import ContactDetails, Wish


@dataclass(frozen=True, slots=True)
class BookingOrder:
    """One booking to be made; the arguments of `book_slot`, with the moment it was made at."""

    capacity_day_id: int
    start_minute: int
    wishes: Sequence[Wish]
    contact: ContactDetails
    channel: Channel
    actor: Actor
    command_id: UUID
    booked_at: datetime


@transaction.atomic
def book_many(
    *, orders: Sequence[BookingOrder], with_facts: bool = True, with_messages: bool = True
) -> list[Booked | None]:
    """Book all `orders` that still have their time free, one after the other; None for each that has not.

    The rows are those of `book_slot` (a test compares them), written in bulk. What a moment forbids is not asked for,
    since the bookings were made before: the past, the horizon and the limit for a contact. `with_facts` and
    `with_messages` leave out what is counted and sent elsewhere.
    """
    if not orders:
        return []
    directory = Directory(
        capacity_day_ids={order.capacity_day_id for order in orders},
        service_ids={service_id for order in orders for service_id, _ in order.wishes},
    )
    wheres = [_placed(directory, order) for order in orders]
    places = [where.place for where in wheres if where is not None]
    taken = iter(capacity.take_many(places=places))
    accepted = [where if where is not None and next(taken) else None for where in wheres]
    contact_ids = _contacts([order for order, where in zip(orders, accepted, strict=True) if where is not None])
    booked: list[Booked | None] = []
    rows: list[models.Model] = []
    for order, where in zip(orders, accepted, strict=True):
        if where is None:
            booked.append(None)
            continue
        booking = steps.new_booking(
            where=where,
            contact=order.contact,
            contact_id=contact_ids.get(address_index(contact=order.contact)),
            channel=order.channel,
            actor=order.actor,
            command_id=order.command_id,
            now=order.booked_at,
            with_fact=with_facts,
            with_message=with_messages,
        )
        rows += booking.rows
        booked.append(booking.booked())
    settle_references(cases=[one.case for one in booked if one is not None])
    insert_many(rows=rows)
    return booked


def _placed(directory: Directory, order: BookingOrder) -> Placement | None:
    try:
        return directory.placed(
            capacity_day_id=order.capacity_day_id, start_minute=order.start_minute, wishes=order.wishes
        )
    except (NotOffered, TooManyPersons):
        return None


def _contacts(orders: Sequence[BookingOrder]) -> dict[str | None, UUID | None]:
    """The contacts' rows by address index, those that are missing made."""
    wanted: dict[str, BookingOrder] = {}
    for order in orders:
        if (index := address_index(contact=order.contact)) is not None:
            wanted.setdefault(index, order)
    found: dict[str | None, UUID | None] = {None: None}
    indexes = list(wanted)
    for begin in range(0, len(indexes), 500):
        known = Contact.objects.filter(address_index__in=indexes[begin : begin + 500])
        found |= dict(known.values_list("address_index", "pk"))
    missing = [
        person
        for index, order in wanted.items()
        if index not in found and (person := steps.new_contact(contact=order.contact, now=order.booked_at))
    ]
    insert_many(rows=missing)
    return found | {person.address_index: person.pk for person in missing}
