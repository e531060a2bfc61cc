"""The outlook: months to come within an interval, what it is worth, and who sees whose."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.kernel.periods import months_later
from tests.channels.cockpit.spreadsheets import number
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PAGE = "/cockpit/kennzahlen/fourteen-days/ausblick"
Two = tuple[Bookable, Bookable]


@pytest.fixture
def two_districts(monkeypatch: pytest.MonkeyPatch) -> Two:
    """In ten months the north booked 20 times each, ever fewer of them late; the south in three."""
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    root = make_city()
    offices = [make_office(district=make_district(name=name, city=root)) for name in ("Nordbezirk", "Südbezirk")]
    service = make_service(offices=offices, name="Reisepass beantragen")
    north, south = (make_bookable(now=NOW, office=office, service=service) for office in offices)
    for back in range(1, 11):
        record_bookings(north, *[7] * (20 - back), *[30] * back, on=months_later(NOW.date(), -back))
    for back in range(1, 4):
        record_bookings(south, *[7] * 20, on=months_later(NOW.date(), -back))
    return north, south


def read(client: Client, address: str, *, staff: Staff | None = None, **given: str) -> str:
    client.force_login(staff or make_staff(role=Role.STEERING))
    answer = client.get(address, given)
    assert answer.status_code == 200
    return answer.content.decode()


def table(client: Client, *, staff: Staff | None = None, **given: str) -> list[dict[str, str]]:
    text = read(client, f"{PAGE}.csv", staff=staff, **given).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_months_to_come_follow_those_that_are_over(two_districts: Two, client: Client) -> None:
    north = two_districts[0].office.organisation.identifier
    rows = table(client, ort=north)
    past, ahead = [row for row in rows if row["value"]], [row for row in rows if row["forecast"]]
    assert [row["month"] for row in past] == [f"2026-{month:02}" for month in range(1, 11)]
    assert [row["month"] for row in ahead][:2] == ["2026-11", "2026-12"]
    assert all(0 <= number(row["low_80"]) <= number(row["forecast"]) <= number(row["high_80"]) <= 1 for row in ahead)
    assert number(ahead[0]["forecast"]) == 0.95, "as the last month, which moved least from the one before"


def test_the_page_says_what_its_forecast_is_worth(two_districts: Two, client: Client) -> None:
    page = read(client, f"{PAGE}/", ort=two_districts[0].office.organisation.identifier)
    assert "Nordbezirk: Für " in page
    assert "zu erwarten: 95" in page
    assert "Dafür müssten sich mindestens 6 frühere Monate prüfen lassen" in page, "of ten months, two can be"
    assert "Monaten lagen im Bereich" not in page
    assert 'class="plot__band"' in page
    assert page.count("<tr>") > 3


def test_it_is_judged_as_far_ahead_as_the_headline_promises(two_districts: Two, client: Client) -> None:
    """A share that fell slowly and now rises fast: a month ahead 10 of 12 intervals held, six months ahead 2."""
    north = two_districts[0]
    for back in range(11, 31):
        record_bookings(north, *[7] * (20 - back // 4), *[30] * (back // 4), on=months_later(NOW.date(), -back))
    page = read(client, f"{PAGE}/", ort=north.office.organisation.identifier)
    assert "Für 04/2027 zu erwarten: " in page
    assert "Zurückgehalten und 6 Monate vorher vorhergesagt: 2 von 12 Monaten lagen im Bereich" in page
    assert "im Mittel lag die Prognose um 22,5 Prozentpunkte daneben" in page


def test_where_too_few_months_are_known_it_says_so(two_districts: Two, client: Client) -> None:
    page = read(client, f"{PAGE}/", ort=two_districts[1].office.organisation.identifier)
    assert "Keine Prognose: Dafür braucht es Zahlen aus mindestens 8 Monaten, hier sind es 3." in page
    assert "plot__band" not in page
    assert "hier sind es 0" in read(client, "/cockpit/kennzahlen/supply/ausblick/")


def test_the_running_month_counts_for_nothing(two_districts: Two, client: Client) -> None:
    record_bookings(two_districts[0], *[30] * 50, on=date(2026, 11, 20))
    rows = table(client, ort=two_districts[0].office.organisation.identifier)
    assert [row["month"] for row in rows if row["value"]][-1] == "2026-10"


def test_who_manages_a_district_sees_its_outlook_and_the_citys_and_no_other(two_districts: Two, client: Client) -> None:
    north, south = (place.office.organisation for place in two_districts)
    manager = make_staff(role=Role.OFFICE_MANAGER, organisation=south)
    assert {row["place"] for row in table(client, staff=manager, ort=south.identifier)} == {"Südbezirk"}
    assert table(client, staff=manager, ort=north.identifier) == table(client, staff=manager)
    assert {row["place"] for row in table(client, staff=manager)} == {"Ganze Stadt"}
    assert "Nordbezirk" not in read(client, f"{PAGE}/", staff=manager, ort=north.identifier)


def test_nobody_else_sees_it(two_districts: Two, client: Client) -> None:
    for role in (Role.CLERK, Role.EDITOR):
        client.force_login(make_staff(role=role))
        for address in (f"{PAGE}/", f"{PAGE}.csv"):
            assert client.get(address).status_code == 403
