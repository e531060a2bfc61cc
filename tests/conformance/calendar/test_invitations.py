"""The calendar files of mails, held against RFC 5545 (iCalendar), RFC 5546 (iTIP) and RFC 6047 (iTIP by mail)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage as ParsedMail
from email.parser import BytesParser
from email.policy import default
from urllib.parse import urlsplit

import icalendar
import pytest
from django.core import mail

from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.outbox.registry import subscribers
from tests.factories.appointments import Bookable, cancel, make_bookable, make_booking, make_hold, move, somebody

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 6, 0, tzinfo=UTC)
BEFORE_THE_CLOCKS_CHANGE, AFTER = date(2026, 10, 24), date(2026, 10, 26)

NEEDED = {
    "REQUEST": {"ATTENDEE", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY", "UID"},
    "CANCEL": {"ATTENDEE", "DTSTAMP", "ORGANIZER", "SEQUENCE", "UID"},
}
"""RFC 5546, section 3.2.2 and 3.2.5: what has to be there exactly once (ATTENDEE once or more)."""


@pytest.fixture
def at() -> Bookable:
    return make_bookable(now=NOW)


def mails() -> list[ParsedMail]:
    """What the worker sends, as it goes over the wire."""
    mail.outbox.clear()
    for message in OutboxMessage.objects.order_by("created_at", "pk"):
        for subscription in subscribers(message.topic):
            subscription.handler(message.payload, NOW)
        message.delete()
    parse = BytesParser(_class=ParsedMail, policy=default).parsebytes
    return [parse(message.message().as_bytes()) for message in mail.outbox]


def part_of(message: ParsedMail) -> ParsedMail:
    """The calendar file."""
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return part


def event_of(message: ParsedMail) -> tuple[str, icalendar.Event]:
    """The method and the event, once the file has been found sound."""
    part = part_of(message)
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    calendar = icalendar.Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    assert [error for component in calendar.walk() for error in component.errors] == []
    assert all(set(component.required) <= component.keys() for component in calendar.walk())
    assert calendar["VERSION"] == "2.0"
    method = str(calendar["METHOD"])
    assert part.get_param("method") == method, "RFC 6047, section 2.4: the MIME part says what the file says"
    assert part.get_content_charset() == "utf-8"
    assert NEEDED[method] <= event.keys()
    assert not [name for name in NEEDED[method] if isinstance(event[name], list)]
    return method, event


def booked_moved_and_cancelled(at: Bookable) -> list[ParsedMail]:
    """The mails of an appointment's life."""
    contact = somebody(email="ayse@example.org", name="Ayşe Öztürk, Çelik; und Söhne " * 3)
    booking = make_booking(at=at, day=BEFORE_THE_CLOCKS_CHANGE, minute=480, now=NOW, contact=contact)
    sent = mails()
    move(booking, to=make_hold(at=at, day=AFTER, minute=600, now=NOW), now=NOW)
    sent += mails()
    cancel(booking, now=NOW + timedelta(minutes=1))
    return sent + mails()


def test_request_update_and_cancellation_are_sound_and_belong_together(at: Bookable) -> None:
    found = [event_of(message) for message in booked_moved_and_cancelled(at)]
    assert [method for method, _ in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({event["UID"] for _, event in found}) == 1
    assert [event["SEQUENCE"] for _, event in found] == [0, 1, 2], "RFC 5546, section 2.1.4: each change counts up"
    assert [str(event["STATUS"]) for _, event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    organizers = {str(event["ORGANIZER"]) for _, event in found}
    assert len(organizers) == 1
    assert all(urlsplit(address).scheme == "mailto" for address in organizers)
    assert {str(event["ATTENDEE"]) for _, event in found} == {"mailto:ayse@example.org"}


def test_times_come_with_the_rules_of_their_zone(at: Bookable) -> None:
    sent = booked_moved_and_cancelled(at)
    starts = [event_of(message)[1]["DTSTART"] for message in sent]
    assert [start.params["TZID"] for start in starts] == ["Europe/Berlin"] * 3
    assert [start.dt.astimezone(UTC).hour for start in starts] == [6, 9, 9], "summer time, then winter time"
    for message in sent:
        calendar = icalendar.Calendar.from_ical(part_of(message).get_payload(decode=True))  # type: ignore[arg-type]
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


@pytest.mark.parametrize(
    ("is_kept", "rule"),
    [
        (lambda file: file.endswith(b"\r\n") and b"\n" not in file.replace(b"\r\n", b""), "3.1: lines end with CRLF"),
        (lambda file: all(len(line) <= 75 for line in file.split(b"\r\n")), "3.1: lines are folded at 75 octets"),
        (lambda file: file.decode("utf-8") is not None, "3.1.4: UTF-8"),
        (lambda file: file.startswith(b"BEGIN:VCALENDAR\r\n"), "3.4: one calendar"),
    ],
)
def test_the_file_is_written_as_the_standard_says(at: Bookable, is_kept: Callable[[bytes], bool], rule: str) -> None:
    for message in booked_moved_and_cancelled(at):
        content = part_of(message).get_payload(decode=True)
        assert isinstance(content, bytes)
        assert is_kept(content), f"RFC 5545, section {rule}"
