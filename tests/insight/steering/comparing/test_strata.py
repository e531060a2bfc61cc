"""What is expected of a place follows its mix of matters, and nothing in it hangs on few cases."""

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.insight.steering.comparing.strata import REST, Counted, places, standing_alone
from einamt.insight.steering.disclosure import is_small, month_of_cells

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def counted(district: str, stratum: str, *, cases: int, events: int, month: date = OCTOBER) -> Counted:
    return Counted(month, district, "", stratum, cases, events)


def test_a_place_with_the_hard_matters_is_expected_to_have_more_events() -> None:
    """Reckoned by hand: hard matters go wrong in 30 of 100 cases, easy ones in 4 of 100."""
    found = places(
        [
            counted("hard", "passport", cases=80, events=24),
            counted("hard", "address", cases=20, events=0),
            counted("easy", "passport", cases=20, events=6),
            counted("easy", "address", cases=80, events=4),
        ],
        by_office=False,
    )
    assert found["hard"].expected == pytest.approx(80 * 0.3 + 20 * 0.04)
    assert found["easy"].expected == pytest.approx(20 * 0.3 + 80 * 0.04)
    assert found["hard"].events == 24


def test_of_one_matter_alone_a_place_is_measured_by_the_citys_share() -> None:
    found = places([counted("a", "x", cases=50, events=10), counted("b", "x", cases=150, events=10)], by_office=False)
    assert (found["a"].expected, found["b"].expected) == (pytest.approx(5), pytest.approx(15))


def test_each_month_has_its_own_rates() -> None:
    found = places(
        [
            counted("a", "x", cases=50, events=10),
            counted("b", "x", cases=50, events=0),
            counted("a", "x", cases=10, events=0, month=NOVEMBER),
            counted("b", "x", cases=90, events=0, month=NOVEMBER),
        ],
        by_office=False,
    )
    assert found["a"].expected == pytest.approx(5)


def test_a_matter_of_which_a_district_had_few_cases_has_no_rate_of_its_own() -> None:
    cells = {
        ("a", "", "x"): 50,
        ("a", "", "y"): 40,
        ("a", "", "z"): 30,
        ("b", "", "x"): 50,
        ("b", "", "y"): 3,
        ("b", "", "z"): 30,
    }
    assert standing_alone(cells) == {"x"}, "with y goes the next smallest, or b's few would be what is left over"


STRATA = ("passport\nportal", "passport\nhotline", "address\nportal", "address\ncounter")
OFFICES = {"a1": "a", "a2": "a", "b1": "b", "b2": "b", "c1": "c"}
sizes = st.lists(
    st.one_of(st.integers(0, 8), st.integers(0, 80)),
    min_size=len(OFFICES) * len(STRATA),
    max_size=len(OFFICES) * len(STRATA),
)


def of_offices(cases: list[int]) -> list[Counted]:
    keys = [(district, office, stratum) for office, district in OFFICES.items() for stratum in STRATA]
    return [
        Counted(OCTOBER, *key, cases=count, events=count // 3) for key, count in zip(keys, cases, strict=True) if count
    ]


def of_districts(cases: list[int]) -> list[Counted]:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in of_offices(cases):
        sums[one.district, one.stratum][0] += one.cases
        sums[one.district, one.stratum][1] += one.events
    return [counted(*key, cases=each, events=events) for key, (each, events) in sums.items()]


@given(sizes, st.booleans())
def test_what_is_expected_of_all_is_what_happened(cases: list[int], by_office: bool) -> None:
    found = places(of_offices(cases) if by_office else of_districts(cases), by_office=by_office)
    assert sum(one.expected for one in found.values()) == pytest.approx(sum(one.events for one in found.values()))


@given(sizes, st.booleans())
def test_no_place_that_is_told_puts_few_cases_into_a_stratum(cases: list[int], by_office: bool) -> None:
    """So no expectation hangs on few cases, whatever somebody knows of the other strata."""
    rows = of_offices(cases) if by_office else of_districts(cases)
    cells = {(one.district, one.office, one.stratum): one.cases for one in rows}
    month, alone = month_of_cells(cells), standing_alone(cells)
    if not month.is_told:
        return
    put_in: dict[tuple[str, str, str], int] = defaultdict(int)
    for (district, office, stratum), count in cells.items():
        told = month.tells(district=district, office=office)
        place = (district, office) if told else (district if month.tells(district=district) else "", "")
        put_in[(*place, stratum if stratum in alone else REST)] += count
    assert not [key for key, count in put_in.items() if is_small(count)]
