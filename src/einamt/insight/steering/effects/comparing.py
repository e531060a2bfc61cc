"""Difference in differences, judged against all the places that could have been treated instead.

The estimate is the coefficient of "treated and after the start" in a regression on places and months (two-way fixed
effects), weighted by cases. How much of it chance would make is read from placebos: the same estimate for every other
choice of as many places. Nothing is assumed of the errors but that any choice was as likely (Fisher; Abadie, Diamond
and Hainmueller 2010; MacKinnon and Webb 2020). Plain numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb, floor, inf
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from einamt.insight.steering.effects.panel import Flags, Numbers, Panel

    Rows = NDArray[np.intp]

MOST_CHOICES = 2000
"""Of more choices than this so many are drawn, the same each time."""
SEED = 115
LEVELS = (0.95, 0.9)
"""Of confidence: the first one that the number of placebos allows."""
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Placebo:
    """The estimate as if other places had been treated."""

    places: tuple[int, ...]
    """Their rows in the panel."""
    estimate: float
    share: float
    """How much of a true effect in the treated places it would show: below 1, mostly a little below 0."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An effect in the indicator's unit, with the placebos that it is judged against."""

    estimate: float
    placebos: tuple[Placebo, ...]

    @property
    def level(self) -> float | None:
        """Of confidence, as the number of placebos allows; None where they are too few for any."""
        return next((each for each in LEVELS if round((1 - each) * (1 + len(self.placebos)), 9) >= 1), None)

    def p_value(self, *, effect: float = 0.0) -> float:
        """How often chance alone gives at least as much, if the effect is `effect`: (1 + placebos) / (1 + all)."""
        own = abs(self.estimate - effect)
        as_much = sum(abs(each.estimate - effect * each.share) >= own - _TINY * max(own, 1) for each in self.placebos)
        return (1 + as_much) / (1 + len(self.placebos))

    @property
    def interval(self) -> tuple[float, float]:
        """All effects that are not refuted at the level; without bounds where there is no level.

        Each placebo bears out the effects between two bounds around the estimate, so that the interval begins and ends
        where enough placebos do.
        """
        if self.level is None:
            return -inf, inf
        needed = floor((1 - self.level) * (1 + len(self.placebos)) - 1 + _TINY) + 1
        bounds = [
            sorted(
                ((self.estimate - each.estimate) / (1 - each.share), (self.estimate + each.estimate) / (1 + each.share))
            )
            for each in self.placebos
        ]
        lower, upper = sorted(low for low, _ in bounds), sorted((high for _, high in bounds), reverse=True)
        return lower[needed - 1], upper[needed - 1]


def compare(panel: Panel) -> Comparison | None:
    """The effect of the measure; None where treated places have nothing to be compared with, before or after."""
    usable = panel.comparable()
    return _comparison(usable, usable.is_after.astype(float))


def compare_trends(panel: Panel) -> Comparison | None:
    """How much faster than the others the treated places moved before the start, by month; None as above."""
    usable = panel.comparable().before()
    return _comparison(usable, np.arange(usable.values.shape[1], dtype=float))


def _comparison(panel: Panel, dose: Numbers) -> Comparison | None:
    """The effect of `dose` (by month) in the treated places, and in each other choice of as many."""
    if panel.is_treated.all() or not panel.is_treated.any():
        return None
    choices = _choices(panel.is_treated)
    told = panel.is_told
    place, month = np.nonzero(told)
    weights = panel.weights[told]
    doses = choices[:, place] * dose[month]  # one row a choice
    residual = _without_effects(doses, place, month, weights)
    own = residual @ (weights * doses[0])
    information = (residual * weights * doses).sum(axis=1)
    enough = information > _TINY * max(float(information.max(initial=0.0)), 1.0)
    if not enough[0]:
        return None
    estimates = residual @ (weights * panel.values[told])
    return Comparison(
        estimate=float(estimates[0] / information[0]),
        placebos=tuple(
            Placebo(
                places=tuple(int(each) for each in np.nonzero(choices[number])[0]),
                estimate=float(estimates[number] / information[number]),
                share=float(own[number] / information[number]),
            )
            for number in range(1, len(choices))
            if enough[number]
        ),
    )


def _without_effects(doses: Numbers, place: Rows, month: Rows, weights: Numbers) -> Numbers:
    """What is left of each row once places and months have explained all they can, by weighted least squares."""
    dummies = np.concatenate(
        [place[:, None] == np.unique(place)[None, :], month[:, None] == np.unique(month)[None, 1:]], axis=1
    ).astype(float)
    weighted = dummies * weights[:, None]
    explained = np.linalg.pinv(dummies.T @ weighted, hermitian=True) @ (weighted.T @ doses.T)
    left: Numbers = doses - (dummies @ explained).T
    return left


def _choices(is_treated: Flags) -> Flags:
    """The treated places, then every other choice of as many, or a sample of them."""
    count, chosen = len(is_treated), int(is_treated.sum())
    treated = tuple(np.nonzero(is_treated)[0].tolist())
    if comb(count, chosen) <= MOST_CHOICES:
        others = [each for each in combinations(range(count), chosen) if each != treated]
    else:
        generator = np.random.default_rng(SEED)
        drawn = (
            tuple(sorted(generator.choice(count, chosen, replace=False).tolist())) for _ in range(MOST_CHOICES - 1)
        )
        others = [each for each in drawn if each != treated]
    rows = np.zeros((1 + len(others), count), dtype=bool)
    for number, places in enumerate((treated, *others)):
        rows[number, list(places)] = True
    return rows
