"""Keeping a time while a form is filled in."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from einamt.catalog.models import ServiceOffer
from einamt.platform.shell.words import explain
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.models import Hold
from einamt.procedures.appointments.operations import close_office, expire_holds, extend_hold, hold_slot, release_hold
from tests.factories.appointments import Bookable, confirm, make_bookable, make_hold, unbalanced
from tests.factories.catalog import make_service


def test_a_hold_takes_its_time_for_as_long_as_the_city_says(at: Bookable, now: datetime, day: date) -> None:
    hold = make_hold(at=at, day=day, minute=480, now=now)
    assert hold.expires_at == now + timedelta(minutes=15)
    assert at.free(day)[:2] == [0, 1]
    assert unbalanced() == []


def test_the_same_command_holds_a_time_once_and_another_time_anew(at: Bookable, now: datetime, day: date) -> None:
    command = uuid4()

    def hold(minute: int) -> Hold:
        return hold_slot(
            capacity_day_id=at.day(day).pk, start_minute=minute, wishes=at.wishes(), now=now, command_id=command
        )

    assert hold(480) == hold(480)
    assert hold(492) != hold(480)
    assert Hold.objects.count() == 2
    assert unbalanced() == []


def test_a_command_whose_hold_was_given_back_holds_anew(at: Bookable, now: datetime, day: date) -> None:
    place, command = at.day(day).pk, uuid4()
    first = hold_slot(capacity_day_id=place, start_minute=480, wishes=at.wishes(), now=now, command_id=command)
    release_hold(hold_id=first.pk, now=now)
    second = hold_slot(capacity_day_id=place, start_minute=480, wishes=at.wishes(), now=now, command_id=command)
    assert first.pk != second.pk
    assert at.free(day)[0] == 0


def test_a_taken_time_is_refused_with_the_next_one_in_the_same_office(at: Bookable, now: datetime, day: date) -> None:
    make_hold(at=at, day=day, minute=576, now=now)
    with pytest.raises(errors.SlotTaken) as refusal:
        make_hold(at=at, day=day, minute=576, now=now)
    assert explain(refusal.value) == (
        "Dieser Termin wurde gerade vergeben. Um 9:48 Uhr ist im selben Amt noch einer frei."
    )
    following = refusal.value.next_time
    assert following is not None
    assert (following.day, following.minute, following.office_id) == (day, 588, at.office.pk)


def test_the_last_time_of_a_day_is_refused_with_the_next_day(at: Bookable, now: datetime, day: date) -> None:
    make_hold(at=at, day=day, minute=708, now=now)
    with pytest.raises(errors.SlotTaken) as refusal:
        make_hold(at=at, day=day, minute=708, now=now)
    assert "der nächste frei am Donnerstag, 26. November um 8:00 Uhr" in explain(refusal.value)


def test_the_last_time_of_all_is_refused_with_an_earlier_one_or_another_office(db: None, now: datetime) -> None:
    at, day = make_bookable(now=now, days=1, closes=8 * 60 + 24), now.date()
    make_hold(at=at, day=day, minute=492, now=now)
    with pytest.raises(errors.SlotTaken) as refusal:
        make_hold(at=at, day=day, minute=492, now=now)
    assert refusal.value.next_time is not None
    assert refusal.value.next_time.minute == 480
    make_hold(at=at, day=day, minute=480, now=now)
    with pytest.raises(errors.SlotTaken, match="anderes Amt") as refusal:
        make_hold(at=at, day=day, minute=480, now=now)
    assert refusal.value.next_time is None


@pytest.mark.parametrize("minute", [479, 481, 468, 720, 0])
def test_a_step_outside_the_opening_hours_is_refused(at: Bookable, now: datetime, day: date, minute: int) -> None:
    with pytest.raises(errors.NotOffered):
        make_hold(at=at, day=day, minute=minute, now=now)


def test_steps_that_would_run_past_closing_time_are_refused(at: Bookable, now: datetime, day: date) -> None:
    with pytest.raises(errors.NotOffered):
        make_hold(at=at, day=day, minute=708, wishes=at.wishes(persons=2), now=now)


def test_all_steps_of_several_persons_are_taken(at: Bookable, now: datetime, day: date) -> None:
    make_hold(at=at, day=day, minute=480, wishes=at.wishes(persons=3), now=now)
    assert at.free(day)[:4] == [0, 0, 0, 1]


def test_all_steps_must_be_free(at: Bookable, now: datetime, day: date) -> None:
    make_hold(at=at, day=day, minute=504, now=now)
    with pytest.raises(errors.SlotTaken):
        make_hold(at=at, day=day, minute=480, wishes=at.wishes(persons=3), now=now)
    assert at.free(day)[:4] == [1, 1, 0, 1]


def test_several_services_take_the_sum_of_their_steps(at: Bookable, now: datetime, day: date) -> None:
    long_one = make_service(name="Wohnsitz anmelden", offices=[at.office], steps=2)
    at.group.services.add(long_one)
    hold = make_hold(at=at, day=day, minute=480, wishes=[(at.service.pk, 1), (long_one.pk, 2)], now=now)
    assert (hold.steps, at.free(day)[:6]) == (5, [0, 0, 0, 0, 0, 1])


def test_what_no_counter_of_the_office_serves_is_refused(at: Bookable, now: datetime, day: date) -> None:
    other = make_bookable(now=now)
    with pytest.raises(errors.NotOffered):
        make_hold(at=at, day=day, minute=480, wishes=[(at.service.pk, 1), (other.service.pk, 1)], now=now)


def test_more_persons_than_the_office_serves_at_once_are_refused(at: Bookable, now: datetime, day: date) -> None:
    ServiceOffer.objects.filter(service=at.service).update(max_persons=2)
    with pytest.raises(errors.TooManyPersons):
        make_hold(at=at, day=day, minute=480, wishes=at.wishes(persons=3), now=now)


def test_a_service_that_is_not_bookable_online_is_refused(at: Bookable, now: datetime, day: date) -> None:
    ServiceOffer.objects.filter(service=at.service).update(is_bookable=False)
    with pytest.raises(errors.NotOffered):
        make_hold(at=at, day=day, minute=480, now=now)


def test_a_time_that_has_begun_is_refused(at: Bookable, day: date) -> None:
    with pytest.raises(errors.TimePassed):
        make_hold(at=at, day=day, minute=480, now=datetime(2026, 11, 25, 7, 0, tzinfo=UTC))


def test_a_day_beyond_the_horizon_is_refused(db: None, now: datetime) -> None:
    at = make_bookable(now=now, days=58)
    make_hold(at=at, day=now.date() + timedelta(days=55), minute=480, now=now)
    with pytest.raises(errors.NotOffered):
        make_hold(at=at, day=now.date() + timedelta(days=56), minute=480, now=now)


def test_a_closed_office_says_that_it_is_closed(at: Bookable, now: datetime, day: date) -> None:
    close_office(office_id=at.office.pk, starts_on=day, ends_on=day + timedelta(days=1), reason="Umzug", now=now)
    with pytest.raises(errors.OfficeClosed):
        make_hold(at=at, day=day, minute=480, now=now)


def test_a_day_that_does_not_exist_is_refused(at: Bookable, now: datetime) -> None:
    from einamt.procedures.appointments.operations import hold_slot

    with pytest.raises(errors.NotOffered):
        hold_slot(capacity_day_id=12345, start_minute=480, wishes=at.wishes(), now=now)


def test_a_released_hold_gives_its_time_back_once(at: Bookable, now: datetime, day: date) -> None:
    hold = make_hold(at=at, day=day, minute=480, now=now)
    for _ in range(2):
        release_hold(hold_id=hold.pk, now=now)
    assert at.free(day)[0] == 1
    assert unbalanced() == []


def test_releasing_what_was_never_held_does_nothing(at: Bookable, now: datetime) -> None:
    release_hold(hold_id=uuid4(), now=now)
    assert unbalanced() == []


def test_a_hold_that_ran_out_gives_its_time_back(at: Bookable, now: datetime, day: date) -> None:
    make_hold(at=at, day=day, minute=480, now=now)
    later = make_hold(at=at, day=day, minute=492, now=now + timedelta(minutes=5))
    assert expire_holds(now=now + timedelta(minutes=15)) == 1
    assert at.free(day)[:2] == [1, 0]
    assert Hold.objects.get(outcome=Hold.Outcome.KEPT) == later
    assert expire_holds(now=now + timedelta(minutes=15)) == 0
    assert unbalanced() == []


def test_many_holds_run_out_in_batches(at: Bookable, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("einamt.procedures.appointments.operations.holding.BATCH", 2)
    for minute in range(480, 540, 12):
        make_hold(at=at, day=day, minute=minute, now=now)
    assert expire_holds(now=now + timedelta(minutes=15)) == 5
    assert set(at.free(day)) == {1}


def test_an_ended_hold_is_forgotten_after_a_day(at: Bookable, now: datetime, day: date) -> None:
    hold = make_hold(at=at, day=day, minute=480, now=now)
    expire_holds(now=now + timedelta(minutes=15))
    expire_holds(now=now + timedelta(hours=24))
    assert Hold.objects.filter(pk=hold.pk).exists()
    expire_holds(now=now + timedelta(hours=24, minutes=16))
    assert not Hold.objects.exists()


def test_a_hold_can_be_kept_longer_for_a_confirmation_by_mail(at: Bookable, now: datetime, day: date) -> None:
    hold = make_hold(at=at, day=day, minute=480, now=now)
    assert extend_hold(hold_id=hold.pk, now=now).expires_at == now + timedelta(minutes=30)
    assert expire_holds(now=now + timedelta(minutes=29)) == 0


def test_a_hold_that_ran_out_can_be_kept_longer_while_nobody_has_its_time(
    at: Bookable, now: datetime, day: date
) -> None:
    hold = make_hold(at=at, day=day, minute=480, now=now)
    later = now + timedelta(minutes=20)
    expire_holds(now=later)
    extend_hold(hold_id=hold.pk, now=later)
    assert at.free(day)[0] == 0
    expire_holds(now=later + timedelta(minutes=31))
    make_hold(at=at, day=day, minute=480, now=later + timedelta(minutes=31))
    with pytest.raises(errors.HoldExpired):
        extend_hold(hold_id=hold.pk, now=later + timedelta(minutes=32))


def test_a_booked_hold_cannot_be_kept_longer(at: Bookable, now: datetime, day: date) -> None:
    hold = make_hold(at=at, day=day, minute=480, now=now)
    confirm(hold, now=now)
    with pytest.raises(errors.HoldUsed):
        extend_hold(hold_id=hold.pk, now=now)
