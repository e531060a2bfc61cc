"""A city's specialist systems, from its folder to a clerk."""

import pytest
from django.db import transaction

from einamt.catalog.city.content import BadContent, CityContent
from einamt.catalog.city.reading import read_city
from einamt.catalog.models import SpecialistSystem
from einamt.catalog.specialist_systems.founding import write_specialist_systems
from einamt.catalog.specialist_systems.queries import systems_for
from einamt.channels.demo.seeding.city import CONTENT
from tests.factories.catalog import make_service

pytestmark = pytest.mark.django_db


def content_with(*tables: dict[str, object]) -> CityContent:
    """The second demo, with these systems."""
    content = read_city(folder=CONTENT / "meerane")
    content.settings["specialist_system"] = list(tables)
    return content


def test_a_service_leads_to_its_systems() -> None:
    passport, dog = make_service(name="Reisepass"), make_service(name="Hund")
    register = {"key": "meso", "name": "MESO", "link": "meso://{reference}", "services": [passport.slug, dog.slug]}
    sheet_only = {"key": "kasse", "name": "Kasse", "services": [dog.slug]}
    with transaction.atomic():
        write_specialist_systems(
            content=content_with(register, sheet_only), services={each.slug: each for each in (passport, dog)}
        )
    found = systems_for(service_ids=[passport.pk, dog.pk], values={"reference": "63T9"})
    assert [(each.name, each.link, each.is_page) for each in found] == [
        ("Kasse", "", False),
        ("MESO", "meso://63T9", False),
    ]
    assert [each.name for each in systems_for(service_ids=[passport.pk], values={})] == ["MESO"]


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"key": "meso", "name": "MESO", "services": ["gibt-es-nicht"]}, "there is no service 'gibt-es-nicht'"),
        ({"key": "meso", "services": []}, "missing: name"),
        ({"key": "meso", "name": "MESO", "services": [], "url": "x"}, "unknown: url"),
        ({"key": "meso", "name": "MESO", "services": [], "link": "https://x.example/{name}"}, "address of the web"),
    ],
)
def test_a_mistake_is_named_and_nothing_written(table: dict[str, object], fault: str) -> None:
    with pytest.raises(BadContent, match=fault), transaction.atomic():
        write_specialist_systems(content=content_with(table), services={})
    assert not SpecialistSystem.objects.exists()
