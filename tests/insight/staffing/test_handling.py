"""How long services take is told of the whole city, and of enough cases."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from einamt.insight.staffing.handling import handling_times
from einamt.kernel.periods import Days
from einamt.platform.facts.models import Fact
from einamt.platform.facts.steps import new_fact
from einamt.procedures.visits.facts import VISITED

pytestmark = pytest.mark.django_db
OCTOBER = Days(date(2026, 10, 1), date(2026, 11, 1))


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def served(
    service: str, *minutes: int | None, office: str = "north-1", count: int = 1, outcome: str = "served"
) -> None:
    Fact.objects.bulk_create(
        new_fact(
            schema=VISITED,
            occurred_at=datetime(2026, 10, 4, 22, tzinfo=UTC),
            values={
                "service": service,
                "district": "north",
                "office": office,
                "counter_group": "",
                "channel": "portal",
                "arrival": "appointment",
                "arrival_channel": "",
                "visit_date": date(2026, 10, 5),
                "outcome": outcome,
                "wait_minutes": 3,
                "service_minutes": each,
                "count": count,
            },
        )
        for each in minutes
    )


def test_quantiles_are_those_of_all_offices_together() -> None:
    served("pass", *range(1, 11))
    served("pass", *range(11, 21), office="south-1")
    [time] = handling_times(days=OCTOBER).told
    assert (time.cases, time.p25, time.median, time.p75, time.p90) == (20, 5, 10, 15, 18)
    assert time.mean == pytest.approx(10.5)
    assert time.spread == pytest.approx(5.766, abs=0.001)


def test_fewer_than_twenty_cases_are_withheld() -> None:
    served("pass", *[10] * 25)
    served("rare", *[10] * 19)
    found = handling_times(days=OCTOBER)
    assert [each.service for each in found.told] == ["pass"]
    assert found.withheld == {"rare"}


def test_a_service_is_withheld_beside_one_that_could_be_reckoned_from_it() -> None:
    served("few", *[10] * 3)
    served("next", *[10] * 30)
    served("many", *[10] * 60)
    assert handling_times(days=OCTOBER).withheld == {"few", "next"}


def test_what_was_taken_back_and_what_has_no_minutes_does_not_count() -> None:
    served("pass", *[10] * 25, 50)
    served("pass", 50, count=-1)
    served("pass", *[None] * 9)
    served("pass", *[90] * 9, outcome="handed-on")
    [time] = handling_times(days=OCTOBER).told
    assert (time.cases, time.p90) == (25, 10)


def test_no_part_of_a_month_is_told() -> None:
    with pytest.raises(ValueError, match="whole months"):
        handling_times(days=Days(date(2026, 10, 1), date(2026, 10, 9)))
