"""Periods of whole days."""

from datetime import date

import pytest

from einamt.kernel.periods import Days, day_of, month_of, months_later, week_of, year_of


def test_a_period_is_half_open() -> None:
    assert day_of(date(2026, 12, 31)) == Days(date(2026, 12, 31), date(2027, 1, 1))
    assert week_of(date(2026, 11, 29)) == Days(date(2026, 11, 23), date(2026, 11, 30))
    assert month_of(date(2026, 12, 24)) == Days(date(2026, 12, 1), date(2027, 1, 1))
    assert year_of(date(2026, 12, 24)) == Days(date(2026, 1, 1), date(2027, 1, 1))
    assert month_of(date(2028, 2, 29)).last == date(2028, 2, 29)


def test_only_whole_months_are_whole_months() -> None:
    assert year_of(date(2026, 5, 5)).are_whole_months
    assert not week_of(date(2026, 5, 5)).are_whole_months


def test_the_29th_of_february_stands_for_the_28th_a_year_before() -> None:
    assert Days(date(2028, 2, 29), date(2028, 4, 10)).a_year_before() == Days(date(2027, 2, 28), date(2027, 4, 10))


@pytest.mark.parametrize(
    "days",
    [day_of(date(2028, 2, 29)), week_of(date(2026, 11, 24)), Days(date(2026, 11, 23), date(2026, 11, 25))],
    ids=["leap day", "week", "two days of a week"],
)
def test_a_few_days_stand_against_the_same_weekdays_a_year_before(days: Days) -> None:
    before = days.a_year_before()
    assert before.start.weekday() == days.start.weekday()
    assert before.until - before.start == days.until - days.start
    assert (days.start - before.start).days == 364


def test_a_month_stands_against_the_whole_month_a_year_before() -> None:
    assert month_of(date(2027, 2, 1)).a_year_before() == month_of(date(2026, 2, 1))
    assert month_of(date(2028, 2, 1)).a_year_before() == month_of(date(2027, 2, 1))


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert months_later(date(2026, 11, 24), 2) == date(2027, 1, 1)
    assert months_later(date(2026, 1, 1), -13) == date(2024, 12, 1)


def test_a_period_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="no day"):
        Days(date(2026, 5, 5), date(2026, 5, 5))
