"""Visits at home for who calls or stands at the counter, and the round that the team reads before it sets out."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from einamt.accounts.rights import Role
from einamt.kernel.channels import Channel
from einamt.platform.audit.models import ReadingEntry
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.visits.queries import day_list
from tests.channels.counter.pages import text_of
from tests.channels.portal.visitor import fields_of, times_of
from tests.factories.accounts import make_clerk, make_staff
from tests.factories.appointments import make_booking, make_rules, somebody, unbalanced
from tests.factories.tours import Touring, make_address_search, make_tour, visit_home
from tests.procedures.visits.conftest import NINE

DAY = date(2026, 11, 26)
TYPED = {"address": "Nordstraße 30, 10115 Musterstadt", "hint": "Klingel Koval", "reason": "cannot-leave"}


@pytest.fixture
def tour(db: None) -> Touring:
    make_rules()
    tour = make_tour(now=NINE, days=10)
    make_address_search(office=tour.office)
    return tour


@pytest.fixture
def agent(client: Client, tour: Touring, set_clock: Callable[[str], None]) -> Client:
    """Somebody at the service number 115."""
    client.force_login(make_staff(role=Role.HOTLINE))
    return client


@pytest.fixture
def team(client: Client, tour: Touring, set_clock: Callable[[str], None]) -> Client:
    """Somebody of the team's office, who has taken a place there."""
    client.force_login(make_clerk(office=tour.office))
    client.post("/schalter/platz/", {"counter": "7"})
    return client


def address(tour: Touring) -> str:
    return f"/schalter/termin/hausbesuch/?leistung={tour.service.slug}&personen=1"


def test_the_page_of_times_leads_to_a_visit_at_home(agent: Client, tour: Touring) -> None:
    page = agent.get("/schalter/termin/", {"leistung": tour.service.slug, "personen": "1"})
    assert address(tour).replace("&", "&amp;") in page.content.decode()


def test_an_agent_books_a_visit_and_tells_number_and_code(agent: Client, tour: Touring) -> None:
    page = agent.post(address(tour), TYPED)
    assert "Wann?" in text_of(page)
    chosen = page.content.decode().split("<optgroup")[1].split('value="')[1].split('"')[0]
    command = fields_of(page)["command"]
    page = agent.post(
        address(tour), TYPED | {"zeit": chosen, "name": "Olena Koval", "spoken": "de", "command": command}, follow=True
    )
    booked = Appointment.objects.get()
    assert (booked.is_home_visit, booked.person_name) == (True, "Olena Koval")
    assert booked.case.channel == Channel.HOTLINE
    assert booked.case_code in text_of(page)
    assert "Nordstraße 30, 10115 Musterstadt (Klingel Koval)" in text_of(page)
    assert unbalanced() == []


def test_without_a_time_or_a_name_nothing_is_booked(agent: Client, tour: Touring) -> None:
    command = fields_of(agent.post(address(tour), TYPED))["command"]
    page = agent.post(address(tour), TYPED | {"name": "Olena Koval", "spoken": "de", "command": command})
    assert page.status_code == 422
    assert "Bitte wählen Sie eine Zeit" in text_of(page)
    assert not Appointment.objects.exists()


def test_a_visit_is_moved_to_another_time_at_the_same_home(agent: Client, tour: Touring) -> None:
    booked = visit_home(at=tour, day=DAY, minute=540, km=3, now=NINE)
    here = f"/schalter/termin/{booked.case.reference}/verschieben/"
    value = times_of(agent.get(here))[-1]
    command = fields_of(agent.get(here, {"zeit": value}))["command"]
    page = agent.post(f"{here}?zeit={value}", {"command": command}, follow=True)
    assert "Der Termin ist verschoben" in text_of(page)
    moved = Appointment.objects.get()
    assert (moved.capacity_day_id, moved.start_minute) == tuple(map(int, value.split("-")))
    assert moved.is_home_visit
    assert unbalanced() == []


def test_the_round_stands_in_the_order_of_driving_with_the_ways(team: Client, tour: Touring) -> None:
    visit_home(at=tour, day=DAY, minute=636, km=9, now=NINE, contact=somebody(name="Zoe Spät", phone="030 123"))
    visit_home(at=tour, day=DAY, minute=540, km=3, now=NINE, contact=somebody(name="Ada Früh", phone="030 456"))
    said = text_of(team.get("/schalter/hausbesuche/"))
    assert "Donnerstag, 26. November" in said
    assert said.index("Ada Früh") < said.index("Zoe Spät")
    assert "ab 8:48, 12 Min." in said
    assert "ab 10:12, 18 Min." in said, "six kilometres further on"
    assert "Zurück gegen 11:12 Uhr, 24 Minuten Rückweg. Unterwegs sind Sie an diesem Tag 54 Minuten." in said
    assert "Nordstraße 30, 10115 Berlin" in said
    assert "030 456" in said


def test_reading_the_round_is_recorded(team: Client, tour: Touring) -> None:
    team.get("/schalter/hausbesuche/")
    entry = ReadingEntry.objects.get(what="home-visits-read")
    assert entry.subject == f"office:{tour.office.pk}"


def test_the_day_of_the_office_does_not_wait_for_who_is_visited(tour: Touring) -> None:
    visit_home(at=tour, day=NINE.date(), minute=660, km=3, now=NINE)
    make_booking(at=tour.counters, day=NINE.date(), minute=660, now=NINE)

    def expected(group_ids: list[int] | None) -> int:
        found = day_list(office_id=tour.office.pk, day=NINE.date(), now=NINE, language="de", group_ids=group_ids)
        return len(found.expected)

    assert expected(None) == 1
    assert expected([tour.group.pk]) == 1, "the team has a list of its own"
    assert expected([tour.group.pk, tour.counters.group.pk]) == 2


def test_who_has_no_place_chooses_one_first(client: Client, tour: Touring, set_clock: Callable[[str], None]) -> None:
    client.force_login(make_clerk(office=tour.office))
    assert client.get("/schalter/hausbesuche/")["Location"] == "/schalter/platz/"
