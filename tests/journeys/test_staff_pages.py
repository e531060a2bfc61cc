"""Pages of staff and of the demo that no other journey opens: free of what axe finds, and not wider than a phone."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from einamt.accounts.operations import invite_staff
from einamt.accounts.rights import Role
from einamt.kernel.periods import months_later
from einamt.platform.audit.steps import record_reading
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.appointments import make_booking, somebody
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


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_districts_are_compared_forecast_and_checked(
    open_browser: Open, town: Town, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    last_month = months_later(NOW.date(), -1)
    for months_back in range(10):
        day = months_later(last_month, -months_back)
        record_bookings(town.near, *[7] * 40, *[30] * (5 + months_back % 3), on=day)
        record_bookings(town.far, *[7] * 20, *[30] * 30, -1, on=day)
    steering = make_staff(role=Role.STEERING, password=PASSWORD)
    page = open_browser(size=size)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{town.url}/schalter/anmelden/?next=/cockpit/kennzahlen/fourteen-days/")
    page.get_by_label("Benutzername").fill(steering.username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator(".multiple")).to_have_count(2)
    expect(page.get_by_text("Vorsicht: Ein Amt hat dafür auffällige Daten geliefert (unglaubwürdig).")).to_be_visible()
    page.get_by_role("link", name="nach dem letzten Wert").click()
    expect(page.locator(".multiple strong").first).to_have_text("Nordbezirk")
    page.get_by_text("Die Verläufe als Tabelle").click()
    check(page)

    page.get_by_role("link", name="Fairer Vergleich der Bezirke und Ämter").click()
    expect(page.locator(".lead")).to_contain_text("Schlechter, durch Zufall nicht zu erklären: Südbezirk.")
    expect(page.get_by_role("img", name="Schlechter, durch Zufall nicht zu erklären: Südbezirk.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Amt", exact=True).click()
    expect(page.get_by_role("rowheader", name="Bürgeramt Ganz Weit")).to_be_visible()

    page.goto(f"{town.url}/cockpit/kennzahlen/fourteen-days/ausblick/")
    expect(page.get_by_role("img")).to_be_visible()
    page.get_by_label("Ort").select_option(label="Nordbezirk")
    page.get_by_role("button", name="Zeigen").click()
    expect(page.locator(".lead")).to_contain_text("Nordbezirk: Für")
    check(page)

    page.goto(f"{town.url}/cockpit/datenqualitaet/")
    page.get_by_role("link", name="Gebucht für die Vergangenheit").click()
    expect(page).to_have_url(f"{town.url}/cockpit/datenqualitaet/#booked-for-the-past")
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


SignIn = Callable[[Role, str], Page]


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def signed_in(open_browser: Open, town: Town, request: pytest.FixtureRequest) -> SignIn:
    """Signs somebody in with a role, on a phone and at a desk, and opens a page."""

    def sign_in(role: Role, path: str) -> Page:
        staff = make_staff(role=role, password=PASSWORD)
        page = open_browser(size=request.param)
        page.goto(f"{town.url}/schalter/anmelden/?next={path}")
        page.get_by_label("Benutzername").fill(staff.username)
        page.get_by_label("Passwort").fill(PASSWORD)
        with page.expect_navigation():
            page.get_by_role("button", name="Anmelden").click()
        expect(page).to_have_url(f"{town.url}{path}")
        check(page)
        return page

    return sign_in


def test_reasons_for_an_emergency_are_changed_by_two_people_and_told_to_everybody(
    signed_in: SignIn, town: Town
) -> None:
    page = signed_in(Role.STEERING, "/regeln/halle/")
    page.get_by_role("link", name="Neue Regeln vorschlagen").click()
    check(page)
    page.get_by_label("Warum soll sich etwas ändern?").fill("Der Rat will es.")
    page.get_by_label("Grundlage").fill("Beschluss 12/26")
    page.get_by_label("auf Deutsch").first.fill("Überschwemmung")
    page.get_by_role("button", name="Vorschlagen").click()
    expect(page.get_by_role("alert")).to_contain_text("in beiden Sprachen")
    check(page)
    page.get_by_label("auf Englisch").first.fill("Flood")
    page.get_by_role("button", name="Vorschlagen").click()
    expect(page.get_by_text("Ein neuer Grund für einen Notfall, an Stelle 1: „Überschwemmung“.")).to_be_visible()
    check(page)
    other = signed_in(Role.ADMINISTRATOR, "/regeln/halle/")
    other.get_by_role("link", name="Ab Mittwoch, 25. November 2026").click()
    other.get_by_role("button", name="In Kraft setzen").click()
    expect(other.get_by_role("heading", name="Kommt in Kraft")).to_be_visible()
    check(other)
    other.goto(f"{town.url}/so-rufen-wir-auf/")
    expect(other.get_by_role("heading", name="Ab Mittwoch, 25. November 2026")).to_be_visible()
    check(other)


def test_rules_are_proposed_on_one_desk_and_put_in_force_on_another(signed_in: SignIn, town: Town) -> None:
    page = signed_in(Role.STEERING, "/regeln/")
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
    other = signed_in(Role.ADMINISTRATOR, "/regeln/")
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


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_who_has_read_is_asked_for_on_one_desk_and_released_on_another(
    open_browser: Open, town: Town, size: tuple[int, int]
) -> None:
    booked = make_booking(at=town.near, day=NOW.date(), minute=660, now=NOW, contact=somebody())
    clerk = make_staff(full_name="Aylin Demir")
    record_reading(actor=clerk.actor, what="case-read", subject=f"case:{booked.case.pk}", purpose="visit", now=NOW)

    def signed_in(role: Role) -> Page:
        staff = make_staff(role=role, password=PASSWORD)
        page = open_browser(size=size)
        page.goto(f"{town.url}/schalter/anmelden/?next=/protokoll/")
        page.get_by_label("Benutzername").fill(staff.username)
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        expect(page.get_by_role("heading", name="Wer hat gelesen?")).to_be_visible()
        check(page)
        return page

    officer = signed_in(Role.DATA_PROTECTION)
    officer.get_by_label("Vorgangsnummer").fill(booked.case.reference)
    officer.get_by_label("Warum wollen Sie").fill("Beschwerde vom 20. November")
    officer.get_by_role("button", name="Anfragen").click()
    expect(officer.get_by_text("Angefragt. Freigeben muss es jemand anderes.")).to_be_visible()
    check(officer)
    second = signed_in(Role.ADMINISTRATOR)
    second.get_by_role("listitem").filter(has_text="Beschwerde").get_by_role("link").click()
    expect(second.get_by_role("button", name="Für 24 Stunden freigeben")).to_be_visible()
    check(second)
    second.get_by_role("button", name="Für 24 Stunden freigeben").click()
    expect(second.get_by_text("Freigegeben, für 24 Stunden.")).to_be_visible()
    officer.reload()
    expect(officer.get_by_role("cell", name="Aylin Demir")).to_be_visible()
    check(officer)
