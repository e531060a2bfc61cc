"""The cockpit, page by page: who steers sees all, a district itself and the city's totals, the public nothing."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from einamt.accounts.rights import Role
from einamt.kernel.periods import months_later
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
Two = tuple[Bookable, Bookable]
OF_ALL = ("glance", "glance-csv", "indicators", "quality", "quality-csv")
OF_ONE = ("indicator", "indicator-csv", "comparison", "comparison-csv", "outlook", "outlook-csv")
PAGES = [*((name, {}) for name in OF_ALL), *((name, {"code": "fourteen-days"}) for name in OF_ONE)]
NAMES = [name for name, _ in PAGES]


@pytest.fixture
def two_districts(monkeypatch: pytest.MonkeyPatch) -> Two:
    """Nine months of bookings in the north and in the south, whose offices are called after them."""
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    monkeypatch.setattr("einamt.channels.cockpit.views.now", lambda: NOW)
    root = make_city()
    offices = [
        make_office(name=f"Amt {name}", district=make_district(name=name, city=root)) for name in ("Norden", "Süden")
    ]
    service = make_service(offices=offices, name="Reisepass beantragen")
    north, south = (make_bookable(now=NOW, office=office, service=service) for office in offices)
    for back in range(1, 10):
        record_bookings(north, *[7] * 30, *[30] * 10, on=months_later(NOW.date(), -back))
        record_bookings(south, *[7] * 20, *[30] * 20, on=months_later(NOW.date(), -back))
    return north, south


@pytest.mark.parametrize(("name", "named_by"), PAGES, ids=NAMES)
def test_a_page_shows_to_a_district_nothing_of_another(
    two_districts: Two, client: Client, name: str, named_by: dict[str, str]
) -> None:
    north, south = (place.office.organisation for place in two_districts)
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, organisation=north))
    address = reverse(f"cockpit:{name}", kwargs=named_by)
    for asked in (
        {"ordnung": "wert"},
        {"nach": "office", "ort": f"district:{south.identifier}"},
        {"nach": "district", "ort": south.identifier},
    ):
        answer = client.get(address, asked)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "Süden" not in text
        assert two_districts[1].office.identifier not in text
        assert south.identifier not in text or "ort" in asked, "only an address repeats what it asked for"


@pytest.mark.parametrize(("name", "named_by"), PAGES, ids=NAMES)
def test_who_steers_sees_all_districts(two_districts: Two, client: Client, name: str, named_by: dict[str, str]) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    text = client.get(reverse(f"cockpit:{name}", kwargs=named_by)).content.decode()
    if name in {"quality", "outlook-csv"}:
        assert "Norden" not in text, "nothing is wrong there, or the whole city is told"
    else:
        assert "Norden" in text
        assert "Süden" in text


@pytest.mark.parametrize(("name", "named_by"), [("indicators", {}), ("outlook-csv", {"code": "fourteen-days"})])
def test_a_district_reads_the_same_totals_of_the_city_as_who_steers(
    two_districts: Two, client: Client, name: str, named_by: dict[str, str]
) -> None:
    told = []
    for staff in (
        make_staff(role=Role.STEERING),
        make_staff(role=Role.OFFICE_MANAGER, organisation=two_districts[0].office.organisation),
    ):
        client.force_login(staff)
        text = client.get(reverse(f"cockpit:{name}", kwargs=named_by)).content.decode()
        told.append(text.partition("<tbody>")[2].partition("</tbody>")[0] or text)
    assert told[0] == told[1]


@pytest.mark.parametrize(("name", "named_by"), PAGES, ids=NAMES)
def test_the_public_and_clerks_see_none_of_it(
    two_districts: Two, client: Client, name: str, named_by: dict[str, str]
) -> None:
    address = reverse(f"cockpit:{name}", kwargs=named_by)
    assert client.get(address).status_code == 302
    client.force_login(make_staff(role=Role.CLERK, office=two_districts[0].office))
    assert client.get(address).status_code == 403
