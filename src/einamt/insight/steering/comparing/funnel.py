"""Funnel limits for shares after Spiegelhalter (2005), and estimates that few cases do not push about; plain Python.

What is judged is the ratio of events to those expected (`strata`). Limits are those of the binomial distribution with
the place's cases and its expected share: exact, interpolated as in appendix A.1.1 of the paper. Where places differ by
more than chance in general (overdispersion), limits are widened by a random effect of the places (additive,
winsorised), so that only those stand out that differ from the others more than these from each other.

D. J. Spiegelhalter: Funnel plots for comparing institutional performance. Statistics in Medicine 24 (2005), 1185-1202.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt
from statistics import NormalDist, fmean

from einamt.insight.steering.comparing.strata import Place

NEAR, FAR = 0.95, 0.998
"""How often chance alone stays within the inner and the outer limits."""
WINSORISED = 0.1
"""The share of places at each end whose deviation counts as that of the last before them."""
FEWEST_FOR_SPREAD = 5
"""Places from which on it is asked whether they differ in general."""


class Verdict(StrEnum):
    """What a deviation means; events are unwanted, so that fewer are better."""

    CHANCE = "chance"
    """Within what chance explains."""
    NOTABLY_BETTER = "notably-better"
    """Between the inner and the outer limit: of twenty places that are alike, one lies there by chance."""
    NOTABLY_WORSE = "notably-worse"
    BETTER = "better"
    """Beyond the outer limit: of five hundred places that are alike, one lies there by chance."""
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which ratios chance keeps a place."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A place, its limits, and what they say. Ratios are events divided by expected events."""

    place: Place
    ratio: float
    shrunk: float
    """The ratio that is most likely behind the one seen: nearer to 1 the fewer cases there are (empirical Bayes)."""
    near: Limits
    far: Limits
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Funnel:
    """Places side by side."""

    judged: list[Judged]
    dispersion: float | None
    """How much they differ, 1 being what chance does; None for few places."""
    spread: float
    """The standard deviation of the places' own ratios that limits allow for; 0 where chance explains it all."""


def funnel(places: Sequence[Place]) -> Funnel:
    """Judge places by their events against those expected; those with nothing to expect are left out."""
    seen = [place for place in places if place.cases > 0 and 0 < place.expected < place.cases]
    dispersion, variance = _dispersion(seen)
    is_wide = dispersion is not None and dispersion > 1 + 2 * sqrt(2 / len(seen))
    allowed = variance if is_wide else 0.0
    return Funnel(
        judged=[_judged(place, allowed=allowed, variance=variance) for place in seen],
        dispersion=dispersion,
        spread=sqrt(allowed),
    )


def binomial_limit(*, cases: int, share: float, at: float) -> float:
    """How many of `cases` stay below with the probability `at`, where each is an event with probability `share`.

    Between two whole numbers it is interpolated; so limits are a curve and no staircase.
    """
    from scipy.special import bdtr, bdtrik  # noqa: PLC0415 - its loading would slow every start

    whole = max(ceil(bdtrik(at, cases, share)), 0)
    if whole and bdtr(whole - 1, cases, share) > at:
        whole -= 1
    reached = float(bdtr(whole, cases, share))
    below = float(bdtr(whole - 1, cases, share)) if whole else 0.0
    return whole - (reached - at) / (reached - below)


def _judged(place: Place, *, allowed: float, variance: float) -> Judged:
    ratio = place.events / place.expected
    near, far = (_limits(place, within=within, allowed=allowed) for within in (NEAR, FAR))
    own = _variance(place)
    return Judged(
        place=place,
        ratio=ratio,
        shrunk=1 + (ratio - 1) * variance / (variance + own),
        near=near,
        far=far,
        verdict=_verdict(ratio, near=near, far=far),
    )


def _verdict(ratio: float, *, near: Limits, far: Limits) -> Verdict:
    if ratio < far.low:
        return Verdict.BETTER
    if ratio > far.high:
        return Verdict.WORSE
    if ratio < near.low:
        return Verdict.NOTABLY_BETTER
    return Verdict.NOTABLY_WORSE if ratio > near.high else Verdict.CHANCE


def _limits(place: Place, *, within: float, allowed: float) -> Limits:
    """Chance's limits, and where places differ in general the wider ones that allow for it; never below nothing."""
    share = place.expected / place.cases
    tail = (1 - within) / 2
    low, high = (binomial_limit(cases=place.cases, share=share, at=at) / place.expected for at in (tail, 1 - tail))
    if allowed:
        reach = NormalDist().inv_cdf(1 - tail) * sqrt(_variance(place) + allowed)
        low, high = min(low, 1 - reach), max(high, 1 + reach)
    return Limits(low=max(low, 0.0), high=high)


def _variance(place: Place) -> float:
    """Of the ratio, by chance alone."""
    return (1 - place.expected / place.cases) / place.expected


def _dispersion(places: Sequence[Place]) -> tuple[float | None, float]:
    """How much places differ (the mean of their squared, winsorised deviations), and the variance that chance leaves
    unexplained (of moments, as DerSimonian and Laird).
    """
    count = len(places)
    if count < 2:
        return None, 0.0
    deviations = _winsorised([(place.events / place.expected - 1) / sqrt(_variance(place)) for place in places])
    dispersion = fmean(deviation * deviation for deviation in deviations)
    weights = [1 / _variance(place) for place in places]
    total = sum(weights)
    rest = total - sum(weight * weight for weight in weights) / total
    variance = max((count * dispersion - (count - 1)) / rest, 0.0)
    return dispersion if count >= FEWEST_FOR_SPREAD else None, variance


def _winsorised(values: Sequence[float]) -> list[float]:
    """The lowest and the highest `WINSORISED` set to the nearest value within, as the paper does."""
    ordered = sorted(values)
    cut = int(len(ordered) * WINSORISED)
    low, high = ordered[cut], ordered[len(ordered) - 1 - cut]
    return [min(max(value, low), high) for value in values]
