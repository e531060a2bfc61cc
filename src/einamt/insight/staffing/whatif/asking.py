"""What would be if: a question to the model, and what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from einamt.insight.staffing.errors import NoShowsUnknown, PlaceWithheld
from einamt.insight.staffing.whatif.calibrating import (
    Error,
    Model,
    Trial,
    calibrated,
    held_back_error,
    run_of,
    supply_of,
)
from einamt.insight.staffing.whatif.history import HELD_BACK_WEEKS, History, history
from einamt.insight.staffing.whatif.question import Answer, Told, Tried, WhatIf
from einamt.insight.steering.indicators.appointments import LEAD_TIME
from einamt.insight.steering.indicators.definition import Dimension
from einamt.insight.steering.protecting import protections
from einamt.kernel.periods import Days, months_later

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from einamt.insight.staffing.whatif.simulation import Demand, Numbers, Run, Supply

TOLD = slice(HELD_BACK_WEEKS - 4, HELD_BACK_WEEKS)
"""The weeks after the begin over which an answer and the trials are told: the ninth to the twelfth."""
STUDENT = 3.18
"""Student's t for 95 of 100 with as many degrees of freedom as there are trials (three, whose mean is known: 0)."""
MONTHS_TOLD = 6
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

    :raises PlaceWithheld: see `check_place_told`.
    :raises TooLittleHistory: there is too little to learn from.
    :raises NoShowsUnknown: see `changed_demand`.
    """
    check_place_told(place=question.place, today=today)
    reach = min(max(horizon, question.horizon_days or 0, DAYS_HELD), DAYS_REACH)
    past = history(today=today, step_minutes=step_minutes, reach=reach)
    offices = offices_at(question.place, past=past) if question.place and not question.is_closed else None
    error = held_back_error(history=past, horizon=horizon, told_weeks=TOLD, offices=offices)
    model = calibrated(history=past, horizon=horizon, until=past.until)
    days = 7 * HELD_BACK_WEEKS
    supply = supply_of(history=past, model=model, begin=past.until, days=days, horizon=max(horizon, reach))
    supply = replace(supply, horizon=horizon)
    changed = changed_supply(question, supply=supply, past=past)
    demand = changed_demand(question, demand=model.demand, past=past, no_show=no_show)
    begin = past.until
    now = run_of(model=model, supply=supply, begin=begin, days=days, runs=RUNS)
    then = run_of(model=Model(demand, model.weekly), supply=changed, begin=begin, days=days, runs=RUNS)
    return _answer(begin=begin, offices=offices, error=error, now=now, then=then, promise_days=promise_days)


def check_place_told(*, place: str, today: date) -> None:
    """Of a place only what the indicators tell of it, in each of the last whole months (ADR 33).

    A question about a place that they withhold is not answered for the city either: the difference would be its own.

    :raises PlaceWithheld: the indicators withhold it.
    """
    if not place:
        return
    kind, _, identifier = place.partition(":")
    is_district = kind == "district"
    by = Dimension.DISTRICT if is_district else Dimension.OFFICE
    days = Days(months_later(today, -MONTHS_TOLD), months_later(today, 0))
    [told] = protections(indicators=[LEAD_TIME], periods=[days], by=[by])
    district, office = (identifier, "") if is_district else ("", identifier)
    if not told or not told[LEAD_TIME.code].tells(days=days, district=district, office=office):
        raise PlaceWithheld


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


def _answer(
    *, begin: date, offices: NDArray[np.int64] | None, error: Error, now: Run, then: Run, promise_days: int
) -> Answer:
    days = slice(7 * TOLD.start, 7 * TOLD.stop)
    wait = _told(now.median_lead(weeks=TOLD), then.median_lead(weeks=TOLD), trials=error.city)
    there = None
    if offices is not None and error.there is not None:
        found = [run.median_lead(weeks=TOLD, offices=offices) for run in (now, then)]
        there = _told(*found, trials=error.there)
    return Answer(
        begin=begin.isoformat(),
        wait=wait,
        soon=_told(*(run.share_soon(weeks=TOLD, promise_days=promise_days) for run in (now, then))),
        turned_away=_told(*(run.share_turned_away(days=days) for run in (now, then))),
        error_days=_mean_error(error.city),
        can_be_told=wait.is_beyond_chance,
        wait_there=there,
        error_there_days=None if error.there is None else _mean_error(error.there),
        can_be_told_there=there is not None and there.is_beyond_chance,
        trials=[Tried(each.begin.isoformat(), each.foretold, each.happened) for each in error.city],
        weekly_now=_weekly(now),
        weekly_then=_weekly(then),
    )


def _mean_error(trials: Sequence[Trial]) -> float:
    return float(np.mean([abs(each.miss) for each in trials]))


def _told(now: Numbers, then: Numbers, *, trials: Sequence[Trial] = ()) -> Told:
    """With the interval of the difference: of chance, and of the model's error where it was tried.

    The two are independent, so their half widths add up in squares. The error of a difference is taken to be as large
    as that of a figure, since nobody has seen both worlds.
    """
    difference = then - now
    mean = float(difference.mean())
    low, high = np.quantile(difference, INTERVAL)
    model = STUDENT * float(np.sqrt(np.mean([each.miss**2 for each in trials]))) if trials else 0.0
    return Told(
        float(now.mean()),
        float(then.mean()),
        mean,
        mean - float(np.hypot(mean - low, model)),
        mean + float(np.hypot(high - mean, model)),
    )


def _weekly(run: Run) -> list[float]:
    weeks = range(HELD_BACK_WEEKS)
    return [float(run.median_lead(weeks=slice(week, week + 1)).mean()) for week in weeks]
