"""The demo city has a mobile team, and what a city's file says wrongly of one is named."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from einamt.catalog.city.reading import read_city
from einamt.procedures.appointments.founding import faults, found_city
from einamt.procedures.appointments.models import OpeningRule, Tour
from einamt.procedures.appointments.operations import audit_capacity
from tests.catalog.city.test_content import BERLIN

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def changed(folder: Path, **values: Any) -> list[str]:
    """The faults of the demo city with other values in its tour."""
    content = read_city(folder=folder)
    [tour] = content.settings["tour"]
    settings = {**content.settings, "tour": [{**tour, **values}]}
    return list(faults(replace(content, settings=settings)))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"office": "nirgendwo"}, "no office 'nirgendwo'"),
        ({"services": ["zaubern"]}, "no service 'zaubern'"),
        ({"reasons": ["laziness"]}, "`reasons` are some of cannot-leave"),
        ({"reasons": []}, "`reasons` are some of"),
        ({"kmh": 0}, "`kmh` is a whole number from 1 to 150"),
        ({"overhead_minutes": "ten"}, "`overhead_minutes` is a whole number"),
        ({"hours": [{"weekday": 8, "opens": "09:00", "closes": "10:00"}]}, "weekday 8"),
        ({"hours": [{"weekday": 1, "opens": "15:00", "closes": "10:00"}]}, "do not end after they begin"),
        ({"colour": "red"}, "it says"),
    ],
)
def test_a_mistake_about_a_tour_is_named(values: dict[str, Any], said: str) -> None:
    [fault] = changed(BERLIN, **values)
    assert said in fault


def test_the_demo_city_s_tour_has_no_faults() -> None:
    assert changed(BERLIN) == []


@pytest.mark.django_db
def test_the_demo_city_s_team_is_planned_up_to_the_horizon() -> None:
    with transaction.atomic():
        found_city(content=read_city(folder=BERLIN), now=NOW)
    tour = Tour.objects.get()
    assert {rule.weekday for rule in OpeningRule.objects.filter(group=tour.group)} == {2, 4}
    assert tour.services.count() == 7
    assert not tour.group.services.exists()
    assert tour.group.days.filter(day__gt=NOW.date()).count() > 14
    assert list(audit_capacity(now=NOW)) == []
