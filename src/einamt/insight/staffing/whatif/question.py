"""A question to the model and its answer, as they are kept; plain Python, without numpy."""

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A question. `place` is "", "district:…" or "office:…" (identifiers); what is None stays as it is."""

    place: str = ""
    counters: int = 0
    """So many more (below 0: fewer) in the place on each of `weekdays`; a district shares them among its offices."""
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    """0 is Monday."""
    horizon_days: int | None = None
    is_closed: bool = False
    """The place is closed from the first day on; who would have gone there goes elsewhere."""
    demand_percent: int = 0
    """Everywhere."""
    no_show_percent: int | None = None
    """Everywhere: how many do not come."""

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"weekdays": list(self.weekdays)}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """The other way round."""
        return cls(**{**data, "weekdays": tuple(data["weekdays"])})


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as it is, as it would be, and the difference with its interval."""

    now: float
    then: float
    difference: float
    low: float
    high: float

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval of the difference leaves 0 out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial of the city: its first day (ISO), and median days foretold and happened over the weeks told."""

    begin: str
    foretold: float
    happened: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says about the city, and about the place where one was asked about.

    Waiting is the median of days from booking to appointment over the ninth to twelfth week, as the indicator
    `lead-time-median` counts it. `error_days` is the mean error of the trials over just these weeks. The intervals of
    waiting cover chance and that error; what includes 0 cannot be told.
    """

    begin: str
    wait: Told
    soon: Told
    turned_away: Told
    error_days: float
    can_be_told: bool
    wait_there: Told | None
    error_there_days: float | None
    can_be_told_there: bool
    trials: list[Tried]
    weekly_now: list[float]
    weekly_then: list[float]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """The other way round."""
        told = {name: Told(**data[name]) for name in ("wait", "soon", "turned_away")}
        there = Told(**data["wait_there"]) if data["wait_there"] else None
        trials = [Tried(**each) for each in data["trials"]]
        return cls(**{**data, **told, "wait_there": there, "trials": trials})
