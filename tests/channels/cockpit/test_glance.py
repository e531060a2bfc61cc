"""The city at a glance: who may see it, what it says first, and that its figures are those of the facts."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from einamt.accounts.rights import Role
from einamt.catalog.models import Organisation, PublicService
from einamt.insight.steering.operations import set_target
from einamt.insight.steering.queries import DistrictFigures, glance
from einamt.insight.steering.rules import Share
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.platform.facts.models import Fact
from einamt.platform.facts.steps import new_fact
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.procedures.appointments.facts import BOOKED
from einamt.procedures.visits.facts import VISITED
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LAST_MONTH = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def two_districts(monkeypatch: pytest.MonkeyPatch) -> tuple[Bookable, Bookable]:
    """The north has times today, the south none until its 20th day."""
    monkeypatch.setattr("einamt.channels.cockpit.views.now", lambda: NOW)
    root = make_city()
    offices = [make_office(district=make_district(name=name, city=root)) for name in ("Nordbezirk", "Südbezirk")]
    service = make_service(offices=offices, name="Reisepass beantragen")
    north = make_bookable(now=NOW, office=offices[0], service=service)
    south = make_bookable(now=NOW + timedelta(days=20), office=offices[1], service=service)
    return north, south


def record_booking(place: Bookable, *, lead_days: int, count: int) -> None:
    """Facts of bookings of last month."""
    Fact.objects.bulk_create(
        new_fact(
            schema=BOOKED,
            occurred_at=LAST_MONTH,
            values={
                "service": place.service.identifier,
                "district": place.office.organisation.identifier,
                "office": place.office.identifier,
                "counter_group": "buergerdienste",
                "channel": Channel.PORTAL.value,
                "visit_date": (LAST_MONTH + timedelta(days=lead_days)).date(),
                "booked_on": LAST_MONTH.date(),
                "lead_days": lead_days,
                "steps": 1,
                "start_minute": 540,
                "services": 1,
                "persons": 1,
            },
        )
        for _ in range(count)
    )


def record_visits(
    place: Bookable,
    *,
    outcome: str,
    count: int,
    sign: int = 1,
    arrival: str | None = "appointment",
    at: datetime = LAST_MONTH,
) -> None:
    """Facts of visits of last month, or of another moment."""
    Fact.objects.bulk_create(
        new_fact(
            schema=VISITED,
            occurred_at=at,
            values={
                "service": place.service.identifier,
                "district": place.office.organisation.identifier,
                "office": place.office.identifier,
                "counter_group": "buergerdienste",
                "channel": Channel.PORTAL.value,
                "arrival": arrival,
                "arrival_channel": "",
                "visit_date": at.date(),
                "outcome": outcome,
                "wait_minutes": 4,
                "service_minutes": 12,
                "count": sign,
            },
        )
        for _ in range(count)
    )


def test_the_days_to_the_first_free_appointment_are_those_of_the_district(
    two_districts: tuple[Bookable, Bookable],
) -> None:
    figures = glance(language="de", now=NOW)
    assert {district.name: district.days_to_first for district in figures.districts} == {
        "Nordbezirk": [0],
        "Südbezirk": [20],
    }
    assert figures.whole_city is not None
    assert figures.whole_city.days_to_first == [0]


def of_north() -> DistrictFigures:
    """The figures of the north."""
    return next(each for each in glance(language="de", now=NOW).districts if each.name == "Nordbezirk")


def test_shares_of_the_last_month_are_counted_from_facts(two_districts: tuple[Bookable, Bookable]) -> None:
    north, _ = two_districts
    record_booking(north, lead_days=14, count=30)
    record_booking(north, lead_days=15, count=10)
    record_visits(north, outcome="served", count=20)
    record_visits(north, outcome="served", count=7, arrival=None)
    record_visits(north, outcome="no-show", count=3)
    assert of_north().within_promise == Share(part=30, whole=40)
    assert of_north().no_show == Share(part=3, whole=30)
    south = next(each for each in glance(language="de", now=NOW).districts if each.name == "Südbezirk")
    assert south.within_promise == Share(0, 0)


def test_whoever_drew_a_number_and_did_not_come_has_missed_no_appointment(
    two_districts: tuple[Bookable, Bookable],
) -> None:
    north, _ = two_districts
    record_visits(north, outcome="served", count=9)
    record_visits(north, outcome="no-show", count=1)
    record_visits(north, outcome="no-show", count=5, arrival="walk-in")
    record_visits(north, outcome="served", count=5, arrival="walk-in")
    assert of_north().no_show == Share(part=1, whole=10)


def test_visits_of_today_are_told_of_the_whole_city_alone(
    two_districts: tuple[Bookable, Bookable], client: Client
) -> None:
    """Of a district with one office they would be the work of whoever is there."""
    whole_city = glance(language="de", now=NOW).whole_city
    assert whole_city is not None
    assert whole_city.visits_today is None, "no data is no zero"
    for place in two_districts:
        record_visits(place, outcome="served", count=2, at=NOW)
        record_visits(place, outcome="served", count=1, sign=-1, at=NOW)
    figures = glance(language="de", now=NOW)
    assert figures.whole_city is not None
    assert figures.whole_city.visits_today == 2
    assert {district.visits_today for district in figures.districts} == {None}
    client.force_login(make_staff(role=Role.STEERING))
    assert "Besuche heute: <strong>" in client.get("/cockpit/").content.decode()


def test_few_cases_of_a_district_and_what_leads_to_them_stand_in_no_csv(
    two_districts: tuple[Bookable, Bookable], client: Client
) -> None:
    north, south = two_districts
    record_booking(north, lead_days=3, count=40)
    record_booking(south, lead_days=3, count=4)
    record_visits(north, outcome="served", count=30)
    record_visits(south, outcome="served", count=25)
    client.force_login(make_staff(role=Role.STEERING))
    answer = client.get("/cockpit/zahlen.csv").content.decode("utf-8-sig")
    lines = [line[2:] for line in csv.reader(io.StringIO(answer), delimiter=";")]
    assert lines[1:] == [["", "", "0", "30", ""], ["", "", "0", "25", ""], ["44", "44", "0", "55", ""]]
    assert "zu wenige" in client.get("/cockpit/").content.decode()


def test_the_first_sentence_names_the_district_that_keeps_the_promise_least(
    two_districts: tuple[Bookable, Bookable], client: Client
) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    page = client.get("/cockpit/").content.decode()
    assert "Ein Bezirk hält das 14-Tage-Ziel nicht." in page
    assert "Am längsten wartet man in Südbezirk: 20 Tage" in page


def test_the_target_that_holds_in_a_district_is_what_its_no_shows_are_held_against(
    two_districts: tuple[Bookable, Bookable], client: Client
) -> None:
    for place in two_districts:
        record_visits(place, outcome="served", count=919)
        record_visits(place, outcome="no-show", count=81)
    south = two_districts[1].office.organisation
    set_target(
        indicator="no-show",
        district=south,
        starts_on=date(2026, 1, 1),
        at_least=None,
        at_most=0.09,
        reason="Ausnahme",
        actor=make_staff(role=Role.STEERING).actor,
        command_id=new_id(),
        now=NOW,
    )
    client.force_login(make_staff(role=Role.STEERING))
    rows = {row.name: row.no_show for row in client.get("/cockpit/").context["rows"]}
    assert (rows["Nordbezirk"].text.replace("\u00a0", " "), rows["Nordbezirk"].is_late) == ("8,1 %", True)
    assert (rows["Südbezirk"].text.replace("\u00a0", " "), rows["Südbezirk"].is_late) == ("8 %", False)


def test_where_nothing_can_be_booked_no_promise_is_said_to_be_kept(
    two_districts: tuple[Bookable, Bookable], client: Client
) -> None:
    PublicService.objects.update(is_public=False)
    client.force_login(make_staff(role=Role.STEERING))
    assert client.get("/cockpit/").context["headline"] == "Noch lässt sich für keine Leistung ein Termin buchen."


def test_a_community_has_municipalities_and_no_districts(
    two_districts: tuple[Bookable, Bookable], client: Client
) -> None:
    City.objects.create(name="Meerane-Schönberg", parts=City.Parts.MUNICIPALITY)
    Organisation.objects.filter(kind=Organisation.Kind.DISTRICT).update(
        kind=Organisation.Kind.MUNICIPALITY, name=Concat(Value("Gemeinde "), "identifier")
    )
    city.forget()
    client.force_login(make_staff(role=Role.STEERING))
    page = client.get("/cockpit/").content.decode()
    assert "Eine Gemeinde hält das 14-Tage-Ziel nicht." in page
    assert "Die Gemeinden</h2>" in page
    assert "Bezirk" not in page


def test_the_table_can_be_taken_away_as_csv(two_districts: tuple[Bookable, Bookable], client: Client) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    answer = client.get("/cockpit/zahlen.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    names = list(Organisation.objects.filter(kind="district").order_by("name").values_list("name", flat=True))
    assert [line[0] for line in lines[1:-1]] == names
    assert lines[2][1] == "20"


def test_clerks_and_strangers_do_not_see_the_cockpit(client: Client) -> None:
    assert client.get("/cockpit/").status_code == 302
    client.force_login(make_staff(role=Role.CLERK))
    assert client.get("/cockpit/").status_code == 403


def test_a_city_without_rules_is_told_so_in_words(client: Client) -> None:
    make_city()
    client.force_login(make_staff(role=Role.STEERING))
    answer = client.get("/cockpit/")
    assert 400 <= answer.status_code < 600
    assert "Traceback" not in answer.content.decode()


def test_who_manages_a_district_sees_its_figures_and_no_others(
    two_districts: tuple[Bookable, Bookable], client: Client
) -> None:
    north, _ = two_districts
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, organisation=north.office.organisation))
    page = client.get("/cockpit/").content.decode()
    assert "Nordbezirk" in page
    assert "Das 14-Tage-Ziel wird für die meistgefragten Leistungen gehalten." in page
    assert "Südbezirk" not in page
    assert "<tfoot>" not in page
    table = client.get("/cockpit/zahlen.csv").content.decode()
    assert "Nordbezirk" in table
    assert "Südbezirk" not in table
    assert len(table.splitlines()) == 2


def test_who_manages_a_district_that_is_late_reads_so(two_districts: tuple[Bookable, Bookable], client: Client) -> None:
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, organisation=two_districts[1].office.organisation))
    page = client.get("/cockpit/").content.decode()
    assert "Das 14-Tage-Ziel wird nicht gehalten. Am längsten wartet man in Südbezirk" in page


def test_who_manages_a_single_office_sees_no_districts_figures(
    two_districts: tuple[Bookable, Bookable], client: Client
) -> None:
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=two_districts[0].office))
    assert client.get("/cockpit/").status_code == 403


def test_who_steers_sees_the_whole_city_below_its_districts(
    two_districts: tuple[Bookable, Bookable], client: Client
) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    assert "<tfoot>" in client.get("/cockpit/").content.decode()
