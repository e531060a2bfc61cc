"""Posts are reckoned by the handbook, and counters by the line that people would stand in."""

import math
from dataclasses import replace

import pytest

from einamt.insight.staffing.parameters import Parameters
from einamt.insight.staffing.requirement import Load, posts, waiting_longer

YEAR = Parameters(annual_hours=1600, allowance=0.25, wait_minutes=15, source="")
MIXED = [100.0 if week in {0, 2, 3, 5, 8, 9, 12, 14, 15, 19, 20, 23, 24} else 300.0 for week in range(26)]
"""Good and bad weeks in no order."""


def load(
    *, visits: float = 200, minutes: float = 12, spread: float = 6, weeks: int = 26, open_minutes: float = 2400
) -> Load:
    return Load(
        visits_by_week=[visits] * weeks,
        mean_minutes=minutes,
        error_minutes=0.1,
        spread_minutes=spread,
        open_minutes=open_minutes,
    )


def test_cases_times_minutes_with_the_allowance_over_a_year_at_work() -> None:
    needed = posts(load=load(), parameters=YEAR)
    assert needed.hours == pytest.approx(200 * 52 * 12 / 60)
    assert needed.for_work == pytest.approx(2080 * 1.25 / 1600)
    assert needed.low < needed.for_work < needed.high


def test_weeks_that_differ_widen_the_interval() -> None:
    steady = posts(load=load(), parameters=YEAR)
    uneven = Load(MIXED, 12, 0.1, 6, 2400)
    shaky = posts(load=uneven, parameters=YEAR)
    assert shaky.for_work == pytest.approx(steady.for_work)
    assert shaky.high - shaky.low > steady.high - steady.low


def test_busy_weeks_in_a_row_widen_the_interval_more_than_the_same_weeks_in_turn() -> None:
    """A quarter of good weeks and one of bad ones is not chance: 26 weeks are then few independent ones."""
    in_turn = posts(load=Load(MIXED, 12, 0.1, 6, 2400), parameters=YEAR)
    in_a_row = posts(load=Load([100.0] * 13 + [300.0] * 13, 12, 0.1, 6, 2400), parameters=YEAR)
    assert in_a_row.for_work == pytest.approx(in_turn.for_work)
    assert in_a_row.high - in_a_row.low > 1.3 * (in_turn.high - in_turn.low)


def test_the_promise_asks_for_what_waits_beyond_it_and_at_most_for_each_search_without_result() -> None:
    needed = posts(load=replace(load(), beyond_promise=520, not_found_by_week=40), parameters=YEAR)
    assert needed.for_promise == pytest.approx((needed.for_work * 220 / 200, needed.for_work * 260 / 200))


def test_one_counter_waits_as_the_textbook_says() -> None:
    # M/M/1: P(W > t) = rho * exp(-(1 - rho) * t / service)
    share = waiting_longer(counters=1, offered=0.5, minutes=10, spread=10, wait_minutes=20)
    assert share == pytest.approx(0.5 * math.exp(-1))
    assert waiting_longer(counters=2, offered=2.5, minutes=10, spread=10, wait_minutes=20) == 1


def test_enough_counters_serve_that_nine_of_ten_wait_no_longer() -> None:
    needed = posts(load=load(), parameters=YEAR)
    assert needed.counters is not None
    offered = 200 * 12 / 2400
    shares = [
        waiting_longer(counters=each, offered=offered, minutes=12, spread=6, wait_minutes=15)
        for each in (needed.counters - 1, needed.counters)
    ]
    assert shares[0] > 0.1 >= shares[1]


def test_an_office_that_never_opens_needs_no_counters() -> None:
    assert posts(load=load(open_minutes=0), parameters=YEAR).counters is None
