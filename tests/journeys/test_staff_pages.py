"""Pages of staff and of the demo that no other journey opens: free of what axe finds, and not wider than a phone."""

import pytest
from playwright.sync_api import Page, expect

from einamt.accounts.operations import invite_staff
from einamt.accounts.rights import Role
from einamt.kernel.periods import months_later
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.facts import record_bookings
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Town, violations

pytestmark = pytest.mark.journey


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_cockpit_is_found_from_the_sign_in(open_browser: Open, town: Town, size: tuple[int, int]) -> None:
    steering = make_staff(role=Role.STEERING, password=PASSWORD)
    page = open_browser(size=size)
    page.goto(f"{town.url}/schalter/anmelden/")
    check(page)
    page.get_by_label("Benutzername").fill(steering.username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("table").first).to_be_visible()
    check(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_indicator_leads_to_its_meaning_parts_and_history(
    open_browser: Open, town: Town, size: tuple[int, int]
) -> None:
    last_month = months_later(NOW.date(), -1)
    for months_back in range(3):
        record_bookings(town.near, *[7] * 20, *[30] * 10, on=months_later(last_month, -months_back))
    steering = make_staff(role=Role.STEERING, password=PASSWORD)
    page = open_browser(size=size)
    page.goto(f"{town.url}/schalter/anmelden/?next=/cockpit/kennzahlen/")
    page.get_by_label("Benutzername").fill(steering.username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Kennzahlen", level=1)).to_be_visible()
    check(page)
    page.get_by_role("link", name="Termin binnen 14 Tagen").click()
    expect(page.get_by_role("heading", name="Termin binnen 14 Tagen", level=1)).to_be_visible()
    expect(page.locator("[data-chart] svg")).to_be_visible()
    check(page)
    page.get_by_text("Der Verlauf als Tabelle").click()
    expect(page.get_by_role("table").last.get_by_role("row")).to_have_count(4)
    check(page)


def test_a_password_is_set_behind_the_link(open_browser: Open, town: Town) -> None:
    invited = invite_staff(staff_id=make_staff().pk, now=NOW)
    page = open_browser(size=PHONE)
    page.goto(f"{town.url}/schalter/passwort/{invited.token}/")
    check(page)


@pytest.mark.parametrize("path", ["/demo/", "/demo/post/", "/demo/bausteine/"])
def test_the_demo_s_pages(open_browser: Open, town: Town, path: str) -> None:
    page = open_browser(size=PHONE)
    assert page.goto(town.url + path).ok  # type: ignore[union-attr]
    check(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_rules_are_proposed_on_one_desk_and_put_in_force_on_another(
    open_browser: Open, town: Town, size: tuple[int, int]
) -> None:
    def signed_in(role: Role) -> Page:
        staff = make_staff(role=role, password=PASSWORD)
        page = open_browser(size=size)
        page.goto(f"{town.url}/schalter/anmelden/?next=/regeln/")
        page.get_by_label("Benutzername").fill(staff.username)
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        page.goto(f"{town.url}/regeln/")
        check(page)
        return page

    page = signed_in(Role.STEERING)
    page.get_by_role("link", name="Neue Regeln vorschlagen").click()
    check(page)
    page.get_by_label("Warum soll sich etwas ändern?").fill("Der Rat will es.")
    page.get_by_label("Wie weit voraus").fill("3")
    page.get_by_role("button", name="Vorschlagen").click()
    expect(page.get_by_role("alert")).to_contain_text("buchbar nur 3")
    check(page)
    page.get_by_label("Wie weit voraus").fill("28")
    page.get_by_role("button", name="Vorschlagen").click()
    check(page)
    other = signed_in(Role.ADMINISTRATOR)
    other.get_by_role("link", name="Ab Mittwoch, 25. November 2026").click()
    check(other)
    other.get_by_role("button", name="In Kraft setzen").click()
    expect(other.get_by_role("heading", name="Kommt in Kraft")).to_be_visible()
    check(other)
    other.goto(f"{town.url}/regeln/befunde/")
    check(other)
    other.goto(f"{town.url}/so-vergeben-wir-termine/")
    expect(other.get_by_role("heading", name="Was sich ändert")).to_be_visible()
    check(other)
