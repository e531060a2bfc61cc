"""A city with two districts that share a postal code."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from einamt.catalog.models import Area, Organisation, PostalArea, PublicService
from tests.factories.catalog import make_area, make_city, make_district, make_service

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@dataclass
class Town:
    """Musterstadt: Nord (…01) and Süd (…02) in the city; 12047 lies in both, 13187 in Nord only."""

    city: Organisation
    north: Organisation
    south: Organisation
    north_area: Area
    south_area: Area

    def service(
        self, *, name: str = "Wohngeld", responsible: PublicService.Responsible = PublicService.Responsible.DISTRICT
    ) -> PublicService:
        return make_service(name=name, organisation=self.city, responsible=responsible)


@pytest.fixture
def town(db: None) -> Town:
    city = make_city()
    north, south = make_district(name="Nord", city=city), make_district(name="Süd", city=city)
    whole = make_area(key="110000000000", name="Musterstadt", kind=Area.Kind.MUNICIPALITY, organisation=city)
    north_area = make_area(key="1100000001", name="Nord", parent=whole, organisation=north)
    south_area = make_area(key="1100000002", name="Süd", parent=whole, organisation=south)
    shared = PostalArea.objects.create(postal_code="12047", latitude=52.5, longitude=13.4)
    shared.districts.add(north, south)
    PostalArea.objects.create(postal_code="13187", latitude=52.57, longitude=13.4).districts.add(north)
    return Town(city, north, south, north_area, south_area)
