"""A city whose last half-year is over."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.kernel.periods import Days
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
HALF_YEAR = Days(date(2026, 1, 1), date(2026, 7, 1))
IN_MAY = date(2026, 5, 5)


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.KEYS_FOLDER = tmp_path, tmp_path / "keys"


@pytest.fixture
def two_districts(db: None) -> tuple[Bookable, Bookable]:
    """In May the north booked 40 times, a quarter late; the south 20 times, all late."""
    root = make_city()
    offices = [make_office(district=make_district(name=name, city=root)) for name in ("Nordbezirk", "Südbezirk")]
    service = make_service(offices=offices, name="Reisepass beantragen")
    north, south = (make_bookable(now=NOW, office=office, service=service) for office in offices)
    record_bookings(north, *[7] * 30, *[30] * 10, on=IN_MAY)
    record_bookings(south, *[30] * 20, on=IN_MAY)
    return north, south


@pytest.fixture
def steering(two_districts: tuple[Bookable, Bookable]) -> Staff:
    """Who steers the whole city, and can be mailed."""
    person = make_staff(role=Role.STEERING)
    person.email = "lenkung@example.org"
    person.save()
    return person
