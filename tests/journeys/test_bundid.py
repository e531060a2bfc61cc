"""Signing in with BundID in a browser: another house sends the answer, so the cookie of the session stays behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from einamt.citizens.models import CitizenAccount
from einamt.platform.clock import of_the_world
from tests.journeys.conftest import DESK, PHONE, Open, Town, violations
from tests.saml import BundIdProvider, started

pytestmark = pytest.mark.journey


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture(autouse=True)
def bundid(town: Town, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BundIdProvider]:
    """It has the time of the world, and so have we."""
    monkeypatch.setattr("einamt.platform.clock.now", of_the_world)
    settings.PUBLIC_URL = town.url
    with started(house=town.url, folder=tmp_path) as provider:
        settings.BUNDID = provider.described
        yield provider


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_somebody_signs_in_with_bundid_and_takes_over_what_it_told(
    open_browser: Open, town: Town, size: tuple[int, int]
) -> None:
    page = open_browser(size=size)
    page.goto(f"{town.url}/konto/angaben/")
    check(page)
    page.get_by_role("link", name="Mit der BundID anmelden").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Weiter zur BundID")
    check(page)
    page.get_by_role("button", name="Zur BundID").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Kennung").fill("ayse")
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meine Angaben")
    check(page)
    page.get_by_role("button", name="In meine Angaben übernehmen").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    account = CitizenAccount.objects.get()
    assert (account.person_name, account.email) == ("Ayşe Đặng-Nguyễn", "ayse@example.org")
