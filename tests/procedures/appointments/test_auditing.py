"""The audit adds every capacity row up again, from what is booked and from what is planned, and tells what differs."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q

from einamt.kernel.actor import SYSTEM
from einamt.procedures.appointments.auditing import Account
from einamt.procedures.appointments.capacity import HEADER
from einamt.procedures.appointments.models import Appointment, BookingRules, CapacityDay, NoShowShare, OpeningRule
from einamt.procedures.appointments.operations import (
    audit_capacity,
    auditing,
    close_office,
    hold_slot,
    plan_capacity,
    release_hold,
    withdraw_plan,
)
from tests.factories.appointments import (
    CLOSES,
    OPENS,
    STEP,
    Bookable,
    cancel,
    make_bookable,
    make_booking,
    make_hold,
)
from tests.factories.plans import ill, save

STEPS = (CLOSES - OPENS) // STEP


def found(now: datetime) -> list[tuple[Account, int, int, int, int]]:
    """What an audit finds, without the row that it is about."""
    return [
        (each.account, each.begins_minute, each.ends_minute, each.kept, each.should_be)
        for each in audit_capacity(now=now)
    ]


def tamper(at: Bookable, day: date, name: str, step: int, count: int) -> None:
    """Write another number over one step of a row."""
    row = at.day(day)
    changed = bytearray(getattr(row, name))
    changed[step] = count
    setattr(row, name, bytes(changed))
    row.save(update_fields=[name])


def test_a_city_in_which_all_sorts_of_things_happened_is_as_it_should_be(
    at: Bookable, now: datetime, day: date
) -> None:
    other = make_bookable(now=now, office=at.office, counters=2, steps=2)
    make_hold(at=at, day=day, minute=OPENS, now=now)
    booked = [make_booking(at=at, day=day, minute=OPENS + STEP * step, now=now) for step in (1, 2, 3)]
    cancel(booked[0], now=now)
    release_hold(hold_id=make_hold(at=at, day=day, minute=OPENS + 5 * STEP, now=now).pk, now=now)
    chain = [(at.service.pk, 1), (other.service.pk, 1)]
    hold_slot(capacity_day_id=at.day(day).pk, start_minute=OPENS + 6 * STEP, wishes=chain, now=now)
    make_booking(at=at, day=day, minute=OPENS + 9 * STEP, wishes=chain, now=now)
    close_office(office_id=at.office.pk, starts_on=day, ends_on=day + timedelta(days=1), reason="Rohrbruch", now=now)
    assert any(at.day(day).over)
    assert found(now) == []


def test_supply_that_was_changed_lent_restricted_and_overbooked_is_as_planned(
    at: Bookable, now: datetime, day: date
) -> None:
    saved = save(ill(at, day, counters=2, opens=OPENS, closes=OPENS + 60, days=2), now=now)
    assert found(now) == []
    withdraw_plan(plan_id=saved.plan.pk, actor=SYSTEM, now=now)
    assert found(now) == []
    at.open_with(8, now=now)
    BookingRules.objects.update(overbook_percent_max=30)
    NoShowShare.objects.create(
        group=at.group, valid_from=now.date(), appointments=1000, missed=200, measured_on=now.date()
    )
    assert {account for account, *_ in found(now)} == {Account.PLANNED}, "not planned yet"
    plan_capacity(first_day=now.date(), last_day=now.date() + timedelta(days=6), now=now)
    assert max(at.day(day).total) > 8
    assert found(now) == []


def test_a_day_keeps_its_steps_after_its_last_appointment_was_cancelled(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=OPENS + 4 * STEP, now=now)
    OpeningRule.objects.filter(group=at.group).update(opens_minute=OPENS + 6)
    plan_capacity(first_day=now.date(), last_day=now.date() + timedelta(days=6), now=now)
    cancel(booked, now=now)
    assert at.day(day).first_minute % STEP == OPENS % STEP
    assert found(now) == []


@pytest.mark.parametrize(
    ("name", "step", "count", "difference"),
    [
        ("free", 0, 1, (Account.FREE, OPENS, OPENS + STEP, 1, 0)),
        ("free", 3, 0, (Account.FREE, OPENS + 3 * STEP, OPENS + 4 * STEP, 0, 1)),
        ("over", 0, 2, (Account.OVER, OPENS, OPENS + STEP, 2, 0)),
    ],
    ids=["sold twice", "lost", "wanted back"],
)
def test_a_count_that_is_not_what_is_booked_is_found(
    at: Bookable, now: datetime, *, name: str, step: int, count: int, difference: tuple[object, ...]
) -> None:
    tomorrow = now.date() + timedelta(days=1)
    make_booking(at=at, day=tomorrow, minute=OPENS, now=now)
    tamper(at, tomorrow, name, step, count)
    assert found(now) == [difference]


def test_steps_in_a_row_that_are_wrong_in_the_same_way_are_one_difference(
    at: Bookable, now: datetime, day: date
) -> None:
    for step in (2, 3, 4, 9):
        tamper(at, day, "free", step, 0)
    assert found(now) == [
        (Account.FREE, OPENS + 2 * STEP, OPENS + 5 * STEP, 0, 1),
        (Account.FREE, OPENS + 9 * STEP, OPENS + 10 * STEP, 0, 1),
    ]


def test_counters_that_no_plan_knows_are_found_and_those_that_are_missing(
    at: Bookable, now: datetime, day: date
) -> None:
    tamper(at, day, "total", 1, 2)
    tamper(at, day, "free", 1, 2)
    CapacityDay.objects.filter(group=at.group, day=day + timedelta(days=1)).delete()
    assert found(now) == [
        (Account.PLANNED, OPENS + STEP, OPENS + 2 * STEP, 2, 1),
        (Account.PLANNED, OPENS, CLOSES, 0, 1),
    ]


def test_what_is_kept_for_urgent_services_though_no_rule_says_so_is_found(
    at: Bookable, now: datetime, day: date
) -> None:
    CapacityDay.objects.filter(pk=at.day(day).pk).update(reserved=bytes([0, 1, 1, *[0] * (STEPS - 3)]))
    assert found(now) == [(Account.RESERVED, OPENS + STEP, OPENS + 3 * STEP, 1, 0)]


def test_what_is_booked_at_a_time_that_the_row_does_not_have_is_found(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=OPENS, now=now)
    Appointment.objects.filter(pk=booked.appointment.pk).update(start_minute=CLOSES)
    assert found(now) == [
        (Account.OUTSIDE, CLOSES, CLOSES + STEP, 1, 0),
        (Account.FREE, OPENS, OPENS + STEP, 0, 1),
    ]


def test_a_row_whose_header_says_something_else_is_found(at: Bookable, now: datetime, day: date) -> None:
    pk = at.day(day).pk
    CapacityDay.objects.filter(pk=pk).update(header=HEADER.pack(pk, OPENS, STEP, STEPS - 1))
    [difference] = audit_capacity(now=now)
    assert (difference.account, difference.capacity_day_id) == (Account.SHAPE, pk)
    CapacityDay.objects.filter(pk=pk).update(header=HEADER.pack(pk, OPENS, STEP, STEPS), over=b"")
    [difference] = audit_capacity(now=now)
    assert difference.account is Account.SHAPE


def test_a_day_whose_appointments_were_erased_may_say_that_more_was_taken_and_never_less(
    at: Bookable, now: datetime, day: date
) -> None:
    make_booking(at=at, day=day, minute=OPENS, now=now)
    erased = make_booking(at=at, day=day, minute=OPENS + STEP, now=now)
    erased.appointment.case.delete()
    assert found(now) == [(Account.FREE, OPENS + STEP, OPENS + 2 * STEP, 0, 1)]
    much_later = now + timedelta(days=120)
    assert found(much_later) == []
    tamper(at, day, "free", 0, 1)
    assert found(much_later) == [(Account.FREE, OPENS, OPENS + STEP, 1, 0)]


def test_days_before_today_stay_as_they_were_planned(at: Bookable, now: datetime, day: date) -> None:
    OpeningRule.objects.filter(group=at.group).update(counters=5)
    assert found(now + timedelta(days=10)) == []


def test_what_only_seemed_wrong_because_somebody_booked_meanwhile_is_not_told(
    at: Bookable, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look reads rows and bookings one after the other; here somebody books in between."""
    places = auditing._places
    looks = iter([True])

    def later(which: Q, *, days: Collection[CapacityDay]) -> object:
        before = places(which, days=days)
        if next(looks, False):
            make_booking(at=at, day=day, minute=OPENS, now=now)
            return places(which, days=days)
        return before

    monkeypatch.setattr(auditing, "_places", later)
    assert found(now) == []
    assert next(looks, None) is None
    assert Appointment.objects.count() == 1


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, now: datetime) -> StringIO:
    monkeypatch.setattr("einamt.platform.clock.now", lambda: now)
    return StringIO()


def test_the_command_says_that_all_is_well(at: Bookable, printed: StringIO) -> None:
    call_command("appointments", "audit", stdout=printed)
    assert printed.getvalue() == "7 rows of capacity, all as they should be.\n"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "{place}, 25/11/2026, 8:24 to 8:36: the row has 0 free, 1 is right."),
        ("de", "{place}, 25.11.2026, 8:24 bis 8:36 Uhr: In der Zeile sind 0 frei, richtig ist 1."),
    ],
)
def test_the_command_says_every_difference_in_words_and_fails(
    at: Bookable, day: date, printed: StringIO, language: str, sentence: str
) -> None:
    tamper(at, day, "free", 2, 0)
    tamper(at, day, "free", 7, 0)
    with pytest.raises(CommandError, match="2 differences in 7 rows"):
        call_command("appointments", "audit", "--language", language, stdout=printed)
    lines = printed.getvalue().splitlines()
    assert lines[0] == sentence.format(place=f"{at.office.name}, {at.group.name}")
    assert len(lines) == 2
