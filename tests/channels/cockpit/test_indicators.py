"""The indicators' pages: who sees what, that nobody is told of, and that each number leads on."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.catalog.models import Organisation
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.operations import set_target
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.platform.shell import city
from einamt.platform.shell.models import City
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
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
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


def plain(page: str) -> str:
    return page.replace("\u00a0", " ").replace("\u202f", " ")


def test_no_figure_is_told_like_the_target_that_it_misses(two_districts: Two, client: Client) -> None:
    record_bookings(two_districts[0], *[7] * 4990, on=OCTOBER)
    set_target(
        indicator="fourteen-days",
        starts_on=date(2026, 1, 1),
        district=None,
        at_least=0.9945,
        at_most=None,
        reason="Ausnahme",
        actor=make_staff(role=Role.STEERING).actor,
        command_id=new_id(),
        now=NOW,
    )
    said = plain(told_of_the_place(client))
    assert "99,4 %: Das Ziel (mindestens 99,45 %) ist verfehlt." in said


def test_no_figure_is_better_than_one_that_is_told_alike(two_districts: Two, client: Client) -> None:
    record_bookings(two_districts[0], *[7] * 101, *[30] * 100, on=date(2025, 10, 6))
    said = plain(told_of_the_place(client))
    assert "50,0 %: Das Ziel" in said
    assert "Gegen das Vorjahr: schlechter als 50,2 %." in said


def test_a_year_is_not_held_against_two_months_of_the_last_one(two_districts: Two, client: Client) -> None:
    record_bookings(two_districts[0], *[7] * 25, on=date(2026, 3, 4))
    record_bookings(two_districts[0], *[7] * 25, on=date(2025, 10, 6))
    assert "Vorjahr" not in told_of_the_place(client, zeitraum="jahr")
    record_bookings(two_districts[0], *[7] * 25, on=date(2025, 3, 5))
    assert "Gegen das Vorjahr: schlechter als" in told_of_the_place(client, zeitraum="jahr")
    few_days = {"zeitraum": "frei", "von": "05.02.2026", "bis": "20.11.2026"}
    assert "Gegen das Vorjahr: schlechter als" in told_of_the_place(client, **few_days)


def test_months_to_come_are_not_held_against_those_of_the_last_year(two_districts: Two, client: Client) -> None:
    record_bookings(two_districts[0], *[7] * 30, *[30] * 30, on=date(2025, 10, 6))
    record_bookings(two_districts[0], *[30] * 60, on=date(2025, 12, 1))
    said = told_of_the_place(client, zeitraum="jahr")
    assert "01.01.2026 bis 30.11.2026" in said
    assert "Gegen das Vorjahr: wie im Vorjahr." in said


def test_a_district_against_the_citys_total(two_districts: Two, client: Client) -> None:
    north, _ = two_districts
    page = read(client, RATE, ort=f"district:{north.office.organisation.identifier}")
    assert "Nordbezirk, 01.10.2026 bis 31.10.2026" in page
    assert "75" in page


def test_the_rows_behind_a_figure_are_a_csv(two_districts: Two, client: Client) -> None:
    assert table(client) == {"Nordbezirk": ("0,75", "40", "told"), "Südbezirk": ("0", "20", "told")}
    assert table(client, nach="channel") == {"Internet": ("0,5", "60", "told")}


def test_the_gap_of_the_districts_leads_to_their_rows(two_districts: Two, client: Client) -> None:
    page = read(client, f"{PAGE}equity-gap/", zeitraum="letzter-monat")
    assert f'href="{RATE}zahlen.csv?zeitraum=letzter-monat"' in page
    assert "nicht unterscheiden" not in page


def told_of_the_place(client: Client, **given: str) -> str:
    """The sentence at the head of the page."""
    page = read(client, RATE, **given)
    return page.partition('<p class="lead measure">')[2].partition("</p>")[0]


def test_a_free_period_of_the_whole_city_counts_its_days_only(two_districts: Two, client: Client) -> None:
    record_bookings(two_districts[0], *[7] * 20, on=date(2026, 10, 6))
    of_a_day = told_of_the_place(client, zeitraum="frei", von="06.10.2026", bis="06.10.2026")
    assert "Ganze Stadt, 06.10.2026: " in of_a_day
    assert "100" in of_a_day
    assert "keine Daten" in told_of_the_place(client, zeitraum="frei", von="07.10.2026", bis="20.10.2026")


def test_days_of_the_whole_city_from_which_few_cases_could_be_reckoned_are_not_told(
    two_districts: Two, client: Client
) -> None:
    record_bookings(two_districts[0], 7, 7, on=date(2026, 10, 4))
    for first, last in (("04.10.2026", "04.10.2026"), ("05.10.2026", "05.10.2026")):
        assert "Zu wenige" in told_of_the_place(client, zeitraum="frei", von=first, bis=last)
    assert "Zu wenige" not in told_of_the_place(client, zeitraum="frei", von="04.10.2026", bis="05.10.2026")


def test_this_week_ends_with_today_and_stands_against_the_same_weekdays(two_districts: Two, client: Client) -> None:
    north, _ = two_districts
    record_bookings(north, *[7] * 30, on=date(2026, 11, 23))
    record_bookings(north, *[7] * 15, *[30] * 15, on=date(2025, 11, 24))
    record_bookings(north, *[30] * 90, on=date(2025, 11, 23))
    said = told_of_the_place(client, zeitraum="woche")
    assert "23.11.2026 bis 24.11.2026" in said
    assert "Gegen das Vorjahr: besser als 50" in said


def test_a_day_at_the_end_of_a_month_stands_against_one_of_the_next(
    two_districts: Two, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("einamt.platform.clock.now", lambda: datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    north, _ = two_districts
    record_bookings(north, *[7] * 30, on=date(2026, 11, 30))
    record_bookings(north, *[7] * 15, *[30] * 15, on=date(2025, 12, 1))
    assert "Gegen das Vorjahr: besser als 50" in told_of_the_place(client, zeitraum="heute")


@pytest.mark.parametrize("part", ["district", "office", "service", "channel"])
@pytest.mark.parametrize("period", ["heute", "monat", "frei"])
def test_of_a_part_of_the_city_no_day_is_told_and_none_can_be_reckoned(
    two_districts: Two, client: Client, part: str, period: str
) -> None:
    """Where somebody is alone, the cases of a day would be her work; the running month, asked daily, would tell it."""
    north, _ = two_districts
    record_bookings(north, *[7] * 10, on=date(2026, 10, 6))
    record_bookings(north, *[7] * 30, on=date(2026, 11, 23))
    chosen = {
        "district": {"ort": f"district:{north.office.organisation.identifier}"},
        "office": {"ort": f"office:{north.office.identifier}"},
        "service": {"leistung": north.service.identifier},
        "channel": {"kanal": "portal"},
    }[part]
    days = {"zeitraum": period} | ({"von": "06.10.2026", "bis": "06.10.2026"} if period == "frei" else {})
    page = read(client, RATE, **chosen, **days)
    assert page.count("01.10.2026 bis 31.10.2026") == 2
    assert "Nach Tagen gibt es Zahlen nur für die ganze Stadt" in page
    assert "11/2026" not in page
    assert {cases for _, cases, _ in table(client, **chosen, **days).values()} <= {"50", "20", "70"}
    assert {cases for _, cases, _ in table(client, **days, nach=part).values()} <= {"50", "20", "70"}


@pytest.mark.parametrize("day", ["01.01.0000", "01.01.0001", "31.12.9999", "99999", "zweitausend"])
def test_odd_years_in_the_address_are_said_to_be_none(two_districts: Two, client: Client, day: str) -> None:
    assert 'aria-invalid="true"' in read(client, RATE, zeitraum="frei", von=day, bis=day)
    assert table(client, zeitraum="frei", von="01.10.2026", bis=day)
    read(client, PAGE, zeitraum=day, ort=day, leistung=day, kanal=day, nach=day)


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


def test_no_page_shows_of_a_single_key_what_another_hides(two_districts: Two, client: Client) -> None:
    """Choosing the counter alone would give away the letters: they are what is left over of the city's total."""
    north, south = two_districts
    record_bookings(south, 3, 3, channel=Channel.LETTER, on=OCTOBER)
    record_bookings(south, *[3] * 22, channel=Channel.COUNTER, on=OCTOBER)
    for channel in ("letter", "counter"):
        assert "Zu wenige Fälle" in told_of_the_place(client, kanal=channel)
        assert "zu wenige" in read(client, PAGE, kanal=channel)
        assert {told for _, _, told in table(client, kanal=channel).values()} == {"too-few"}
        assert {told for _, _, told in table(client, kanal=channel, nach="office").values()} == {"too-few"}
    assert "Zu wenige Fälle" not in told_of_the_place(client, kanal="portal")
    of_north = {"ort": f"district:{north.office.organisation.identifier}"}
    assert "Zu wenige Fälle" not in told_of_the_place(client, **of_north, kanal="portal")
    assert table(client, **of_north, nach="channel") == {
        "Internet": ("0,75", "40", "told"),
        "Brief": ("", "", "too-few"),
        "Schalter": ("", "", "too-few"),
    }, "that there are none is not said either"


def test_a_period_does_not_tell_what_one_of_its_months_hides(two_districts: Two, client: Client) -> None:
    south = two_districts[1]
    record_bookings(south, 3, 3, on=date(2026, 9, 7))
    record_bookings(two_districts[0], *[3] * 30, on=date(2026, 9, 7))
    place = {"ort": f"district:{south.office.organisation.identifier}", "zeitraum": "frei"}
    assert "Zu wenige" in told_of_the_place(client, **place, von="01.09.2026", bis="31.10.2026")
    assert "Zu wenige" not in told_of_the_place(client, **place, von="01.10.2026", bis="31.10.2026")


def test_a_service_and_a_channel_are_not_chosen_together(two_districts: Two, client: Client) -> None:
    both = {"leistung": two_districts[0].service.identifier, "kanal": "portal"}
    page = read(client, RATE, **both)
    assert "Bitte wählen Sie eine Leistung oder einen Weg" in page
    assert "Ganze Stadt" in page
    by_channel = table(client, leistung=two_districts[0].service.identifier, nach="channel")
    assert set(by_channel) == {"Nordbezirk", "Südbezirk"}


def test_a_history_of_zeros_is_drawn_and_a_month_without_data_is_none(two_districts: Two, client: Client) -> None:
    south = two_districts[1]
    record_bookings(south, *[30] * 20, on=date(2026, 8, 3))
    page = read(client, RATE, ort=f"district:{south.office.organisation.identifier}")
    history = page.partition('id="verlauf-zahlen"')[2].partition("</table>")[0]
    rows = [row.partition("<td")[2] for row in history.split("<tr>")[2:]]
    assert [("keine Daten" in row, ">0" in row) for row in rows] == [(False, True), (True, False), (False, True)]
    assert "vega" in page.partition('id="verlauf"')[2].partition("<details")[0]


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


def test_a_community_chooses_among_municipalities(two_districts: Two, client: Client) -> None:
    City.objects.create(name="Meerane-Schönberg", parts=City.Parts.MUNICIPALITY)
    Organisation.objects.filter(kind=Organisation.Kind.DISTRICT).update(kind=Organisation.Kind.MUNICIPALITY)
    city.forget()
    manager = make_staff(role=Role.OFFICE_MANAGER, organisation=two_districts[0].office.organisation)
    page = read(client, PAGE, staff=manager)
    assert '<optgroup label="Gemeinden">' in page
    assert "Sie sehen die Zahlen Ihrer Gemeinde" in page
    assert '<optgroup label="Bezirke">' not in page


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
    assert page.count('class="plot__city"') == 2, "the whole city's line stands behind each"
    assert page.count('class="plot__line"') == 1
    assert page.count("<circle") == 1
    assert "Zuletzt am höchsten: Nordbezirk" in page
    table_of_all = page.partition("Die Verläufe als Tabelle")[2].partition("</table>")[0]
    assert table_of_all.count("<tr>") == 3, "months before the first are left out"
    assert "10/2026" in table_of_all


def charts(page: str) -> list[str]:
    return re.findall(r"<figcaption class=\"small\"><strong>(\w+)</strong>", page)


def test_small_multiples_stand_in_the_order_that_is_asked_for(two_districts: Two, client: Client) -> None:
    north, south = two_districts
    record_bookings(south, *[30] * 20, on=date(2025, 10, 6))
    record_bookings(north, *[7] * 40, on=date(2025, 10, 6))
    assert charts(read(client, f"{PAGE}no-show/")) == ["Nordbezirk", "Südbezirk"]
    long = f"{PAGE}lead-time-median/"
    assert charts(read(client, long, ordnung="name")) == ["Nordbezirk", "Südbezirk"]
    assert charts(read(client, long, ordnung="wert")) == ["Südbezirk", "Nordbezirk"]
    assert charts(read(client, RATE, ordnung="veraenderung")) == ["Südbezirk", "Nordbezirk"]
    assert charts(read(client, RATE, ordnung="zufall")) == ["Nordbezirk", "Südbezirk"]
