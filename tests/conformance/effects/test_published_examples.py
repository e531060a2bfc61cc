"""The estimates are those that others have published."""

import numpy as np
import pytest

from einamt.insight.steering.effects.comparing import compare
from einamt.insight.steering.effects.panel import Panel
from einamt.insight.steering.effects.regressing import interrupt

CIGARETTES = (
    *(123.0, 121.0, 123.5, 124.4, 126.7, 127.1, 128.0, 126.4, 126.1, 121.9, 120.2, 118.6, 115.4, 110.8, 104.8, 102.8),
    *(99.7, 97.5, 90.1, 82.4, 77.8, 68.7, 67.5, 63.4, 58.6, 56.4, 54.5, 53.8, 52.3, 47.2, 41.6),
)
"""Packs sold in California for each inhabitant, 1970 to 2000 (The Tax Burden on Tobacco, Orzechowski and Walker)."""


def test_the_course_of_one_series_is_what_linden_2015_prints_for_proposition_99() -> None:
    """A. Linden: Conducting interrupted time-series analysis, Stata Journal 15(2), 2015, section 4.1: `itsa cigsale,
    single treat(3) trperiod(1989) lag(1)`.
    """
    years = np.arange(1970, 2001)
    found = interrupt(
        values=np.array(CIGARETTES), weights=np.ones(31), is_after=years >= 1989, lags=1, takes_out_seasons=False
    )
    assert found is not None
    assert f"{found.slope_before:.6f}" == "-1.779474"
    assert f"{found.level_change:.5f}" == "-20.05810"
    assert f"{found.slope_change:.6f}" == "-1.494652"
    assert [f"{error:.4f}" for error in found.errors] == ["4.7244", "0.3834", "0.4368"]


def test_the_comparison_is_what_card_and_krueger_1994_print_for_new_jersey() -> None:
    """D. Card, A. Krueger: Minimum Wages and Employment, American Economic Review 84(4), 1994, table 3: employment in
    full-time equivalents for each restaurant, before and after the minimum wage of New Jersey rose.
    """
    pennsylvania, new_jersey = (23.33, 21.17), (20.44, 21.03)
    panel = Panel(
        values=np.array([new_jersey, pennsylvania]),
        weights=np.ones((2, 2)),
        is_treated=np.array([True, False]),
        is_after=np.array([False, True]),
    )
    found = compare(panel)
    assert found is not None
    # of the means as printed; from the unrounded ones the table has 2.76
    assert found.estimate == pytest.approx(2.75)
    assert abs(found.estimate - 2.76) < 0.011
