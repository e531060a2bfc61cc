"""The indicators' pages: who sees what, that nobody is told of, and that each number leads on."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.catalog.models import Office
from einamt.insight.steering.indicators import INDICATORS
from einamt.kernel.channels import Channel
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PAGE = "/cockpit/kennzahlen/"
RATE = f"{PAGE}fourteen-days/"
OCTOBER = date(2026, 10, 5)
Two = tuple[Bookable, Bookable]


@pytest.fixture
def two_districts(monkeypatch: pytest.MonkeyPatch) -> Two:
    """In October the north booked 40 times, a quarter late; the south 20 times, all late."""
    monkeypatch.setattr("einamt.channels.cockpit.indicators.views.now", lambda: NOW)
    root = make_city()
    offices = [make_office(district=make_district(name=name, city=root)) for name in ("Nordbezirk", "Südbezirk")]
    service = make_service(offices=offices, name="Reisepass beantragen")
    north, south = (make_bookable(now=NOW, office=office, service=service) for office in offices)
    record_bookings(north, *[7] * 30, *[30] * 10, on=OCTOBER)
    record_bookings(south, *[30] * 20, on=OCTOBER)
    return north, south


def read(client: Client, address: str, *, staff: Staff | None = None, **given: str) -> str:
    client.force_login(staff or make_staff(role=Role.STEERING))
    answer = client.get(address, given)
    assert answer.status_code == 200
    return answer.content.decode()


def table(client: Client, *, staff: Staff | None = None, **given: str) -> dict[str, tuple[str, str, str]]:
    text = read(client, f"{RATE}zahlen.csv", staff=staff, **given).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    return {row["name"]: (row["value"], row["cases"], row["telling"]) for row in rows}


def test_every_indicator_stands_there_with_a_figure_or_with_the_reason_for_none(
    two_districts: Two, client: Client
) -> None:
    page = read(client, PAGE)
    for code in INDICATORS:
        assert f'href="{PAGE}{code}/' in page
    assert "50\u00a0%" in page or "50 %" in page
    assert "Anrufe werden noch nicht gezählt." in page


def test_a_figure_is_judged_in_words(two_districts: Two, client: Client) -> None:
    record_bookings(two_districts[0], *[30] * 25, on=date(2025, 10, 6))
    page = read(client, RATE)
    assert "ist verfehlt, aber näher als im Vorjahr." in page
    assert "Was die Zahl bedeutet" in page


def test_a_district_against_the_citys_total(two_districts: Two, client: Client) -> None:
    north, _ = two_districts
    page = read(client, RATE, ort=f"district:{north.office.organisation.identifier}")
    assert "Nordbezirk, 01.10.2026 bis 31.10.2026" in page
    assert "75" in page


def test_the_rows_behind_a_figure_are_a_csv(two_districts: Two, client: Client) -> None:
    assert table(client) == {"Nordbezirk": ("0.75", "40", "told"), "Südbezirk": ("0", "20", "told")}
    assert table(client, nach="channel") == {"Internet": ("0.5", "60", "told")}


def test_a_free_period_counts_its_days_only(two_districts: Two, client: Client) -> None:
    assert table(client, zeitraum="frei", von="06.10.2026", bis="20.10.2026") == {}
    assert len(table(client, zeitraum="frei", von="05.10.2026", bis="05.10.2026")) == 2


def test_of_one_office_no_day_is_told_and_none_can_be_reckoned(two_districts: Two, client: Client) -> None:
    """Where somebody is alone, the cases of a day would be her work."""
    north, south = two_districts
    Office.objects.filter(pk=south.office.pk).update(name="Bürgeramt Süd")
    record_bookings(north, *[7] * 10, on=date(2026, 10, 6))
    place = {"ort": f"office:{north.office.identifier}", "zeitraum": "frei"}
    month = table(client, **place, von="01.10.2026", bis="31.10.2026")
    assert {cases for _, cases, _ in month.values()} == {"50"}
    for first, last in (("05.10.2026", "05.10.2026"), ("05.10.2026", "11.10.2026"), ("01.10.2026", "05.10.2026")):
        assert table(client, **place, von=first, bis=last) == month
        by_office = table(client, zeitraum="frei", von=first, bis=last, nach="office")
        assert by_office[north.office.name][1] == "50"
    assert "01.10.2026 bis 31.10.2026" in read(client, RATE, **place, von="05.10.2026", bis="05.10.2026")


def test_of_one_office_the_running_month_is_told_by_weeks_that_are_over(two_districts: Two, client: Client) -> None:
    """Asked every day, it would tell each day."""
    north = two_districts[0]
    record_bookings(north, *[7] * 20, on=date(2026, 11, 20))
    record_bookings(north, *[7] * 7, on=date(2026, 11, 23))
    place = f"office:{north.office.identifier}"
    for period in ("heute", "woche", "monat"):
        assert {cases for _, cases, _ in table(client, ort=place, zeitraum=period).values()} == {"20"}
        assert "01.11.2026 bis 22.11.2026" in read(client, RATE, ort=place, zeitraum=period)
    assert table(client, zeitraum="monat", nach="district")["Nordbezirk"][1] == "27"


@pytest.mark.parametrize("days", [("20.10.2026", "06.10.2026"), ("", "06.10.2026"), ("gestern", "06.10.2026")])
def test_a_period_that_is_none_is_said_to_be_none(two_districts: Two, client: Client, days: tuple[str, str]) -> None:
    page = read(client, RATE, zeitraum="frei", von=days[0], bis=days[1])
    assert 'aria-invalid="true"' in page


def test_few_cases_and_what_could_be_reckoned_from_them_are_told_nowhere(two_districts: Two, client: Client) -> None:
    record_bookings(two_districts[1], 3, 3, channel=Channel.LETTER, on=OCTOBER)
    record_bookings(two_districts[1], *[3] * 22, channel=Channel.COUNTER, on=OCTOBER)
    told = table(client, nach="channel")
    assert told["Brief"] == ("", "", "too-few")
    assert told["Schalter"] == ("", "", "too-few")
    assert told["Internet"][2] == "told"
    page = read(client, RATE, nach="channel")
    assert page.count(">zu wenige<") == 2


def test_who_manages_a_district_sees_it_and_the_citys_total_and_no_other(two_districts: Two, client: Client) -> None:
    north, south = two_districts
    manager = make_staff(role=Role.OFFICE_MANAGER, organisation=north.office.organisation)
    page = read(client, RATE, staff=manager)
    assert "Nordbezirk" in page
    assert "Südbezirk" not in page
    assert "Sie sehen die Zahlen Ihres Bezirks" in read(client, PAGE, staff=manager)
    assert set(table(client, staff=manager)) == {"Nordbezirk"}
    other = read(client, RATE, staff=manager, ort=f"district:{south.office.organisation.identifier}")
    assert 'aria-invalid="true"' in other
    assert "Südbezirk" not in other
    assert set(table(client, staff=manager, nach="office", ort=f"office:{south.office.identifier}")) <= {
        north.office.name
    }


def test_nobody_else_sees_them(two_districts: Two, client: Client) -> None:
    for role in (Role.CLERK, Role.EDITOR):
        client.force_login(make_staff(role=role))
        for address in (PAGE, RATE, f"{RATE}zahlen.csv"):
            assert client.get(address).status_code == 403
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=two_districts[0].office))
    assert client.get(PAGE).status_code == 403


def test_an_unknown_indicator_is_not_there(client: Client) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    assert client.get(f"{PAGE}happiness/").status_code == 404


def test_small_multiples_are_lines_that_need_no_script_and_leave_gaps(two_districts: Two, client: Client) -> None:
    north, _ = two_districts
    record_bookings(north, *[7] * 20, on=date(2026, 9, 7))
    page = read(client, RATE)
    assert page.count('class="multiple"') == 2
    assert page.count("<polyline") == 1
    assert page.count("<circle") == 1
