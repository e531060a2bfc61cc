"""Many bookings at once are the same as one after the other."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from einamt.cases.models import Case, CaseEvent
from einamt.catalog.models import ServiceOffer
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments.models import Appointment, Contact
from einamt.procedures.appointments.operations import BookingOrder, ContactDetails, book_many, book_slot
from tests.factories.appointments import Bookable, make_bookable, make_booking, unbalanced
from tests.factories.catalog import make_office

KINDS: tuple[type[models.Model], ...] = (Contact, Case, CaseEvent, Appointment, Fact, OutboxMessage)
OF_ONE_BOOKING = {
    "id", "case", "contact", "command_id", "reference", "code_hash", "token_hash", "case_code", "address_index",
    "email", "capacity_day", "office", "payload",
}  # fmt: skip
"""What differs between two bookings that are the same but for their place and person."""


def orders(at: Bookable, *, day: date, now: datetime) -> list[BookingOrder]:
    """Three bookings by two persons, made on different days."""
    return [
        BookingOrder(
            capacity_day_id=at.day(day).pk,
            start_minute=480 + 36 * number,
            wishes=at.wishes(persons=1 + number % 2),
            contact=ContactDetails(
                name=f"Anna {number}", email=f"{number % 2}@{at.office.slug}.example.org", phone="030 1"
            ),
            channel=Channel.HOTLINE,
            actor=CITIZEN,
            command_id=uuid4(),
            booked_at=now - timedelta(days=number),
        )
        for number in range(3)
    ]


def everything(*, but: dict[type[models.Model], set[object]]) -> dict[str, list[dict[str, Any]]]:
    """The rows that are not in `but`, without what differs from booking to booking."""
    found = {}
    for kind in KINDS:
        rows = kind._default_manager.exclude(pk__in=but[kind])
        plain = [
            {
                field.name: getattr(row, field.attname)
                for field in row._meta.concrete_fields
                if field.name not in OF_ONE_BOOKING
            }
            for row in rows
        ]
        for row in plain:
            if isinstance(row.get("data"), dict):
                row["data"].pop("office")
        found[kind.__name__] = sorted(plain, key=str)
    return found


def known() -> dict[type[models.Model], set[object]]:
    """The rows that are there."""
    return {kind: set(kind._default_manager.values_list("pk", flat=True)) for kind in KINDS}


def two_offices(now: datetime) -> tuple[Bookable, Bookable]:
    """Two offices of one district that offer the same service."""
    one = make_bookable(now=now, counters=2)
    office = make_office(district=one.office.organisation)
    ServiceOffer.objects.create(service=one.service, office=office)
    return one, make_bookable(now=now, counters=2, office=office, service=one.service)


def test_bookings_in_bulk_leave_the_same_rows_as_single_ones(db: None, now: datetime, day: date) -> None:
    one, other = two_offices(now)
    for order in orders(one, day=day, now=now):
        book_slot(
            capacity_day_id=order.capacity_day_id,
            start_minute=order.start_minute,
            wishes=order.wishes,
            contact=order.contact,
            channel=order.channel,
            actor=order.actor,
            command_id=order.command_id,
            now=order.booked_at,
        )
    before = known()
    singly = everything(but={kind: set() for kind in KINDS})
    booked = book_many(orders=orders(other, day=day, now=now))
    assert [one is not None for one in booked] == [True] * 3
    assert everything(but=before) == singly
    assert {len(rows) for rows in singly.values()} == {2, 3}
    assert other.free(day) == one.free(day)
    assert unbalanced() == []


def test_what_is_booked_in_bulk_can_be_opened_with_its_code_and_link(at: Bookable, now: datetime, day: date) -> None:
    (booked, *_) = book_many(orders=orders(at, day=day, now=now))
    assert booked is not None
    kept = Appointment.objects.get(pk=booked.appointment.pk)
    assert (kept.case_code, kept.person_name) == (booked.code, "Anna 0")


def test_an_order_whose_time_is_gone_is_left_out(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=480, now=now)
    made = orders(at, day=day, now=now)
    late = replace(made[1], command_id=uuid4())
    wrong = [replace(made[2], command_id=uuid4(), start_minute=minute) for minute in (481, 708 + 12)]
    unknown = replace(made[2], command_id=uuid4(), capacity_day_id=1)
    booked = book_many(orders=[*made, late, *wrong, unknown])
    assert [one is not None for one in booked] == [False, True, True, False, False, False, False]
    assert unbalanced() == []


def test_facts_and_messages_can_be_left_to_others(at: Bookable, now: datetime, day: date) -> None:
    book_many(orders=orders(at, day=day, now=now), with_facts=False, with_messages=False)
    assert (Fact.objects.count(), OutboxMessage.objects.count(), Appointment.objects.count()) == (0, 0, 3)


def test_many_bookings_ask_few_questions(at: Bookable, now: datetime, day: date) -> None:
    made = orders(at, day=day, now=now)
    with CaptureQueriesContext(connection) as asked:
        book_many(orders=made)
    assert len(asked) <= 10, [query["sql"][:80] for query in asked]


def test_nothing_to_book_is_nothing_booked(db: None) -> None:
    assert book_many(orders=[]) == []
