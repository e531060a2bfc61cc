"""When the horizon's new day opens: before the offices do, by the city's clock, and once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.kernel.localtime import local_date
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.models import BookingRules
from einamt.procedures.appointments.rulebook import last_bookable_day
from einamt.procedures.appointments.rules import horizon_end
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import Bookable, make_bookable, make_booking, make_hold, make_rules

BERLIN = ZoneInfo("Europe/Berlin")
SEVEN = 7 * 60
NOW = datetime(2026, 11, 24, 5, 59, tzinfo=UTC)
"""A minute before seven."""
NEW_DAY = date(2026, 11, 26)
"""The third day of three."""


@pytest.fixture
def at(db: None) -> Bookable:
    make_rules(horizon_days=3)
    BookingRules.objects.update(release_minute=SEVEN)
    return make_bookable(now=NOW)


@pytest.mark.parametrize(("minutes_later", "is_open"), [(0, False), (1, True), (60, True)])
def test_the_new_day_is_found_from_its_minute_on(at: Bookable, minutes_later: int, is_open: bool) -> None:
    now = NOW + timedelta(minutes=minutes_later)
    assert (NEW_DAY in free_starts(wishes=at.wishes(), now=now).by_day()) is is_open
    assert (last_bookable_day(now=now) == NEW_DAY) is is_open


def test_the_new_day_can_neither_be_held_nor_booked_before_its_minute(at: Bookable) -> None:
    for act in (make_hold, make_booking):
        with pytest.raises(errors.NotOffered):
            act(at=at, day=NEW_DAY, minute=480, now=NOW)
        act(at=at, day=NEW_DAY, minute=480 if act is make_hold else 492, now=NOW + timedelta(minutes=1))


def test_it_opens_at_midnight_where_nothing_else_is_laid_down(db: None) -> None:
    before, after = datetime(2026, 11, 23, 22, 59, tzinfo=UTC), datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    ends = [horizon_end(now=now, horizon_days=3, zone=BERLIN) for now in (before, after)]
    assert ends == [date(2026, 11, 26), date(2026, 11, 27)]


def test_the_hour_that_the_autumn_night_repeats_does_not_close_it_again() -> None:
    midnight = datetime(2026, 10, 24, 22, tzinfo=UTC)
    opened = [
        horizon_end(now=midnight + timedelta(minutes=m), horizon_days=3, release_minute=150, zone=BERLIN)
        for m in range(0, 300, 10)
    ]
    assert opened == [date(2026, 10, 27)] * 15 + [date(2026, 10, 28)] * 15


def test_in_the_spring_night_a_minute_that_is_left_out_is_an_hour_later() -> None:
    midnight = datetime(2027, 3, 27, 23, tzinfo=UTC)
    opened = [
        horizon_end(now=midnight + timedelta(minutes=m), horizon_days=3, release_minute=150, zone=BERLIN)
        for m in (140, 150)
    ]
    assert opened == [date(2027, 3, 30), date(2027, 3, 31)]


@given(
    now=st.integers(0, 2 * 365 * 24 * 60).map(lambda m: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=m)),
    release_minute=st.integers(0, 1439),
    horizon_days=st.integers(0, 60),
    later=st.timedeltas(timedelta(), timedelta(days=2)),
)
def test_the_horizon_never_goes_back(now: datetime, release_minute: int, horizon_days: int, later: timedelta) -> None:
    def end(moment: datetime) -> date:
        return horizon_end(now=moment, horizon_days=horizon_days, release_minute=release_minute, zone=BERLIN)

    assert end(now) <= end(now + later)
    assert 0 <= horizon_days - (end(now) - local_date(moment=now, zone=BERLIN)).days <= 1
