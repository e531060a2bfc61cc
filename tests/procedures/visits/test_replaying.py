"""When a step was taken that a counter kept while it had no line."""

import pytest
from pytest_django import DjangoAssertNumQueries

from einamt.procedures.visits.replaying import pressed_at
from tests.procedures.visits.conftest import Morning, at


@pytest.fixture
def called(morning: Morning) -> Morning:
    """Ada was called at nine."""
    morning.call("Ada", "9:00")
    return morning


def pressed(morning: Morning, seconds_ago: int, *, now: str) -> str:
    moment = pressed_at(case_id=morning.id("Ada"), seconds_ago=seconds_ago, now=at(now))
    return f"{(moment - at('0:00')).total_seconds() / 3600:.2f}"


def test_a_step_counts_from_when_the_key_was_pressed(called: Morning) -> None:
    assert pressed(called, 6 * 60, now="9:30") == "9.40"


def test_no_step_is_before_the_one_before_it(called: Morning) -> None:
    assert pressed(called, 3600, now="9:30") == "9.00"


@pytest.mark.parametrize("seconds_ago", [0, -3600])
def test_no_step_is_in_the_future(
    called: Morning, seconds_ago: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert pressed(called, seconds_ago, now="9:30") == "9.50"


def test_a_clock_that_is_behind_the_last_step_changes_nothing(called: Morning) -> None:
    assert pressed(called, 60, now="8:30") == "8.50"


def test_no_step_is_of_another_day(called: Morning) -> None:
    assert pressed(called, 60, now="24:00") == "24.00"


def test_nothing_is_older_than_a_counter_keeps(morning: Morning) -> None:
    assert pressed(morning, 999_999, now="21:00") == "9.00"
