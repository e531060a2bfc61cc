"""From history to a model: what people ask for, what there is; and how far the model errs on weeks held back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from einamt.insight.staffing.whatif.history import HELD_BACK_WEEKS, LEARNT_WEEKS, ORIGINS_WEEKS, History
from einamt.insight.staffing.whatif.simulation import EARLIEST, Demand, Run, Supply, medians, simulate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from einamt.insight.staffing.whatif.simulation import Numbers

RUNS, SEED = 12, 115
FULL_AT = 0.9
"""The capacity of a weekday is what was taken on the ninth of ten such days, by order: nobody wrote it down."""
WELL_FREE = (0.05, 0.1, 0.2, 0.35)
"""What is tried for `Demand.well_free`; the one that errs least on weeks that may be learnt from is taken."""


@dataclass(frozen=True, slots=True)
class Model:
    """Demand and weekly capacity, as learnt until a day."""

    demand: Demand
    weekly: Numbers
    """By office and weekday: capacity in steps."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What the model foretold of weeks that it had not seen, and what happened: median days from booking to visit.

    Both are told over the same weeks after the begin as an answer is.
    """

    begin: date
    foretold: float
    happened: float

    @property
    def miss(self) -> float:
        """How far it erred, in days; above 0 it foretold too much."""
        return self.foretold - self.happened


@dataclass(frozen=True, slots=True)
class Error:
    """The trials of the city, and of a place where one was asked about."""

    city: tuple[Trial, ...]
    there: tuple[Trial, ...] | None


def calibrated(*, history: History, horizon: int, until: date) -> Model:
    """What can be learnt until a day; `until` is one on which bookings were looked at."""
    models = [_learnt(history, horizon=horizon, until=until, well_free=well_free) for well_free in WELL_FREE]
    trial = until - timedelta(days=7 * 4 - 2)
    trials = [day for day in history.booked_at if day <= trial]
    begin = max(trials)
    misses = [_mean_miss(history, model, begin=begin, weeks=3, horizon=horizon) for model in models]
    return models[int(np.argmin(misses))]


def held_back_error(*, history: History, horizon: int, told_weeks: slice, offices: NDArray[np.int64] | None) -> Error:
    """Begin on several days in the past, learn only from what was before, foretell, and compare."""
    pairs = [
        _trials(history, begin=history.until - timedelta(days=7 * weeks), horizon=horizon, weeks=told_weeks, at=offices)
        for weeks in ORIGINS_WEEKS
    ]
    there = tuple(there for _, there in pairs if there is not None)
    return Error(city=tuple(city for city, _ in pairs), there=there or None)


def _trials(
    history: History, *, begin: date, horizon: int, weeks: slice, at: NDArray[np.int64] | None
) -> tuple[Trial, Trial | None]:
    model = calibrated(history=history, horizon=horizon, until=begin)
    days = 7 * HELD_BACK_WEEKS
    run = run_of(
        model=model,
        supply=supply_of(history=history, model=model, begin=begin, days=days, horizon=horizon),
        begin=begin,
        days=days,
        runs=RUNS,
    )
    first = history.offset(begin) // 7
    happened = history.leads[:, first + weeks.start : first + weeks.stop].sum(axis=1)

    def trial(offices: NDArray[np.int64] | slice) -> Trial:
        foretold = float(run.median_lead(weeks=weeks, offices=offices).mean())
        return Trial(begin, foretold, float(medians(happened[offices].sum(axis=0))))

    return trial(slice(None)), None if at is None else trial(at)


def supply_of(*, history: History, model: Model, begin: date, days: int, horizon: int) -> Supply:
    """The weekly capacity from a day on, without holidays, and what is booked already on that day."""
    length = days + max(horizon, history.booked_at[begin].shape[1]) + 1
    capacity = np.zeros((len(history.places), length))
    for ahead in range(length):
        day = begin + timedelta(days=ahead)
        if day not in history.holidays:
            capacity[:, ahead] = model.weekly[:, day.weekday()]
    return Supply(capacity=capacity, booked=history.booked_at[begin], horizon=horizon)


def _learnt(history: History, *, horizon: int, until: date, well_free: float) -> Model:
    weekly = _weekly_capacity(history, until=until)
    firsts, wishes = _wishes(history, weekly, until=until, well_free=well_free, horizon=horizon)
    end = history.offset(until)
    recent = slice(max(0, end - 7 * LEARNT_WEEKS), end)
    weekdays = _weekdays(recent)
    arrivals = np.stack([history.requests[:, recent][:, weekdays == day].mean(axis=1) for day in range(7)], axis=1)
    count = history.requests[:, :end].sum(axis=1)
    demand = Demand(
        arrivals=arrivals,
        steps=history.asked[:, :end].sum(axis=1) / np.maximum(count, 1),
        wishes=wishes,
        dispersion=_dispersion(history.requests[:, recent], arrivals[:, weekdays]),
        cancelled=float(history.cancelled[:end].sum()) / max(float(history.waited[:, :end].sum()), 1.0),
        flexibility=_flexibility(history, firsts),
        usual_first=np.mean(list(firsts.values()), axis=0),
        well_free=well_free,
    )
    return Model(demand, weekly)


def _weekdays(days: slice) -> NDArray[np.int64]:
    """The weekday of each of `days`; history begins on a Monday."""
    return np.arange(days.start, days.stop) % 7


def _weekly_capacity(history: History, *, until: date) -> Numbers:
    end = history.offset(until)
    weekdays = _weekdays(slice(0, end))
    return np.stack(
        [np.quantile(history.taken[:, :end][:, weekdays == day], FULL_AT, axis=1) for day in range(7)], axis=1
    )


def _wishes(
    history: History, weekly: Numbers, *, until: date, well_free: float, horizon: int
) -> tuple[dict[date, Numbers], Numbers]:
    """The first well free day of each office on each day of looking, and how far from it people booked."""
    counts = np.zeros(2 * EARLIEST + 1)
    firsts: dict[date, Numbers] = {}
    for look in history.looks(until=until):
        ahead = np.arange(min(horizon + 1, history.booked_at[look].shape[1]))
        capacity = weekly[:, (look.weekday() + ahead) % 7]
        booked = history.booked_at[look][:, : len(ahead)]
        is_free = (capacity > 0) & (booked <= (1 - well_free) * capacity)
        first = np.where(is_free.any(axis=1), is_free.argmax(axis=1), horizon)
        firsts[look] = first.astype(float)
        leads = history.leads_at[look][:, : len(ahead)]
        places = np.clip(ahead - first[:, None] + EARLIEST, 0, 2 * EARLIEST)
        np.add.at(counts, places.ravel(), leads.ravel())
    return firsts, counts / max(counts.sum(), 1)


def _dispersion(requests: Numbers, expected: Numbers) -> float:
    """Variance over mean; at least that of pure chance."""
    has_some = expected > 1
    if not has_some.any():
        return 1.0
    return max(1.0, float(((requests - expected)[has_some] ** 2 / expected[has_some]).mean()))


def _flexibility(history: History, firsts: dict[date, Numbers]) -> float:
    """How much less an office was asked, in logarithms, for each day that its first free day was later than usual."""
    looks = list(firsts)
    if len(looks) < 3:
        return 0.0
    first = np.stack([firsts[day] for day in looks])
    asked = np.stack([history.requests[:, history.offset(day)] for day in looks])
    share = np.log((asked + 1) / (asked + 1).sum(axis=1, keepdims=True))
    later = first - first.mean(axis=0) - (first - first.mean(axis=0)).mean(axis=1, keepdims=True)
    less = share - share.mean(axis=0)
    spread = float((later**2).sum())
    return float(np.clip(-(later * less).sum() / spread, 0, 0.1)) if spread else 0.0


def _mean_miss(history: History, model: Model, *, begin: date, weeks: int, horizon: int) -> float:
    """How far weekly mean days of the city were missed; the mean, since it tells values apart that have one median."""
    days = 7 * weeks
    supply = supply_of(history=history, model=model, begin=begin, days=days, horizon=horizon)
    run = run_of(model=model, supply=supply, begin=begin, days=days, runs=RUNS)
    first = history.offset(begin)
    misses = []
    for week in range(weeks):
        of_week = slice(first + 7 * week, first + 7 * week + 7)
        happened = history.waited[:, of_week].sum() / max(history.asked[:, of_week].sum(), 1e-9)
        misses.append(abs(happened - run.mean_wait(days=slice(7 * week, 7 * week + 7)).mean()))
    return float(np.mean(misses))


def run_of(*, model: Model, supply: Supply, begin: date, days: int, runs: int) -> Run:
    """A run from `begin` on, with the chance that all scenarios share."""
    return simulate(
        demand=model.demand,
        supply=supply,
        first_weekday=begin.weekday(),
        days=days,
        runs=runs,
        seed=SEED,
    )
