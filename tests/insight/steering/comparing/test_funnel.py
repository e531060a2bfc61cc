"""Limits are those of the published method, small numbers are not punished, and chance is called chance."""

from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.insight.steering.comparing.funnel import FAR, NEAR, Verdict, binomial_limit, funnel
from einamt.insight.steering.comparing.strata import Place


def place(key: str, *, cases: int, events: int, share: float = 0.1) -> Place:
    return Place(key, cases, events, cases * share)


# Ten cases, each an event with probability 1/2: P(R <= 1) = 11/1024, P(R <= 2) = 56/1024. So r = 2 for p = 0.025, and
# alpha = (56/1024 - 0.025) / (45/1024) = 30.4/45, as appendix A.1.1 of the paper reckons it.
LOW_OF_TEN = 2 - 30.4 / 45


def test_exact_limits_are_interpolated_as_the_paper_does() -> None:
    assert binomial_limit(cases=10, share=0.5, at=0.025) == pytest.approx(LOW_OF_TEN)
    # P(R <= 7) = 968/1024, P(R <= 8) = 1013/1024, and 0.975 lies between
    assert binomial_limit(cases=10, share=0.5, at=0.975) == pytest.approx(8 - (1013 - 0.975 * 1024) / 45)


def by_definition(cases: int, share: float, at: float) -> float:
    """The limit, added up from the binomial distribution."""
    below, reached, whole = 0.0, (1 - share) ** cases, 0
    while reached <= at:
        whole += 1
        below, reached = reached, reached + comb(cases, whole) * share**whole * (1 - share) ** (cases - whole)
    return whole - (reached - at) / (reached - below)


@given(st.integers(1, 120), st.floats(0.02, 0.98), st.sampled_from([0.001, 0.025, 0.5, 0.975, 0.999]))
def test_limits_are_what_the_distribution_adds_up_to(cases: int, share: float, at: float) -> None:
    assert binomial_limit(cases=cases, share=share, at=at) == pytest.approx(by_definition(cases, share, at), abs=1e-6)


def test_of_many_cases_limits_are_those_of_the_normal_distribution() -> None:
    [judged, _] = funnel([place("a", cases=100_000, events=10_000), place("b", cases=100_000, events=10_000)]).judged
    assert judged.near.high - 1 == pytest.approx(1.96 * sqrt(0.9 / 10_000), rel=0.01)
    assert 1 - judged.far.low == pytest.approx(3.09 * sqrt(0.9 / 10_000), rel=0.01)


def test_the_same_ratio_is_chance_in_a_small_place_and_none_in_a_large_one() -> None:
    small, large = funnel([place("a", cases=50, events=8), place("b", cases=5_000, events=800)]).judged
    assert small.ratio == large.ratio == pytest.approx(1.6)
    assert small.verdict is Verdict.CHANCE
    assert large.verdict is Verdict.WORSE


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        (70, Verdict.BETTER),
        (80, Verdict.NOTABLY_BETTER),
        (100, Verdict.CHANCE),
        (121, Verdict.NOTABLY_WORSE),
        (135, Verdict.WORSE),
    ],
)
def test_fewer_events_than_expected_are_better(events: int, verdict: Verdict) -> None:
    [judged, _] = funnel([place("a", cases=1000, events=events), place("b", cases=1000, events=100)]).judged
    assert judged.verdict is verdict


def test_where_all_differ_more_than_by_chance_limits_are_wider_and_only_the_odd_one_stands_out() -> None:
    """Twelve places with spreads of their own: none is an outlier among them, though each alone would be."""
    alike = [place(f"{n:02}", cases=20_000, events=events) for n, events in enumerate(range(1700, 2300, 50))]
    wide = funnel(alike)
    assert wide.dispersion is not None
    assert wide.dispersion > 1 + 2 * sqrt(2 / 12)
    assert wide.spread > 0
    assert {one.verdict for one in wide.judged} == {Verdict.CHANCE}
    odd = funnel([*alike, place("odd", cases=20_000, events=4_000)])
    assert [one.place.key for one in odd.judged if one.verdict is not Verdict.CHANCE] == ["odd"]


def test_the_variance_between_places_is_that_of_the_method_of_moments() -> None:
    """Six places of one size: recomputed by hand, without the last on either side counting more than its neighbour."""
    events = [80, 90, 100, 100, 110, 120]
    found = funnel([place(str(n), cases=1000, events=each) for n, each in enumerate(events)])
    own = 0.9 / 100
    squares = sum((each / 100 - 1) ** 2 / own for each in events)
    assert found.dispersion == pytest.approx(squares / 6), "six places are too few to winsorise any"
    variance = (squares - 5) / (5 / own)
    assert found.spread == 0, "two standard deviations are not reached"
    assert found.judged[0].shrunk == pytest.approx(1 - 0.2 * variance / (variance + own))


def test_few_places_are_not_asked_whether_they_differ_in_general() -> None:
    found = funnel([place(str(n), cases=5000, events=events) for n, events in enumerate((300, 500, 700, 900))])
    assert found.dispersion is None
    assert found.spread == 0
    assert 0.6 < found.judged[0].shrunk < 1, "estimates are made all the same"


several = st.lists(st.tuples(st.integers(20, 4000), st.floats(0, 1), st.floats(0.02, 0.9)), min_size=2, max_size=14)


@given(several)
def test_limits_lie_within_each_other_around_what_is_expected(given: list[tuple[int, float, float]]) -> None:
    found = funnel(
        [
            Place(str(n), cases, round(cases * happened), cases * share)
            for n, (cases, happened, share) in enumerate(given)
        ]
    )
    for one in found.judged:
        assert 0 <= one.far.low <= one.near.low <= 1 <= one.near.high <= one.far.high
        assert min(one.ratio, 1) - 1e-9 <= one.shrunk <= max(one.ratio, 1) + 1e-9


@given(st.integers(20, 2000), st.floats(0.05, 0.9))
def test_limits_narrow_with_the_cases(cases: int, share: float) -> None:
    few, many = funnel(
        [place("a", cases=cases, events=0, share=share), place("b", cases=4 * cases, events=0, share=share)]
    ).judged
    assert many.near.high < few.near.high
    assert many.far.high < few.far.high


@given(st.integers(20, 400), st.floats(0.05, 0.95))
def test_chance_stays_within_the_limits_as_often_as_they_say(cases: int, share: float) -> None:
    """Between two whole numbers limits are interpolated: on each side at most the next whole number lies beyond."""
    for within in (NEAR, FAR):
        low, high = (binomial_limit(cases=cases, share=share, at=at) for at in ((1 - within) / 2, (1 + within) / 2))
        likely = [comb(cases, events) * share**events * (1 - share) ** (cases - events) for events in range(cases + 1)]
        outside = sum(each for events, each in enumerate(likely) if not low <= events <= high)
        largest = max(likely)
        assert outside <= 1 - within + 2 * largest


def test_a_place_that_expects_nothing_or_only_events_is_not_judged() -> None:
    assert funnel([Place("a", 100, 0, 0.0), Place("b", 100, 100, 100.0)]).judged == []
