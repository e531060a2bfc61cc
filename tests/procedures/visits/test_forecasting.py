"""The rest of the day, reckoned: never below zero, never longer with more counters, and by hand where that is easy."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from einamt.procedures.visits.forecasting import STEP, Forecast, HalfHour, Load, Rest, Span, forecast

NINE = 9 * 60
loads = st.builds(Load, st.floats(0, 120), st.floats(0, 400))


def rest(
    *,
    counters: list[float],
    booked: dict[int, Load] | None = None,
    walk_ins: dict[int, Load] | None = None,
    waiting: Load | None = None,
) -> Rest:
    steps = range(len(counters))
    return Rest(
        begins=NINE,
        counters=counters,
        booked=[(booked or {}).get(step, Load()) for step in steps],
        walk_ins=[(walk_ins or {}).get(step, Load()) for step in steps],
        waiting_booked=Load(),
        waiting_others=waiting or Load(),
        service_minutes=10.0,
    )


@st.composite
def rests(draw: st.DrawFn) -> Rest:
    steps = draw(st.integers(1, 40))
    some = st.lists(loads, min_size=steps, max_size=steps)
    return Rest(
        begins=draw(st.integers(0, 200)) * STEP,
        counters=draw(st.lists(st.floats(0, 12), min_size=steps, max_size=steps)),
        booked=draw(some),
        walk_ins=draw(some),
        waiting_booked=draw(loads),
        waiting_others=draw(loads),
        service_minutes=draw(st.floats(1, 40)),
    )


def minutes(value: int | None) -> float:
    return float("inf") if value is None else value


def ends(said: Forecast) -> list[float]:
    """All ends of all waits, and how many are left over: what gets better with more counters."""
    waits = [minutes(end) for each in said.half_hours for span in (each.booked, each.others) for end in _both(span)]
    return [*waits, *said.left_over]


def _both(span: Span) -> tuple[int | None, int | None]:
    return span.least, span.most


@given(rests())
def test_no_wait_is_below_zero_and_no_interval_runs_backwards(drawn: Rest) -> None:
    said = forecast(rest=drawn)
    for each in said.half_hours:
        for span in (each.booked, each.others):
            assert 0 <= minutes(span.least) <= minutes(span.most)
    assert 0 <= said.left_over[0] <= said.left_over[1]


@given(rests(), st.floats(0.1, 3))
def test_with_more_counters_nobody_waits_longer(drawn: Rest, more: float) -> None:
    better = replace(drawn, counters=[each + more for each in drawn.counters])
    before, after = forecast(rest=drawn), forecast(rest=better)
    assert all(new <= old for old, new in zip(ends(before), ends(after), strict=True))
    assert minutes(after.tickets_until) >= (before.tickets_until or 0)


def test_an_appointment_late_on_a_day_of_which_much_was_uncertain_is_not_behind_those_without() -> None:
    counters = [0.0] * 11 + [1.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    day = rest(counters=counters, booked={12: Load(0, 20)}, walk_ins={0: Load(0, 4)})
    for each in forecast(rest=replace(day, begins=85, service_minutes=1.0)).half_hours:
        assert minutes(each.booked.most) <= minutes(each.others.most)


@given(rests())
def test_whoever_has_an_appointment_never_waits_longer_than_whoever_has_none(drawn: Rest) -> None:
    for each in forecast(rest=drawn).half_hours:
        assert minutes(each.booked.most) <= minutes(each.others.most)


@given(rests())
def test_without_further_tickets_fewer_are_left_over(drawn: Rest) -> None:
    stopped = replace(drawn, walk_ins=[Load()] * len(drawn.counters))
    before, after = forecast(rest=drawn), forecast(rest=stopped)
    assert after.left_over[1] <= before.left_over[1]


@given(rests())
def test_whoever_takes_a_ticket_in_time_is_served(drawn: Rest) -> None:
    """Also on a day that brings much: nobody is left over when tickets stop at that minute."""
    said = forecast(rest=drawn)
    if said.tickets_until is None:
        return
    stops = (said.tickets_until - drawn.begins) // STEP
    kept = [load if step < stops else Load() for step, load in enumerate(drawn.walk_ins)]
    assert forecast(rest=replace(drawn, walk_ins=kept)).left_over == (0, 0)


def test_on_an_empty_day_nobody_waits_and_tickets_are_given_until_a_service_before_the_end() -> None:
    said = forecast(rest=rest(counters=[2.0] * 12))
    assert said.half_hours == [
        HalfHour(NINE, 2.0, Span(0, 0), Span(0, 0)),
        HalfHour(NINE + 30, 2.0, Span(0, 0), Span(0, 0)),
    ]
    assert said.tickets_until == NINE + 50
    assert (said.left_over, said.longest) == ((0, 0), None)


def test_after_the_counters_have_closed_nothing_is_said() -> None:
    said = forecast(rest=rest(counters=[]))
    assert (list(said.half_hours), said.tickets_until, said.left_over) == ([], None, (0, 0))


def test_an_hour_of_work_before_two_counters_takes_half_an_hour_less_what_the_counters_do_themselves() -> None:
    said = forecast(rest=rest(counters=[2.0] * 12, waiting=Load(60)))
    assert said.half_hours[0].others == Span(25, 30)
    assert said.half_hours[1].others == Span(0, 0)


def test_nobody_is_called_while_no_counter_is_open() -> None:
    said = forecast(rest=rest(counters=[0.0] * 6 + [1.0] * 6))
    assert said.half_hours[0].others == Span(30, 35)
    assert forecast(rest=rest(counters=[0.0] * 6)).half_hours[0].booked == Span(None, None)


def test_appointments_that_come_later_go_in_front_of_whoever_has_none() -> None:
    full = forecast(rest=rest(counters=[1.0] * 24, booked={1: Load(30)}, waiting=Load(15)))
    assert full.half_hours[0].others == Span(40, 45)
    assert full.half_hours[0].booked == Span(0, 0)


def test_a_day_that_is_too_full_says_who_is_left_over_and_that_tickets_should_have_stopped() -> None:
    said = forecast(rest=rest(counters=[1.0] * 12, waiting=Load(95)))
    assert said.left_over == (4, 4)
    assert said.tickets_until is None
    assert said.longest == said.half_hours[0]
    assert said.half_hours[0].others == Span(None, None)


def test_what_is_uncertain_makes_the_interval_wide() -> None:
    sure = forecast(rest=rest(counters=[1.0] * 24, waiting=Load(60)))
    unsure = forecast(rest=rest(counters=[1.0] * 24, waiting=Load(60, variance=400)))
    assert sure.half_hours[0].others == Span(55, 60)
    assert unsure.half_hours[0].others == Span(25, 85)


def test_somebody_who_comes_by_chance_brings_less_work_and_is_less_certain() -> None:
    assert Load(10, 4).by_chance(1) == Load(10, 4)
    assert Load(10, 4).by_chance(0.5) == Load(5, 0.5 * 104 - 25)
    assert Load(10, 4).by_count(2) == Load(20, 208)
