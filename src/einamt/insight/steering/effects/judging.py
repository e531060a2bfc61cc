"""What may be said of a measure: an effect, none, or that it cannot be told; plain Python.

The rules stand in docs/explanation/effects-of-measures.md. An effect is judged by comparison where there is something
to compare with, else by the course of the treated places alone, which asks for more months.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from einamt.insight.steering.effects.comparing import Comparison, compare, compare_trends
from einamt.insight.steering.effects.regressing import LEVEL, Clustered, Interruption, cluster, interrupt, is_installed

if TYPE_CHECKING:
    from einamt.insight.steering.effects.panel import Panel

FEWEST_BEFORE, FEWEST_AFTER = 4, 3
"""Months with figures of the treated places, for a comparison."""
FEWEST_BEFORE_ALONE, FEWEST_AFTER_ALONE = 12, 6
"""The same without anything to compare with: of fewer months the interval would promise too much."""
ROUNDING = 1e-9
"""Of the expected size: an interval that misses 0 by less is one of figures that do not vary, and holds it."""
UNRELATED = 1.2
"""A Durbin-Watson statistic below: the months hang together, and the interval of one series is too short."""


class Verdict(StrEnum):
    """What may be said."""

    SEEN = "seen"
    NOT_SEEN = "not-seen"
    CANNOT_BE_TOLD = "cannot-be-told"


class Reason(StrEnum):
    """Why nothing can be told."""

    TOO_EARLY = "too-early"
    """Too few months after the start are over."""
    TOO_LITTLE_BEFORE = "too-little-before"
    TOO_FEW_PLACES = "too-few-places"
    """The places can be chosen in too few ways for any level of confidence."""
    APART_BEFORE = "apart-before"
    """The treated places moved away from the others before the measure began."""
    RELATED_MONTHS = "related-months"
    TOO_WIDE = "too-wide"
    """The interval holds both no effect and the expected one."""
    OTHER_MEASURE = "other-measure"
    """Another measure for the same indicator began or ended there meanwhile: their effects cannot be told apart."""
    NOT_INSTALLED = "not-installed"
    """The library for single series is missing."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with all it rests on; numbers in the indicator's unit."""

    verdict: Verdict
    reason: Reason | None = None
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    """Of confidence of the interval."""
    is_as_expected: bool | None = None
    """Of an effect that is seen: at least as large as expected, and the way it was expected."""
    is_opposite: bool = False
    """Of an effect that is seen: it goes the other way."""
    comparison: Comparison | None = None
    trends: Comparison | None = None
    clustered: Clustered | None = None
    interruption: Interruption | None = None


def judge(panel: Panel, *, expected: float) -> Judgement:
    """What `panel` says of a measure that was expected to change the indicator by `expected` (not 0)."""
    values, weights = panel.series(panel.is_treated)
    told = np.isfinite(values)
    before, after = int((told & ~panel.is_after).sum()), int((told & panel.is_after).sum())
    is_alone = bool(panel.is_treated.all())
    interruption = (
        interrupt(values=values, weights=weights, is_after=panel.is_after)
        if is_installed() and after and before
        else None
    )
    fewest = (FEWEST_BEFORE_ALONE, FEWEST_AFTER_ALONE) if is_alone else (FEWEST_BEFORE, FEWEST_AFTER)
    if before < fewest[0] or after < fewest[1]:
        reason = Reason.TOO_LITTLE_BEFORE if before < fewest[0] else Reason.TOO_EARLY
        return Judgement(Verdict.CANNOT_BE_TOLD, reason)
    if is_alone:
        return _judged_alone(interruption, expected=expected)
    return _judged_by_comparison(panel, interruption, expected=expected)


def _judged_alone(interruption: Interruption | None, *, expected: float) -> Judgement:
    if interruption is None:
        return Judgement(Verdict.CANNOT_BE_TOLD, Reason.NOT_INSTALLED)
    found = Judgement(
        Verdict.NOT_SEEN,
        effect=interruption.effect,
        low=interruption.low,
        high=interruption.high,
        level=LEVEL,
        interruption=interruption,
    )
    refusal = Reason.RELATED_MONTHS if interruption.durbin_watson < UNRELATED else None
    return _decided(found, expected=expected, refusal=refusal)


def _judged_by_comparison(panel: Panel, interruption: Interruption | None, *, expected: float) -> Judgement:
    comparison, trends = compare(panel), compare_trends(panel)
    if comparison is None or trends is None:
        return Judgement(Verdict.CANNOT_BE_TOLD, Reason.TOO_FEW_PLACES, interruption=interruption)
    low, high = comparison.interval
    found = Judgement(
        Verdict.NOT_SEEN,
        effect=comparison.estimate,
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        level=comparison.level,
        comparison=comparison,
        trends=trends,
        clustered=cluster(panel) if is_installed() else None,
        interruption=interruption,
    )
    refusal = None
    if comparison.level is None or not (isfinite(low) and isfinite(high)):
        refusal = Reason.TOO_FEW_PLACES
    elif trends.p_value() <= 1 - comparison.level:
        refusal = Reason.APART_BEFORE
    return _decided(found, expected=expected, refusal=refusal)


def _decided(found: Judgement, *, expected: float, refusal: Reason | None) -> Judgement:
    """The verdict by the interval, unless something forbids it."""
    if refusal is not None or found.low is None or found.high is None or found.effect is None:
        return replace(found, verdict=Verdict.CANNOT_BE_TOLD, reason=refusal)
    rounding = ROUNDING * abs(expected)
    if not found.low - rounding <= 0 <= found.high + rounding:
        is_opposite = found.effect * expected < 0
        reached = not is_opposite and abs(found.effect) >= abs(expected)
        return replace(found, verdict=Verdict.SEEN, is_as_expected=reached, is_opposite=is_opposite)
    if found.low <= expected <= found.high:
        return replace(found, verdict=Verdict.CANNOT_BE_TOLD, reason=Reason.TOO_WIDE)
    return found
