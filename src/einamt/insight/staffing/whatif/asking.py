"""What would be if: a question to the model, and what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from einamt.insight.staffing.errors import NoShowsUnknown
from einamt.insight.staffing.whatif.calibrating import Error, Model, calibrated, held_back_error, run_of, supply_of
from einamt.insight.staffing.whatif.history import History, history
from einamt.insight.staffing.whatif.question import Answer, Told, WhatIf

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from einamt.insight.staffing.whatif.simulation import Demand, Numbers, Run, Supply

WEEKS, TOLD_WEEKS = 12, 4
"""How far the model looks ahead, and over which last weeks of that the answer is told."""
RUNS = 40
INTERVAL = (0.025, 0.975)
COMES_BACK = 0.5
"""How many of those who did not come ask again. Assumed: no fact says it."""
DAYS_HELD, DAYS_REACH = 56, 120
"""Bookings are looked at so many days ahead at least, and at most."""


def answered(
    *, question: WhatIf, today: date, step_minutes: int, horizon: int, promise_days: int, no_show: float | None
) -> Answer:
    """Ask the model, learnt from the facts until the last Monday; `no_show` is the share now, where it is known.

    :raises TooLittleHistory: there is too little to learn from.
    :raises NoShowsUnknown: see `changed_demand`.
    """
    reach = min(max(horizon, question.horizon_days or 0, DAYS_HELD), DAYS_REACH)
    past = history(today=today, step_minutes=step_minutes, reach=reach)
    error = held_back_error(history=past, horizon=horizon, promise_days=promise_days)
    model = calibrated(history=past, horizon=horizon, promise_days=promise_days, until=past.until)
    days = 7 * WEEKS
    supply = supply_of(history=past, model=model, begin=past.until, days=days, horizon=max(horizon, reach))
    supply = replace(supply, horizon=horizon)
    changed = changed_supply(question, supply=supply, past=past)
    demand = changed_demand(question, demand=model.demand, past=past, no_show=no_show)
    begin = past.until
    now = run_of(model=model, supply=supply, begin=begin, days=days, promise_days=promise_days, runs=RUNS)
    then = run_of(
        model=Model(demand, model.weekly), supply=changed, begin=begin, days=days, promise_days=promise_days, runs=RUNS
    )
    return _answer(question, past=past, error=error, now=now, then=then)


def changed_supply(question: WhatIf, *, supply: Supply, past: History) -> Supply:
    """What there would be."""
    capacity = supply.capacity.copy()
    offices = offices_at(question.place, past=past)
    days = [past.until + timedelta(days=ahead) for ahead in range(capacity.shape[1])]
    for weekday in question.weekdays:
        share = question.counters / max(len(offices), 1)
        more = share * past.counter_steps[offices, weekday]
        on = np.array([day.weekday() == weekday and day not in past.holidays for day in days])
        capacity[np.ix_(offices, np.flatnonzero(on))] += more[:, None]
    if question.is_closed and question.place:
        capacity[offices] = 0
    horizon = question.horizon_days if question.horizon_days is not None else supply.horizon
    return replace(supply, capacity=np.maximum(capacity, 0), horizon=horizon)


def changed_demand(question: WhatIf, *, demand: Demand, past: History, no_show: float | None) -> Demand:
    """What people would ask for.

    :raises NoShowsUnknown: it is asked what fewer or more no-shows would do, and nobody knows how many there are.
    """
    factor = 1 + question.demand_percent / 100
    if question.no_show_percent is not None:
        if no_show is None:
            raise NoShowsUnknown
        factor *= (1 + COMES_BACK * question.no_show_percent / 100) / (1 + COMES_BACK * no_show)
    arrivals = demand.arrivals * factor
    if question.is_closed and question.place:
        closed = offices_at(question.place, past=past)
        usual = arrivals.sum(axis=0)
        arrivals = arrivals.copy()
        arrivals[closed] = 0
        arrivals *= usual / np.maximum(arrivals.sum(axis=0), 1e-9)
    return replace(demand, arrivals=arrivals)


def offices_at(place: str, *, past: History) -> NDArray[np.int64]:
    """The numbers of the offices at a place; all where none is named."""
    kind, _, identifier = place.partition(":")
    found = [
        number
        for number, each in enumerate(past.places)
        if not place or (each.district if kind == "district" else each.identifier) == identifier
    ]
    return np.array(found, dtype=np.int64)


def _answer(question: WhatIf, *, past: History, error: Error, now: Run, then: Run) -> Answer:
    last = slice(7 * (WEEKS - TOLD_WEEKS), 7 * WEEKS)
    wait = _told(now.mean_wait(days=last), then.mean_wait(days=last))
    there, error_there = None, None
    if question.place and not question.is_closed:
        offices = offices_at(question.place, past=past)
        there = _told(now.mean_wait(days=last, offices=offices), then.mean_wait(days=last, offices=offices))
        error_there = float(error.places_days[offices].mean())
    return Answer(
        begin=past.until.isoformat(),
        wait=wait,
        soon=_told(now.share_soon(days=last), then.share_soon(days=last)),
        turned_away=_told(now.share_turned_away(days=last), then.share_turned_away(days=last)),
        error_days=error.city_days,
        can_be_told=abs(wait.difference) > error.city_days,
        wait_there=there,
        error_there_days=error_there,
        can_be_told_there=there is not None and error_there is not None and abs(there.difference) > error_there,
        predicted=list(error.predicted),
        happened=list(error.happened),
        weekly_now=_weekly(now),
        weekly_then=_weekly(then),
    )


def _told(now: Numbers, then: Numbers) -> Told:
    difference = then - now
    low, high = np.quantile(difference, INTERVAL)
    return Told(float(now.mean()), float(then.mean()), float(difference.mean()), float(low), float(high))


def _weekly(run: Run) -> list[float]:
    return [float(run.mean_wait(days=slice(7 * week, 7 * week + 7)).mean()) for week in range(WEEKS)]
