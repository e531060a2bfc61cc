"""From "who is responsible for me?" to an answer, on a phone, with and without scripts."""

import pytest
from playwright.sync_api import expect

from einamt.catalog.addresses.stored import forget_streets
from einamt.catalog.models import AddressEntry, PostalArea, PublicService
from tests.factories.catalog import make_area, make_rule
from tests.journeys.conftest import PHONE, Open, Scheme, Town, violations

pytestmark = pytest.mark.journey


@pytest.fixture
def path(town: Town) -> str:
    """The page of a service of residence: 10707 lies in both districts, and letters decide in the northern one."""
    forget_streets()
    PublicService.objects.filter(pk=town.service.pk).update(responsible=PublicService.Responsible.DISTRICT)
    north, south = town.near.office.organisation, town.far.office.organisation
    make_area(key="1100000001", name="Nordbezirk", organisation=north)
    area = make_area(key="1100000002", name="Südbezirk", organisation=south)
    PostalArea.objects.get(postal_code="10707").districts.add(north, south)
    for letters, unit in ((("A", "K"), "Team 1"), (("L", "Z"), "Team 2")):
        make_rule(service=town.service, organisation=north, area="1100000001", letters=letters, unit=unit)
    make_rule(service=town.service, organisation=south, area="1100000002")
    AddressEntry.objects.create(
        source="test",
        street="Sonnenallee",
        street_key="sonnenallee",
        number_from=12,
        number_to=12,
        postal_code="10707",
        city="Musterstadt",
        area=area,
    )
    return f"/zustaendig/{town.service.slug}/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_postal_code_and_a_letter_lead_to_an_answer(
    open_browser: Open, town: Town, path: str, scheme: Scheme
) -> None:
    page = open_browser(size=PHONE, scheme=scheme)
    page.goto(f"{town.url}/leistungen/{town.service.slug}/")
    page.get_by_role("link", name="Wer ist für mich zuständig?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Um welche Adresse geht es?")
    assert violations(page) == []
    page.get_by_label("Postleitzahl oder Adresse").fill("Gibtesnicht 5")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("Postleitzahl oder Adresse").fill("10707")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 Stellen kommen in Frage")
    assert violations(page) == []
    page.get_by_role("link", name="Bezirksamt Nordbezirk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Womit beginnt der Familienname?")
    assert violations(page) == []
    page.get_by_role("link", name="L bis Z").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bezirksamt Nordbezirk")
    expect(page.get_by_text("Ihre Adresse liegt in Nordbezirk; Familiennamen L bis Z.")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("link", name="Termin buchen").click()
    expect(page.locator("button.chip").first).to_be_visible()


def test_a_suggestion_is_reached_with_the_arrow_keys_and_sent_with_enter(
    open_browser: Open, town: Town, path: str
) -> None:
    page = open_browser(size=PHONE)
    page.goto(town.url + path)
    page.get_by_label("Postleitzahl oder Adresse").press_sequentially("Sonnenallee 12")
    expect(page.get_by_role("option", name="Sonnenallee 12, 10707 Musterstadt")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bezirksamt Südbezirk")
    assert "Sonnenallee" not in page.url


def test_it_also_works_without_scripts(open_browser: Open, town: Town, path: str) -> None:
    page = open_browser(size=PHONE, scripts=False)
    page.goto(f"{town.url}/zustaendig/")
    page.get_by_role("link", name="Reisepass beantragen").click()
    page.get_by_label("Postleitzahl oder Adresse").fill("Sonenallee 12")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("link", name="Sonnenallee 12, 10707 Musterstadt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bezirksamt Südbezirk")
