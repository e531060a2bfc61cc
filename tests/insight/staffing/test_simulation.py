"""The model of supply and demand: nothing is lost, and more supply makes nobody wait longer."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from einamt.insight.staffing.whatif.simulation import EARLIEST, Demand, Run, Supply, medians, simulate

OFFICES, DAYS, RUNS = 3, 28, 8


def demand(*, a_day: float = 20, flexibility: float = 0.0, cancelled: float = 0.0, after: int = 6) -> Demand:
    """As many at each office on each working day; wishes lie within some days after the first well free one."""
    arrivals = np.full((OFFICES, 7), a_day)
    arrivals[:, 5:] = 0
    wishes = np.zeros(2 * EARLIEST + 1)
    wishes[EARLIEST : EARLIEST + after] = 1 / after
    return Demand(
        arrivals=arrivals,
        steps=np.array([1.0, 2.0, 1.5]),
        wishes=wishes,
        dispersion=1.5,
        cancelled=cancelled,
        flexibility=flexibility,
        usual_first=np.zeros(OFFICES),
        well_free=0.1,
    )


def supply(*, a_day: float = 30, horizon: int = 40, booked: float = 20) -> Supply:
    capacity = np.full((OFFICES, DAYS + 61), a_day)
    capacity[:, 5::7] = capacity[:, 6::7] = 0
    return Supply(capacity=capacity, booked=np.minimum(booked, capacity[:, :20]), horizon=horizon)


def run(asked: Demand, there: Supply, *, seed: int = 1) -> Run:
    return simulate(demand=asked, supply=there, first_weekday=0, days=DAYS, runs=RUNS, seed=seed)


worlds = {
    "a_day": st.floats(1, 60),
    "capacity": st.floats(1, 60),
    "horizon": st.integers(1, 56),
    "cancelled": st.floats(0, 0.2),
    "flexibility": st.floats(0, 0.1),
    "seed": st.integers(0, 1000),
}


@settings(max_examples=40, deadline=None)
@given(**worlds)
def test_nobody_and_no_time_is_lost(
    *, a_day: float, capacity: float, horizon: int, cancelled: float, flexibility: float, seed: int
) -> None:
    there = supply(a_day=capacity, horizon=horizon, booked=capacity / 2)
    came = run(demand(a_day=a_day, cancelled=cancelled, flexibility=flexibility), there, seed=seed)
    np.testing.assert_allclose(came.asked, came.got + came.turned_away, rtol=1e-9, atol=1e-6)
    went = came.used.sum(axis=1) + came.cancelled.sum(axis=1) + came.left
    np.testing.assert_allclose(there.booked.sum(axis=1) + came.got.sum(axis=1), went, rtol=1e-9, atol=1e-6)
    assert (came.used <= there.capacity[:, :DAYS].T + 1e-9).all()
    assert (came.waited <= came.got * horizon + 1e-6).all()
    by_lead = came.leads.sum(axis=(1, 2, 3))
    np.testing.assert_allclose(by_lead, (came.got.sum(axis=1) / np.array([1.0, 2.0, 1.5])).sum(axis=1), rtol=1e-9)


@settings(max_examples=40, deadline=None)
@given(**{name: drawn for name, drawn in worlds.items() if name != "flexibility"}, more=st.floats(0.5, 30))
def test_more_capacity_makes_nobody_wait_longer_on_the_mean_of_the_runs(
    *, a_day: float, capacity: float, horizon: int, cancelled: float, seed: int, more: float
) -> None:
    asked = demand(a_day=a_day, cancelled=cancelled)
    there = supply(a_day=capacity, horizon=horizon, booked=capacity / 2)
    richer = replace(there, capacity=np.where(there.capacity > 0, there.capacity + more, 0))
    poor, rich = run(asked, there, seed=seed), run(asked, richer, seed=seed)
    last = slice(DAYS - 7, DAYS)
    assert rich.turned_away.sum() <= poor.turned_away.sum() + 1e-6
    # beyond the horizon nobody waits, they are turned away: only where all are served can waits be compared
    if poor.share_turned_away(days=slice(0, DAYS)).max() < 1e-9:
        assert rich.mean_wait(days=last).mean() <= poor.mean_wait(days=last).mean() + 0.05


def test_the_same_seed_is_the_same_chance() -> None:
    once, twice = run(demand(), supply()), run(demand(), supply())
    np.testing.assert_array_equal(once.asked, twice.asked)
    other = run(demand(), supply(), seed=2)
    assert (once.asked != other.asked).any()


def test_a_shorter_horizon_shortens_waits_and_turns_more_away() -> None:
    asked, there = demand(a_day=40), supply(a_day=40, booked=40)
    long, short = run(asked, there), run(asked, replace(there, horizon=10))
    days = slice(DAYS - 7, DAYS)
    assert short.mean_wait(days=days).mean() < long.mean_wait(days=days).mean()
    assert short.share_turned_away(days=days).mean() > long.share_turned_away(days=days).mean()


def test_who_is_flexible_goes_where_it_is_sooner() -> None:
    capacity = supply().capacity.copy()
    capacity[0] *= 4
    there = replace(supply(), capacity=capacity)
    stays, moves = run(demand(), there), run(demand(flexibility=0.1), there)
    assert moves.asked[:, :, 0].sum() > stays.asked[:, :, 0].sum()


def test_what_was_booked_beyond_a_shorter_horizon_still_takes_its_day() -> None:
    booked = np.zeros((OFFICES, 20))
    booked[:, 14] = 30
    there = replace(supply(horizon=3), booked=booked)
    assert run(demand(a_day=0), there).used[:, 14].sum() == pytest.approx(RUNS * OFFICES * 30)


def test_a_median_is_the_smallest_lead_that_half_do_not_exceed_and_counts_people_not_steps() -> None:
    leads = np.array([[0.0, 0, 5, 0, 5], [0, 0, 4, 2, 5], [1, 0, 0, 0, 9]])
    np.testing.assert_array_equal(medians(leads), [2, 3, 4])
    came = run(demand(), supply())
    assert came.leads.shape == (RUNS, DAYS // 7, OFFICES, 41)
    expected = medians(came.leads[:, 1:3].sum(axis=(1, 2)))
    np.testing.assert_array_equal(came.median_lead(weeks=slice(1, 3)), expected)
