"""How long it will still take: an interval that is honest about what it does not know."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.procedures.visits.estimating import LONGEST, Ahead, Interval, Span, left_of, span_of, spans, wait_of
from tests.procedures.visits.conftest import NINE

TEN = Span(8, 12)
DURATIONS = st.tuples(st.floats(1, 40), st.floats(0, 40)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
IN_FRONT = st.lists(DURATIONS.map(Ahead), max_size=30)
EXPECTED = st.lists(
    st.tuples(DURATIONS, st.integers(0, 200)).map(lambda pair: Ahead(pair[0], NINE + timedelta(minutes=pair[1]))),
    max_size=20,
)


def wait(in_front: int, *, at_counters: int = 0, free: int = 0, expected: list[int] | None = None) -> Interval | None:
    return wait_of(
        in_front=[Ahead(TEN)] * in_front,
        expected=[Ahead(TEN, NINE + timedelta(minutes=minutes)) for minutes in expected or []],
        at_counters=[TEN] * at_counters,
        free=free,
        now=NINE,
    )


def test_nobody_in_front_and_a_free_counter_is_soon_and_still_an_interval() -> None:
    assert wait(0, free=1) == Interval(0, 5)


def test_the_ends_are_whole_steps_of_five_minutes_around_what_is_in_front() -> None:
    assert wait(2, at_counters=1) == Interval(20, 40), "three times eight to twelve minutes, rounded outwards"


def test_more_counters_make_it_shorter() -> None:
    assert wait(4, at_counters=1) == Interval(40, 60)
    assert wait(4, at_counters=2) == Interval(20, 40)


def test_whoever_is_expected_lengthens_the_long_end_alone() -> None:
    assert wait(1, at_counters=1, expected=[0, 12]) == Interval(15, 50)
    assert wait(1, at_counters=1, expected=[100]) == wait(1, at_counters=1), "by then it is one's turn"


def test_without_an_open_counter_nobody_can_say() -> None:
    assert wait(3) is None


def test_what_takes_longer_than_any_sensible_wait_is_left_open() -> None:
    assert wait(100, at_counters=1) == Interval(LONGEST - 5, LONGEST, is_open=True)


def test_what_is_measured_counts_once_there_is_enough_of_it() -> None:
    assert span_of(measured=[10.0] * 7, planned=20) == Span(12, 30)
    assert span_of(measured=[4, 6, 8, 10, 12, 14, 16, 18], planned=20) == Span(7.5, 14.5)


def test_a_service_that_is_rarely_asked_for_is_as_long_as_the_others_of_the_office() -> None:
    found = spans(measured={1: [10.0] * 8, 2: [50.0]}, planned={3: 24}, usual=12)
    assert found[1] == Span(10, 10)
    assert found[2] == Span(10, 10)
    assert found[3].long == pytest.approx(36)


def test_whoever_takes_longer_than_usual_may_take_longer_still() -> None:
    assert left_of(TEN, since_minutes=5) == Span(3, 7)
    assert left_of(TEN, since_minutes=60) == Span(0, 4)


@given(in_front=IN_FRONT, expected=EXPECTED, at_counters=st.lists(DURATIONS, max_size=6), free=st.integers(0, 3))
def test_an_interval_is_never_one_number_and_never_beyond_the_longest(
    in_front: list[Ahead], expected: list[Ahead], at_counters: list[Span], free: int
) -> None:
    found = wait_of(in_front=in_front, expected=expected, at_counters=at_counters, free=free, now=NINE)
    assert (found is None) == (not at_counters and not free)
    if found is not None:
        assert 0 <= found.least < found.most <= LONGEST
        assert found.least % 5 == found.most % 5 == 0


@given(in_front=IN_FRONT, more=DURATIONS, expected=EXPECTED, at_counters=st.lists(DURATIONS, min_size=1, max_size=6))
def test_one_more_in_front_never_makes_it_shorter(
    in_front: list[Ahead], more: Span, expected: list[Ahead], at_counters: list[Span]
) -> None:
    def interval(line: list[Ahead]) -> Interval:
        found = wait_of(in_front=line, expected=expected, at_counters=at_counters, free=0, now=NINE)
        assert found is not None
        return found

    before, after = interval(in_front), interval([*in_front, Ahead(more)])
    assert (after.least, after.most) >= (before.least, before.most)
