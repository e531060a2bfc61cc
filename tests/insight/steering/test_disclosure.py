"""No figure tells of a single person, not even by adding and subtracting all that can be selected."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from einamt.insight.steering.disclosure import FEWEST, Cell, Month, cuts, is_small, month_of_cells, withheld

OFFICES = {"a1": "a", "a2": "a", "b1": "b", "b2": "b", "c1": "c"}
KEYS = ("x", "y", "z")
ATOMS: list[Cell] = [(district, office, key) for (office, district), key in product(OFFICES.items(), KEYS)]
SUBSETS = (np.arange(1, 2 ** len(ATOMS))[:, None] >> np.arange(len(ATOMS))) & 1
"""Every group of cells that somebody might want to know of."""


def test_a_group_of_fewer_than_five_is_withheld_with_the_next_smallest() -> None:
    assert withheld({"a": 3, "b": 7, "c": 90}) == {"a", "b"}


def test_nobody_is_told_of_by_a_group_without_anybody() -> None:
    assert withheld({"a": 0, "b": 50}) == set()


def test_a_district_does_not_learn_of_its_only_neighbours_few_cases_from_the_total() -> None:
    assert withheld({"own": 50, "neighbour": 3}) == {"own", "neighbour"}


def test_two_small_groups_that_hide_each_other_need_no_third() -> None:
    assert withheld({"a": 3, "b": 4, "c": 90}) == {"a", "b"}


def test_a_correction_without_its_fact_is_withheld_too() -> None:
    assert withheld({"a": -1, "b": 50, "c": 60}) == {"a", "b"}


def test_a_key_with_few_cases_in_one_district_is_told_of_the_whole_city_alone() -> None:
    month = month_of_cells({("a", "", "x"): 50, ("a", "", "y"): 9, ("b", "", "x"): 40, ("b", "", "y"): 3})
    assert month.tells(key="x")
    assert month.tells(key="y")
    assert month.tells(district="a")
    assert not month.tells(district="a", key="y")
    assert not month.tells(district="b", key="x"), "it would be what is left over"


def test_an_office_that_moved_is_told_where_both_its_districts_tell_it() -> None:
    cells = {("a", "a1", ""): 50, ("a", "a2", ""): 60, ("b", "a1", ""): 3, ("b", "b1", ""): 70}
    month = month_of_cells(cells)
    assert not month.tells(office="a1")
    assert month.tells(district="a", office="a1")
    assert month.tells(office="a2")


def test_where_the_whole_city_has_few_cases_nothing_is_told() -> None:
    month = month_of_cells({("a", "", ""): 4})
    assert not month.tells()
    assert not month.tells(district="b")


def told_by(month: Month) -> list[list[int]]:
    """Every figure that can be selected and is told, as the cells that it is the sum of."""
    selections = [
        {"district": district, "office": office, "key": key}
        for district, office, key in product(("", "a", "b", "c"), ("", *OFFICES), ("", *KEYS))
    ]
    return [
        [
            int(all(not wanted or wanted == had for wanted, had in zip(selection.values(), cell, strict=True)))
            for cell in ATOMS
        ]
        for selection in selections
        if month.tells(**selection)
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 8), st.integers(0, 60)), min_size=len(ATOMS), max_size=len(ATOMS)))
def test_whatever_is_added_and_subtracted_no_few_cases_come_out(counts: list[int]) -> None:
    month = month_of_cells(dict(zip(ATOMS, counts, strict=True)))
    told = np.array([*told_by(month), [0] * len(ATOMS)], dtype=float)
    _, sizes, directions = np.linalg.svd(told)
    unknown = directions[np.count_nonzero(sizes > 1e-9) :]
    can_be_reckoned = np.all(np.abs(SUBSETS @ unknown.T) < 1e-6, axis=1)
    cases = SUBSETS @ np.array(counts)
    assert not np.any(can_be_reckoned & (cases > 0) & (cases < FEWEST))


FIRST, UNTIL = date(2026, 10, 1), date(2026, 11, 1)


@given(st.lists(st.one_of(st.just(0), st.integers(0, 6), st.integers(0, 40)), min_size=31, max_size=31))
def test_no_two_periods_of_the_whole_city_differ_by_few_cases(counts: list[int]) -> None:
    if is_small(sum(counts)):
        return
    by_day = {FIRST + timedelta(days=ahead): count for ahead, count in enumerate(counts)}
    allowed = sorted(cuts(first=FIRST, until=UNTIL, cases=by_day))
    assert allowed[0] == FIRST
    assert allowed[-1] == UNTIL
    before = [sum(counts[: (cut - FIRST).days]) for cut in allowed]
    assert not any(is_small(later - earlier) for earlier, later in product(before, before) if later > earlier)


@pytest.mark.parametrize(("sunday", "is_cut"), [(0, True), (3, False), (5, True)])
def test_a_quiet_day_is_told_with_the_day_after(sunday: int, is_cut: bool) -> None:
    cases = {FIRST + timedelta(days=ahead): 30 for ahead in range(31)} | {date(2026, 10, 4): sunday}
    assert (date(2026, 10, 5) in cuts(first=FIRST, until=UNTIL, cases=cases)) is is_cut
    assert date(2026, 10, 4) in cuts(first=FIRST, until=UNTIL, cases=cases)
