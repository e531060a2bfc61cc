"""Signing in at the city's directory, and with a second factor by keyboard alone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from einamt.accounts.models import SecondFactor, StaffIdentity
from einamt.accounts.openid import Directory
from einamt.accounts.operations import invite_staff
from einamt.accounts.rights import Role
from einamt.channels.parts import directory as client_side
from tests.factories.accounts import PASSWORD, make_staff
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Town, violations
from tests.openid import CLIENT, SECRET, Provider, StartProvider

pytestmark = pytest.mark.journey
SIGN_IN = "/schalter/anmelden/"


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture
def provider(openid_provider: StartProvider, town: Town, settings: Settings) -> Iterator[Provider]:
    """The city's directory, which asks for a second factor."""
    started = openid_provider(
        redirect_uris=[f"{town.url}{SIGN_IN}verzeichnis/zurueck/"], post_logout_redirect_uris=[town.url + SIGN_IN]
    )
    settings.PUBLIC_URL = town.url
    settings.STAFF_OPENID = Directory(started.issuer, CLIENT, SECRET, amr=frozenset({"otp"}))
    client_side._client.cache_clear()
    yield started
    client_side._client.cache_clear()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_invited_clerk_links_the_directory_s_account_and_comes_in_with_it(
    open_browser: Open, town: Town, provider: Provider, size: tuple[int, int], has_scripts: bool
) -> None:
    clerk = make_staff(role=Role.CLERK, office=town.near.office)
    token = invite_staff(staff_id=clerk.pk, now=NOW).token
    page = open_browser(size=size, scripts=has_scripts)
    page.goto(f"{town.url}/schalter/passwort/{token}/")
    if has_scripts:
        check(page)
    page.get_by_role("link", name="Mit dem Konto der Stadt verbinden").click()
    page.get_by_label("Kennung").fill("demir-17")
    page.get_by_label("mit zweitem Faktor").check()
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_label("Schalter")).to_be_visible()
    assert StaffIdentity.objects.get().staff == clerk
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url(re.compile(re.escape(provider.issuer)))
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(re.compile(re.escape(town.url + SIGN_IN)))
    if has_scripts:
        check(page)
    page.get_by_role("link", name="Mit dem Konto der Stadt anmelden").click()
    expect(page.get_by_label("Kennung")).to_be_visible()


def test_a_second_factor_is_set_up_and_asked_for_by_keyboard_alone(
    open_browser: Open, town: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    moment = [datetime(2026, 11, 24, 9, tzinfo=UTC)]
    monkeypatch.setattr("einamt.platform.clock.of_the_world", lambda: moment[0])
    clerk = make_staff(role=Role.CLERK, office=town.near.office, password=PASSWORD)

    def show_password(page: Page) -> None:
        page.goto(town.url + SIGN_IN)
        page.get_by_label("Benutzername").focus()
        page.keyboard.type(clerk.username)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")

    page = open_browser(size=PHONE)
    show_password(page)
    expect(page.get_by_role("heading", name="Zweiten Faktor einrichten")).to_be_visible()
    check(page)
    phone = pyotp.TOTP(SecondFactor.objects.get().secret)
    page.get_by_label("Code").focus()
    page.keyboard.type(phone.at(moment[0]))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Codes für den Notfall")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Aufgeschrieben, weiter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Schalter")).to_be_visible()

    moment[0] += timedelta(hours=1)
    again = open_browser(size=DESK)
    show_password(again)
    expect(again.get_by_role("heading", name="Welchen Code zeigt Ihr Gerät?")).to_be_visible()
    check(again)
    again.get_by_label("Code").focus()
    again.keyboard.type("000000")
    again.keyboard.press("Enter")
    expect(again.get_by_text("Dieser Code stimmt nicht").first).to_be_visible()
    check(again)
    again.get_by_label("Code").fill(phone.at(moment[0]))
    again.keyboard.press("Enter")
    expect(again.get_by_label("Schalter")).to_be_visible()
