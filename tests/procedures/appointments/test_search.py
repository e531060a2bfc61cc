"""Finding what is free: what is offered can be booked, and nothing is left out."""

import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from einamt.catalog.models import ServiceOffer
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.models import BookingRules, CapacityDay, OpeningRule
from einamt.procedures.appointments.operations import close_office, plan_capacity
from einamt.procedures.appointments.queries import days_to_first_free
from einamt.procedures.appointments.rules import capacity_day_id
from einamt.procedures.appointments.search import free_starts
from einamt.procedures.appointments.starts import Starts
from tests.factories.appointments import Bookable, cancel, make_bookable, make_booking, make_hold, make_rules
from tests.factories.catalog import make_service


def as_set(starts: Starts) -> set[tuple[int, int]]:
    """The times as capacity row and minute."""
    ids, minutes = starts.unfolded()
    return set(zip(ids.tolist(), minutes.tolist(), strict=True))


def expected(*, steps_of: dict[int, int], first_day: date, last_day: date) -> set[tuple[int, int]]:
    """The same, found step by step in the rows."""
    found = set()
    for row in CapacityDay.objects.filter(group__in=steps_of, day__range=(first_day, last_day)):
        steps = steps_of[row.group_id]
        for start in range(len(row.free) - steps + 1):
            if all(row.free[start : start + steps]):
                found.add((row.pk, row.first_minute + start * row.step_minutes))
    return found


def test_all_that_is_free_is_found_from_now_to_the_horizon(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=492, now=now)
    make_hold(at=at, day=day, minute=516, now=now)
    starts = free_starts(wishes=at.wishes(), now=now)
    assert as_set(starts) == expected(
        steps_of={at.group.pk: 1}, first_day=now.date(), last_day=now.date() + timedelta(days=6)
    )
    assert starts.by_day()[day] == 18
    assert len(starts) == 7 * 20 - 2


@pytest.mark.parametrize("persons", [1, 2, 3, 5, 20, 21])
def test_all_steps_must_be_free_in_a_row(at: Bookable, now: datetime, day: date, persons: int) -> None:
    make_booking(at=at, day=day, minute=540, now=now)
    starts = free_starts(wishes=at.wishes(persons), now=now)
    assert as_set(starts) == expected(
        steps_of={at.group.pk: persons}, first_day=now.date(), last_day=now.date() + timedelta(days=6)
    )


def test_offices_may_need_different_numbers_of_steps_and_have_different_hours(at: Bookable, now: datetime) -> None:
    slow = make_bookable(now=now, service=at.service, opens=7 * 60 + 30, closes=13 * 60)
    ServiceOffer.objects.create(service=at.service, office=slow.office, steps=3)
    shut = make_bookable(now=now, service=at.service)
    chance = random.Random(5)
    for place, steps in ((at, 1), (slow, 3)):
        for _ in range(30):
            row = chance.choice(list(CapacityDay.objects.filter(group=place.group)))
            minute = row.first_minute + chance.randrange(len(row.free) - steps) * 12
            if all(row.free[(minute - row.first_minute) // 12 :][:steps]):
                make_booking(at=place, day=row.day, minute=minute, now=now)
    starts = free_starts(wishes=at.wishes(), now=now)
    assert starts.steps_of == {at.group.pk: 1, slow.group.pk: 3}
    assert shut.group.pk not in starts.office_of, "an office that does not offer the service"
    assert as_set(starts) == expected(
        steps_of=dict(starts.steps_of), first_day=now.date(), last_day=now.date() + timedelta(days=6)
    )


@pytest.mark.parametrize("unlike", [1, 5])
def test_groups_are_found_among_few_and_among_many_that_serve_something_else(
    at: Bookable, now: datetime, unlike: int
) -> None:
    others = [make_bookable(now=now, service=at.service, opens=8 * 60 + number) for number in range(3)]
    for number, other in enumerate(others, start=1):
        ServiceOffer.objects.create(service=at.service, office=other.office, steps=number)
    for _ in range(unlike):
        make_bookable(now=now)
    steps_of = {at.group.pk: 1, **{other.group.pk: number for number, other in enumerate(others, start=1)}}
    week = {"first_day": now.date(), "last_day": now.date() + timedelta(days=6)}
    assert as_set(free_starts(wishes=at.wishes(), now=now)) == expected(steps_of=steps_of, **week)
    only = {others[2].group.pk: 3}
    found = free_starts(wishes=at.wishes(), office_ids=[others[2].office.pk, 0], now=now)
    assert as_set(found) == expected(steps_of=only, **week)
    assert found.steps_of == only


def test_everything_that_is_offered_can_be_booked(at: Bookable, now: datetime) -> None:
    make_rules(appointments_per_contact=200)
    long_one = make_service(name="Wohnsitz anmelden", offices=[at.office], steps=3)
    at.group.services.add(long_one)
    wishes = [(at.service.pk, 1), (long_one.pk, 1)]
    while times := free_starts(wishes=wishes, now=now).earliest(1):
        make_booking(at=at, day=times[0].day, minute=times[0].minute, wishes=wishes, now=now)
    assert len(free_starts(wishes=at.wishes(), now=now)) == 0, "twenty steps hold five of four"


def test_a_time_that_comes_free_is_found_at_once(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=480, now=now)
    assert (at.day(day).pk, 480) not in as_set(free_starts(wishes=at.wishes(), now=now))
    cancel(booked, now=now)
    assert (at.day(day).pk, 480) in as_set(free_starts(wishes=at.wishes(), now=now))


@pytest.mark.parametrize(
    ("clock", "first"),
    [("06:49:59", 480), ("06:50:00", 480), ("06:50:01", 492), ("07:02:00", 492), ("10:38:00", 708), ("10:39:00", None)],
)
def test_today_only_what_lies_beyond_the_lead_time_is_offered(
    at: Bookable, now: datetime, clock: str, first: int | None
) -> None:
    moment = datetime.combine(now.date(), datetime.strptime(clock, "%H:%M:%S").time(), tzinfo=UTC)  # noqa: DTZ007
    starts = free_starts(wishes=at.wishes(), last_day=now.date(), now=moment)
    found = starts.earliest(1)
    assert (found[0].minute if found else None) == first


def test_shortly_before_midnight_the_lead_time_reaches_into_tomorrow(db: None, now: datetime) -> None:
    at = make_bookable(now=now, opens=0, closes=60)
    night = datetime(2026, 11, 24, 22, 55, tzinfo=UTC)  # 23:55 by the city's clock
    assert free_starts(wishes=at.wishes(), now=night).earliest(1)[0].minute == 12


def test_nothing_beyond_the_horizon_is_offered(db: None, now: datetime) -> None:
    at = make_bookable(now=now, days=60)
    days = free_starts(wishes=at.wishes(), now=now).by_day()
    assert max(days) == now.date() + timedelta(days=55)
    far = now.date() + timedelta(days=300)
    assert len(free_starts(wishes=at.wishes(), first_day=far, last_day=far, now=now)) == 0


def test_the_search_can_be_narrowed_to_days_weekdays_and_times_of_day(at: Bookable, now: datetime, day: date) -> None:
    def times(**narrowed: object) -> Starts:
        return free_starts(wishes=at.wishes(), now=now, **narrowed)  # type: ignore[arg-type]

    assert set(times(first_day=day, last_day=day + timedelta(days=1)).by_day()) == {day, day + timedelta(days=1)}
    assert [each.isoweekday() for each in times(weekdays=[3, 7]).by_day()] == [3, 7]
    assert set(times(from_minute=600, until_minute=624, last_day=day).unfolded()[1].tolist()) == {600, 612}
    assert len(times(weekdays=[])) == 0
    assert len(times(first_day=day, last_day=day - timedelta(days=1))) == 0


def test_the_search_can_be_narrowed_to_offices(at: Bookable, now: datetime) -> None:
    other = make_bookable(now=now, service=at.service)
    ServiceOffer.objects.create(service=at.service, office=other.office)
    assert set(free_starts(wishes=at.wishes(), now=now).first_by_office()) == {at.office.pk, other.office.pk}
    only = free_starts(wishes=at.wishes(), office_ids=[other.office.pk], now=now)
    assert set(only.first_by_office()) == {other.office.pk}
    assert len(free_starts(wishes=at.wishes(), office_ids=[], now=now)) == 0


def test_the_times_of_a_day_come_by_group_with_the_earliest_in_front(at: Bookable, now: datetime, day: date) -> None:
    early = make_bookable(now=now, service=at.service, opens=7 * 60)
    ServiceOffer.objects.create(service=at.service, office=early.office)
    times = free_starts(wishes=at.wishes(), now=now).at(day)
    assert [each.office_id for each in times] == [early.office.pk, at.office.pk]
    assert times[0].capacity_day_id == capacity_day_id(day=day, group_id=early.group.pk)
    assert times[1].minutes == list(range(480, 720, 12))
    assert free_starts(wishes=at.wishes(), now=now).at(date(2030, 1, 1)) == []


def test_the_earliest_times_are_sorted_by_day_and_clock_across_offices(at: Bookable, now: datetime) -> None:
    early = make_bookable(now=now, service=at.service, opens=7 * 60 + 36)
    ServiceOffer.objects.create(service=at.service, office=early.office)
    found = free_starts(wishes=at.wishes(), now=now).earliest(45)
    assert len(found) == 45
    assert [(time.day, time.minute) for time in found] == sorted((time.day, time.minute) for time in found)
    assert found[0].office_id == early.office.pk


def test_the_next_time_after_a_moment_is_found(at: Bookable, now: datetime, day: date) -> None:
    starts = free_starts(wishes=at.wishes(), now=now)
    for moment, found in (((day, 0), (day, 480)), ((day, 480), (day, 492)), ((day, 708), (date(2026, 11, 26), 480))):
        following = starts.next_after(*moment)
        assert following is not None
        assert (following.day, following.minute) == found
    assert starts.next_after(date(2026, 11, 30), 708) is None


def test_a_closed_office_offers_nothing(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=600, now=now)
    close_office(office_id=at.office.pk, starts_on=day, ends_on=day + timedelta(days=1), reason="!", now=now)
    assert day not in free_starts(wishes=at.wishes(), now=now).by_day()


def test_a_service_that_nobody_offers_has_no_times(at: Bookable, now: datetime) -> None:
    starts = free_starts(wishes=[(make_service().pk, 1)], now=now)
    assert (len(starts), starts.by_day(), starts.earliest(3), starts.first_by_office()) == (0, {}, [], {})


def test_wishing_for_nothing_is_refused(at: Bookable, now: datetime) -> None:
    with pytest.raises(errors.NotOffered):
        free_starts(wishes=[], now=now)


def test_a_city_without_rules_says_that_booking_is_not_set_up(at: Bookable, now: datetime) -> None:
    BookingRules.objects.all().delete()
    with pytest.raises(errors.RulesMissing):
        free_starts(wishes=at.wishes(), now=now)


def test_the_days_to_the_first_free_time_are_counted_by_service_and_office(at: Bookable, now: datetime) -> None:
    far = make_bookable(now=now, service=at.service, days=1)
    ServiceOffer.objects.create(service=at.service, office=far.office, steps=20)
    make_booking(at=far, day=now.date(), minute=480, now=now)
    for minute in range(480, 720, 12):
        make_booking(at=at, day=now.date(), minute=minute, now=now)
    assert days_to_first_free(service_ids=[at.service.pk], now=now) == {
        (at.service.pk, at.office.pk): 1,
        (at.service.pk, far.office.pk): None,
    }


def test_a_search_asks_the_database_twice(at: Bookable, now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        starts = free_starts(wishes=at.wishes(), now=now)
        starts.by_day(), starts.earliest(5), starts.first_by_office(), starts.at(now.date())
    assert len(asked) == 2


def test_rows_are_read_right_whatever_their_lengths(db: None, now: datetime) -> None:
    service = make_service()
    places = []
    for closes in (480 + 12, 480 + 12 * 30, 24 * 60, 480 + 12 * 30):
        place = make_bookable(now=now, service=service, closes=closes, counters=2)
        ServiceOffer.objects.create(service=service, office=place.office)
        places.append(place)
    OpeningRule.objects.filter(group=places[0].group, weekday=3).delete()
    plan_capacity(first_day=now.date(), last_day=now.date() + timedelta(days=6), now=now)
    starts = free_starts(wishes=[(service.pk, 1)], now=now)
    steps_of = {place.group.pk: 1 for place in places}
    last_day = now.date() + timedelta(days=6)
    assert as_set(starts) == expected(steps_of=steps_of, first_day=now.date(), last_day=last_day)
    assert len(starts) == 6 * 1 + 7 * (30 + 80 + 30)
    assert np.all(np.diff(starts.ids) > 0)


def test_numpy_is_not_loaded_when_django_starts() -> None:
    code = "import django, sys; django.setup(); sys.exit('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr or "numpy was loaded"
