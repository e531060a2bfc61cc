"""Figures are judged by their targets, and small numbers are not judged at all."""

import pytest

from einamt.insight.steering.indicators.appointments import NO_SHOW
from einamt.insight.steering.indicators.definition import Aim
from einamt.insight.steering.rules import Share, Standing, breaking, meets


def test_a_share_of_few_cases_is_not_told() -> None:
    assert Share(3, 19).value is None
    assert Share(5, 20).value == 0.25


def test_a_target_is_met_from_the_side_that_is_better() -> None:
    assert meets(aim=Aim(at_most=14), value=14) is True
    assert meets(aim=Aim(at_most=14), value=15) is False
    assert meets(aim=Aim(at_least=0.85, at_most=0.95), value=0.97) is False
    assert meets(aim=NO_SHOW.target, value=0.09) is False


def test_what_is_not_known_or_has_no_target_is_neither_good_nor_bad() -> None:
    assert meets(aim=NO_SHOW.target, value=None) is None
    assert meets(aim=None, value=1000) is None


@pytest.mark.parametrize("bounds", [{}, {"at_least": 2.0, "at_most": 1.0}])
def test_a_target_that_asks_for_nothing_or_the_impossible_is_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"bound|nothing is"):
        Aim(**bounds)


def test_nothing_free_at_all_is_further_from_the_promise_than_any_number_of_days() -> None:
    near = Standing(district="Mitte", service="Pass", days=3)
    late = Standing(district="Pankow", service="Pass", days=21)
    none = Standing(district="Spandau", service="Pass", days=None)
    assert breaking(standings=[near, late, none], promise_days=14) == [none, late]
