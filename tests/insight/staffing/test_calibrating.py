"""What the model learns, and on what it is tried."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from einamt.insight.staffing.whatif.calibrating import calibrated, held_back_error
from einamt.insight.staffing.whatif.history import (
    HELD_BACK_WEEKS,
    LOOK_DAY,
    ORIGINS_WEEKS,
    WINDOW_DAYS,
    History,
    Place,
)

UNTIL = date(2026, 11, 23)
START = UNTIL - timedelta(days=WINDOW_DAYS)
REACH, HORIZON = 60, 40
WEEKS = WINDOW_DAYS // 7
TOLD = slice(8, 12)


def past(*, seed: int = 1) -> History:
    """Two offices; thirty a day ask, for five to fourteen days ahead."""
    chance = np.random.default_rng(seed)
    requests = chance.poisson(30, (2, WINDOW_DAYS)).astype(float)
    leads = np.zeros((2, WEEKS, REACH + 1))
    leads[:, :, 5:15] = chance.poisson(20, (2, WEEKS, 10))
    looks = {START + timedelta(days=7 * week + LOOK_DAY) for week in range(WEEKS)}
    looks |= {UNTIL - timedelta(days=7 * weeks) for weeks in ORIGINS_WEEKS} | {UNTIL}
    booked = np.zeros((2, REACH + 1))
    booked[:, :14] = 30
    day_leads = np.zeros((2, REACH + 1))
    day_leads[:, 5:15] = 3
    return History(
        places=(Place("a", "A", "north"), Place("b", "B", "south")),
        start=START,
        until=UNTIL,
        requests=requests,
        asked=requests * 2,
        waited=requests * 2 * 10,
        taken=np.full((2, WINDOW_DAYS), 70.0),
        cancelled=np.full(WINDOW_DAYS, 4.0),
        leads=leads,
        booked_at=dict.fromkeys(sorted(looks), booked),
        leads_at=dict.fromkeys(sorted(looks), day_leads),
        holidays=frozenset(),
        counter_steps=np.full((2, 7), 30.0),
    )


def changed_from(history: History, *, begin: date) -> History:
    """The same until `begin`; from then on everything is other."""
    first = history.offset(begin)

    def later(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([values[..., :first], values[..., first:] * 7 + 3], axis=-1)

    leads = history.leads.copy()
    leads[:, first // 7 :] = np.roll(leads[:, first // 7 :], 9, axis=2)
    looks = {day: values if day <= begin else values * 5 for day, values in history.booked_at.items()}
    own = {day: values if day < begin else values[:, ::-1] for day, values in history.leads_at.items()}
    return replace(
        history,
        requests=later(history.requests),
        asked=later(history.asked),
        waited=later(history.waited),
        taken=later(history.taken),
        cancelled=later(history.cancelled),
        leads=leads,
        booked_at=looks,
        leads_at=own,
    )


@pytest.mark.parametrize("weeks", ORIGINS_WEEKS)
def test_what_happens_in_weeks_held_back_changes_nothing_that_is_learnt(weeks: int) -> None:
    begin = UNTIL - timedelta(days=7 * weeks)
    history = past()
    other = changed_from(history, begin=begin)
    assert other.cancelled.sum() != history.cancelled.sum()
    learnt = calibrated(history=history, horizon=HORIZON, until=begin)
    again = calibrated(history=other, horizon=HORIZON, until=begin)
    np.testing.assert_array_equal(learnt.weekly, again.weekly)
    for name in ("arrivals", "steps", "wishes", "dispersion", "cancelled", "flexibility", "usual_first", "well_free"):
        np.testing.assert_array_equal(getattr(learnt.demand, name), getattr(again.demand, name), err_msg=name)


def test_what_happened_before_does_change_what_is_learnt() -> None:
    history = past()
    begin = UNTIL - timedelta(days=7 * HELD_BACK_WEEKS)
    other = changed_from(history, begin=begin - timedelta(days=7 * 4))
    learnt, again = (calibrated(history=each, horizon=HORIZON, until=begin) for each in (history, other))
    assert learnt.demand.cancelled != again.demand.cancelled
    assert (learnt.demand.arrivals != again.demand.arrivals).any()


def test_the_error_is_that_of_the_weeks_that_an_answer_tells_and_of_its_place() -> None:
    history = past()
    leads = history.leads.copy()
    leads[1] = np.roll(leads[1], 20, axis=1)
    history = replace(history, leads=leads)
    error = held_back_error(history=history, horizon=HORIZON, told_weeks=TOLD, offices=np.array([1]))
    assert [each.begin for each in error.city] == [UNTIL - timedelta(days=7 * weeks) for weeks in ORIGINS_WEEKS]
    assert error.there is not None
    pooled = np.sort(np.repeat(np.arange(REACH + 1), leads[1, -4:].sum(axis=0).astype(int)))
    assert error.there[0].happened == pooled[(len(pooled) - 1) // 2]
    # what happened before the ninth week is not in it
    earlier = leads.copy()
    earlier[:, -HELD_BACK_WEEKS : -HELD_BACK_WEEKS + 8] = 0
    same = held_back_error(
        history=replace(history, leads=earlier), horizon=HORIZON, told_weeks=TOLD, offices=np.array([1])
    )
    assert same.there is not None
    assert same.there[0] == error.there[0]
    assert same.city[0] == error.city[0]
