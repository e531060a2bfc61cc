"""How the house speaks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import partial
from http import HTTPStatus
from typing import Any

import pytest
from django.utils import translation

from einamt.kernel.errors import N_, DomainError
from einamt.platform.shell import words

pytestmark = pytest.mark.usefixtures("unnamed_city")

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("speak", "value", "german"),
    [
        (words.date_long, TUESDAY, "Dienstag, 24. November 2026"),
        (words.date_day, TUESDAY, "Dienstag, 24. November"),
        (words.date_short, TUESDAY, "Di, 24. Nov"),
        (words.date_short, date(2026, 3, 1), "So, 1. März"),
        (words.date_numeric, TUESDAY, "24.11.2026"),
        (words.clock, 576, "9:36"),
        (words.clock, 0, "0:00"),
        (words.clock, 1440, "24:00"),
        (words.euro, 4600, "46,00\u00a0Euro"),
        (words.euro, 0, "0,00\u00a0Euro"),
        (words.euro, 123_456_789, "1.234.567,89\u00a0Euro"),
        (words.euro, -150, "−1,50\u00a0Euro"),
        (words.km, 1412, "1,4\u00a0km"),
        (words.km, 1450, "1,5\u00a0km"),
        (words.km, 40, "0,0\u00a0km"),
        (words.km, 1_234_567.8, "1.234,6\u00a0km"),
        (words.number, 1234, "1.234"),
        (words.number, 81.44, "81,4"),
        (words.number, -3, "−3"),
        (words.number, 9.0, "9"),
        (partial(words.decimals, places=3), 0.0149, "0,015"),
        (partial(words.decimals, places=2), -1.0, "−1,00"),
        (words.percent, 0.814, "81\u00a0%"),
        (words.percent, 1.0, "100\u00a0%"),
        (words.days, 1, "1 Tag"),
        (words.days, 9, "9 Tage"),
        (words.days, 9.5, "9,5 Tage"),
        (words.days, 0, "0 Tage"),
        (words.minutes, 1, "1 Minute"),
        (words.minutes, 12, "12 Minuten"),
        (words.in_days, 0, "heute"),
        (words.in_days, 1, "morgen"),
        (words.in_days, 4, "in 4 Tagen"),
        (words.in_days, -1, "gestern"),
        (words.in_days, -3, "vor 3 Tagen"),
    ],
)
def test_a_value_is_said_in_german(speak: Callable[[Any], str], value: Any, german: str) -> None:
    with translation.override("de"):
        assert speak(value) == german


@pytest.mark.parametrize(
    ("speak", "value", "english"),
    [
        (words.date_long, TUESDAY, "Tuesday, 24 November 2026"),
        (words.date_day, TUESDAY, "Tuesday, 24 November"),
        (words.date_short, TUESDAY, "Tue, 24 Nov"),
        (words.date_short, date(2026, 9, 1), "Tue, 1 Sep"),
        (words.date_numeric, TUESDAY, "24/11/2026"),
        (words.km, 1412, "1.4\u00a0km"),
        (words.number, 1234, "1,234"),
        (words.number, 81.44, "81.4"),
        (partial(words.decimals, places=3), 1, "1.000"),
        (words.percent, 0.814, "81%"),
    ],
)
def test_a_value_is_said_in_english(speak: Callable[[Any], str], value: Any, english: str) -> None:
    with translation.override("en"):
        assert speak(value) == english


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "1:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "3:00"),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "0:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2:30"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "3:00"),
    ],
)
def test_a_moment_in_a_clock_change_night_is_shown_as_the_wall_clock_has_it(moment: datetime, shown: str) -> None:
    assert words.clock_of(moment) == shown


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), "Samstag, 28. März 2026"),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), "Sonntag, 29. März 2026"),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "Montag, 30. März 2026"),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "Sonntag, 25. Oktober 2026"),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "Sonntag, 25. Oktober 2026"),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), "Montag, 26. Oktober 2026"),
    ],
)
def test_a_moment_falls_on_the_citys_calendar_day(moment: datetime, day: str) -> None:
    assert words.date_long(moment) == day


def test_a_moment_is_said_with_its_day_and_its_time() -> None:
    assert words.moment_long(datetime(2026, 11, 24, 8, 36, tzinfo=UTC)) == "Dienstag, 24. November 2026, 9:36 Uhr"


def test_a_time_of_day_is_said_as_it_is() -> None:
    assert words.clock_of(time(8, 5)) == "8:05"


def test_a_refusal_is_explained_with_its_values_filled_in() -> None:
    class Gone(DomainError):
        code = "gone"
        status = HTTPStatus.CONFLICT
        message = N_("Dieser Termin ist vergeben. Um %(time)s Uhr ist noch einer frei.")

    assert words.explain(Gone({"time": "9:48"})) == "Dieser Termin ist vergeben. Um 9:48 Uhr ist noch einer frei."
