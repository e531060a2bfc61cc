"""A service in a language that the interface does not have."""

import re
import unicodedata
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from einamt.catalog.city.content import CityContent
from einamt.catalog.city.operations import load_city
from einamt.catalog.city.reading import read_city
from einamt.catalog.models import Cost, Office, Organisation, ServiceItem, ServiceText, Synonym
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from tests.channels.portal.visitor import Visitor, text_of
from tests.factories.catalog import make_service

BERLIN = Path(__file__).resolve().parents[3] / "demo" / "berlin"
TEN = (
    "personalausweis-beantragen",
    "wohnung-anmelden",
    "wohnung-ummelden",
    "reisepass-beantragen",
    "fuehrerschein-umtausch",
    "fuehrerschein-umschreiben",
    "meldebescheinigung",
    "ausweis-fuer-kinder",
    "geburtsurkunde",
    "aufenthaltstitel",
)
ARABIC = "طلب جواز السفر"


@pytest.fixture
def berlin(db: None) -> CityContent:
    """The demo city's catalogue, and its row."""
    content = read_city(folder=BERLIN)
    load_city(content=content)
    City.objects.create(
        name="Berlin",
        hotline="030 115",
        hotline_hours="Montag bis Freitag",
        hotline_hours_further={"ar": "من الاثنين إلى الجمعة"},
        is_demo=True,
    )
    city.forget()
    return content


@pytest.fixture
def in_arabic(visitor: Visitor) -> Visitor:
    """The place's service has an Arabic text as well."""
    service = visitor.place.service
    ServiceText.objects.create(service=service, language="ar", name=ARABIC, summary="للسفر", plain="جواز.\nسفر.")
    Synonym.objects.create(service=service, language="ar", text="جواز")
    ServiceItem.objects.create(
        service=service, language="ar", kind=ServiceItem.Kind.EVIDENCE, position=0, name="صورة بيومترية"
    )
    Cost.objects.create(service=service, position=0, cents=7000, label="Reisepass", further_labels={"ar": "جواز السفر"})
    return visitor


def address(visitor: Visitor, language: str) -> str:
    return f"/leistungen/{visitor.place.service.slug}/{language}/"


def said_on(page: HttpResponse) -> str:
    """What can be seen, and what is read out: labels, title and description; no addresses of pages."""
    html = page.content.decode()
    spoken = re.findall(r'(?:aria-label|placeholder|alt|title|name="description" content)="([^"]*)"', html)
    return unescape(" ".join([re.sub(r"https?://\S+", " ", text_of(page)), *spoken]))


def words_in(*texts: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", " ".join(texts)))


def names_on(page: HttpResponse) -> set[str]:
    """Words that stay as they are on site: places, authorities, laws, languages, and German terms in brackets."""
    said = [
        *Organisation.objects.values_list("name", flat=True),
        *(f"{office.name} {office.street} {office.city}" for office in Office.objects.all()),
        *ServiceItem.objects.filter(kind=ServiceItem.Kind.LEGAL_BASIS).values_list("name", flat=True),
        "Berlin English Deutsch Türkçe Українська",
    ]
    return words_in(*said, *re.findall(r"\(([^()]*)\)", said_on(page)))


@pytest.mark.parametrize(("language", "script"), [("ar", "ARABIC"), ("uk", "CYRILLIC")])
def test_no_german_or_english_word_of_ours_is_left_on_a_page(
    client: Client, berlin: CityContent, language: str, script: str
) -> None:
    for slug in TEN:
        for query in ("", "?einfach=1"):
            page = client.get(f"/leistungen/{slug}/{language}/{query}")
            assert page.status_code == 200
            said = words_in(said_on(page))
            left = {word for word in said - names_on(page) if not unicodedata.name(word[0]).startswith(script)}
            assert left - words_in("العربيّة") == set(), slug
            assert len({word for word in said if unicodedata.name(word[0]).startswith(script)}) > 60, slug


def test_a_turkish_page_has_no_word_of_ours_in_german(client: Client, berlin: CityContent) -> None:
    german = text_of(client.get("/leistungen/reisepass-beantragen/"))
    page = client.get("/leistungen/reisepass-beantragen/tr/")
    assert "Alman pasaportu (Reisepass) başvurusu" in text_of(page)
    shared = words_in(german) & words_in(said_on(page)) - names_on(page)
    assert shared <= {"Menü", "Demo", "Telefon", "Liste"} | words_in("العربيّة")


def test_every_one_of_the_ten_is_complete_in_three_languages(berlin: CityContent) -> None:
    found = {service.key: service for service in berlin.services}
    for key in TEN:
        german = found[key].words["de"]
        for language in ("tr", "uk", "ar"):
            words = found[key].words[language]
            assert all([words.name, words.summary, words.description, words.procedure, words.duration, words.synonyms])
            assert len(words.conditions) == len(german.conditions), (key, language)
            assert [bool(hint) for _, hint in words.evidence] == [bool(hint) for _, hint in german.evidence]
            assert words.plain.count("\n") == german.plain.count("\n"), (key, language)
            assert re.findall(r"\d+", words.description) == re.findall(r"\d+", german.description), (key, language)
            labels = [label for _, label in found[key].costs]
            assert all(label.further.get(language) for label in labels), (key, language)


def test_the_whole_page_runs_from_right_to_left(in_arabic: Visitor) -> None:
    page = in_arabic.client.get(address(in_arabic, "ar"))
    html = page.content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert page["Content-Language"] == "ar"
    assert f"<h1>{ARABIC}</h1>" in html
    assert "صورة بيومترية" in html
    assert "70.00\u00a0يورو" in html
    assert "اليوم، الساعة 10:12" in text_of(page)


def test_links_lead_on_in_english_and_the_page_says_so(in_arabic: Visitor) -> None:
    page = in_arabic.client.get(address(in_arabic, "ar"))
    html = page.content.decode()
    assert 'action="/en/termin/zeiten/"' in html
    assert "حجز الموعد وبقية الصفحات باللغة الإنجليزية." in html
    assert 'href="/en/leistungen/"' in html
    for link in re.findall(r'href="(/[^"]*)"', html):
        if not link.startswith("/static/"):
            assert in_arabic.client.get(unescape(link)).status_code in (200, 301), link


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_service_offers_its_other_languages_in_their_own_names(in_arabic: Visitor, prefix: str) -> None:
    html = in_arabic.client.get(f"{prefix}/leistungen/{in_arabic.place.service.slug}/").content.decode()
    assert f'<a href="{address(in_arabic, "ar")}" lang="ar" dir="rtl" hreflang="ar">العربيّة</a>' in html
    assert f'<link rel="alternate" hreflang="ar" href="{settings.PUBLIC_URL}{address(in_arabic, "ar")}">' in html


def test_a_page_in_a_content_language_leads_back(in_arabic: Visitor) -> None:
    html = in_arabic.client.get(address(in_arabic, "ar")).content.decode()
    slug = in_arabic.place.service.slug
    assert f'href="/leistungen/{slug}/" lang="de"' in html
    assert f'href="/en/leistungen/{slug}/" lang="en"' in html


def test_a_service_without_further_languages_offers_none(visitor: Visitor) -> None:
    page = visitor.client.get(f"/leistungen/{visitor.place.service.slug}/")
    assert "Auch auf:" not in text_of(page)


@pytest.mark.parametrize(
    ("english", "lang", "sentence"),
    [
        ("Register a dog", "en", "هذه الصفحة غير متوفرة بالعربية بعد. نعرضها لك بالإنجليزية."),
        (None, "de", "هذه الصفحة غير متوفرة بالعربية بعد. نعرضها لك بالألمانية."),
    ],
)
def test_a_missing_text_falls_back_and_says_so_in_the_readers_language(
    client: Client, db: None, english: str | None, lang: str, sentence: str
) -> None:
    service = make_service(name="Hund anmelden", english=english)
    page = client.get(f"/leistungen/{service.slug}/ar/")
    html = page.content.decode()
    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl">' in html
    assert sentence in html
    assert f'<h1 lang="{lang}" dir="ltr">{english or "Hund anmelden"}</h1>' in html
    assert page["X-Robots-Tag"] == "noindex"


def test_a_language_without_words_of_ours_is_shown_within_an_english_page(client: Client, db: None) -> None:
    service = make_service()
    ServiceText.objects.create(service=service, language="pl", name="Złożyć wniosek o paszport")
    page = client.get(f"/leistungen/{service.slug}/pl/")
    html = page.content.decode()
    assert '<html lang="en">' in html
    assert '<h1 lang="pl">Złożyć wniosek o paszport</h1>' in html
    assert "not available" not in html
    missing = text_of(client.get(f"/leistungen/{service.slug}/fr/"))
    assert "This page is not available in your language yet. We are showing it in English." in missing


@pytest.mark.parametrize(("language", "target"), [("de", "/leistungen/{}/"), ("en", "/en/leistungen/{}/")])
def test_a_language_of_the_interface_has_its_own_address(client: Client, db: None, language: str, target: str) -> None:
    slug = make_service().slug
    page = client.get(f"/leistungen/{slug}/{language}/")
    assert (page.status_code, page["Location"]) == (301, target.format(slug))


def test_there_is_one_address_for_each_language(in_arabic: Visitor) -> None:
    page = in_arabic.client.get(f"/en{address(in_arabic, 'ar')}?einfach=1")
    assert (page.status_code, page["Location"]) == (301, f"{address(in_arabic, 'ar')}?einfach=1")


@pytest.mark.parametrize("path", ["/leistungen/{}/quatsch/", "/leistungen/{}/xx/", "/leistungen/gibt-es-nicht/ar/"])
def test_what_is_no_language_or_no_service_is_not_found(client: Client, db: None, path: str) -> None:
    assert client.get(path.format(make_service().slug)).status_code == 404


def test_plain_language_stays_in_the_language(in_arabic: Visitor) -> None:
    page = in_arabic.client.get(f"{address(in_arabic, 'ar')}?einfach=1")
    assert "جواز. سفر." in text_of(page)
    assert f'href="{address(in_arabic, "ar")}"' in page.content.decode()


def test_the_next_page_is_german_again(in_arabic: Visitor) -> None:
    in_arabic.client.get(address(in_arabic, "ar"))
    assert '<html lang="de">' in in_arabic.client.get("/").content.decode()


def test_who_searches_in_arabic_is_led_to_the_arabic_page(in_arabic: Visitor) -> None:
    html = in_arabic.client.get("/suche/", {"q": "جواز"}).content.decode()
    assert f'<a href="{address(in_arabic, "ar")}" lang="ar" dir="rtl"><span class="ways__name">{ARABIC}</span>' in html


def test_who_searches_in_german_is_not(in_arabic: Visitor) -> None:
    html = in_arabic.client.get("/suche/", {"q": "reisepass"}).content.decode()
    assert f'href="/leistungen/{in_arabic.place.service.slug}/"' in html
    assert address(in_arabic, "ar") not in html
