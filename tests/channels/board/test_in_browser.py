"""A manager at work in browsers: a counter opens, numbers stop, desk and wall show it; on a phone, without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from tests.channels.counter.test_in_browser import DESK, PHONE, browser, busy, click, press, signs_in_as
from tests.channels.hall.test_in_browser import WALL, faults, opened, overflow, wall_of
from tests.factories.accounts import PASSWORD, make_clerk, make_staff
from tests.procedures.visits.conftest import Morning

__all__ = ["browser", "busy", "opened"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


@pytest.fixture
def people(busy: Morning) -> list[Staff]:
    """The manager `jonas` and the clerk `nadia`, with names to sign in with."""
    manager = make_staff(full_name="Jonas Weber", role=Role.OFFICE_MANAGER, office=busy.place.office)
    return [signs_in_as(manager, "jonas"), signs_in_as(make_clerk(office=busy.place.office), "nadia")]


def sign_in(page: Page, name: str) -> None:
    """From the page that asks for it, on to the page that was asked for."""
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Passwort").fill(PASSWORD)
    press(page, "Enter")


def test_a_manager_opens_a_counter_and_stops_numbers_and_desk_and_wall_show_it(
    opened: Open, people: list[Staff], busy: Morning, live_server: LiveServer
) -> None:
    board = opened("/lage/", size=DESK)
    sign_in(board, "jonas")
    expect(board.get_by_role("heading", level=1)).to_have_text(f"Lage: {busy.place.office.name}")
    assert faults(board) == []
    press(board, "o")
    board.get_by_label("Schalter", exact=True).fill("9")
    click(board, "Wirkung ansehen")
    expect(board.get_by_role("heading", name="Was es bringt")).to_be_visible()
    assert faults(board) == []
    click(board, "Schalter öffnen")
    expect(board.get_by_text("Schalter 9 ist seit 9:00 Uhr zusätzlich geöffnet")).to_be_visible()

    desk = opened("/schalter/platz/", size=DESK)
    sign_in(desk, "nadia")
    expect(desk.get_by_text("Schalter 9 soll heute zusätzlich öffnen")).to_be_visible()
    with desk.expect_navigation():
        desk.get_by_role("link", name="Schalter 9 einnehmen").click()
    click(desk, "Platz einnehmen")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Schalter 9")
    press(desk, "n")
    wall = opened(wall_of(busy), size=WALL)
    expect(wall.locator("[data-calls] tr")).to_have_text("A0019")

    press(board, "k")
    board.get_by_label("Warum?").fill("Bis zum Abend ist alles belegt.")
    click(board, "Wirkung ansehen")
    click(board, "Nummern stoppen")
    expect(board.get_by_text("Seit 9:00 Uhr gibt es keine Nummern: Bis zum Abend ist alles belegt.")).to_be_visible()
    expect(board.get_by_role("row", name="9 ruft auf A001")).to_be_visible()
    assert faults(board) == []
    press(desk, "t")
    expect(desk.get_by_text("Bis zum Abend ist alles belegt.")).to_be_visible()

    click(board, "Wieder ausgeben")
    click(board, "Schalter 9 zurücknehmen")
    expect(board.get_by_role("row", name="Schalter zurückgenommen: 9")).to_contain_text("Jonas Weber")


def test_the_board_is_read_and_moved_on_a_phone_without_a_script(
    opened: Open, people: list[Staff], busy: Morning
) -> None:
    phone = opened("/lage/", size=PHONE, scripts=False)
    sign_in(phone, "jonas")
    expect(phone.get_by_text("2 Personen warten")).to_be_visible()
    expect(phone.get_by_role("table", name="Warten nach halben Stunden")).to_be_visible()
    with phone.expect_navigation():
        phone.get_by_role("link", name="Nummern stoppen").click()
    phone.get_by_label("Warum?").fill("Voll.")
    click(phone, "Wirkung ansehen")
    click(phone, "Nummern stoppen")
    expect(phone.get_by_text("Seit 9:00 Uhr gibt es keine Nummern: Voll.")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_the_board_fits_a_phone_and_has_no_faults(
    opened: Open, people: list[Staff], busy: Morning, *, dark: bool
) -> None:
    phone = opened("/lage/", size=PHONE, dark=dark)
    sign_in(phone, "jonas")
    assert overflow(phone) == 0
    assert faults(phone) == []
    for link in ("Schalter öffnen", "Nummern stoppen"):
        with phone.expect_navigation():
            phone.get_by_role("link", name=link).click()
        assert (overflow(phone), faults(phone)) == (0, [])
        with phone.expect_navigation():
            phone.get_by_role("link", name="Lage:").click()
