"""Data are checked by rules: what is late, incomplete or implausible is found, and nothing else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Share
from einamt.insight.steering.quality.definitions import RULES, touches
from einamt.insight.steering.quality.rules import full, leap, silent_share, silent_since

OPEN = [date(2026, 10, day) for day in (5, 6, 7, 8, 9)]


def test_silence_counts_opening_days_and_no_others() -> None:
    counters = dict.fromkeys(OPEN, 3)
    assert silent_since(counters=counters, told_days=[date(2026, 10, 7)]) == 2
    assert silent_since(counters=counters, told_days=OPEN) == 0
    assert silent_since(counters=counters, told_days=[]) == 5
    assert silent_since(counters={}, told_days=[]) is None


def test_days_of_one_or_two_clerks_are_neither_silent_nor_told() -> None:
    counters = dict(zip(OPEN, [3, 2, 4, 1, 2], strict=True))
    assert silent_since(counters=counters, told_days=OPEN[:1]) == 1
    assert silent_since(counters=counters, told_days=[OPEN[0], OPEN[3]]) == 1, "what one clerk did is not told either"
    assert silent_since(counters=dict.fromkeys(OPEN, 2), told_days=[]) is None


def test_days_without_figures_are_a_share_of_the_opening_days() -> None:
    assert silent_share(open_days=OPEN, told_days=[*OPEN[:4], date(2026, 10, 11)]) == 0.2
    assert silent_share(open_days=[], told_days=OPEN) is None


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ([100] * 6, 250, 2.5),
        ([100] * 6, 40, 2.5),
        ([100, 60, 140, 90, 180, 100], 180, 1.0),
        ([100, 101, 99, 100, 102, 98], 103, 1.0),
        ([100, 101, 99, 100, 102, 98], 120, 1.2),
        ([100] * 5, 250, None),
        ([100] * 6, 0, None),
        ([0] * 6, 50, None),
    ],
)
def test_a_leap_is_what_the_history_does_not_explain(before: list[int], now: int, found: float | None) -> None:
    assert leap(before=before, now=now) == (found if found is None else pytest.approx(found))


@given(st.lists(st.integers(1, 500), min_size=6, max_size=12), st.integers(1, 500))
def test_a_leap_is_never_below_one(before: list[int], now: int) -> None:
    times = leap(before=before, now=now)
    assert times is not None
    assert times >= 1


def test_more_visits_than_places_were_planned_are_more_than_all() -> None:
    places = dict.fromkeys(OPEN, 10)
    assert full(visits=dict.fromkeys(OPEN, 12), places=places) == 1.2
    assert full(visits={OPEN[0]: 10, date(2026, 10, 12): 90}, places=places) == 0.2, "that day was not planned"
    assert full(visits={OPEN[0]: 10}, places={}) is None


def test_every_rule_touches_indicators_and_every_counted_indicator_is_checked() -> None:
    for rule in RULES.values():
        assert any(touches(rule, indicator) for indicator in INDICATORS.values()), rule.code
        assert rule.at_most >= 0
    for code in ("fourteen-days", "no-show", "wait-p90", "turned-away"):
        assert any(touches(rule, INDICATORS[code]) for rule in RULES.values()), code
    assert not any(touches(rule, INDICATORS["supply"]) for rule in RULES.values())


def test_no_rule_looks_at_who_works_for_the_city() -> None:
    for rule in RULES.values():
        if isinstance(rule.measure, Share):
            condition = f"{rule.measure.part} {rule.measure.whole}"
            assert not any(word in condition for word in ("staff", "counter", "clerk"))
