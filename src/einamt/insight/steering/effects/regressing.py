"""One series followed through the start of a measure, and errors clustered by place: the part that needs statsmodels.

It is loaded only when it is asked for: `pip install einamt[effects]` brings it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from einamt.insight.steering.effects.panel import Flags, Numbers, Panel

MONTHS_FOR_SEASONS = 24
LEVEL = 0.95
FEWEST_CLUSTERS = 3


@dataclass(frozen=True, slots=True)
class Interruption:
    """How a series differs after the start from what it was about to do (segmented regression)."""

    effect: float
    """The mean of what was, minus what was to be expected, over the months after the start; in the series' unit."""
    low: float
    high: float
    level_change: float
    """At the start."""
    slope_before: float
    """By month."""
    slope_change: float
    """By month, after the start."""
    errors: tuple[float, float, float]
    """Standard errors of the change of level, the slope before, and the change of slope (Newey-West)."""
    durbin_watson: float
    """About 2: the errors of neighbouring months are unrelated."""
    expected: Numbers
    """What the months before let expect, by month."""


@dataclass(frozen=True, slots=True)
class Clustered:
    """The comparison's standard error with clusters of places, and the interval it would give."""

    error: float
    low: float
    high: float


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec("statsmodels") is not None


def interrupt(
    *, values: Numbers, weights: Numbers, is_after: Flags, lags: int | None = None, takes_out_seasons: bool = True
) -> Interruption | None:
    """The effect on one series; None where too few values stand before or after for two lines.

    Weighted by cases. The errors allow for months that resemble their neighbours, up to `lags` months apart (by default
    the rule of Newey and West, 1994). With two years of months a yearly wave is taken out, if `takes_out_seasons`.
    """
    from statsmodels.regression.linear_model import WLS  # type: ignore[import-untyped]  # noqa: PLC0415
    from statsmodels.stats.stattools import durbin_watson  # type: ignore[import-untyped]  # noqa: PLC0415

    told = np.isfinite(values) & (weights > 0)
    months = np.arange(len(values), dtype=float)
    if (told & ~is_after).sum() < 3 or (told & is_after).sum() < 2:
        return None
    first = float(np.argmax(is_after))
    columns = [np.ones(len(months)), months, is_after.astype(float), is_after * (months - first)]
    if takes_out_seasons and told.sum() >= MONTHS_FOR_SEASONS:
        columns += [np.sin(2 * np.pi * months / 12), np.cos(2 * np.pi * months / 12)]
    design = np.column_stack(columns)
    count = int(told.sum())
    most = ceil(4 * (count / 100) ** (2 / 9)) if lags is None else lags
    fitted = WLS(values[told], design[told], weights=weights[told]).fit(
        cov_type="HAC", cov_kwds={"maxlags": most, "use_correction": True}, use_t=True
    )
    contrast = np.zeros(design.shape[1])
    contrast[2], contrast[3] = 1.0, float((months - first)[told & is_after].mean())
    # of a short series the errors after Newey and West are too small, so the usual ones count where they are larger
    plain = WLS(values[told], design[told], weights=weights[told]).fit()
    tested = max((fitted.t_test(contrast), plain.t_test(contrast)), key=lambda each: float(np.squeeze(each.sd)))
    low, high = np.squeeze(tested.conf_int(alpha=1 - LEVEL))
    usual = design.copy()
    usual[:, 2:4] = 0
    return Interruption(
        effect=float(np.squeeze(tested.effect)),
        low=float(low),
        high=float(high),
        level_change=float(fitted.params[2]),
        slope_before=float(fitted.params[1]),
        slope_change=float(fitted.params[3]),
        errors=(float(fitted.bse[2]), float(fitted.bse[1]), float(fitted.bse[3])),
        durbin_watson=float(durbin_watson(fitted.wresid)),
        expected=usual @ fitted.params,
    )


def cluster(panel: Panel) -> Clustered | None:
    """The usual standard error of the comparison, clustered by place; None where nothing can be compared.

    It is told beside the placebos and decides nothing: with few treated places it is far too small.
    """
    from statsmodels.regression.linear_model import WLS  # noqa: PLC0415

    usable = panel.comparable()
    if len(usable.is_treated) < FEWEST_CLUSTERS or usable.is_treated.all() or not usable.is_treated.any():
        return None
    told = usable.is_told
    place, month = np.nonzero(told)
    design = np.column_stack(
        [
            (usable.is_treated[place] & usable.is_after[month]).astype(float),
            place[:, None] == np.unique(place)[None, :],
            month[:, None] == np.unique(month)[None, 1:],
        ]
    ).astype(float)
    fitted = WLS(usable.values[told], design, weights=usable.weights[told]).fit(
        cov_type="cluster", cov_kwds={"groups": place}, use_t=True
    )
    if not fitted.cov_params()[0, 0] > 0:
        return None
    tested = fitted.t_test(np.eye(1, design.shape[1]))
    low, high = np.squeeze(tested.conf_int(alpha=1 - LEVEL))
    return Clustered(error=float(np.squeeze(tested.sd)), low=float(low), high=float(high))
