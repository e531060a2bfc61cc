"""A citizen's account in a browser: signing in by mail and at a service, my matters, filling in, leaving."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django import Settings

from einamt.accounts.openid import Directory
from einamt.channels.parts import directory as client_side
from einamt.citizens.models import CitizenAccount
from tests.factories.appointments import make_booking, somebody
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Town, hold_first_time, link_in_last_mail, violations
from tests.openid import CLIENT, SECRET, Provider, StartProvider

pytestmark = pytest.mark.journey
NAME, EMAIL = "Đặng-Nguyễn Thị Hà", "ha@example.org"


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def sign_in_by_mail(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/konto/")
    heading(page, "Bei meinem Konto anmelden")
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_role("button", name="Link schicken").click()
    heading(page, "Wir haben Ihnen geschrieben")
    page.goto(town.url + link_in_last_mail("/konto/link/"))
    page.get_by_role("button", name="Jetzt anmelden").click()
    heading(page, "Meine Vorgänge")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_somebody_signs_in_by_mail_finds_their_matters_and_leaves(
    open_browser: Open, town: Town, size: tuple[int, int], has_scripts: bool
) -> None:
    tomorrow = NOW.date() + timedelta(days=1)
    booked = make_booking(
        at=town.near, day=tomorrow, minute=8 * 60 + 12, now=NOW, contact=somebody(name=NAME, email=EMAIL)
    )
    page = open_browser(size=size, scripts=has_scripts)
    page.goto(f"{town.url}/konto/")
    if has_scripts:
        check(page)
    sign_in_by_mail(page, town)
    if has_scripts:
        check(page)
    page.get_by_role("button", name=f"{booked.case.reference} aufnehmen").click()
    page.get_by_role("link", name="Reisepass beantragen").click()
    expect(page.get_by_role("link", name="Termin ändern oder absagen")).to_be_visible()
    if has_scripts:
        check(page)
    page.get_by_role("link", name="Zurück zu meinen Vorgängen").click()
    heading(page, "Meine Vorgänge")
    if has_scripts:
        check(page)
    page.get_by_role("link", name=re.compile("^Meine Angaben")).click()
    heading(page, "Meine Angaben")
    page.get_by_label("Vor- und Nachname").fill(NAME)
    page.get_by_role("button", name="Speichern").click()
    heading(page, "Meine Angaben")
    expect(page.get_by_label("Vor- und Nachname")).to_have_value(NAME)
    if has_scripts:
        check(page)
    page.get_by_role("link", name="Konto löschen").click()
    heading(page, "Möchten Sie Ihr Konto löschen?")
    if has_scripts:
        check(page)
    page.get_by_role("button", name="Konto endgültig löschen").click()
    heading(page, "Ihr Konto ist gelöscht")
    if has_scripts:
        check(page)
    assert not CitizenAccount.objects.exists()


def test_details_are_taken_over_into_a_booking_which_is_in_the_account_at_once(open_browser: Open, town: Town) -> None:
    page = open_browser(size=PHONE)
    sign_in_by_mail(page, town)
    CitizenAccount.objects.update(person_name=NAME, email=EMAIL)
    hold_first_time(page, town)
    check(page)
    expect(page.get_by_label("Vor- und Nachname")).to_have_value("")
    page.get_by_role("button", name="Angaben aus meinem Konto übernehmen").click()
    expect(page.get_by_label("Vor- und Nachname")).to_have_value(NAME)
    expect(page.get_by_label("E-Mail-Adresse")).to_have_value(EMAIL)
    page.get_by_role("button", name="Weiter: Prüfen").click()
    heading(page, "Stimmt alles?")
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    heading(page, "Ihr Termin ist gebucht")
    check(page)
    page.get_by_role("link", name="Meine Vorgänge").click()
    expect(page.get_by_role("link", name="Reisepass beantragen")).to_be_visible()


def test_a_link_that_is_opened_elsewhere_says_so_and_signs_nobody_in(open_browser: Open, town: Town) -> None:
    page, phone = open_browser(size=DESK), open_browser(size=PHONE)
    page.goto(f"{town.url}/konto/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_role("button", name="Link schicken").click()
    heading(page, "Wir haben Ihnen geschrieben")
    phone.goto(town.url + link_in_last_mail("/konto/link/"))
    heading(phone, "Der Link geht hier nicht")
    check(phone)
    phone.goto(f"{town.url}/konto/")
    heading(phone, "Bei meinem Konto anmelden")


def test_the_account_is_used_by_keyboard_alone(open_browser: Open, town: Town) -> None:
    page = open_browser(size=DESK)
    page.goto(f"{town.url}/konto/")
    page.get_by_label("E-Mail-Adresse").focus()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Enter")
    heading(page, "Wir haben Ihnen geschrieben")
    page.goto(town.url + link_in_last_mail("/konto/link/"))
    page.get_by_role("button", name="Jetzt anmelden").focus()
    page.keyboard.press("Enter")
    heading(page, "Meine Vorgänge")
    page.get_by_role("button", name="Abmelden").focus()
    page.keyboard.press("Enter")
    heading(page, "Hier sind Sie abgemeldet")
    check(page)
    page.go_back()
    heading(page, "Bei meinem Konto anmelden")


@pytest.fixture
def provider(openid_provider: StartProvider, town: Town, settings: Settings) -> Iterator[Provider]:
    """The service at which citizens sign in."""
    started = openid_provider(
        redirect_uris=[f"{town.url}/konto/anmelden/dienst/zurueck/"],
        post_logout_redirect_uris=[f"{town.url}/konto/anmelden/"],
    )
    settings.PUBLIC_URL = town.url
    settings.CITIZEN_OPENID = Directory(started.issuer, CLIENT, SECRET)
    client_side._client.cache_clear()
    yield started
    client_side._client.cache_clear()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_somebody_signs_in_and_out_at_the_service(
    open_browser: Open, town: Town, provider: Provider, size: tuple[int, int]
) -> None:
    page = open_browser(size=size)
    page.goto(f"{town.url}/konto/anmelden/")
    check(page)
    page.get_by_role("link", name="Zum Anmeldedienst").click()
    page.get_by_label("Kennung").fill("ha-17")
    page.get_by_role("button", name="Anmelden").click()
    heading(page, "Meine Vorgänge")
    check(page)
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url(re.compile(re.escape(provider.issuer)))
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(re.compile(re.escape(f"{town.url}/konto/anmelden/")))
    assert mail.outbox == []
    assert urlsplit(page.url).path == "/konto/anmelden/"


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_somebody_who_signs_in_by_mail_links_the_service(
    open_browser: Open, town: Town, provider: Provider, has_scripts: bool
) -> None:
    page = open_browser(size=PHONE, scripts=has_scripts)
    sign_in_by_mail(page, town)
    page.goto(f"{town.url}/konto/angaben/")
    page.get_by_role("button", name="Anmeldedienst verbinden").click()
    page.get_by_label("Kennung").fill("ha-17")
    page.get_by_role("button", name="Anmelden").click()
    heading(page, "Meine Angaben")
    expect(page.get_by_role("button", name="Anmeldedienst entfernen")).to_be_visible()
    if has_scripts:
        check(page)
    page.get_by_role("button", name=f"{EMAIL} entfernen").click()
    expect(page.get_by_role("button", name=f"{EMAIL} entfernen")).to_have_count(0)
    assert CitizenAccount.objects.get().identities.count() == 1
