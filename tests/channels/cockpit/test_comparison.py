"""The fair comparison: who stands out and who does not, who sees what, and that nobody is told of."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.catalog.models import Office, PublicService
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.models import CounterGroup
from tests.channels.cockpit.spreadsheets import number
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PAGE = "/cockpit/kennzahlen/fourteen-days/vergleich"
OCTOBER = date(2026, 10, 5)
NAMES = ("Nordbezirk", "Ostbezirk", "Südbezirk", "Westbezirk")


@pytest.fixture
def offices(monkeypatch: pytest.MonkeyPatch) -> list[Office]:
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    root = make_city()
    return [make_office(district=make_district(name=name, city=root)) for name in NAMES]


@pytest.fixture
def services(offices: list[Office]) -> tuple[PublicService, PublicService]:
    return make_service(offices=offices, name="Reisepass beantragen"), make_service(offices=offices, name="Ummelden")


def record(office: Office, service: PublicService, *, late: int, of: int, channel: Channel = Channel.PORTAL) -> None:
    """Bookings of October, some of them for a day more than 14 days later."""
    place = Bookable(office=office, service=service, group=CounterGroup())
    record_bookings(place, *[30] * late, *[7] * (of - late), on=OCTOBER, channel=channel)


def read(client: Client, address: str, *, staff: Staff | None = None, **given: str) -> str:
    client.force_login(staff or make_staff(role=Role.STEERING))
    answer = client.get(address, given)
    assert answer.status_code == 200
    return answer.content.decode()


def table(client: Client, *, staff: Staff | None = None, **given: str) -> dict[str, dict[str, str]]:
    text = read(client, f"{PAGE}.csv", staff=staff, **given).removeprefix("\ufeff")
    return {row["name"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


@pytest.fixture
def mixed(offices: list[Office], services: tuple[PublicService, PublicService]) -> list[Office]:
    """Passports are late in half of the cases, addresses in a tenth; the north has nearly only passports."""
    passport, address = services
    north, east, south, west = offices
    record(north, passport, late=200, of=400)
    record(north, address, late=10, of=100)
    for office in (east, south):
        record(office, passport, late=50, of=100)
        record(office, address, late=40, of=400)
    record(west, passport, late=50, of=100)
    record(west, address, late=90, of=400)
    return offices


def test_who_has_the_hard_matters_is_not_worse_for_it(mixed: list[Office], client: Client) -> None:
    found = table(client)
    assert number(found["Nordbezirk"]["ratio"]) < 1, "its share is the worst of all, and what was to be expected"
    assert found["Nordbezirk"]["verdict"] == "chance"
    assert found["Westbezirk"]["verdict"] == "worse"
    page = read(client, f"{PAGE}/")
    assert "schlechter, durch Zufall nicht zu erklären: Westbezirk." in page.replace("Schlechter", "schlechter")
    assert page.count('href="#mark-worse"') == 1
    assert 'class="plot__far"' in page


def test_expectations_add_up_to_what_happened_and_are_reckoned_by_hand(mixed: list[Office], client: Client) -> None:
    found = table(client)
    late_passports, late_addresses = 350 / 700, 180 / 1300
    assert number(found["Nordbezirk"]["expected"]) == round(400 * late_passports + 100 * late_addresses, 1)
    assert sum(number(row["expected"]) for row in found.values()) == pytest.approx(530, abs=0.3)
    assert found["Nordbezirk"]["events"] == "210"


def test_a_small_place_is_told_with_an_estimate_and_no_verdict(
    offices: list[Office], services: tuple[PublicService, PublicService], client: Client
) -> None:
    passport, _ = services
    for office in offices[:3]:
        record(office, passport, late=100, of=1000)
    record(offices[3], passport, late=5, of=25)
    row = table(client)["Westbezirk"]
    assert number(row["ratio"]) > 1.8
    assert row["verdict"] == "chance"
    assert number(row["estimate"]) < number(row["ratio"])


def test_a_quantile_is_compared_by_the_share_within_its_target(mixed: list[Office], client: Client) -> None:
    page = read(client, "/cockpit/kennzahlen/lead-time-median/vergleich/")
    assert "Anteil der Fälle im Ziel (höchstens 14 Tage)" in page
    assert "Westbezirk" in page


@pytest.mark.parametrize("code", ["third-free", "equity-gap", "supply", "utilisation"])
def test_what_counts_no_cases_says_so(mixed: list[Office], client: Client, code: str) -> None:
    assert "lässt sich so nicht vergleichen" in read(client, f"/cockpit/kennzahlen/{code}/vergleich/")
    assert len(read(client, f"/cockpit/kennzahlen/{code}/vergleich.csv").splitlines()) == 1


def test_without_cases_there_is_nothing_to_compare(offices: list[Office], client: Client) -> None:
    assert "weniger als zwei Orte genug Fälle" in read(client, f"{PAGE}/")


def test_where_no_case_is_late_it_says_so_and_asks_for_no_longer_period(
    offices: list[Office], services: tuple[PublicService, PublicService], client: Client
) -> None:
    for office in offices:
        record(office, services[0], late=0, of=100)
    page = read(client, f"{PAGE}/").replace("\u00a0", " ")
    assert "Der Anteil ist an allen Orten gleich (100 %): Zu vergleichen gibt es nichts." in page
    assert len(read(client, f"{PAGE}.csv").splitlines()) == 1


def test_what_chance_does_not_explain_is_not_said_to_be_chance(
    offices: list[Office], services: tuple[PublicService, PublicService], client: Client
) -> None:
    """Twelve places differ in general; one of them is far from the others, though not far enough."""
    for place, office in enumerate([*offices, *(make_office(district=offices[0].organisation) for _ in range(8))]):
        record(office, services[0], late=2000 if place == 3 else 4800 + place % 3 * 150, of=6000)
    page = read(client, f"{PAGE}/", nach="office")
    assert "stärker, als der Zufall es täte" in page
    assert "Auffällig besser" in page or "esser, auch durch übliche" in page
    assert "Zufall sein" not in page
    assert "durch Zufall nicht" not in page


def test_a_district_that_tables_withhold_is_not_compared(
    offices: list[Office], services: tuple[PublicService, PublicService], client: Client
) -> None:
    for office in offices[:3]:
        record(office, services[0], late=10, of=100)
    record(offices[3], services[0], late=1, of=4)
    found = table(client)
    assert "Westbezirk" not in found
    assert len(found) == 2, "the next smallest is withheld with it"
    assert "2 Orte fehlen" in read(client, f"{PAGE}/")


def test_no_day_and_no_running_month_is_compared(mixed: list[Office], client: Client) -> None:
    for period in ({"zeitraum": "heute"}, {"zeitraum": "frei", "von": "05.10.2026", "bis": "05.10.2026"}):
        rows = table(client, **period)
        assert {(row["first_day"], row["last_day"]) for row in rows.values()} == {("2026-10-01", "2026-10-31")}


def test_who_manages_a_district_sees_it_measured_at_all_and_no_other(mixed: list[Office], client: Client) -> None:
    everything = table(client)
    manager = make_staff(role=Role.OFFICE_MANAGER, organisation=mixed[3].organisation)
    assert table(client, staff=manager) == {"Westbezirk": everything["Westbezirk"]}
    page = read(client, f"{PAGE}/", staff=manager)
    assert "Westbezirk: schlechter" in page
    assert "Nordbezirk" not in page
    assert 'class="plot__far"' not in page, "the others' limits would tell of their cases"
    offices = table(client, staff=manager, nach="office")
    assert set(offices) == {mixed[3].name}


def test_nobody_else_sees_it(mixed: list[Office], client: Client) -> None:
    for role in (Role.CLERK, Role.EDITOR):
        client.force_login(make_staff(role=role))
        for address in (f"{PAGE}/", f"{PAGE}.csv"):
            assert client.get(address).status_code == 403


def test_an_unknown_indicator_has_no_comparison(client: Client) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    assert client.get("/cockpit/kennzahlen/happiness/vergleich/").status_code == 404
