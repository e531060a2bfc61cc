"""No figure tells of a single person, not even by subtraction."""

from hypothesis import given
from hypothesis import strategies as st

from einamt.insight.steering.disclosure import FEWEST, withheld


def of_one_row(**cases: int) -> set[str]:
    """Which of the groups of one row are withheld; each stands in a column whose total nobody tells."""
    return {name for name, _ in withheld(cases={(name, "total"): count for name, count in cases.items()})}


def test_a_group_of_fewer_than_five_is_withheld_with_the_next_smallest() -> None:
    assert "a" in of_one_row(a=3, b=7, c=90)
    assert withheld(cases={("a", ""): 3, ("b", ""): 7, ("c", ""): 90}) >= {("a", ""), ("b", "")}


def test_nobody_is_told_of_by_a_group_without_anybody() -> None:
    assert of_one_row(a=0, b=50) == set()


def test_a_district_does_not_learn_of_its_only_neighbours_few_cases_from_the_total() -> None:
    assert of_one_row(own=50, neighbour=3) == {"own", "neighbour"}


def test_two_small_groups_that_hide_each_other_need_no_third() -> None:
    assert of_one_row(a=3, b=4, c=90) == {"a", "b"}


CELLS = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.integers(0, 30))


@given(CELLS)
def test_no_row_and_no_column_leaves_fewer_than_five_over(cases: dict[tuple[int, int], int]) -> None:
    hidden = withheld(cases=cases)
    assert all(count == 0 or count >= FEWEST for cell, count in cases.items() if cell not in hidden)
    for position in (0, 1):
        for line in range(6):
            cells = [cell for cell in cases if cell[position] == line]
            left_over = sum(cases[cell] for cell in cells if cell in hidden)
            told = sum(cases[cell] for cell in cells if cell not in hidden)
            assert left_over == 0 or left_over >= FEWEST or told == 0
