"""The page that describes the interface for programs."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Open, Scheme, Town, violations

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_barrier_and_does_not_scroll_sideways(
    town: Town, open_browser: Open, size: tuple[int, int], scheme: Scheme
) -> None:
    page = open_browser(size=size, scheme=scheme)
    page.goto(f"{town.url}/api/")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_link_to_an_answer_opens_what_it_leads_to(town: Town, open_browser: Open) -> None:
    page = open_browser(size=PHONE)
    page.goto(f"{town.url}/api/")
    page.get_by_role("link", name="OfficeCard").first.click()
    expect(page.get_by_role("cell", name="step_free, lift, limited oder unknown")).to_be_visible()
