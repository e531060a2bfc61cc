"""Who is a terminal: paired once, by a link that the manager gets; nobody at home, and none that was removed."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.models import Terminal as Device
from einamt.accounts.rights import Role
from einamt.procedures.visits.models import Visit
from tests.channels.counter.pages import text_of
from tests.channels.kiosk.conftest import Terminal, make_terminal
from tests.factories.accounts import make_clerk, make_staff
from tests.factories.appointments import make_bookable
from tests.procedures.visits.conftest import BOOKED_AT, Morning


@pytest.fixture
def manager(client: Client, morning: Morning, set_clock: object) -> Client:
    """The office manager's browser at the information desk."""
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=morning.place.office))
    client.post("/schalter/platz/", {"counter": ""})
    return client


def pairing_of(page: HttpResponse) -> str:
    """The path of the link that the page shows once."""
    found = re.search(r"<code>https?://[^/]+(/terminal/[^<]+)</code>", page.content.decode())
    assert found is not None
    return found[1]


def test_a_manager_adds_a_terminal_and_its_browser_becomes_it_once(manager: Client, morning: Morning) -> None:
    link = pairing_of(manager.post("/schalter/terminals/", {"name": "Eingang links", "has_printer": "on"}))
    assert "wartet auf sein Gerät" in text_of(manager.get("/schalter/terminals/"))
    screen = Client()
    assert "Terminal „Eingang links“ einrichten" in text_of(screen.get(link))
    started = screen.post(link, follow=True)
    assert "Willkommen. Haben Sie einen Termin?" in text_of(started)
    device = Device.objects.get()
    assert (device.office, device.name, device.has_printer) == (morning.place.office, "Eingang links", True)
    second = Client()
    assert (second.get(link).status_code, second.post(link).status_code) == (410, 410)
    assert second.get(started.request["PATH_INFO"]).status_code == 403


def test_the_cookie_is_for_this_house_alone_and_out_of_reach_of_scripts(manager: Client) -> None:
    link = pairing_of(manager.post("/schalter/terminals/", {"name": "Eingang"}))
    given = Client().post(link).cookies["terminal"]
    assert (given["httponly"], given["samesite"], given["max-age"]) == (True, "Strict", 400 * 24 * 3600)


def test_the_link_ends_after_an_hour(manager: Client, set_clock: Callable[[str], None]) -> None:
    link = pairing_of(manager.post("/schalter/terminals/", {"name": "Eingang"}))
    set_clock("10:00")
    assert Client().post(link).status_code == 410


def test_the_link_names_the_office_that_it_is_of(manager: Client, morning: Morning) -> None:
    link = pairing_of(manager.post("/schalter/terminals/", {"name": "Eingang"}))
    elsewhere = link.replace(morning.place.office.slug, make_bookable(now=BOOKED_AT).office.slug)
    assert Client().get(elsewhere).status_code == 410


def test_whoever_knows_the_address_alone_draws_nothing(client: Client, terminal: Terminal, morning: Morning) -> None:
    stranger = Terminal(client, terminal.slug)
    refused = [
        stranger.get(),
        stranger.get("anliegen/"),
        stranger.arrive(morning.appointments["Ada"].case.reference),
        stranger.draw(morning.place.service.pk),
    ]
    assert [page.status_code for page in refused] == [403] * 4
    assert "nicht (mehr) als Terminal" in text_of(refused[0])
    assert not Visit.objects.exists()


def test_a_forged_cookie_is_no_terminal_and_takes_one_query(
    client: Client, terminal: Terminal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/so-rufen-wir-auf/")  # what the refusal's page needs of the city is known
    client.cookies["terminal"] = "x" * 43
    with django_assert_num_queries(1):
        assert Terminal(client, terminal.slug).get().status_code == 403


def test_a_terminal_is_one_of_its_own_office(terminal: Terminal) -> None:
    elsewhere = make_bookable(now=BOOKED_AT).office
    assert Terminal(terminal.client, elsewhere.slug).get().status_code == 403


def test_a_terminal_that_is_removed_is_none_at_once(manager: Client, terminal: Terminal) -> None:
    device = Device.objects.get()
    removed = manager.post("/schalter/terminals/", {"remove": str(device.pk)}, follow=True)
    assert "In dieser Halle steht noch kein Terminal." in text_of(removed)
    assert terminal.get().status_code == 403


def test_nobody_removes_another_offices_terminal(manager: Client) -> None:
    other = make_terminal(Morning(make_bookable(now=BOOKED_AT)))
    manager.post("/schalter/terminals/", {"remove": str(Device.objects.get().pk)})
    assert other.get().status_code == 200


def test_a_clerk_neither_adds_nor_sees_terminals(client: Client, morning: Morning, set_clock: object) -> None:
    client.force_login(make_clerk(office=morning.place.office))
    client.post("/schalter/platz/", {"counter": "7"})
    assert client.get("/schalter/terminals/").status_code == 403
    assert client.post("/schalter/terminals/", {"name": "Eingang"}).status_code == 403
    assert "Terminals" not in text_of(client.get("/schalter/nummer/"))


@pytest.mark.parametrize("fields", [{"name": " "}, {"name": "x" * 81}, {"remove": "viele"}])
def test_a_form_that_says_nothing_adds_nothing(manager: Client, fields: dict[str, str]) -> None:
    assert manager.post("/schalter/terminals/", fields).status_code == 422
    assert not Device.objects.exists()


def test_without_a_place_one_chooses_one_first(client: Client, morning: Morning, set_clock: object) -> None:
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=morning.place.office))
    assert client.get("/schalter/terminals/").url == "/schalter/platz/"
