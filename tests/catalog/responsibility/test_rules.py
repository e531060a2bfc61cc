"""Which rule wins: the most specific one, and nothing is decided by the order in which rules stand."""

import string
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.rules.letters import letter_range
from einamt.catalog.rules.responsibility import Rule, answers_by_name, area_rank, is_in_force, targets, winners

CHAIN = ("110000000801", "1100000008", "110000000000", "11")
"""A locality, its district, the city, the Land."""
LETTERS = st.sampled_from(string.ascii_lowercase)
RULES = st.lists(
    st.builds(
        Rule,
        target=st.integers(1, 4),
        area_key=st.sampled_from(["", "11", "1100000008", "110000000801", "1100000001", "12"]),
        names=st.none() | st.tuples(LETTERS, LETTERS).map(lambda p: letter_range(first=min(p), last=max(p))),
        matter=st.sampled_from(["", "umzug", "geburt"]),
    ),
    max_size=8,
)


def names(first: str, last: str) -> Rule:
    return Rule(f"{first}-{last}", names=letter_range(first=first, last=last))


def test_the_smaller_area_wins_whatever_else_a_rule_says() -> None:
    city = Rule("city", "110000000000", letter_range(first="a", last="a"), "umzug")
    district = Rule("district", "1100000008")
    assert targets(winners(rules=[city, district], chain=CHAIN, matter="umzug", name="abel")) == ["district"]


def test_areas_are_ordered_from_the_locality_to_everywhere() -> None:
    ranks = [area_rank(area_key=key, chain=CHAIN) for key in (*CHAIN, "")]
    assert all(smaller is not None and larger is not None and smaller < larger for smaller, larger in pairwise(ranks))
    assert area_rank(area_key="12", chain=CHAIN) is None
    assert area_rank(area_key="1100000008", chain=()) is None


def test_a_named_matter_wins_over_all_others_and_only_for_itself() -> None:
    rules = [Rule("general"), Rule("special", matter="umzug")]
    assert targets(winners(rules=rules, chain=(), matter="umzug", name="a")) == ["special"]
    assert targets(winners(rules=rules, chain=(), matter="geburt", name="a")) == ["general"]
    assert targets(winners(rules=rules, chain=(), matter="", name="a")) == ["general"]


def test_a_range_within_a_range_wins_and_ranges_that_cross_both_stand() -> None:
    rules = [Rule("all"), names("s", "z"), names("sch", "sch")]
    assert targets(winners(rules=rules, chain=(), matter="", name="schulz")) == ["sch-sch"]
    assert targets(winners(rules=rules, chain=(), matter="", name="stein")) == ["s-z"]
    assert targets(winners(rules=rules, chain=(), matter="", name="abel")) == ["all"]
    crossing = [names("a", "m"), names("k", "z")]
    assert targets(winners(rules=crossing, chain=(), matter="", name="lang")) == ["a-m", "k-z"]


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "holds"),
    [
        (None, None, True),
        (date(2026, 11, 24), None, True),
        (date(2026, 11, 25), None, False),
        (None, date(2026, 11, 24), False),
        (None, date(2026, 11, 25), True),
    ],
)
def test_periods_are_half_open(valid_from: date | None, valid_until: date | None, holds: bool) -> None:
    assert is_in_force(valid_from=valid_from, valid_until=valid_until, on=date(2026, 11, 24)) is holds


@given(RULES, st.sampled_from([CHAIN, CHAIN[1:], ()]), st.sampled_from(["", "umzug"]), LETTERS)
def test_who_wins_does_not_hang_on_the_order_of_rules(
    rules: list[Rule], chain: tuple[str, ...], matter: str, name: str
) -> None:
    forwards = winners(rules=rules, chain=chain, matter=matter, name=name)
    assert set(forwards) == set(winners(rules=rules[::-1], chain=chain, matter=matter, name=name))
    fitting = [rule for rule in rules if winners(rules=[rule], chain=chain, matter=matter, name=name)]
    assert bool(forwards) == bool(fitting)
    assert set(forwards) <= set(fitting)


@given(RULES, st.sampled_from([CHAIN, ()]), st.sampled_from(["", "umzug"]), LETTERS)
def test_a_rule_that_wins_still_wins_when_the_losers_are_gone(
    rules: list[Rule], chain: tuple[str, ...], matter: str, name: str
) -> None:
    won = winners(rules=rules, chain=chain, matter=matter, name=name)
    assert set(winners(rules=won, chain=chain, matter=matter, name=name)) == set(won)


@given(RULES, st.sampled_from([CHAIN, ()]), st.sampled_from(["", "umzug"]), LETTERS, LETTERS)
def test_the_answers_by_name_say_for_each_name_what_it_would_hear_alone(
    rules: list[Rule], chain: tuple[str, ...], matter: str, first: str, second: str
) -> None:
    name = first + second
    share = [each for each in answers_by_name(rules=rules, chain=chain, matter=matter) if each.names.holds(name)]
    assert len(share) == 1
    assert share[0].rules == winners(rules=rules, chain=chain, matter=matter, name=name)
