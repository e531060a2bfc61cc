"""Reminders: once, in time, and never of a time that is not the person's any more."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.outbox.registry import subscribers
from einamt.procedures.appointments import jobs
from einamt.procedures.appointments.models import BookingRules, Reminder
from einamt.procedures.appointments.operations import ContactDetails, remind_people
from einamt.procedures.appointments.rules import is_reminder_needed, reminder_spans
from tests.factories.appointments import Bookable, cancel, make_bookable, make_booking, make_hold, move, somebody

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)
BEGINS = datetime(2026, 11, 25, 7, 12, tzinfo=UTC)
A_DAY_BEFORE = BEGINS - timedelta(hours=24)


@pytest.fixture
def at() -> Bookable:
    return make_bookable(now=NOW)


def reminded_at(now: datetime, *, delivered_at: datetime | None = None) -> list[str]:
    """Run the job and deliver; the subjects of the reminders."""
    jobs.remind(now)
    mail.outbox.clear()
    for message in OutboxMessage.objects.filter(topic="appointments.near"):
        for subscription in subscribers(message.topic):
            subscription.handler(message.payload, delivered_at or now)
        message.delete()
    return [message.subject for message in mail.outbox]


def test_somebody_is_reminded_once_a_day_before_with_a_link_that_cancels(at: Bookable) -> None:
    booking = make_booking(at=at, day=DAY, minute=492, now=NOW, contact=somebody(email="a@example.org"))
    assert reminded_at(A_DAY_BEFORE - timedelta(minutes=1)) == []
    assert reminded_at(A_DAY_BEFORE) == ["Erinnerung: Ihr Termin am Mittwoch, 25. November 2026, 8:12 Uhr"]
    assert f"/termin/aendern/{booking.token}/absagen/" in mail.outbox[0].body
    assert "- Biometrisches Passfoto" in mail.outbox[0].body
    assert reminded_at(A_DAY_BEFORE + timedelta(minutes=5)) == []


def test_the_reminder_is_in_the_language_of_who_booked(at: Bookable) -> None:
    contact = ContactDetails(name="Zoë Noël", email="zoe@example.org", language="en")
    make_booking(at=at, day=DAY, minute=492, now=NOW, contact=contact)
    assert reminded_at(A_DAY_BEFORE) == ["Reminder: your appointment on Wednesday, 25 November 2026, 8:12"]


def test_what_was_missed_is_made_up_for_until_the_appointment_begins(at: Bookable) -> None:
    make_booking(at=at, day=DAY, minute=492, now=NOW)
    assert len(reminded_at(BEGINS - timedelta(hours=1))) == 1
    make_booking(at=at, day=DAY, minute=600, now=NOW)
    begun = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert reminded_at(begun) == []


def test_a_reminder_that_comes_to_be_sent_after_the_begin_is_not_sent(at: Bookable) -> None:
    make_booking(at=at, day=DAY, minute=492, now=NOW)
    assert reminded_at(A_DAY_BEFORE, delivered_at=BEGINS) == []


def test_nobody_is_reminded_of_what_is_cancelled_also_not_between_the_job_and_the_mail(at: Bookable) -> None:
    early = make_booking(at=at, day=DAY, minute=480, now=NOW)
    booking = make_booking(at=at, day=DAY, minute=492, now=NOW)
    cancel(early, now=NOW)
    assert remind_people(now=A_DAY_BEFORE) == 1
    cancel(booking, now=A_DAY_BEFORE)
    assert reminded_at(A_DAY_BEFORE) == []


def test_who_moves_is_reminded_of_the_new_time_only(at: Bookable) -> None:
    booking = make_booking(at=at, day=DAY, minute=492, now=NOW)
    remind_people(now=A_DAY_BEFORE)
    later = date(2026, 11, 27)
    move(booking, to=make_hold(at=at, day=later, minute=600, now=A_DAY_BEFORE), now=A_DAY_BEFORE)
    assert reminded_at(A_DAY_BEFORE) == []
    assert reminded_at(datetime(2026, 11, 26, 9, 0, tzinfo=UTC)) == [
        "Erinnerung: Ihr Termin am Freitag, 27. November 2026, 10:00 Uhr"
    ]


def test_who_has_just_been_told_of_the_time_is_not_reminded_of_it(at: Bookable) -> None:
    shortly_before = BEGINS - timedelta(hours=20)
    make_booking(at=at, day=DAY, minute=492, now=shortly_before)
    assert reminded_at(shortly_before + timedelta(hours=1)) == []
    booking = make_booking(at=at, day=date(2026, 11, 27), minute=480, now=NOW)
    move(booking, to=make_hold(at=at, day=DAY, minute=600, now=shortly_before), now=shortly_before)
    assert reminded_at(shortly_before + timedelta(hours=1)) == []
    assert set(Reminder.objects.values_list("is_needed", flat=True)) == {False}


def test_a_city_may_remind_more_than_once_and_after_a_standstill_says_it_once(at: Bookable) -> None:
    BookingRules.objects.update(reminder_hours=[24, 2])
    make_booking(at=at, day=DAY, minute=492, now=NOW)
    assert len(reminded_at(A_DAY_BEFORE)) == 1
    assert len(reminded_at(BEGINS - timedelta(hours=2))) == 1
    make_booking(at=at, day=DAY, minute=504, now=NOW)
    assert len(reminded_at(BEGINS - timedelta(hours=1))) == 1


def test_a_city_may_remind_nobody(at: Bookable) -> None:
    BookingRules.objects.update(reminder_hours=[])
    make_booking(at=at, day=DAY, minute=492, now=NOW)
    assert reminded_at(A_DAY_BEFORE) == []


def test_a_city_without_rules_reminds_nobody() -> None:
    jobs.remind(NOW)


@given(hours=st.lists(st.integers(0, 200), max_size=5), ahead=st.integers(0, 300))
def test_the_spans_of_the_reminders_lie_side_by_side_and_do_not_overlap(hours: list[int], ahead: int) -> None:
    turns = [each for beyond, each in reminder_spans(hours) if beyond < ahead <= each]
    assert turns == sorted(each for each in set(hours) if each >= max(ahead, 1))[:1] * (ahead > 0)


@given(told_before=st.integers(0, 400), hours=st.integers(1, 200))
def test_a_reminder_says_something_only_to_whom_nothing_was_said_since(told_before: int, hours: int) -> None:
    told_at = BEGINS - timedelta(hours=told_before)
    assert is_reminder_needed(starts_at=BEGINS, told_at=told_at, hours=hours) == (told_before > hours)
