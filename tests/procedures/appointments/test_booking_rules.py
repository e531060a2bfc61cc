"""Holding, booking, moving and cancelling, and all that is refused on the way."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import icalendar
import pytest
from django.db import models

from einamt.cases.models import Case, CaseEvent
from einamt.catalog.models import ServiceOffer
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.platform.facts.models import Fact
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments import errors, operations
from einamt.procedures.appointments.calendar_files import calendar_file_of
from einamt.procedures.appointments.models import Appointment, CapacityDay, Contact, Hold, OpeningRule
from einamt.procedures.appointments.rules import Wish, capacity_day_id
from tests.factories.appointments import OPENS, STEP, Bookable, make_bookable, make_rules, somebody
from tests.factories.catalog import make_service

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
"""A Tuesday, seven in the morning in Berlin."""
DAY = date(2026, 11, 25)
EIGHT, NEXT, THIRD = OPENS, OPENS + STEP, OPENS + 2 * STEP
QUARTER = timedelta(minutes=15)


@pytest.fixture
def place() -> Bookable:
    """One counter, 8 to 12 h."""
    return make_bookable(now=NOW)


def row_id(place: Bookable, day: date = DAY) -> int:
    return capacity_day_id(day=day, group_id=place.group.pk)


def free(place: Bookable, minute: int = EIGHT, day: date = DAY) -> int:
    row = CapacityDay.objects.get(pk=row_id(place, day))
    return bytes(row.free)[(minute - row.first_minute) // row.step_minutes]


def hold(
    place: Bookable,
    minute: int = EIGHT,
    *,
    day: date = DAY,
    wishes: Sequence[Wish] | None = None,
    now: datetime = NOW,
) -> Hold:
    wanted = wishes or [(place.service.pk, 1)]
    return operations.hold_slot(capacity_day_id=row_id(place, day), start_minute=minute, wishes=wanted, now=now)


def confirm(held: Hold, *, now: datetime = NOW, **changed: Any) -> operations.Booked:
    inputs = {"contact": somebody(), "channel": Channel.PORTAL, "actor": CITIZEN, "command_id": uuid4()} | changed
    return operations.confirm_booking(hold_id=held.pk, now=now, **inputs)


def book(place: Bookable, minute: int = EIGHT, *, day: date = DAY, now: datetime = NOW, **changed: Any) -> Appointment:
    inputs = {
        "wishes": [(place.service.pk, 1)],
        "contact": somebody(),
        "channel": Channel.PORTAL,
        "actor": CITIZEN,
        "command_id": uuid4(),
    } | changed
    booked = operations.book_slot(capacity_day_id=row_id(place, day), start_minute=minute, now=now, **inputs)
    return booked.appointment


def cancel(appointment: Appointment, *, now: datetime = NOW, command_id: UUID | None = None) -> Appointment:
    return operations.cancel_appointment(
        appointment_id=appointment.pk,
        actor=CITIZEN,
        channel=Channel.PORTAL,
        command_id=command_id or uuid4(),
        now=now,
    )


def change(appointment: Appointment, held: Hold, *, now: datetime = NOW, command_id: UUID | None = None) -> Appointment:
    return operations.change_appointment(
        appointment_id=appointment.pk,
        hold_id=held.pk,
        actor=CITIZEN,
        channel=Channel.PORTAL,
        command_id=command_id or uuid4(),
        now=now,
    )


def close(place: Bookable, day: date = DAY) -> operations.Closed:
    ends_on = day + timedelta(days=1)
    return operations.close_office(
        office_id=place.office.pk, starts_on=day, ends_on=ends_on, reason="Rohrbruch", now=NOW
    )


# Holds


def test_a_hold_takes_the_time_and_nobody_else_gets_it(place: Bookable) -> None:
    held = hold(place)
    assert (free(place), held.expires_at) == (0, NOW + QUARTER)
    with pytest.raises(errors.SlotTakenNextSameDay) as refused:
        hold(place)
    assert (refused.value.status, refused.value.params) == (HTTPStatus.CONFLICT, {"time": "8:12"})


def test_a_confirmed_hold_takes_nothing_more(place: Bookable) -> None:
    held = hold(place)
    appointment = confirm(held).appointment
    held.refresh_from_db()
    assert (held.outcome, free(place), free(place, NEXT)) == (Hold.Outcome.BOOKED, 0, 1)
    assert (appointment.start_minute, appointment.starts_at) == (EIGHT, datetime(2026, 11, 25, 7, 0, tzinfo=UTC))


def test_a_released_hold_gives_its_time_back_once(place: Bookable) -> None:
    held = hold(place)
    for _ in range(2):
        operations.release_hold(hold_id=held.pk, now=NOW)
        assert free(place) == 1


def test_a_hold_runs_out_when_its_minutes_are_over(place: Bookable) -> None:
    hold(place)
    assert operations.expire_holds(now=NOW + QUARTER - timedelta(seconds=1)) == 0
    assert operations.expire_holds(now=NOW + QUARTER) == 1
    assert operations.expire_holds(now=NOW + QUARTER) == 0
    assert free(place) == 1


def test_a_hold_that_ran_out_is_taken_again_while_its_time_is_free(place: Bookable) -> None:
    held = hold(place)
    operations.expire_holds(now=NOW + QUARTER)
    confirm(held, now=NOW + QUARTER)
    assert free(place) == 0


def test_a_hold_that_ran_out_and_was_taken_names_the_next_time_of_the_day(place: Bookable) -> None:
    held = hold(place)
    operations.expire_holds(now=NOW + QUARTER)
    book(place, now=NOW + QUARTER)
    with pytest.raises(errors.HoldExpiredNextSameDay) as refused:
        confirm(held, now=NOW + QUARTER)
    assert (refused.value.status, refused.value.params) == (HTTPStatus.GONE, {"time": "8:12"})
    assert refused.value.next_time == errors.FreeTime(
        place.office.pk, place.group.pk, row_id(place), day=DAY, minute=NEXT
    )


def test_on_a_full_day_the_next_time_is_on_another() -> None:
    place = make_bookable(now=NOW, closes=OPENS + STEP)
    book(place)
    with pytest.raises(errors.SlotTakenNextOtherDay) as refused:
        book(place)
    assert refused.value.next_time is not None
    assert (refused.value.next_time.day, refused.value.params["time"]) == (date(2026, 11, 26), "8:00")


def test_when_nothing_is_free_no_next_time_is_named() -> None:
    place = make_bookable(now=NOW, closes=OPENS + STEP, days=2)
    book(place)
    book(place, day=NOW.date())
    with pytest.raises(errors.SlotTaken) as refused:
        book(place)
    assert (type(refused.value), refused.value.next_time) == (errors.SlotTaken, None)


def test_a_hold_is_used_once(place: Bookable) -> None:
    held = hold(place)
    confirm(held)
    with pytest.raises(errors.HoldUsed):
        confirm(held)
    assert Appointment.objects.count() == 1


def test_an_ended_hold_is_remembered_for_a_day(place: Bookable) -> None:
    held = hold(place)
    operations.release_hold(hold_id=held.pk, now=NOW)
    operations.expire_holds(now=NOW + timedelta(days=1))
    assert Hold.objects.exists()
    operations.expire_holds(now=NOW + timedelta(days=1, seconds=1))
    with pytest.raises(errors.HoldUnknown):
        confirm(held)


def test_a_closed_office_refuses_what_was_held_before(place: Bookable) -> None:
    held, ended = hold(place), hold(place, NEXT)
    operations.release_hold(hold_id=ended.pk, now=NOW)
    close(place)
    for each in (held, ended):
        with pytest.raises(errors.OfficeClosed) as refused:
            confirm(each)
        assert refused.value.status == HTTPStatus.CONFLICT
    with pytest.raises(errors.OfficeClosed):
        book(place, THIRD)


def test_with_fewer_counters_than_are_held_the_hold_is_refused() -> None:
    place = make_bookable(now=NOW, counters=2)
    first, second = hold(place), hold(place)
    OpeningRule.objects.update(counters=1)
    operations.plan_capacity(first_day=DAY, last_day=DAY, now=NOW)
    with pytest.raises(errors.NoLongerServed):
        confirm(first)
    operations.release_hold(hold_id=first.pk, now=NOW)
    confirm(second)


# Commands


def test_the_same_command_twice_gives_the_first_appointment(place: Bookable) -> None:
    anna, command = somebody(), uuid4()
    first = book(place, contact=anna, command_id=command)
    assert book(place, contact=anna, command_id=command) == first
    assert book(place, NEXT, contact=anna, command_id=command) == first
    assert (Appointment.objects.count(), free(place, NEXT)) == (1, 1)


def test_the_same_confirmation_twice_gives_the_first_appointment_code_and_link(place: Bookable) -> None:
    held, command = hold(place), uuid4()
    first = confirm(held, command_id=command)
    again = confirm(held, command_id=command)
    assert (again.appointment, again.code, again.token) == (first.appointment, first.code, first.token)


# What is not offered


@pytest.mark.parametrize(
    ("day", "minute", "error", "status"),
    [
        (DAY, OPENS - STEP, errors.NotOffered, 422),
        (DAY, 12 * 60, errors.NotOffered, 422),
        (DAY, OPENS + 5, errors.NotOffered, 422),
        (date(2026, 11, 27), OPENS, errors.NotOffered, 422),
        (date(2027, 3, 1), OPENS, errors.NotOffered, 422),
        (date(2026, 11, 24), OPENS, errors.TimePassed, 410),
    ],
    ids=["before opening", "after closing", "between steps", "beyond the horizon", "not planned", "has begun"],
)
def test_what_is_not_offered_is_refused(
    place: Bookable, day: date, minute: int, error: type[DomainError], status: int
) -> None:
    make_rules(horizon_days=3)
    now = NOW + timedelta(hours=1)
    for act in (hold, book):
        with pytest.raises(error) as refused:
            act(place, minute, day=day, now=now)
        assert (type(refused.value), refused.value.status) == (error, status)


def test_the_last_day_of_the_horizon_can_be_booked(place: Bookable) -> None:
    make_rules(horizon_days=3)
    book(place, day=date(2026, 11, 26))


def test_what_does_not_end_before_closing_is_refused(place: Bookable) -> None:
    with pytest.raises(errors.NotOffered):
        hold(place, 12 * 60 - STEP, wishes=[(place.service.pk, 2)])


def test_a_service_that_the_group_does_not_serve_is_refused(place: Bookable) -> None:
    elsewhere = make_service(offices=[place.office])
    with pytest.raises(errors.NotOffered):
        hold(place, wishes=[(place.service.pk, 1), (elsewhere.pk, 1)])


def test_a_hold_whose_time_has_begun_is_refused(place: Bookable) -> None:
    held = hold(place)
    with pytest.raises(errors.TimePassed):
        confirm(held, now=datetime(2026, 11, 25, 7, 0, tzinfo=UTC))


# Several services and persons


def test_several_services_and_persons_take_the_sum_of_their_steps(place: Bookable) -> None:
    other = make_service(offices=[place.office], steps=2)
    place.group.services.add(other)
    appointment = book(place, wishes=[(other.pk, 1), (place.service.pk, 1), (other.pk, 1)])
    assert (appointment.steps, appointment.wishes) == (5, [(other.pk, 2), (place.service.pk, 1)])
    assert appointment.ends_at - appointment.starts_at == timedelta(minutes=5 * STEP)
    assert [free(place, EIGHT + STEP * step) for step in range(6)] == [0, 0, 0, 0, 0, 1]
    assert appointment.case.service == other


def test_all_steps_must_be_free(place: Bookable) -> None:
    book(place, NEXT)
    with pytest.raises(errors.SlotTaken):
        book(place, wishes=[(place.service.pk, 2)])
    assert free(place) == 1


def test_more_persons_than_the_office_serves_are_refused(place: Bookable) -> None:
    ServiceOffer.objects.update(max_persons=2)
    with pytest.raises(errors.TooManyPersons) as refused:
        hold(place, wishes=[(place.service.pk, 3)])
    assert (refused.value.status, refused.value.params) == (422, {"persons": 2})


# Contacts


@pytest.mark.parametrize("phone", ["030 1234567", "+49 (0)30 1234567", "0049 30 1234567"])
def test_a_contact_has_only_so_many_open_appointments(place: Bookable, phone: str) -> None:
    make_rules(appointments_per_contact=1)
    first = book(place, contact=somebody(phone="+49 30 1234567"))
    again = somebody(phone=phone)
    held = hold(place, NEXT)
    for act in (lambda: book(place, NEXT + STEP, contact=again), lambda: confirm(held, contact=again)):
        with pytest.raises(errors.TooManyAppointments) as refused:
            act()
        assert (refused.value.status, refused.value.params) == (HTTPStatus.CONFLICT, {"limit": 1})
    cancel(first)
    confirm(held, contact=again)
    assert Contact.objects.count() == 1


def test_an_appointment_that_has_begun_is_not_open_any_more(place: Bookable) -> None:
    make_rules(appointments_per_contact=1)
    anna = somebody()
    book(place, contact=anna)
    book(place, THIRD, contact=anna, now=datetime(2026, 11, 25, 7, 0, tzinfo=UTC))


def test_nobody_in_particular_has_no_limit(place: Bookable) -> None:
    make_rules(appointments_per_contact=1)
    for minute in (EIGHT, NEXT):
        assert book(place, minute, contact=operations.ContactDetails(name="")).contact_id is None


# Changing and cancelling


def test_a_cancelled_appointment_gives_its_time_back_once(place: Bookable) -> None:
    appointment, command = book(place), uuid4()
    for _ in range(2):
        assert cancel(appointment, command_id=command).cancelled_at == NOW
        assert free(place) == 1
    with pytest.raises(errors.AlreadyCancelled):
        cancel(appointment)
    book(place)


def test_what_has_begun_is_neither_cancelled_nor_moved(place: Bookable) -> None:
    appointment, held = book(place), hold(place, THIRD)
    for act in (cancel, lambda made, now: change(made, held, now=now)):
        with pytest.raises(errors.TooLate):
            act(appointment, now=appointment.starts_at)


def test_a_moved_appointment_keeps_its_old_time_until_the_new_one_is_certain(place: Bookable) -> None:
    appointment = book(place)
    held = hold(place, THIRD)
    assert (free(place), free(place, THIRD)) == (0, 0)
    command = uuid4()
    for _ in range(2):
        moved = change(appointment, held, command_id=command)
        assert (moved.pk, moved.start_minute, moved.sequence) == (appointment.pk, THIRD, 1)
        assert (free(place), free(place, THIRD)) == (1, 0)


def test_when_the_new_time_is_gone_the_appointment_stays(place: Bookable) -> None:
    appointment, held = book(place), hold(place, NEXT)
    operations.release_hold(hold_id=held.pk, now=NOW)
    book(place, NEXT)
    with pytest.raises(errors.HoldExpired):
        change(appointment, held)
    appointment.refresh_from_db()
    assert (appointment.start_minute, appointment.sequence, free(place)) == (EIGHT, 0, 0)


# The two days on which the clocks change


@pytest.mark.parametrize(
    ("day", "starts_at"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 7, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 27, 8, 0, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 7, 0, tzinfo=UTC)),
    ],
    ids=str,
)
def test_nine_o_clock_is_nine_o_clock_when_the_clocks_change(day: date, starts_at: datetime) -> None:
    now = starts_at - timedelta(days=3)
    appointment = book(make_bookable(now=now), 9 * 60, day=day, now=now)
    assert appointment.starts_at == starts_at
    calendar = icalendar.Calendar.from_ical(calendar_file_of(appointment=appointment, now=now))
    (event,) = calendar.walk("VEVENT")
    begin = event["dtstart"]
    assert begin.dt == starts_at
    assert (begin.dt.hour, begin.dt.minute, begin.params["TZID"]) == (9, 0, "Europe/Berlin")
    assert event["dtend"].dt - begin.dt == timedelta(minutes=STEP)


# Many at once

MADE_BY_CHANCE = {"id", "reference", "code_hash", "case_code", "token_hash", "command_id", "case_id", "appointment"}


def rows(kind: type[models.Model]) -> list[dict[str, object]]:
    """What a kind's rows say, without what is made by chance or refers to it."""
    found = []
    for row in kind._default_manager.all():
        values = {field.attname: getattr(row, field.attname) for field in kind._meta.concrete_fields}
        if "contact_id" in values:
            values["contact_id"] = row.contact.email if row.contact else None
        if kind is OutboxMessage:
            values["payload"] = sorted(values["payload"])
        found.append({name: value for name, value in values.items() if name not in MADE_BY_CHANCE})
    return sorted(found, key=str)


def test_many_at_once_leave_the_rows_that_one_by_one_leaves(place: Bookable) -> None:
    kinds = (Appointment, Case, CaseEvent, Contact, Fact, OutboxMessage)
    anna = somebody(email="anna@example.org")
    wanted = [
        (EIGHT, 1, anna),
        (THIRD, 2, somebody(email="bilal@example.org", phone="030 1234567", name="Bilal")),
        (EIGHT, 1, somebody()),
        (OPENS + 5 * STEP, 1, anna),
        (OPENS + 6 * STEP, 1, operations.ContactDetails(name="Çiğdem", language="en")),
        (12 * 60, 1, somebody()),
    ]
    orders = [
        operations.BookingOrder(
            capacity_day_id=row_id(place),
            start_minute=minute,
            wishes=[(place.service.pk, persons)],
            contact=contact,
            channel=Channel.COUNTER,
            actor=CITIZEN,
            command_id=uuid4(),
            booked_at=NOW,
        )
        for minute, persons, contact in wanted
    ]
    answers = operations.book_many(orders=orders)
    assert [answer is not None for answer in answers] == [True, True, False, True, True, False]
    in_bulk = {kind: rows(kind) for kind in kinds}
    capacity = bytes(CapacityDay.objects.get(pk=row_id(place)).free)

    for answer in answers:
        if answer is not None:
            cancel(answer.appointment)
    for kind in (Appointment, CaseEvent, Case, Contact, Fact, OutboxMessage):
        kind._default_manager.all().delete()

    for minute, persons, contact in wanted:
        inputs = {"wishes": [(place.service.pk, persons)], "contact": contact, "channel": Channel.COUNTER}
        try:
            book(place, minute, **inputs)
        except DomainError:
            continue
    assert {kind: rows(kind) for kind in kinds} == in_bulk
    assert bytes(CapacityDay.objects.get(pk=row_id(place)).free) == capacity
    assert {kind: len(found) for kind, found in in_bulk.items()} == {
        Appointment: 4,
        Case: 4,
        CaseEvent: 4,
        Contact: 2,
        Fact: 4,
        OutboxMessage: 4,
    }
