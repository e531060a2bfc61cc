"""The wall clock of a city, in the two nights in which it is changed too."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from einamt.kernel.localtime import at_minute, local_date, minute_of_day

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "minute", "expected"),
    [
        (date(2026, 11, 24), 9 * 60 + 36, datetime(2026, 11, 24, 8, 36, tzinfo=UTC)),
        (date(2026, 7, 1), 9 * 60 + 36, datetime(2026, 7, 1, 7, 36, tzinfo=UTC)),
        (SPRING, 60, datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
        (SPRING, 9 * 60, datetime(2026, 3, 29, 7, 0, tzinfo=UTC)),
        (AUTUMN, 60, datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
        (AUTUMN, 9 * 60, datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
        (date(2026, 12, 31), 24 * 60, datetime(2026, 12, 31, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_minute_of_the_wall_clock_is_a_moment(day: date, minute: int, expected: datetime) -> None:
    assert at_minute(day=day, minute=minute, zone=BERLIN) == expected


def test_the_hour_that_spring_leaves_out_becomes_the_next_one() -> None:
    moment = at_minute(day=SPRING, minute=2 * 60 + 30, zone=BERLIN)
    assert minute_of_day(moment=moment, zone=BERLIN) == 3 * 60 + 30


def test_the_hour_that_autumn_repeats_is_the_first_of_the_two() -> None:
    assert at_minute(day=AUTUMN, minute=2 * 60 + 30, zone=BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_moment_belongs_to_the_day_of_the_city() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert local_date(moment=late, zone=BERLIN) == date(2026, 11, 25)
    assert minute_of_day(moment=late, zone=BERLIN) == 30
