"""How busy the demo's districts or municipalities are, and how far ahead people book: one model for the past and the
future.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

SEED = 115
SOON, LOOKED_BEYOND, DIFFER, NEARLY_FULL = 0.15, 20.0, 2.0, 0.97
"""The share of appointments that are had at once, because somebody cancelled; how many days after the first free time
the others choose theirs, about; by how many days services and offices differ in that; and how much of a day is
taken where its first times are free.
"""


@dataclass(frozen=True, slots=True)
class Pressure:
    """How things stand in one district: days until anything is free, and the share of people who do not come."""

    days_booked_out: int
    no_show: float
    horizon_days: int
    """Nobody books further ahead."""

    def fill(self, *, days_ahead: int) -> float:
        """The share of a day's capacity that is booked `days_ahead` days before it: all of it where nothing is free;
        beyond, what those have taken who book so far ahead, so that bookings come at the same rate on all days.
        """
        if days_ahead < self.days_booked_out:
            return 1.0
        weights = self.lead_weights()
        return NEARLY_FULL * float(weights[days_ahead:].sum() / weights[self.days_booked_out :].sum())

    def lead_weights(self) -> NDArray[np.float64]:
        """How likely an appointment lies 0 to `horizon_days` days after its booking: some soon (cancelled times), most
        where the first times are free, fewer and fewer beyond.
        """
        days = np.arange(self.horizon_days + 1)
        soon = np.where(days < self.days_booked_out, np.exp(-days / 4), 0.0)
        after = days - self.days_booked_out
        beyond = np.exp(-after / LOOKED_BEYOND) / (1 + np.exp(-after / DIFFER))
        share = SOON if self.days_booked_out else 0.0
        weights: NDArray[np.float64] = share * soon / max(soon.sum(), 1.0) + (1 - share) * beyond / beyond.sum()
        return weights


def pressures(
    *, districts: list[str], days_booked_out: tuple[int, int], no_show: tuple[float, float], horizon_days: int
) -> dict[str, Pressure]:
    """The pressure of each district by its key, from the calmest to the busiest; the same at each seeding.

    `days_booked_out` and `no_show` give both ends: days until anything is free, and the share that does not come.
    """
    generator = np.random.default_rng(SEED)
    days = np.linspace(*days_booked_out, len(districts)).round().astype(int)
    no_shows = np.linspace(*no_show, len(districts))
    generator.shuffle(days)
    generator.shuffle(no_shows)
    return {
        district: Pressure(days_booked_out=int(day), no_show=float(share), horizon_days=horizon_days)
        for district, day, share in zip(sorted(districts), days, no_shows, strict=True)
    }


def leads(*, pressure: Pressure, at_least: NDArray[np.int64], generator: Generator) -> NDArray[np.int64]:
    """For each visit, how many days before it was booked, given that it was at least so many (0 to the horizon)."""
    cumulated = np.cumsum(pressure.lead_weights())
    below = np.where(at_least > 0, cumulated[np.maximum(at_least, 1) - 1], 0.0)
    draws = below + generator.random(len(at_least)) * (cumulated[-1] - below)
    chosen: NDArray[np.int64] = np.clip(np.searchsorted(cumulated, draws), at_least, pressure.horizon_days)
    return chosen
