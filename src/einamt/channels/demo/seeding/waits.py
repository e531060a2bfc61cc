"""The year before: how far away free times would have been, each morning, for every service at every office."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from einamt.channels.demo.seeding.demand import SEED
from einamt.platform.facts.writer import write_history
from einamt.procedures.appointments.facts import WAIT
from einamt.procedures.appointments.waits import Wait, waits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

DAYS = 365
MEASURED_MINUTE = 6 * 60
"""Of the day, UTC: in the morning, before the offices open."""


def write(*, horizon_days: int, until: date, now: datetime) -> int:
    """Facts of the days before `until`, which lead to what is free at `now`; how many.

    A district's offices have their better and worse weeks together: what they have today, times a factor that wanders
    back from 1. On the last days it is nearly today's.
    """
    found = waits(now=now)
    if not found:
        return 0
    generator = np.random.default_rng(SEED)
    factors = {district: _wandering(generator) for district in sorted({wait.district_identifier for wait in found})}
    factor = np.concatenate([factors[wait.district_identifier] for wait in found])
    noise = generator.normal(0, 0.6, factor.shape)
    first = np.datetime64(until) - np.timedelta64(DAYS, "D")
    measured_on = np.tile(first + np.arange(DAYS), len(found))
    return write_history(
        schema=WAIT,
        columns={
            "occurred_at": measured_on.astype("datetime64[m]") + np.timedelta64(MEASURED_MINUTE, "m"),
            "measured_on": measured_on,
            "horizon_days": np.full(len(measured_on), horizon_days),
            "first_days": _days(found, lambda wait: wait.first_days, factor, noise, horizon_days),
            "third_days": _days(found, lambda wait: wait.third_days, factor, noise, horizon_days),
            "service": _texts([wait.service_identifier for wait in found]),
            "district": _texts([wait.district_identifier for wait in found]),
            "office": _texts([wait.office_identifier for wait in found]),
        },
        now=now,
    )


def _texts(values: list[str]) -> NDArray[np.object_]:
    return np.repeat(np.array(values, dtype=object), DAYS)


def _wandering(generator: Generator) -> NDArray[np.float64]:
    """A factor for each day, the oldest first: 1 at the end, seldom below half or above double before."""
    back = np.cumsum(generator.normal(0.0006, 0.028, DAYS))
    return np.exp(np.clip(back, -0.7, 0.7))[::-1]


def _days(
    found: Sequence[Wait],
    value: Callable[[Wait], int | None],
    factor: NDArray[np.float64],
    noise: NDArray[np.float64],
    horizon_days: int,
) -> np.ma.MaskedArray[tuple[int], np.dtype[np.int64]]:
    """Days for every entry of `found` on every day; beyond the horizon there is none."""
    now = np.repeat(np.array([horizon_days if value(wait) is None else value(wait) for wait in found], float), DAYS)
    days = np.maximum(0, np.rint(now * factor + noise)).astype(int)
    return np.ma.masked_array(days, mask=days >= horizon_days)
