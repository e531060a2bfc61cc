"""Places by months, as the comparison reads them; plain Python and numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Panel:
    """Values of places (rows) in months (columns), the oldest first."""

    values: Numbers
    """In the indicator's unit; not a number where nothing is told: that is missing, never zero."""
    weights: Numbers
    """The cases behind each value; 0 where nothing is told."""
    is_treated: Flags
    """By place."""
    is_after: Flags
    """By month: from the start of the measure on."""

    @property
    def is_told(self) -> Flags:
        """Which values there are."""
        told: Flags = np.isfinite(self.values) & (self.weights > 0)
        return told

    def comparable(self) -> Panel:
        """The places that are told in at least one month before and one after the start; of others nothing is known."""
        told = self.is_told
        keep = told[:, ~self.is_after].any(axis=1) & told[:, self.is_after].any(axis=1)
        return Panel(self.values[keep], self.weights[keep], self.is_treated[keep], self.is_after)

    def before(self) -> Panel:
        """The months before the start only."""
        months = ~self.is_after
        return Panel(self.values[:, months], self.weights[:, months], self.is_treated, self.is_after[months])

    def series(self, places: Flags) -> tuple[Numbers, Numbers]:
        """The values of some places together, weighted by their cases, with the cases behind them."""
        told = self.is_told & places[:, None]
        weights = np.where(told, self.weights, 0).sum(axis=0)
        sums = np.where(told, self.values * self.weights, 0).sum(axis=0)
        values = np.divide(sums, weights, out=np.full(len(weights), np.nan), where=weights > 0)
        return values, weights
