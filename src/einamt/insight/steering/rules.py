"""How figures are judged; plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass

from einamt.insight.steering.indicators.definition import Aim

FEWEST_FOR_A_SHARE = 20


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole. Of fewer than `FEWEST_FOR_A_SHARE` cases no percentage is given: it would say nothing."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1, or None where the whole is too small to tell."""
        return self.part / self.whole if self.whole >= FEWEST_FOR_A_SHARE else None


def meets(*, aim: Aim | None, value: float | None) -> bool | None:
    """Whether `value` is where it should be; None where one of the two is missing."""
    return None if value is None or aim is None else aim.distance_of(value) == 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a district stands against the promise: its longest way to a first free appointment."""

    district: str
    service: str
    days: int | None
    """None: nothing is free within the horizon."""


def breaking(*, standings: Sequence[Standing], promise_days: int) -> list[Standing]:
    """Those that do not keep the promise, the furthest first."""
    late = [standing for standing in standings if standing.days is None or standing.days > promise_days]
    return sorted(late, key=lambda standing: float("inf") if standing.days is None else standing.days, reverse=True)
