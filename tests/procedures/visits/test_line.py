"""The order of the line, whoever stands in it: properties that hold for every hall."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from einamt.procedures.visits.rules import QueueRules, Standing, Waiting, order_in_line, standing
from tests.procedures.visits.conftest import NINE

RULES = st.builds(
    QueueRules,
    late_minutes=st.integers(0, 30),
    missing_minutes=st.integers(0, 60),
    soon_minutes=st.sampled_from([5, 10, 12, 30]),
)
MOMENTS = st.integers(-120, 240).map(lambda minutes: NINE + timedelta(minutes=minutes))
ARRIVALS = st.integers(-120, 0).map(lambda minutes: NINE + timedelta(minutes=minutes))


@st.composite
def somebody(draw: st.DrawFn) -> Waiting:
    """Anybody who waits at nine: with an appointment or without, back from a counter, an emergency."""
    arrived = draw(ARRIVALS)
    back = draw(st.none() | ARRIVALS.filter(lambda moment: moment >= arrived))
    due = draw(st.none() | MOMENTS)
    return Waiting(due, arrived, back, draw(st.none() | st.integers(1, 5)) if due is None else None)


HALLS = st.lists(somebody(), max_size=12)


def called(hall: list[Waiting], rules: QueueRules, now: datetime = NINE) -> list[Waiting]:
    return sorted(hall, key=lambda each: order_in_line(each, rules=rules, now=now))


@given(hall=HALLS, rules=RULES, seed=st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_who_is_looked_at_first(
    hall: list[Waiting], rules: QueueRules, seed: object
) -> None:
    shuffled = hall[:]
    seed.shuffle(shuffled)  # type: ignore[attr-defined] # random.Random, as Hypothesis gives it
    places = [order_in_line(each, rules=rules, now=NINE) for each in called(hall, rules)]
    assert places == [order_in_line(each, rules=rules, now=NINE) for each in called(shuffled, rules)]


@given(hall=HALLS, more=somebody(), rules=RULES)
def test_whoever_comes_in_changes_nobody_elses_order(hall: list[Waiting], more: Waiting, rules: QueueRules) -> None:
    places = [order_in_line(each, rules=rules, now=NINE) for each in called(hall, rules)]
    with_more = [order_in_line(each, rules=rules, now=NINE) for each in called([*hall, more], rules)]
    with_more.remove(order_in_line(more, rules=rules, now=NINE))
    assert with_more == places


@given(hall=HALLS, rules=RULES, late=st.booleans())
def test_nobody_without_an_appointment_or_too_late_delays_somebody_punctual(
    hall: list[Waiting], rules: QueueRules, late: bool
) -> None:
    due = NINE - timedelta(minutes=rules.late_minutes + 5) if late else None
    newcomer = Waiting(due, NINE)
    order = [standing(each, rules=rules, now=NINE) for each in called([*hall, newcomer], rules)]
    assert standing(newcomer, rules=rules, now=NINE) is Standing.WALK_IN
    if Standing.PUNCTUAL in order:
        last_punctual = len(order) - 1 - order[::-1].index(Standing.PUNCTUAL)
        assert last_punctual < order.index(Standing.WALK_IN)


@given(hall=HALLS, rules=RULES)
def test_those_without_an_appointment_are_called_as_they_came(hall: list[Waiting], rules: QueueRules) -> None:
    arrivals = [
        each.arrived_at for each in called(hall, rules) if standing(each, rules=rules, now=NINE) is Standing.WALK_IN
    ]
    assert arrivals == sorted(arrivals)


@given(first=somebody(), second=somebody(), rules=RULES, minutes=st.integers(0, 240))
def test_time_alone_lets_only_somebody_early_pass(
    first: Waiting, second: Waiting, rules: QueueRules, minutes: int
) -> None:
    later = NINE + timedelta(minutes=minutes)
    before = order_in_line(first, rules=rules, now=NINE) < order_in_line(second, rules=rules, now=NINE)
    after = order_in_line(first, rules=rules, now=later) < order_in_line(second, rules=rules, now=later)
    if before and not after:
        assert standing(second, rules=rules, now=NINE) is Standing.EARLY
