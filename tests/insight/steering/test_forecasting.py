"""Forecasts say how wrong they may be, and that has been tried on months that were held back."""

from math import ceil, cos, pi
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.insight.steering.forecasting.forecast import FURTHEST, Method, forecast


def test_of_fewer_than_eight_months_there_is_no_forecast() -> None:
    assert forecast([0.5] * 7) is None
    assert forecast([0.5] * 7 + [None] * 5 + [0.6]) is not None


def test_a_short_history_reaches_no_further_than_its_errors() -> None:
    found = forecast([10, 11, 12, 13, 14, 15, 16, 17])
    assert found is not None
    assert [one.months for one in found.ahead] == [1, 2, 3, 4]
    assert found.method is Method.LAST


def test_the_interval_is_what_four_in_five_errors_did_not_exceed() -> None:
    """Steps of 1, 2, 3, ... from month to month: nine errors a month ahead, of which the eighth smallest counts."""
    values = [float(sum(range(step + 1))) for step in range(10)]
    found = forecast(values)
    assert found is not None
    assert found.method is Method.LAST
    first = found.ahead[0]
    assert first.value == 45
    assert first.high - first.value == sorted(range(1, 10))[ceil(10 * 0.8) - 1] == 8


def seasonal(months: int) -> list[float]:
    return [20 + 5 * cos(2 * pi * month / 12) + (month % 5) * 0.1 for month in range(months)]


def test_seasons_are_seen_from_two_years_on_and_not_before() -> None:
    short, long = forecast(seasonal(23)), forecast(seasonal(48))
    assert short is not None
    assert short.method in {Method.LAST, Method.LEVEL}
    assert long is not None
    assert long.method in {Method.SEASON, Method.MOVED_SEASON}
    assert [one.value for one in long.ahead] == pytest.approx(seasonal(54)[48:], abs=0.6)


def test_the_check_uses_nothing_that_was_not_known_then() -> None:
    """A leap in the last month is beyond every interval before it, and changes none of the other checks."""
    calm = [10.0 + month % 3 for month in range(36)]
    found, leapt = forecast(calm), forecast([*calm[:-1], 99.0])
    assert found is not None
    assert leapt is not None
    for calm_month, leapt_month in zip(found.ahead, leapt.ahead, strict=True):
        before, after = calm_month.check, leapt_month.check
        assert (before.checked, after.checked) == (12, 12)
        assert after.held in {before.held, before.held - 1}
        assert after.error is not None
        assert before.error is not None
        assert after.error > before.error + 5


def test_no_check_knows_of_seasons_that_were_not_to_be_seen_then() -> None:
    """Months 13 to 24, a month before each: as one who had at most 23 of them, and so no season."""
    values = seasonal(24)
    found = forecast(values)
    assert found is not None
    assert found.ahead[0].check.error == pytest.approx(
        fmean(abs(values[month] - forecast_of(values[:month])) for month in range(12, 24))
    )


def forecast_of(values: list[float]) -> float:
    found = forecast(values)
    assert found is not None
    return found.ahead[0].value


def test_what_is_further_away_is_checked_as_far_ahead() -> None:
    """Of a steady climb, the last value is wrong by as many steps as the month is away."""
    found = forecast([float(month) for month in range(23)])
    assert found is not None
    assert [one.check.error for one in found.ahead] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("months", "can_be_judged"), [(12, False), (24, True)])
def test_a_few_checked_months_judge_nothing(months: int, can_be_judged: bool) -> None:
    found = forecast([10.0 + month % 3 for month in range(months)])
    assert found is not None
    assert found.ahead[0].check.can_be_judged is can_be_judged


def test_intervals_hold_about_as_often_as_they_say() -> None:
    """Of 200 cities whose months differ by chance, over their last twelve months."""
    random = np.random.default_rng(20261127)
    tried = [forecast(list(random.normal(50, 5, 60))) for _ in range(200)]
    for months in range(FURTHEST):
        checks = [one.ahead[months].check for one in tried if one]
        held = sum(check.held for check in checks) / sum(check.checked for check in checks)
        assert 0.76 < held < 0.9, months


told = st.one_of(st.none(), st.floats(0, 1))


@given(st.lists(told, min_size=8, max_size=40))
def test_a_forecast_stays_within_what_can_be_and_grows_no_surer_with_distance(values: list[float | None]) -> None:
    found = forecast([*values, 0.5], highest=1.0)
    if found is None:
        return
    assert len(found.ahead) <= FURTHEST
    assert all(0 <= one.low <= one.value <= one.high <= 1 for one in found.ahead)
    assert all(0 <= one.check.held <= one.check.checked <= 12 for one in found.ahead)


def test_months_further_away_are_no_surer() -> None:
    found = forecast([float(value) for value in np.random.default_rng(7).normal(100, 9, 40).cumsum()])
    assert found is not None
    widths = [one.high - one.value for one in found.ahead]
    assert widths == sorted(widths)
