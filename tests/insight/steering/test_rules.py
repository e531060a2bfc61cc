"""Figures are judged by their targets, and small numbers are not judged at all."""

from dataclasses import replace

from einamt.insight.steering.indicators import DAYS_TO_FIRST, NO_SHOW, VISITS_TODAY
from einamt.insight.steering.rules import Share, Standing, breaking, meets


def test_a_share_of_few_cases_is_not_told() -> None:
    assert Share(3, 19).value is None
    assert Share(5, 20).value == 0.25


def test_a_target_is_met_in_the_direction_that_is_better() -> None:
    promised = replace(DAYS_TO_FIRST, target=14)
    assert meets(indicator=promised, value=14) is True
    assert meets(indicator=promised, value=15) is False
    assert meets(indicator=NO_SHOW, value=0.09) is False
    assert meets(indicator=NO_SHOW, value=None) is None


def test_a_count_without_a_target_is_neither_good_nor_bad() -> None:
    assert meets(indicator=VISITS_TODAY, value=1000) is None


def test_nothing_free_at_all_is_further_from_the_promise_than_any_number_of_days() -> None:
    near = Standing(district="Mitte", service="Pass", days=3)
    late = Standing(district="Pankow", service="Pass", days=21)
    none = Standing(district="Spandau", service="Pass", days=None)
    assert breaking(standings=[near, late, none], promise_days=14) == [none, late]
