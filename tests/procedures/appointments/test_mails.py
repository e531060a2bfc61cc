"""What people are told by mail."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import icalendar
import pytest
from django.core import mail
from django.core.mail import EmailMessage

from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.outbox.registry import subscribers
from einamt.procedures.appointments.operations import (
    Booked,
    ContactDetails,
    cancel_appointment,
    change_appointment,
    hold_slot,
)
from tests.factories.appointments import Bookable, make_bookable, make_booking, somebody

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)


@pytest.fixture
def at() -> Bookable:
    return make_bookable(now=NOW)


def deliver() -> list[EmailMessage]:
    """Hand each message of the outbox to its subscribers, as the worker does, and give the mails."""
    mail.outbox.clear()
    for message in OutboxMessage.objects.order_by("created_at", "pk"):
        for subscription in subscribers(message.topic):
            subscription.handler(message.payload, NOW)
        message.delete()
    return list(mail.outbox)


def booked(at: Bookable, contact: ContactDetails | None = None) -> Booked:
    return make_booking(at=at, day=DAY, minute=8 * 60 + 12, now=NOW, contact=contact or somebody(email="a@example.org"))


def event_of(message: EmailMessage) -> tuple[str, icalendar.Event]:
    """The calendar file's method and its event."""
    content = message.attachments[0].get_payload(decode=True)
    calendar = icalendar.Calendar.from_ical(content)
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def test_a_confirmation_says_when_where_what_for_and_what_to_bring(at: Bookable) -> None:
    booking = booked(at)
    (message,) = deliver()
    assert message.to == ["a@example.org"]
    assert message.subject == "Ihr Termin am Mittwoch, 25. November 2026, 8:12 Uhr"
    for part in (
        "Bürgeramt Rathaus Nord, Breite Straße 24a, 13187 Musterstadt",
        "Reisepass beantragen",
        "- Biometrisches Passfoto",
        booking.case.reference,
        booking.code,
        f"/termin/aendern/{booking.token}/",
    ):
        assert part in message.body


def test_a_confirmation_is_in_the_language_of_who_booked(at: Bookable) -> None:
    contact = ContactDetails(name="Zoë Noël", email="zoe@example.org", language="en")
    booked(at, contact)
    (message,) = deliver()
    assert "Apply for a passport" in message.body
    assert "Wednesday, 25 November 2026" in message.subject


def test_the_calendar_file_has_the_appointment_in_the_city_s_time(at: Bookable) -> None:
    booking = booked(at)
    method, event = event_of(deliver()[0])
    assert method == "REQUEST"
    assert event["UID"] == f"{booking.appointment.pk}@localhost"
    assert event["SEQUENCE"] == 0
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event["DTSTART"].dt == datetime(2026, 11, 25, 7, 12, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=12)
    assert event["ATTENDEE"] == "mailto:a@example.org"


def test_a_moved_appointment_keeps_its_uid_and_counts_up(at: Bookable) -> None:
    booking = booked(at)
    uid = event_of(deliver()[0])[1]["UID"]
    hold = hold_slot(capacity_day_id=at.day(DAY).pk, start_minute=600, wishes=[(at.service.pk, 1)], now=NOW)
    change_appointment(
        appointment_id=booking.appointment.pk,
        hold_id=hold.pk,
        actor=CITIZEN,
        channel=Channel.PORTAL,
        command_id=uuid4(),
        now=NOW,
    )
    (message,) = deliver()
    method, event = event_of(message)
    assert "10:00 Uhr" in message.subject
    assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", uid, 1)


def test_a_cancellation_takes_the_appointment_out_of_the_calendar(at: Bookable) -> None:
    booking = booked(at)
    deliver()
    cancel_appointment(
        appointment_id=booking.appointment.pk, actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=NOW
    )
    (message,) = deliver()
    method, event = event_of(message)
    assert "abgesagt" in message.subject
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_a_confirmation_is_not_sent_for_what_has_been_cancelled_meanwhile(at: Bookable) -> None:
    booking = booked(at)
    cancel_appointment(
        appointment_id=booking.appointment.pk, actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=NOW
    )
    assert [message.subject.rsplit(maxsplit=1)[-1] for message in deliver()] == ["abgesagt"]


def test_nobody_without_an_address_is_written_to(at: Bookable) -> None:
    booked(at, somebody(phone="030 12345"))
    assert deliver() == []


def test_a_message_delivered_twice_is_sent_once(at: Bookable) -> None:
    booked(at)
    payload = OutboxMessage.objects.get().payload
    for _ in range(2):
        for subscription in subscribers("appointments.confirmed"):
            subscription.handler(payload, NOW)
    assert len(mail.outbox) == 1
