"""Difference in differences, judged against all the places that could have been treated instead.

The estimate is the coefficient of "treated and after the start" in a regression on places and months (two-way fixed
effects), weighted by cases. How much of it chance would make is read from placebos: the same estimate for every other
choice of as many places (Fisher; Abadie, Diamond and Hainmueller 2010). A small place swings more than a large one, so
that each estimate is judged in units of its own standard error, from the squared errors of its own places and months
(studentised, as MacKinnon and Webb 2020 advise for few treated places; the reason: Ferman and Pinto 2019). Assumed is
that, apart from their size, the errors of all choices are alike. Plain numpy.
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
    error: float
    """Its standard error, with the treated places' estimated effect taken out of the figures."""
    share: float
    """How much of a true effect in the treated places it would show: below 1, mostly a little below 0."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An effect in the indicator's unit, with the placebos that it is judged against."""

    estimate: float
    error: float
    """Its standard error if months had nothing to do with each other; only its ratio to those of placebos counts."""
    placebos: tuple[Placebo, ...]

    @property
    def level(self) -> float | None:
        """Of confidence, as the number of placebos allows; None where they are too few for any."""
        return next((each for each in LEVELS if round((1 - each) * (1 + len(self.placebos)), 9) >= 1), None)

    def p_value(self, *, effect: float = 0.0) -> float:
        """How often chance alone gives at least as much for its error, if the effect is `effect`: (1 + placebos) /
        (1 + all).
        """
        own = abs(self.estimate - effect) / self.error
        as_much = sum(
            abs(each.estimate - effect * each.share) / each.error >= own - _TINY * max(own, 1) for each in self.placebos
        )
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
        bounds = [self._borne_out_by(each) for each in self.placebos]
        lower, upper = sorted(low for low, _ in bounds), sorted((high for _, high in bounds), reverse=True)
        return lower[needed - 1], upper[needed - 1]

    def _borne_out_by(self, placebo: Placebo) -> tuple[float, float]:
        """The effects at which a placebo is at least as large for its error; all of them where it shows so much of a
        true effect that it is so far away from the estimate on both sides.
        """
        times = placebo.error / self.error
        if times <= abs(placebo.share):
            return -inf, inf
        low, high = sorted(
            (times * self.estimate + sign * placebo.estimate) / (times + sign * placebo.share) for sign in (-1, 1)
        )
        return low, high


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
    residual, own, information, choices = residual[enough], own[enough], information[enough], choices[enough]
    estimates = residual @ (weights * panel.values[told]) / information
    shares = own / information
    [left] = _without_effects(panel.values[told][None, :], place, month, weights)
    errors = _errors(
        left - estimates[0] * residual[0], residual, weights, estimates - estimates[0] * shares, information
    )
    return Comparison(
        estimate=float(estimates[0]),
        error=float(errors[0]),
        placebos=tuple(
            Placebo(
                places=tuple(int(each) for each in np.nonzero(choices[number])[0]),
                estimate=float(estimates[number]),
                error=float(errors[number]),
                share=float(shares[number]),
            )
            for number in range(1, len(choices))
        ),
    )


def _errors(left: Numbers, residual: Numbers, weights: Numbers, estimates: Numbers, information: Numbers) -> Numbers:
    """Standard errors of `estimates`, one a choice, from squared errors (White 1980); never 0.

    `left` is what places and months leave of the figures without the measure's effect, `residual` of the doses.
    """
    errors = left - estimates[:, None] * residual
    found: Numbers = np.sqrt(((residual * weights * errors) ** 2).sum(axis=1)) / information
    # figures that follow places and months to the last digit have no error to be measured by: all choices are alike
    return np.maximum(found, _TINY * max(float(np.abs(left).max(initial=0.0)), 1.0))


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
