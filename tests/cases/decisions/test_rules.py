"""Since when a decision has effect, and until when one can object."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.cases.decisions.rules import (
    COURTS,
    Court,
    Law,
    Remedy,
    effect_of_portal,
    effect_of_post,
    is_late,
    last_day_to_fetch,
    last_day_to_object,
    months_after,
)

DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2099, 1, 1))
CHRISTMAS = {date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1), date(2027, 3, 29)}
FRIDAY = date(2026, 11, 27)


def is_holiday(day: date) -> bool:
    return day in CHRISTMAS


def no_holiday(_day: date) -> bool:
    return False


def by_post(law: Law, posted_on: date, **more: object) -> date | None:
    given = {"is_abroad": False, "arrived_on": None} | more
    return effect_of_post(law=law, posted_on=posted_on, is_holiday=is_holiday, **given)  # type: ignore[arg-type]


def deadline(effective_on: date, **more: object) -> date:
    given = {
        "court": Court.ADMINISTRATIVE,
        "remedy": Remedy.OBJECTION,
        "is_remedy_wrong": False,
        "is_abroad": False,
    } | more
    return last_day_to_object(effective_on=effective_on, is_holiday=is_holiday, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("law", [Law.GENERAL, Law.SOCIAL])
def test_a_letter_counts_on_the_fourth_day_also_when_it_is_a_sunday(law: Law) -> None:
    assert by_post(law, date(2026, 11, 25)) == date(2026, 11, 29)


def test_in_tax_matters_the_fourth_day_moves_on_to_a_working_day() -> None:
    assert by_post(Law.TAX, date(2026, 11, 25)) == date(2026, 11, 30)
    assert by_post(Law.TAX, date(2026, 12, 21)) == date(2026, 12, 28)


def test_a_letter_that_came_later_counts_from_then_and_one_that_came_earlier_from_the_fourth_day() -> None:
    posted = date(2026, 11, 23)
    assert by_post(Law.GENERAL, posted, arrived_on=date(2026, 12, 3)) == date(2026, 12, 3)
    assert by_post(Law.GENERAL, posted, arrived_on=date(2026, 11, 24)) == date(2026, 11, 27)


def test_of_letters_abroad_only_tax_law_supposes_a_day() -> None:
    posted = date(2027, 1, 29)
    assert by_post(Law.TAX, posted, is_abroad=True) == date(2027, 3, 1)  # the 28th of February is a Sunday
    assert by_post(Law.GENERAL, posted, is_abroad=True) is None
    assert by_post(Law.SOCIAL, posted, is_abroad=True, arrived_on=date(2027, 2, 9)) == date(2027, 2, 9)


def portal(law: Law, *, notified_on: date | None, fetched_on: date | None) -> date | None:
    return effect_of_portal(law=law, notified_on=notified_on, fetched_on=fetched_on, is_holiday=is_holiday)


def test_what_was_fetched_has_effect_the_day_after_and_what_was_not_has_none() -> None:
    assert portal(Law.GENERAL, notified_on=date(2026, 11, 20), fetched_on=FRIDAY) == date(2026, 11, 28)
    assert portal(Law.GENERAL, notified_on=date(2026, 11, 20), fetched_on=None) is None


def test_in_social_and_tax_matters_word_of_it_counts_and_not_the_fetching() -> None:
    told = date(2026, 11, 25)
    assert portal(Law.SOCIAL, notified_on=told, fetched_on=None) == date(2026, 11, 29)
    assert portal(Law.TAX, notified_on=told, fetched_on=told) == date(2026, 11, 30)
    assert portal(Law.SOCIAL, notified_on=None, fetched_on=FRIDAY) == FRIDAY
    assert portal(Law.TAX, notified_on=None, fetched_on=None) is None


def test_it_lies_ready_for_ten_days_and_over_a_weekend_longer() -> None:
    assert last_day_to_fetch(notified_on=date(2026, 11, 20), is_holiday=is_holiday) == date(2026, 11, 30)
    assert last_day_to_fetch(notified_on=date(2026, 12, 15), is_holiday=is_holiday) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("effective_on", "last_day"),
    [
        (date(2027, 1, 31), date(2027, 3, 1)),  # the 28th of February is a Sunday
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2029, 1, 30), date(2029, 2, 28)),
        (date(2026, 11, 24), date(2026, 12, 24)),
        (date(2026, 11, 25), date(2026, 12, 28)),  # Christmas, and then a Sunday
        (date(2026, 11, 28), date(2026, 12, 28)),
        (date(2026, 12, 1), date(2027, 1, 4)),  # New Year, and then a weekend
        (date(2027, 2, 28), date(2027, 3, 30)),  # Easter Monday
    ],
)
def test_a_month_ends_on_the_same_number_or_its_last_day_and_on_a_working_day(
    effective_on: date, last_day: date
) -> None:
    assert deadline(effective_on) == last_day


def test_without_a_right_word_about_the_remedy_there_is_a_year() -> None:
    assert deadline(FRIDAY, remedy=Remedy.NONE) == date(2027, 11, 29)
    assert deadline(FRIDAY, is_remedy_wrong=True) == date(2027, 11, 29)
    assert deadline(date(2028, 2, 29), is_remedy_wrong=True) == date(2029, 2, 28)


def test_from_abroad_there_are_three_months_only_where_social_courts_decide() -> None:
    assert deadline(FRIDAY, court=Court.SOCIAL, is_abroad=True) == date(2027, 3, 1)
    assert deadline(FRIDAY, court=Court.ADMINISTRATIVE, is_abroad=True) == date(2026, 12, 28)


def test_social_courts_decide_in_social_matters_and_of_asylum_seekers_but_never_about_taxes() -> None:
    assert [law for law in Law if Court.SOCIAL in COURTS[law]] == [Law.GENERAL, Law.SOCIAL]
    assert all(Court.ADMINISTRATIVE in COURTS[law] for law in Law)


@pytest.mark.parametrize("law", list(Law))
def test_of_a_letter_that_its_person_says_never_came_nothing_is_supposed_until_it_is_proved(law: Law) -> None:
    posted = date(2026, 11, 23)
    assert by_post(law, posted, is_disputed=True) is None
    proved = by_post(law, posted, is_disputed=True, arrived_on=date(2026, 12, 3))
    assert proved == by_post(law, posted, arrived_on=date(2026, 12, 3)) == date(2026, 12, 3)


def test_the_last_day_itself_is_in_time_and_nothing_is_late_before_the_deadline_runs() -> None:
    assert not is_late(received_on=FRIDAY, last_day=FRIDAY)
    assert is_late(received_on=FRIDAY + timedelta(days=1), last_day=FRIDAY)
    assert not is_late(received_on=FRIDAY, last_day=None)


@given(day=DAYS, months=st.integers(min_value=1, max_value=24))
def test_months_later_is_that_month_and_never_a_later_day_of_it(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(day=DAYS, holidays=st.sets(DAYS, max_size=8))
def test_no_deadline_ends_on_a_day_off_nor_more_than_it_must_after_its_month(day: date, holidays: set[date]) -> None:
    last = last_day_to_object(
        court=Court.ADMINISTRATIVE,
        remedy=Remedy.OBJECTION,
        is_remedy_wrong=False,
        is_abroad=False,
        effective_on=day,
        is_holiday=holidays.__contains__,
    )
    plain = months_after(day, 1)
    assert last.weekday() < 5
    assert last not in holidays
    passed = (plain + timedelta(days=n) for n in range((last - plain).days))
    assert all(each.weekday() >= 5 or each in holidays for each in passed)


@given(earlier=DAYS, later=DAYS)
def test_who_gets_a_decision_later_never_has_to_object_earlier(earlier: date, later: date) -> None:
    first, second = sorted((earlier, later))
    assert deadline(first) <= deadline(second)


@given(day=DAYS, arrived=st.none() | DAYS)
def test_no_letter_has_effect_before_the_fourth_day(day: date, arrived: date | None) -> None:
    for law in Law:
        found = effect_of_post(law=law, posted_on=day, is_abroad=False, arrived_on=arrived, is_holiday=no_holiday)
        assert found is not None
        assert found >= day + timedelta(days=4)
        assert arrived is None or found >= arrived
