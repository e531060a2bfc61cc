"""Somebody who cannot leave home books the mobile office on a phone, moves the visit and cancels it."""

import re

import pytest
from playwright.sync_api import Page, expect

from einamt.procedures.appointments.models import Appointment
from tests.factories.appointments import unbalanced
from tests.factories.tours import Touring, make_address_search, make_tour
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Scheme, Town, fill_in, link_in_last_mail, post, violations

pytestmark = pytest.mark.journey


@pytest.fixture
def tour(town: Town) -> Touring:
    """A team that brings a service home; the town knows one street."""
    tour = make_tour(now=NOW, days=14, service=town.service)
    make_address_search(office=tour.office)
    return tour


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def to_the_times(page: Page, town: Town) -> None:
    """From the page of times at counters to the times of the team."""
    page.goto(town.times_url)
    page.get_by_role("link", name="Hausbesuch vereinbaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wohin sollen wir kommen?")
    check(page)
    page.get_by_label("Straße, Hausnummer und Postleitzahl").fill("Nordstraße 30, 10115 Musterstadt")
    page.get_by_label("So finden wir zu Ihnen").fill("3. Stock links")
    page.get_by_label(re.compile("kaum verlassen")).check()
    page.get_by_role("button", name="Weiter: Zeit wählen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wann sollen wir kommen?")


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")])
def test_a_visit_is_booked_moved_and_cancelled(
    open_browser: Open, town: Town, tour: Touring, size: tuple[int, int], scheme: Scheme
) -> None:
    page = open_browser(size=size, scheme=scheme)
    to_the_times(page, town)
    check(page)
    page.locator("button.chip").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zu wem kommen wir?")
    check(page)
    fill_in(page)
    expect(page.get_by_text("Bei Ihnen, Nordstraße 30, 10115 Musterstadt").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    check(page)
    post()
    page.goto(town.url + link_in_last_mail("/termin/aendern/"))
    before = Appointment.objects.get().starts_at
    page.get_by_role("link", name="Andere Zeit wählen").click()
    check(page)
    page.locator("button.chip").nth(4).click()
    page.get_by_role("button", name="Termin verschieben").click()
    expect(page.get_by_text("Ihr Termin ist verschoben.")).to_be_visible()
    check(page)
    assert Appointment.objects.get().starts_at != before
    assert unbalanced() == []
    page.get_by_role("link", name="Termin absagen").click()
    page.get_by_role("button", name="absagen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Termin ist abgesagt")
    assert unbalanced() == []


def test_a_slip_is_shown_at_the_field_and_nothing_typed_is_lost(open_browser: Open, town: Town, tour: Touring) -> None:
    page = open_browser(size=PHONE)
    page.goto(town.times_url)
    page.get_by_role("link", name="Hausbesuch vereinbaren").click()
    page.get_by_label("Straße, Hausnummer und Postleitzahl").fill("Nordstraße, 10115 Musterstadt")
    page.get_by_role("button", name="Weiter: Zeit wählen").click()
    expect(page.get_by_text("Diese Adresse finden wir nicht.", exact=False).first).to_be_visible()
    expect(page.get_by_label("Straße, Hausnummer und Postleitzahl")).to_have_value("Nordstraße, 10115 Musterstadt")
    check(page)


def test_it_all_works_by_keyboard_and_without_scripts(open_browser: Open, town: Town, tour: Touring) -> None:
    """Without scripts the proof of work is a mail: its link books."""
    page = open_browser(size=PHONE, scripts=False)
    page.goto(town.times_url)
    page.get_by_role("link", name="Hausbesuch vereinbaren").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Straße, Hausnummer und Postleitzahl").focus()
    page.keyboard.type("Nordstraße 30, 10115 Musterstadt")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wann sollen wir kommen?")
    page.locator("button.chip").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zu wem kommen wir?")
    fill_in(page)
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    post()
    page.goto(town.url + link_in_last_mail("/termin/bestaetigen/"))
    expect(page.get_by_text("Bei Ihnen, Nordstraße 30, 10115 Musterstadt")).to_be_visible()
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    assert Appointment.objects.get().is_home_visit
    assert unbalanced() == []
