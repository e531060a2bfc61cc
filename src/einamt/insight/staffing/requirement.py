"""How many full-time posts an office needs: for the work, and so that nobody waits long in the hall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from einamt.insight.staffing.parameters import Parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS, SEED = 2000, 115
INTERVAL = (0.05, 0.95)
BLOCK_WEEKS = 4
"""Weeks are drawn by so many at once: a busy week seldom stands alone, and drawn singly they would look like chance."""
WEEKS_A_YEAR = 52
WORK_OFF_WEEKS = 26
"""Within so many weeks what waits beyond the promise is worked off."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of an office: visits by week, and minutes a visit takes (mean and its standard error)."""

    visits_by_week: Sequence[float]
    mean_minutes: float
    error_minutes: float
    spread_minutes: float
    """Standard deviation of a single visit."""
    open_minutes: float
    """In a week."""
    beyond_promise: float = 0
    """Appointments booked that lie further ahead than the promise."""
    not_found_by_week: float = 0
    """Searches that found nothing, in a week; the same person may have searched more than once."""


@dataclass(frozen=True, slots=True)
class Posts:
    """Full-time posts. `low` to `high` is the confidence interval (90 %) of `for_work`: of the mean demand and of
    the mean time, not of single weeks.
    """

    hours: float
    """Of handling in a year, without the allowance."""
    for_work: float
    low: float
    high: float
    counters: int | None
    """How many have to serve at once so that nine of ten wait no longer than promised; None: it is never open."""
    for_wait: float | None
    """Posts that fill these counters over all opening hours."""
    for_promise: tuple[float, float]
    """Posts for half a year that also work off what waits beyond the promise; the second if each search that found
    nothing were a person of its own who comes."""


def posts(*, load: Load, parameters: Parameters) -> Posts:
    """By the handbook: cases times mean minutes, with the allowance, over a person's year at work."""
    visits = np.asarray(load.visits_by_week, dtype=float)
    chance = np.random.default_rng(SEED)
    drawn_weeks = _drawn_means(visits, chance)
    drawn_minutes = np.maximum(chance.normal(load.mean_minutes, load.error_minutes, DRAWS), 0)
    drawn: NDArray[np.float64] = _posts(drawn_weeks * WEEKS_A_YEAR * drawn_minutes / 60, parameters)
    low, high = np.quantile(drawn, INTERVAL)
    hours = float(visits.mean()) * WEEKS_A_YEAR * load.mean_minutes / 60
    counters = _counters(load, float(visits.mean()), parameters.wait_minutes)
    open_hours = load.open_minutes * WEEKS_A_YEAR / 60
    weekly = float(visits.mean()) + load.beyond_promise / WORK_OFF_WEEKS
    asked = np.array([weekly, weekly + load.not_found_by_week])
    at_least, at_most = _posts(asked * WEEKS_A_YEAR * load.mean_minutes / 60, parameters)
    return Posts(
        hours=hours,
        for_work=hours * (1 + parameters.allowance) / parameters.annual_hours,
        low=float(low),
        high=float(high),
        counters=counters,
        for_wait=None
        if counters is None
        else counters * open_hours * (1 + parameters.allowance) / parameters.annual_hours,
        for_promise=(float(at_least), float(at_most)),
    )


def _drawn_means(visits: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.float64]:
    """Means of weeks drawn again in blocks, the last week followed by the first (circular block bootstrap)."""
    weeks = len(visits)
    starts = chance.integers(0, weeks, (DRAWS, math.ceil(weeks / BLOCK_WEEKS), 1))
    drawn = (starts + np.arange(BLOCK_WEEKS)) % weeks
    means: NDArray[np.float64] = visits[drawn.reshape(DRAWS, -1)[:, :weeks]].mean(axis=1)
    return means


def _posts(hours: NDArray[np.float64], parameters: Parameters) -> NDArray[np.float64]:
    return hours * (1 + parameters.allowance) / parameters.annual_hours


def _counters(load: Load, visits: float, wait_minutes: float) -> int | None:
    """The fewest counters at which nine of ten wait no longer than that, if people came as chance has it.

    Erlang's C formula, corrected for the spread of real handling times (Allen and Cunneen). People with appointments
    come more evenly than by chance: the true need lies below.
    """
    if not load.open_minutes or not load.mean_minutes:
        return None
    offered = visits * load.mean_minutes / load.open_minutes
    counters = max(1, math.ceil(offered + 1e-9))
    while (
        waiting_longer(
            counters=counters,
            offered=offered,
            minutes=load.mean_minutes,
            spread=load.spread_minutes,
            wait_minutes=wait_minutes,
        )
        > 1 - 0.9
    ):
        counters += 1
    return counters


def waiting_longer(*, counters: int, offered: float, minutes: float, spread: float, wait_minutes: float) -> float:
    """The share that waits longer than `wait_minutes` at `counters` with an offered load in Erlang; 1 where the load is
    not carried.
    """
    if offered >= counters:
        return 1.0
    blocked = 1.0
    for number in range(1, counters + 1):
        blocked = offered * blocked / (number + offered * blocked)
    delayed = blocked / (1 - offered / counters * (1 - blocked))
    variability = (1 + (spread / minutes) ** 2) / 2
    return delayed * math.exp(-(counters - offered) * wait_minutes / (minutes * variability))
