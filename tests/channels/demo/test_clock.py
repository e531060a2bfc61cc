"""Whoever tries the demo at night or on a Sunday meets an open office, and its clock never runs backwards."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from einamt.channels.demo import clock
from einamt.platform.clock import now
from einamt.platform.shell import city

pytestmark = pytest.mark.django_db

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(moment=moments)
def test_the_demo_stands_in_office_hours_of_a_working_day(moment: datetime) -> None:
    shown = clock.next_office_hour(moment=moment).astimezone(city.zone())
    assert shown >= moment
    assert shown.isoweekday() <= 5
    assert 8.5 <= shown.hour + shown.minute / 60 < 15
    assert shown - moment < timedelta(days=4)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-11-22T10:00", "2026-11-23T09:00"),
        ("2026-11-20T15:00", "2026-11-23T09:00"),
        ("2026-11-24T03:00", "2026-11-24T09:00"),
        ("2026-11-24T11:07", "2026-11-24T11:07"),
        ("2026-10-25T02:30", "2026-10-26T09:00"),
    ],
)
def test_the_next_office_hour_is_soon(moment: str, shown: str) -> None:
    zone = city.zone()
    at = datetime.fromisoformat(moment).replace(tzinfo=zone)
    assert clock.next_office_hour(moment=at) == datetime.fromisoformat(shown).replace(tzinfo=zone)


def test_the_clock_is_put_forward_once_and_kept(tmp_path: Path, settings: Settings) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"
    assert not clock.is_shifted()
    first = clock.keep_office_hours()
    second = clock.keep_office_hours()
    assert timedelta() <= second - first < timedelta(minutes=1)
    assert abs(now() - second) < timedelta(minutes=1)
