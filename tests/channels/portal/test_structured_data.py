"""What pages tell machines about themselves: JSON-LD with no name that schema.org does not know."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from einamt.catalog import steps
from einamt.catalog.models import Cost, LifeEvent, Office, OpeningHours, PublicService
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from tests.factories.appointments import make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service

pytestmark = pytest.mark.django_db
_THING = {"@type", "@id", "@context", "name", "url", "identifier", "description"}
VOCABULARY = {
    "GovernmentService": _THING
    | {"serviceOperator", "areaServed", "availableChannel", "offers", "inLanguage", "dateModified"},
    "GovernmentOffice": _THING
    | {"address", "geo", "telephone", "email", "paymentAccepted", "openingHoursSpecification", "amenityFeature"}
    | {"parentOrganization"},
    "GovernmentOrganization": _THING | {"telephone"},
    "AdministrativeArea": _THING,
    "PropertyValue": _THING | {"propertyID", "value"},
    "ServiceChannel": _THING | {"serviceUrl", "serviceLocation", "servicePhone", "availableLanguage"},
    "ContactPoint": _THING | {"telephone", "availableLanguage"},
    "Offer": _THING | {"price", "priceCurrency"},
    "PostalAddress": _THING | {"streetAddress", "postalCode", "addressLocality", "addressCountry"},
    "GeoCoordinates": _THING | {"latitude", "longitude"},
    "OpeningHoursSpecification": _THING | {"dayOfWeek", "opens", "closes"},
    "WebSite": _THING | {"inLanguage", "publisher", "potentialAction"},
    "SearchAction": _THING | {"target", "query-input"},
    "EntryPoint": _THING | {"urlTemplate"},
    "CollectionPage": _THING | {"inLanguage", "mainEntity"},
    "ItemList": _THING | {"numberOfItems", "itemListElement"},
    "ListItem": _THING | {"position"},
    "LocationFeatureSpecification": _THING | {"value"},
    **dict.fromkeys(("WebPage", "AboutPage", "ContactPage"), _THING | {"inLanguage", "publisher"}),
    "Dataset": _THING | {"inLanguage", "isAccessibleForFree", "creator", "distribution"},
    "DataDownload": _THING | {"encodingFormat", "contentUrl"},
}
"""Types and the properties that we use, as schema.org (release 29) has them."""


def said_on(client: Client, path: str) -> dict[str, Any]:
    page = client.get(path).content.decode()
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found: dict[str, Any] = json.loads(script)
    return found


def assert_known(value: Any) -> None:
    if isinstance(value, list):
        for one in value:
            assert_known(one)
    elif isinstance(value, dict):
        assert value.keys() <= VOCABULARY[value["@type"]], value["@type"]
        for one in value.values():
            assert_known(one)


def test_a_service_tells_where_what_it_costs_and_how_it_goes(client: Client) -> None:
    office = make_office(district=make_district(city=make_city()))
    service = make_service(offices=[office])
    Cost.objects.create(service=service, position=0, cents=3700, label="ab 24 Jahren")
    PublicService.objects.update(
        online_url="https://online.example.de", leika="99036008003000", updated_at=datetime(2026, 1, 2, tzinfo=UTC)
    )
    said = said_on(client, f"/leistungen/{service.slug}/")
    assert_known(said)
    assert said["@context"] == "https://schema.org"
    assert said["identifier"] == {"@type": "PropertyValue", "propertyID": "LeiKa", "value": "99036008003000"}
    assert said["offers"][0]["price"] == "37.00"
    online, place = said["availableChannel"]
    assert online["serviceUrl"] == "https://online.example.de"
    assert place["serviceLocation"]["url"] == f"{settings.PUBLIC_URL}/aemter/{office.slug}/"


def test_without_a_leika_key_an_identifier_is_its_sources_own(client: Client) -> None:
    service = make_service(offices=[make_office()])
    said = said_on(client, f"/leistungen/{service.slug}/")["identifier"]
    assert (said["propertyID"], said["value"]) == (service.source, service.identifier)


def test_an_office_tells_where_it_is_when_it_is_open_and_how_to_get_in(client: Client) -> None:
    office = make_office()
    Office.objects.update(accessibility="step_free", phone="115", email="amt@example.de", payment="Nur Karte")
    OpeningHours.objects.create(office=office, weekday=2, opens_minute=480, closes_minute=1440)
    said = said_on(client, f"/aemter/{office.slug}/")
    assert_known(said)
    assert said["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": "https://schema.org/Tuesday",
            "opens": "08:00",
            "closes": "23:59",
        }
    ]
    assert said["geo"] == {"@type": "GeoCoordinates", "latitude": 52.57, "longitude": 13.4}
    assert (said["telephone"], said["email"], said["paymentAccepted"]) == ("115", "amt@example.de", "Nur Karte")
    assert said["amenityFeature"]["value"] is True


def test_the_office_of_a_service_is_the_one_that_its_own_page_describes(client: Client) -> None:
    office = make_office()
    service = make_service(offices=[office])
    (channel,) = said_on(client, f"/leistungen/{service.slug}/")["availableChannel"]
    assert channel["serviceLocation"]["@id"] == said_on(client, f"/aemter/{office.slug}/")["@id"]


def test_what_changed_is_told_on_the_next_page(client: Client) -> None:
    office = make_office()
    service = make_service(offices=[office])
    with transaction.atomic():
        steps.bump_revision()
    said_on(client, f"/leistungen/{service.slug}/")
    with transaction.atomic():
        Office.objects.update(name="Bürgeramt am Park")
        steps.bump_revision()
    (channel,) = said_on(client, f"/leistungen/{service.slug}/")["availableChannel"]
    assert channel["serviceLocation"]["name"] == "Bürgeramt am Park"


def test_a_service_that_others_answer_for_names_the_number_that_knows_them(client: Client) -> None:
    service = make_service(offices=[])
    assert "availableChannel" not in said_on(client, f"/leistungen/{service.slug}/")
    City.objects.create(name="Musterstadt", hotline="115")
    city.forget()
    said = said_on(client, f"/leistungen/{service.slug}/")
    assert_known(said)
    (channel,) = said["availableChannel"]
    assert channel["servicePhone"]["telephone"] == "115"


def test_in_each_language_it_leads_to_the_pages_in_that_language(client: Client) -> None:
    office = make_office()
    service = make_service(offices=[office])
    with transaction.atomic():
        steps.bump_revision()
    for prefix in ("", "/en", ""):
        (channel,) = said_on(client, f"{prefix}/leistungen/{service.slug}/")["availableChannel"]
        assert channel["serviceLocation"]["url"] == f"{settings.PUBLIC_URL}{prefix}/aemter/{office.slug}/"


def test_a_name_cannot_end_the_script(client: Client) -> None:
    service = make_service(name="</script><script>alert(1)</script>")
    office = make_office(name="</script><script>alert(2)</script>")
    assert said_on(client, f"/leistungen/{service.slug}/")["name"] == "</script><script>alert(1)</script>"
    assert said_on(client, f"/aemter/{office.slug}/")["name"] == "</script><script>alert(2)</script>"


def test_the_address_that_is_told_is_the_canonical_one_whatever_text_is_shown_in_place_of_another(
    client: Client,
) -> None:
    """A text that is missing in English is shown in German: programs read the German page's data, word for word."""
    city_row = make_city()
    office = make_office(district=make_district(city=city_row))
    german, both = make_service(offices=[office], english=None), make_service(name="Hund anmelden", offices=[office])
    paths = {
        f"/leistungen/{german.slug}/": f"/leistungen/{german.slug}/",
        f"/en/leistungen/{german.slug}/": f"/leistungen/{german.slug}/",
        f"/leistungen/{german.slug}/tr/": f"/leistungen/{german.slug}/",
        f"/en/leistungen/{both.slug}/": f"/en/leistungen/{both.slug}/",
        f"/leistungen/{both.slug}/tr/": f"/en/leistungen/{both.slug}/",
    }
    for path, canonical in paths.items():
        html = client.get(path).content.decode()
        address = f"{settings.PUBLIC_URL}{canonical}"
        assert f'<link rel="canonical" href="{address}">' in html, path
        said = said_on(client, path)
        assert (said["@id"], said["url"]) == (address, address), path
        assert said == said_on(client, canonical), path


def test_an_office_has_one_address_whichever_host_answers(client: Client) -> None:
    office = make_office()
    said = said_on(client, f"/aemter/{office.slug}/")
    assert (said["@id"], said["url"]) == (f"{settings.PUBLIC_URL}/aemter/{office.slug}/",) * 2


def test_the_first_page_tells_how_the_site_is_searched_in_each_language(client: Client) -> None:
    make_service(offices=[make_office()])
    for prefix in ("", "/en"):
        said = said_on(client, f"{prefix}/")
        assert_known(said)
        target = said["potentialAction"]["target"]["urlTemplate"]
        assert target == f"{settings.PUBLIC_URL}{prefix}/suche/?q={{q}}"
        path = target.removeprefix(settings.PUBLIC_URL).replace("{q}", "reisepass")
        assert client.get(path).status_code == 200


def test_lists_tell_what_is_in_them_at_its_own_address(client: Client) -> None:
    office = make_office()
    german, both = make_service(offices=[office], english=None), make_service(name="Hund anmelden", offices=[office])
    event = LifeEvent.objects.create(key="reisen", name="Reisen", name_en="Travelling", hint="Vorher")
    for service in (german, both):
        service.life_events.add(event)
    for path, addresses in (
        ("/aemter/", {f"/aemter/{office.slug}/"}),
        ("/en/aemter/?q=nirgends", {f"/en/aemter/{office.slug}/"}),
        ("/en/lebenslagen/reisen/", {f"/leistungen/{german.slug}/", f"/en/leistungen/{both.slug}/"}),
    ):
        said = said_on(client, path)
        assert_known(said)
        items = said["mainEntity"]["itemListElement"]
        assert {item["url"] for item in items} == {f"{settings.PUBLIC_URL}{address}" for address in addresses}
        assert [item["position"] for item in items] == list(range(1, len(addresses) + 1))
        assert said["mainEntity"]["numberOfItems"] == len(addresses)
    assert said_on(client, "/leistungen/")["mainEntity"]["numberOfItems"] == 2


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/kontakt/", "ContactPage"),
        ("/impressum/", "AboutPage"),
        ("/datenschutz/", "WebPage"),
        ("/barrierefreiheit/", "WebPage"),
        ("/einfache-sprache/", "WebPage"),
        ("/zustaendig/", "WebPage"),
        ("/so-vergeben-wir-termine/", "WebPage"),
        ("/so-rufen-wir-auf/", "WebPage"),
        ("/verlosung/", "WebPage"),
        ("/termin/", "WebPage"),
        ("/echtheit/", "WebPage"),
        ("/freie-termine/", "Dataset"),
    ],
)
def test_every_other_public_page_says_what_it_is(client: Client, language: str, path: str, kind: str) -> None:
    make_bookable(now=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    said = said_on(client, f"{language}{path}")
    assert_known(said)
    assert (said["@type"], said["url"]) == (kind, f"{settings.PUBLIC_URL}{language}{path}")
    assert said["inLanguage"] == (language.strip("/") or "de")


def test_figures_name_the_files_that_they_can_be_had_in(client: Client) -> None:
    make_bookable(now=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    files = said_on(client, "/freie-termine/")["distribution"]
    for file in files:
        answer = client.get(file["contentUrl"].removeprefix(settings.PUBLIC_URL))
        assert answer["Content-Type"].startswith(file["encodingFormat"])
    assert len(files) == 8
