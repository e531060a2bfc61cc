"""Supply and demand of appointments by the day; plain numpy.

Each day people ask for appointments at offices (`arrivals`, with chance). Most take a time around the first day that is
well free, some sooner, some later (`wishes`); where a day is full they move on to the next that is not, up to the
horizon; who finds nothing is turned away. A small share of what is booked is cancelled each day, and can be had
again. Capacity and bookings are in steps of the city's grid. Several runs stand side by side: the first axis of every
array.

Two scenarios with the same seed meet the same chance (common random numbers), so that their difference is theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

EARLIEST = 60
"""Wishes reach so many days before and after the first day that is well free."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Who asks: `arrivals` by office and ISO weekday (0 is Monday), in requests a day."""

    arrivals: Numbers
    steps: Numbers
    """By office: what a request takes on average."""
    wishes: Numbers
    """How likely a wish lies d days from the first day that is well free: d from -EARLIEST to EARLIEST."""
    dispersion: float
    """Variance of a day's requests over their mean."""
    cancelled: float
    """The share of what is booked that is cancelled each day."""
    flexibility: float
    """How much an office is asked less for each day that its first free day is later than usual; 0: not at all."""
    usual_first: Numbers
    """By office: days to the first day that is well free, as it was."""
    well_free: float
    """A day is well free when this share of its capacity is."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is: `capacity` by office and day from the first day on, in steps, to `horizon` days after the run."""

    capacity: Numbers
    booked: Numbers
    """By office and days ahead: what is booked already when the run begins, also where that is beyond the horizon."""
    horizon: int
    """Nobody books further ahead, in days."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it, by run, day and office; in steps but for `first`."""

    asked: Numbers
    got: Numbers
    waited: Numbers
    """Steps that were booked, times the days that they were ahead."""
    turned_away: Numbers
    used: Numbers
    """Steps of the day's capacity that were booked when it came."""
    cancelled: Numbers
    left: Numbers
    """By run and office: what is booked for later when the run ends."""
    leads: Numbers
    """By run, whole week, office and days ahead: bookings, a count of people and not of steps."""

    def mean_wait(self, *, days: slice, offices: NDArray[np.int64] | slice = slice(None)) -> Numbers:
        """By run: mean days from request to appointment, weighted by steps."""
        got = self.got[:, days][:, :, offices].sum(axis=(1, 2))
        waited: Numbers = self.waited[:, days][:, :, offices].sum(axis=(1, 2)) / np.maximum(got, 1e-9)
        return waited

    def median_lead(self, *, weeks: slice, offices: NDArray[np.int64] | slice = slice(None)) -> Numbers:
        """By run: days from booking to appointment, as the indicator `lead-time-median` counts them."""
        return medians(self.leads[:, weeks][:, :, offices].sum(axis=(1, 2)))

    def share_soon(self, *, weeks: slice, promise_days: int) -> Numbers:
        """By run: the share of bookings within the promise, as the indicator `fourteen-days` counts them."""
        leads = self.leads[:, weeks].sum(axis=(1, 2))
        share: Numbers = leads[:, : promise_days + 1].sum(axis=1) / np.maximum(leads.sum(axis=1), 1e-9)
        return share

    def share_turned_away(self, *, days: slice) -> Numbers:
        """By run: the share of what was asked for that was not to be had within the horizon."""
        asked = self.asked[:, days].sum(axis=(1, 2))
        share: Numbers = self.turned_away[:, days].sum(axis=(1, 2)) / np.maximum(asked, 1e-9)
        return share


def medians(leads: Numbers) -> Numbers:
    """Of bookings by days ahead (the last axis) the smallest lead that half of them do not exceed, as ADR 33 has it.

    Nothing booked is 0.
    """
    reached = leads.cumsum(axis=-1)
    # sums of parts of people: a hair below the half is the half
    is_half = reached >= 0.5 * reached[..., -1:] * (1 - 1e-9)
    found: Numbers = is_half.argmax(axis=-1).astype(float)
    return found


def simulate(*, demand: Demand, supply: Supply, first_weekday: int, days: int, runs: int, seed: int) -> Run:
    """`days` days from a day that is `first_weekday` (0 is Monday), `runs` times; the same seed is the same chance."""
    offices, horizon = len(demand.steps), supply.horizon
    chance = np.random.default_rng(seed).standard_normal((runs, days, offices))
    reach = max(horizon + 1, supply.booked.shape[1])
    taken = np.zeros((runs, offices, reach))
    taken[..., : supply.booked.shape[1]] = supply.booked
    results = {name: np.zeros((runs, days, offices)) for name in _BY_DAY}
    leads = np.zeros((runs, days // 7, offices, horizon + 1))
    for day in range(days):
        capacity = supply.capacity[:, day : day + horizon + 1]
        open_to_all = taken[..., : horizon + 1]
        first = _first_well_free(open_to_all, capacity, demand.well_free)
        asked = _asked(demand, first=first, weekday=(first_weekday + day) % 7, chance=chance[:, day]) * demand.steps
        wishes = asked[..., None] * _spread(demand.wishes, first=first, horizon=horizon)
        booked, turned_away = _booked(wishes, np.maximum(capacity - open_to_all, 0))
        open_to_all += booked
        ahead = np.arange(horizon + 1)
        results["asked"][:, day] = asked
        results["got"][:, day] = booked.sum(axis=2)
        results["waited"][:, day] = (booked * ahead).sum(axis=2)
        if day // 7 < leads.shape[1]:
            leads[:, day // 7] += booked / np.maximum(demand.steps, 1e-9)[:, None]
        results["turned_away"][:, day] = turned_away
        results["used"][:, day] = taken[..., 0]
        gone = taken[..., 1:] * demand.cancelled
        results["cancelled"][:, day] = gone.sum(axis=2)
        taken[..., :-1] = taken[..., 1:] - gone
        taken[..., -1] = 0
    return Run(**results, left=taken.sum(axis=2), leads=leads)


_BY_DAY = ("asked", "got", "waited", "turned_away", "used", "cancelled")


def _first_well_free(taken: Numbers, capacity: Numbers, well_free: float) -> NDArray[np.int64]:
    """By run and office: days to the first day that is well free; the horizon where there is none."""
    is_free = (capacity > 0) & (taken <= (1 - well_free) * capacity)
    first: NDArray[np.int64] = np.where(is_free.any(axis=2), is_free.argmax(axis=2), capacity.shape[1] - 1)
    return first


def _asked(demand: Demand, *, first: NDArray[np.int64], weekday: int, chance: Numbers) -> Numbers:
    """By run and office: how many ask today. Who is flexible goes where it is sooner; in sum as many ask."""
    usual = demand.arrivals[:, weekday]
    drawn = usual * np.exp(-demand.flexibility * (first - demand.usual_first))
    total = drawn.sum(axis=1, keepdims=True)
    expected = drawn * (usual.sum() / np.maximum(total, 1e-9))
    asked: Numbers = np.maximum(expected + np.sqrt(demand.dispersion * expected) * chance, 0)
    return asked


def _spread(wishes: Numbers, *, first: NDArray[np.int64], horizon: int) -> Numbers:
    """By run, office and days ahead: how likely a wish is, given the first day that is well free."""
    places = np.arange(horizon + 1) - first[..., None] + EARLIEST
    inside = (places >= 0) & (places < len(wishes))
    spread = np.where(inside, wishes[np.clip(places, 0, len(wishes) - 1)], 0.0)
    # who would have come sooner than today comes today
    before = np.concatenate([[0.0], np.cumsum(wishes)])
    spread[..., 0] += before[np.clip(EARLIEST - first, 0, len(wishes))]
    normal: Numbers = spread / np.maximum(spread.sum(axis=2, keepdims=True), 1e-9)
    return normal


def _booked(wishes: Numbers, free: Numbers) -> tuple[Numbers, Numbers]:
    """What each day ahead takes, and what none does: where a day is full, the rest moves on to the next."""
    booked, rest = np.zeros_like(wishes), np.zeros(wishes.shape[:2])
    for ahead in range(wishes.shape[2]):
        wanted = rest + wishes[..., ahead]
        booked[..., ahead] = np.minimum(wanted, free[..., ahead])
        rest = wanted - booked[..., ahead]
    return booked, rest
