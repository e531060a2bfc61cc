"""Planning what can be booked, with what is booked kept."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.procedures.appointments import errors, jobs
from einamt.procedures.appointments.models import BookingRules, CapacityDay, Closure, Holiday, OpeningRule
from einamt.procedures.appointments.operations import (
    add_holiday,
    close_office,
    extend_capacity,
    plan_capacity,
    record_holidays,
    reopen_office,
)
from einamt.procedures.appointments.queries import closed_days, planned_days
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import Bookable, cancel, make_bookable, make_booking, make_hold, unbalanced
from tests.factories.catalog import make_office


def week(now: datetime) -> tuple[date, date]:
    return now.date(), now.date() + timedelta(days=6)


def test_planning_twice_changes_nothing(at: Bookable, now: datetime) -> None:
    first_day, last_day = week(now)
    planned = plan_capacity(first_day=first_day, last_day=last_day, now=now)
    assert (planned.added, planned.changed, planned.affected) == (0, 0, [])


def test_more_counters_make_more_free_where_something_is_booked_too(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=480, now=now)
    make_hold(at=at, day=day, minute=492, now=now)
    at.open_with(3, now=now)
    assert at.free(day)[:3] == [2, 2, 3]
    assert unbalanced() == []


def test_fewer_counters_report_those_who_no_longer_fit_and_never_go_below_zero(
    at: Bookable, now: datetime, day: date
) -> None:
    at.open_with(3, now=now)
    first, second, third = (
        make_booking(at=at, day=day, minute=480, now=now + timedelta(seconds=number)) for number in range(3)
    )
    OpeningRule.objects.update(counters=2)
    planned = plan_capacity(first_day=day, last_day=day, now=now)
    assert planned.affected == [third.appointment.pk]
    assert (at.free(day)[0], at.day(day).over[0]) == (0, 1)
    cancel(first, now=now)
    assert (at.free(day)[0], at.day(day).over[0]) == (0, 0)
    cancel(second, now=now)
    assert at.free(day)[0] == 1
    assert unbalanced() == []


def test_longer_hours_move_nobody(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=492, now=now)
    OpeningRule.objects.update(opens_minute=7 * 60, closes_minute=18 * 60)
    plan_capacity(first_day=day, last_day=day, now=now)
    row = at.day(day)
    assert (row.first_minute, len(row.total)) == (7 * 60, 55)
    assert row.free[(492 - 420) // 12] == 0
    assert booked.appointment.start_minute == 492
    assert unbalanced() == []


def test_a_new_grid_holds_for_days_without_bookings(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=492, now=now)
    BookingRules.objects.update(step_minutes=10)
    plan_capacity(first_day=day, last_day=day + timedelta(days=1), now=now)
    assert at.day(day).step_minutes == 12
    assert at.day(day + timedelta(days=1)).step_minutes == 10
    make_booking(at=at, day=day + timedelta(days=1), minute=490, now=now)
    assert unbalanced() == []


def test_rules_come_into_force_on_their_day(at: Bookable, now: datetime, day: date) -> None:
    rules = BookingRules.objects.get()
    rules.pk, rules.valid_from, rules.step_minutes = None, day, 10
    rules.save()
    plan_capacity(first_day=now.date(), last_day=day, now=now)
    assert (at.day(now.date()).step_minutes, at.day(day).step_minutes) == (12, 10)


def test_a_rule_ends_before_its_last_day(at: Bookable, now: datetime, day: date) -> None:
    OpeningRule.objects.update(valid_until=day)
    plan_capacity(first_day=now.date(), last_day=day, now=now)
    assert at.free(now.date())
    assert at.free(day) == []


def test_days_that_are_over_stay_as_they_were_planned(at: Bookable, now: datetime) -> None:
    OpeningRule.objects.update(counters=5)
    later = now + timedelta(days=2)
    first_day, last_day = week(now)
    planned = plan_capacity(first_day=first_day, last_day=last_day, now=later)
    assert planned.changed == 5
    assert max(at.free(first_day)) == 1


def test_past_days_can_be_planned_where_there_are_none_yet(at: Bookable, now: datetime) -> None:
    past = now.date() - timedelta(days=3)
    assert plan_capacity(first_day=past, last_day=past, now=now).added == 1


def test_planning_without_rules_is_refused(at: Bookable, now: datetime) -> None:
    BookingRules.objects.update(valid_from=date(2030, 1, 1))
    with pytest.raises(errors.RulesMissing):
        plan_capacity(first_day=now.date(), last_day=now.date(), now=now)


def test_a_closed_office_reports_all_who_are_booked_there(at: Bookable, now: datetime, day: date) -> None:
    booked = [make_booking(at=at, day=day, minute=minute, now=now) for minute in (504, 480)]
    cancelled = make_booking(at=at, day=day, minute=600, now=now)
    cancel(cancelled, now=now)
    elsewhere = make_bookable(now=now)
    make_booking(at=elsewhere, day=day, minute=480, now=now)
    closed = close_office(
        office_id=at.office.pk, starts_on=day, ends_on=day + timedelta(days=1), reason="Wasserschaden", now=now
    )
    assert closed.affected == [booked[1].appointment.pk, booked[0].appointment.pk]
    assert not any(at.free(day))
    assert unbalanced() == []


def test_an_office_closed_for_its_organisation_is_closed(at: Bookable, now: datetime, day: date) -> None:
    above = at.office.organisation.parent
    assert above is not None
    Closure.objects.create(organisation=above, starts_on=day, ends_on=day + timedelta(days=1), reason="Streik")
    plan_capacity(first_day=day, last_day=day, now=now)
    assert at.free(day) == []


def test_a_reopened_office_has_its_times_back(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=480, now=now)
    before = at.free(day)
    closed = close_office(office_id=at.office.pk, starts_on=day, ends_on=day + timedelta(days=2), reason="!", now=now)
    reopen_office(closure_id=closed.closure.pk, now=now)
    assert at.free(day) == before
    assert unbalanced() == []


def test_the_state_s_holidays_close_the_city(at: Bookable, now: datetime) -> None:
    organisation = at.office.organisation.parent
    assert organisation is not None
    assert record_holidays(organisation_id=organisation.pk, state="BE", years=[2026, 2027]) > 18
    assert record_holidays(organisation_id=organisation.pk, state="BE", years=[2026, 2027]) == 0
    assert Holiday.objects.get(day=date(2027, 3, 8)).name == "Frauentag"
    christmas = date(2026, 12, 25)
    plan_capacity(first_day=christmas, last_day=christmas + timedelta(days=2), now=now)
    assert not CapacityDay.objects.filter(day=christmas).exists()
    assert at.free(date(2026, 12, 27))
    closed = closed_days(
        office_id=at.office.pk, organisation_id=at.office.organisation_id, first_day=christmas, last_day=christmas
    )
    assert closed[christmas].reason == "Erster Weihnachtstag"
    assert closed[christmas].is_holiday


def test_a_municipality_can_have_a_holiday_of_its_own(at: Bookable, now: datetime, day: date) -> None:
    elsewhere = make_bookable(now=now, office=make_office())
    add_holiday(organisation_id=at.office.organisation_id, day=day, name="Fronleichnam")
    plan_capacity(first_day=day, last_day=day, now=now)
    assert (at.free(day), len(elsewhere.free(day))) == ([], 20)


def test_every_night_the_horizon_moves_on(at: Bookable, now: datetime) -> None:
    City.objects.create(name="Musterstadt", state="BE")
    city.forget()
    extend_capacity(now=now)
    last_day = CapacityDay.objects.latest("day").day
    assert last_day == now.date() + timedelta(days=56), "the day that opens tomorrow is there"
    jobs.extend_supply(now + timedelta(days=1))
    assert CapacityDay.objects.latest("day").day == last_day + timedelta(days=1)
    root = at.office.organisation.parent
    assert Holiday.objects.filter(day=date(2026, 12, 25), organisation=root).count() == 1


def test_a_city_that_is_not_set_up_yet_has_quiet_nights(db: None, now: datetime) -> None:
    jobs.extend_supply(now)
    jobs.sweep_holds(now)


def test_a_full_day_is_planned_all_the_same(at: Bookable, now: datetime, day: date) -> None:
    for minute in range(480, 720, 12):
        make_booking(at=at, day=day, minute=minute, now=now)
    add_holiday(organisation_id=at.office.organisation_id, day=day + timedelta(days=1), name="Feiertag")
    plan_capacity(first_day=day, last_day=day + timedelta(days=1), now=now)
    assert planned_days(group_ids=[at.group.pk], first_day=day, last_day=day + timedelta(days=1)) == {day}


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 25), 25), (date(2027, 3, 28), 23)])
def test_in_a_night_of_a_clock_change_every_offered_time_can_be_booked_and_lasts_as_it_says(
    db: None, day: date, hours: int
) -> None:
    now = datetime(day.year, day.month, day.day - 1, 12, tzinfo=UTC)
    at = make_bookable(now=now, days=2, opens=0, closes=24 * 60)
    zone = city.zone()
    whole_day = at_minute(day=day, minute=1440, zone=zone) - at_minute(day=day, minute=0, zone=zone)
    assert whole_day == timedelta(hours=hours)
    (times,) = free_starts(wishes=at.wishes(), first_day=day, now=now).at(day)
    assert len(times.minutes) == 23 * 5, "five steps an hour, without the hour that is missing or twice"
    appointments = [make_booking(at=at, day=day, minute=minute, now=now).appointment for minute in times.minutes[::4]]
    for earlier, later in pairwise(appointments):
        assert earlier.ends_at <= later.starts_at
        assert earlier.ends_at - earlier.starts_at == timedelta(minutes=12)
        assert earlier.starts_at.astimezone(zone).hour * 60 + earlier.starts_at.astimezone(zone).minute == (
            earlier.start_minute
        )
    with pytest.raises(errors.NotOffered):
        make_booking(at=at, day=day, minute=2 * 60 + 24, now=now)
    two = at.wishes(persons=2)
    for minute in (60 + 48, 2 * 60 + 48):
        with pytest.raises(errors.NotOffered):
            make_booking(at=at, day=day, minute=minute, wishes=two, now=now)
    assert unbalanced() == []
