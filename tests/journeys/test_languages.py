"""Reading a service in Arabic and Ukrainian, in a real browser, and going on from there to a booking."""

import pytest
from playwright.sync_api import Page, expect

from einamt.catalog.models import ServiceItem, ServiceText
from tests.journeys.conftest import DESK, PHONE, Open, Scheme, Town, violations

pytestmark = pytest.mark.journey

TEXTS = {
    "ar": ("طلب جواز السفر (Reisepass)", "تحتاج إلى جواز سفر للسفر.", "صورة بيومترية", "احجز موعدًا"),
    "uk": (
        "Оформити паспорт (Reisepass)",
        "Вам потрібен паспорт для подорожі.",
        "Біометричне фото",
        "Записатися на прийом",
    ),
}
NARROWEST = (320, 640)


@pytest.fixture
def translated(town: Town) -> Town:
    """The passport is explained in Arabic and Ukrainian too."""
    for language, (name, summary, evidence, _) in TEXTS.items():
        ServiceText.objects.create(
            service=town.service, language=language, name=name, summary=summary, description=summary, plain=summary
        )
        ServiceItem.objects.create(
            service=town.service, language=language, kind=ServiceItem.Kind.EVIDENCE, position=0, name=evidence
        )
    return town


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("language", ["ar", "uk"])
@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark"), (NARROWEST, "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    open_browser: Open, translated: Town, language: str, size: tuple[int, int], scheme: Scheme
) -> None:
    page = open_browser(size=size, scheme=scheme)
    for query in ("", "?einfach=1"):
        page.goto(f"{translated.url}/leistungen/{translated.service.slug}/{language}/{query}")
        expect(page.get_by_role("heading", level=1)).to_have_text(TEXTS[language][0])
        assert violations(page) == []
        assert overflow(page) <= 0


def test_a_page_that_falls_back_has_no_barrier_either(open_browser: Open, translated: Town) -> None:
    ServiceText.objects.filter(service=translated.service, language="ar").delete()
    page = open_browser(size=PHONE)
    page.goto(f"{translated.url}/leistungen/{translated.service.slug}/ar/")
    expect(page.get_by_role("heading", level=1)).to_have_css("direction", "ltr")
    expect(page.locator(".notice").first).to_have_css("direction", "rtl")
    assert violations(page) == []
    assert overflow(page) <= 0


def test_arabic_is_laid_out_from_right_to_left(open_browser: Open, translated: Town) -> None:
    page = open_browser(size=DESK)
    place = "element => element.getBoundingClientRect().x"

    def left(selector: str) -> float:
        return float(page.locator(selector).first.evaluate(place))

    page.goto(f"{translated.url}/leistungen/{translated.service.slug}/uk/")
    assert left(".service__text") < left(".deal")
    assert left(".mark") < left(".bar__tool")
    page.goto(f"{translated.url}/leistungen/{translated.service.slug}/ar/")
    assert left(".deal") < left(".service__text")
    assert left(".bar__tool") < left(".mark")


def test_from_the_german_page_to_arabic_and_on_to_a_booking_in_english(open_browser: Open, translated: Town) -> None:
    page = open_browser(size=PHONE)
    page.goto(f"{translated.url}/leistungen/{translated.service.slug}/")
    page.get_by_role("link", name="العربيّة").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_label(TEXTS["ar"][2]).check()
    page.get_by_role("button", name=TEXTS["ar"][3]).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).not_to_have_attribute("dir", "rtl")
    expect(page.locator("button.chip").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
