"""A traffic light with its reason."""

import pytest

from einamt.insight.steering.assessing import Light, Trend, assess
from einamt.insight.steering.indicators.definition import Aim, Direction

AT_MOST_14 = Aim(at_most=14)


@pytest.mark.parametrize(
    ("value", "before", "light", "trend"),
    [
        (14, 20, Light.MET, Trend.BETTER),
        (14, 10, Light.MET, Trend.WORSE),
        (16, 20, Light.NEARER, Trend.BETTER),
        (16, 16, Light.MISSED, Trend.SAME),
        (20, 16, Light.MISSED, Trend.WORSE),
        (16, None, Light.MISSED, Trend.UNKNOWN),
        (None, 16, Light.NONE, Trend.UNKNOWN),
    ],
)
def test_a_figure_is_judged_by_its_target_and_by_last_year(
    value: float | None, before: float | None, light: Light, trend: Trend
) -> None:
    judged = assess(value=value, before=before, aim=AT_MOST_14, direction=Direction.LOWER)
    assert (judged.light, judged.trend) == (light, trend)


def test_without_a_target_there_is_no_light() -> None:
    assert assess(value=1, before=2, aim=None, direction=Direction.HIGHER).light is Light.NONE


def test_where_no_way_is_better_it_is_only_said_which_way_it_went() -> None:
    between = Aim(at_least=0.85, at_most=0.95)
    judged = assess(value=0.97, before=0.99, aim=between, direction=Direction.NONE)
    assert (judged.light, judged.trend) == (Light.NEARER, Trend.LOWER)
