"""A comparison finds the effect that is there, and seldom one that is not."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from einamt.insight.steering.effects.comparing import Comparison, compare, compare_trends
from einamt.insight.steering.effects.judging import Reason, Verdict, judge
from einamt.insight.steering.effects.panel import Panel
from einamt.insight.steering.effects.regressing import cluster, interrupt

SIMULATED = 200


def a_city(
    generator: np.random.Generator, *, places: int = 12, treated: int = 2, effect: float = 0.0, noise: float = 1.0
) -> Panel:
    """Fourteen months, eight of them before the start; months of a place resemble their neighbours, some are untold."""
    months = 14
    errors = np.zeros((places, months))
    errors[:, 0] = generator.normal(0, 1, places)
    for month in range(1, months):
        errors[:, month] = 0.5 * errors[:, month - 1] + np.sqrt(0.75) * generator.normal(0, 1, places)
    is_treated = np.zeros(places, bool)
    is_treated[generator.choice(places, treated, replace=False)] = True
    is_after = np.arange(months) >= 8
    values = generator.normal(0, 3, (places, 1)) + generator.normal(0, 1, (1, months)) + noise * errors
    values += effect * (is_treated[:, None] & is_after)
    weights = generator.integers(50, 500, (places, 1)) * np.ones((places, months))
    is_untold = generator.random((places, months)) < 0.03
    return Panel(np.where(is_untold, np.nan, values), np.where(is_untold, 0, weights), is_treated, is_after)


@pytest.mark.parametrize(("places", "treated", "level"), [(12, 1, 0.9), (12, 2, 0.95)])
def test_the_interval_holds_the_true_effect_as_often_as_it_says(places: int, treated: int, level: float) -> None:
    generator = np.random.default_rng(7)
    held = 0
    for _ in range(SIMULATED):
        found = compare(a_city(generator, places=places, treated=treated, effect=1.0))
        assert found is not None
        assert found.level == level
        low, high = found.interval
        held += low <= 1.0 <= high
    assert level - 0.045 <= held / SIMULATED <= level + 0.04


def test_where_there_is_no_effect_one_is_seen_no_oftener_than_the_level_says() -> None:
    generator = np.random.default_rng(8)
    seen = sum(judge(a_city(generator), expected=1.0).verdict is Verdict.SEEN for _ in range(SIMULATED // 2))
    assert seen / (SIMULATED // 2) <= 0.08


@pytest.mark.parametrize("place", [0, 11], ids=["the smallest", "the largest"])
@pytest.mark.parametrize("after", [4, 12])
def test_a_small_place_that_swings_more_is_no_oftener_told_of_an_effect_than_a_large_one(
    place: int, after: int
) -> None:
    """Districts of 60 to 6,000 cases a month: chance in the smallest is ten times as large as in the largest."""
    generator = np.random.default_rng(16)
    months = 12 + after
    cases = np.geomspace(60, 6000, 12)
    is_treated, is_after = np.arange(12) == place, np.arange(months) >= 12
    seen = 0
    for _ in range(SIMULATED):
        errors = generator.normal(0, 1, (12, months))
        for month in range(1, months):
            errors[:, month] = 0.5 * errors[:, month - 1] + np.sqrt(0.75) * errors[:, month]
        values = generator.normal(0, 3, (12, 1)) + 10 * errors / np.sqrt(cases)[:, None]
        found = compare(Panel(values, cases[:, None] * np.ones((12, months)), is_treated, is_after))
        assert found is not None
        seen += found.p_value() <= 0.1
    assert seen / SIMULATED <= 0.14


def test_an_effect_that_stands_out_is_seen_and_measured_against_what_was_expected() -> None:
    panel = a_city(np.random.default_rng(3), effect=-3.0, noise=0.2)
    judged = judge(panel, expected=-2.0)
    assert (judged.verdict, judged.is_as_expected, judged.is_opposite) == (Verdict.SEEN, True, False)
    assert judge(panel, expected=-9.0).is_as_expected is False
    assert judge(panel, expected=2.0).is_opposite is True


def test_no_effect_is_said_only_where_the_expected_one_can_be_ruled_out() -> None:
    panel = a_city(np.random.default_rng(4), noise=0.2)
    assert judge(panel, expected=5.0).verdict is Verdict.NOT_SEEN
    judged = judge(a_city(np.random.default_rng(4), noise=4.0), expected=1.0)
    assert (judged.verdict, judged.reason) == (Verdict.CANNOT_BE_TOLD, Reason.TOO_WIDE)


def test_places_that_moved_apart_before_are_not_compared() -> None:
    panel = a_city(np.random.default_rng(5), noise=0.1)
    apart = panel.values + np.arange(14) * panel.is_treated[:, None]
    judged = judge(replace(panel, values=apart), expected=1.0)
    assert (judged.verdict, judged.reason) == (Verdict.CANNOT_BE_TOLD, Reason.APART_BEFORE)


@pytest.mark.parametrize(("first", "last", "reason"), [(6, 14, Reason.TOO_LITTLE_BEFORE), (0, 9, Reason.TOO_EARLY)])
def test_of_few_months_nothing_is_said(first: int, last: int, reason: Reason) -> None:
    panel = a_city(np.random.default_rng(6), effect=9.0)
    short = Panel(
        panel.values[:, first:last], panel.weights[:, first:last], panel.is_treated, panel.is_after[first:last]
    )
    judged = judge(short, expected=9.0)
    assert (judged.verdict, judged.reason) == (Verdict.CANNOT_BE_TOLD, reason)


def test_of_few_places_nothing_is_said() -> None:
    judged = judge(a_city(np.random.default_rng(6), places=5, treated=1, effect=9.0), expected=9.0)
    assert (judged.verdict, judged.reason) == (Verdict.CANNOT_BE_TOLD, Reason.TOO_FEW_PLACES)


def test_months_that_are_not_told_are_missing_and_no_zeros() -> None:
    panel = a_city(np.random.default_rng(9), effect=1.0)
    values, weights = panel.values.copy(), panel.weights.copy()
    full = compare(panel)
    values[0, 3], weights[0, 3] = np.nan, 0
    some = compare(replace(panel, values=values, weights=weights))
    as_zero = compare(replace(panel, values=np.nan_to_num(values), weights=panel.weights))
    assert full is not None
    assert some is not None
    assert as_zero is not None
    assert some.estimate == pytest.approx(full.estimate, abs=0.3)


def test_the_interval_ends_where_the_p_value_does() -> None:
    found = compare(a_city(np.random.default_rng(11), effect=1.0))
    assert found is not None
    low, high = found.interval
    assert found.level is not None
    refuted = 1 - found.level
    assert found.p_value(effect=low + 1e-6) > refuted >= found.p_value(effect=low - 1e-6)
    assert found.p_value(effect=high - 1e-6) > refuted >= found.p_value(effect=high + 1e-6)


def test_without_enough_placebos_no_bound_is_given() -> None:
    assert Comparison(estimate=1.0, error=1.0, placebos=()).interval == (-inf, inf)


def test_the_estimate_is_the_one_of_the_library() -> None:
    panel = a_city(np.random.default_rng(12), effect=1.0)
    found, by_library = compare(panel), cluster(panel)
    assert found is not None
    assert by_library is not None
    assert (by_library.low + by_library.high) / 2 == pytest.approx(found.estimate)


def test_trends_before_the_start_know_nothing_of_what_came_after() -> None:
    panel = a_city(np.random.default_rng(13))
    later = panel.values + 50 * panel.is_after * panel.is_treated[:, None]
    assert compare_trends(panel) == compare_trends(replace(panel, values=later))


def test_of_one_series_the_interval_holds_the_true_effect_nearly_as_often_as_it_says() -> None:
    generator = np.random.default_rng(14)
    is_after = np.arange(24) >= 12
    held = 0
    for _ in range(100):
        values = 5 + 0.1 * np.arange(24) + is_after + generator.normal(0, 1, 24)
        found = interrupt(values=values, weights=np.ones(24), is_after=is_after)
        assert found is not None
        held += found.low <= 1.0 <= found.high
    assert held >= 90


def test_where_all_are_treated_only_many_months_tell_anything() -> None:
    generator = np.random.default_rng(15)
    is_after = np.arange(24) >= 14
    values = (10 - 4 * is_after + generator.normal(0, 0.3, 24))[None, :]
    panel = Panel(values, np.full((1, 24), 900.0), np.array([True]), is_after)
    judged = judge(panel, expected=-3.0)
    assert (judged.verdict, judged.is_as_expected) == (Verdict.SEEN, True)
    short = Panel(values[:, 6:18], panel.weights[:, 6:18], panel.is_treated, is_after[6:18])
    assert judge(short, expected=-3.0).reason is Reason.TOO_LITTLE_BEFORE


def test_without_the_library_what_has_nothing_to_compare_with_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("einamt.insight.steering.effects.judging.is_installed", lambda: False)
    is_after = np.arange(24) >= 14
    alone = Panel(np.ones((1, 24)), np.ones((1, 24)), np.array([True]), is_after)
    assert judge(alone, expected=1.0).reason is Reason.NOT_INSTALLED
    compared = judge(a_city(np.random.default_rng(3), effect=-3.0, noise=0.2), expected=-2.0)
    assert compared.verdict is Verdict.SEEN
