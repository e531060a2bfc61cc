"""Who is responsible for me: one question a page, and then an answer with its reason."""

from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import Settings

from einamt.catalog.addresses.stored import forget_streets
from einamt.catalog.models import (
    AddressEntry,
    Area,
    MissedSearch,
    Organisation,
    PostalArea,
    PublicService,
    ServiceMatter,
    ServiceOffer,
    ServiceText,
)
from einamt.catalog.rules.addresses import street_key
from tests.channels.portal.visitor import text_of
from tests.factories.catalog import (
    make_area,
    make_authority,
    make_city,
    make_district,
    make_office,
    make_rule,
    make_service,
)


@dataclass
class Quarter:
    """A service of residence in two districts; 12047 lies in both. In Nord letters decide."""

    service: PublicService
    client: Client

    @property
    def path(self) -> str:
        return f"/zustaendig/{self.service.slug}/"

    def tells(self, text: str, *, follow: bool = True) -> str:
        """The page after somebody typed where they live."""
        return text_of(self.client.post(self.path, {"wo": text}, follow=follow))

    def page(self, query: str = "") -> str:
        return text_of(self.client.get(self.path + query))


@pytest.fixture
def quarter(db: None, client: Client, settings: Settings) -> Quarter:
    settings.GEOCODER_URL = ""
    forget_streets()
    city = make_city()
    north, south = make_district(name="Nord", city=city), make_district(name="Süd", city=city)
    whole = make_area(key="110000000000", name="Musterstadt", kind=Area.Kind.MUNICIPALITY, organisation=city)
    areas = {
        "1100000001": make_area(key="1100000001", name="Nord", parent=whole, organisation=north),
        "1100000002": make_area(key="1100000002", name="Süd", parent=whole, organisation=south),
    }
    PostalArea.objects.create(postal_code="12047", latitude=52.5, longitude=13.4).districts.add(north, south)
    service = make_service(
        name="Wohngeld", english="Housing benefit", responsible=PublicService.Responsible.DISTRICT, organisation=city
    )
    near = make_office(name="Wohnamt Süd", district=south)
    ServiceOffer.objects.create(service=service, office=near)
    for letters, unit in ((("A", "K"), "Team 1"), (("L", "Z"), "Team 2")):
        make_rule(service=service, organisation=north, area="1100000001", letters=letters, unit=unit)
    make_rule(service=service, organisation=south, area="1100000002")
    for street, number, key in (("Sonnenallee", 12, "1100000002"), ("Ringweg", 1, "1100000001")):
        AddressEntry.objects.create(
            source="test",
            street=street,
            street_key=street_key(street),
            number_from=number,
            number_to=number,
            postal_code="12047",
            city="Musterstadt",
            area=areas[key],
        )
    return Quarter(service, client)


def test_the_first_page_asks_what_it_is_about(quarter: Quarter) -> None:
    page = text_of(quarter.client.get("/zustaendig/"))
    assert "Worum geht es?" in page
    assert "Dabei kommt es auf die Adresse an Wohngeld" in page
    found = text_of(quarter.client.get("/zustaendig/?q=wohngeld"))
    assert "Meinen Sie das? Wohngeld" in found
    assert "haben wir nichts gefunden" in text_of(quarter.client.get("/zustaendig/?q=xyzzyqqq"))
    assert MissedSearch.objects.count() == 1
    assert "Finanzamt zuständig" in text_of(quarter.client.get("/zustaendig/?q=finanzamt"))


def test_a_service_may_stand_in_the_address_already(quarter: Quarter) -> None:
    answer = quarter.client.get(f"/zustaendig/?leistung={quarter.service.slug}")
    assert answer.headers["Location"] == quarter.path
    assert quarter.client.get("/zustaendig/?leistung=gibt-es-nicht").status_code == 404
    assert quarter.client.get("/zustaendig/gibt-es-nicht/").status_code == 404


def test_a_postal_code_of_two_districts_gives_candidates_and_the_street_decides(quarter: Quarter) -> None:
    assert "Um welche Adresse geht es?" in quarter.page()
    page = quarter.tells("12047")
    assert "2 Stellen kommen in Frage" in page
    assert "Bezirksamt Nord Für Adressen in Nord. Bezirksamt Süd Für Adressen in Süd." in page
    decided = quarter.tells("sonnenallee 12")
    assert "Bezirksamt Süd" in decided
    assert "Ihre Adresse liegt in Süd." in decided
    assert "Wohnamt Süd" in decided


def test_no_street_stands_in_the_address_of_a_page(quarter: Quarter) -> None:
    answer = quarter.client.post(quarter.path, {"wo": "Sonnenallee 12, 12047"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{quarter.path}?gebiet=1100000002&plz=12047"
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_an_address_that_nobody_knows_is_said_and_kept_beside_the_candidates(quarter: Quarter) -> None:
    answer = quarter.client.post(quarter.path, {"wo": "Gibtesnichtweg 3, 12047"})
    page = text_of(answer)
    assert "Diese Adresse kennen wir nicht." in page
    assert "2 Stellen kommen in Frage" in page
    assert 'value="Gibtesnichtweg 3, 12047"' in answer.content.decode()


def test_what_is_said_of_the_place_is_what_was_typed(quarter: Quarter) -> None:
    for typed, told, reason in (
        ("12047", "Postleitzahl 12047", "hängt"),
        ("Süd", "Bezirk Süd", "Für Adressen in Süd."),
        ("Sonnenallee 12", "Adresse Süd · 12047", "Ihre Adresse liegt in Süd."),
    ):
        page = quarter.tells(typed)
        assert f"Ihre Angaben {told}" in page
        assert reason in page or typed == "12047"


def test_the_letter_is_asked_with_one_tap_and_the_answer_names_the_rule(quarter: Quarter) -> None:
    page = quarter.tells("Ringweg 1")
    assert "Womit beginnt der Familienname?" in page
    assert "A bis K L bis Z" in page
    answer = quarter.page("?gebiet=1100000001&plz=12047&buchstabe=l")
    assert "Bezirksamt Nord Team 2 Ihre Adresse liegt in Nord; Familiennamen L bis Z." in answer
    again = quarter.client.get(quarter.path + "?gebiet=1100000001&plz=12047&buchstabe=l").content.decode()
    assert 'href="?gebiet=1100000001&amp;plz=12047"' in again


def test_the_kind_of_matter_is_asked_where_the_city_tells_kinds_apart(quarter: Quarter) -> None:
    matter = ServiceMatter.objects.create(service=quarter.service, key="heim", name="Wohnheim", name_en="Hostel")
    south = make_district(name="Heimstelle")
    make_rule(service=quarter.service, organisation=south, area="1100000002", matter=matter)
    assert "Worum genau geht es?" in quarter.page("?gebiet=1100000002")
    assert "Bezirksamt Heimstelle" in quarter.page("?gebiet=1100000002&anliegen=heim")
    assert "Anliegen: Wohnheim." in quarter.page("?gebiet=1100000002&anliegen=heim")
    assert "Bezirksamt Süd" in quarter.page("?gebiet=1100000002&anliegen=-")


def test_a_slip_of_the_pen_is_asked_about(quarter: Quarter) -> None:
    page = quarter.client.post(quarter.path, {"wo": "Sonenallee 12"})
    assert page.status_code == 200
    assert "Meinen Sie diese Adresse? Sonnenallee 12, 12047 Musterstadt Süd" in text_of(page)
    assert "?gebiet=1100000002&amp;plz=12047" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("", 422, "Bitte geben Sie eine Postleitzahl oder eine Adresse ein."),
        ("  \u200b ", 422, "Bitte geben Sie eine Postleitzahl oder eine Adresse ein."),
        ("Gibtesnicht 5", 404, "„Gibtesnicht 5“ haben wir nicht gefunden."),
        ("99999", 404, "„99999“ liegt nicht in unserem Gebiet."),
        ("Hauptstraße 5, 01067 Dresden", 404, "Dresden“ liegt nicht in unserem Gebiet."),
        ("a" * 300, 422, "zu lang"),
        ("<script>alert(1)</script>", 404, "haben wir nicht gefunden"),
        ("' OR 1=1 --", 404, "haben wir nicht gefunden"),
    ],
)
def test_what_is_not_understood_is_said_at_the_field_and_stays_there(
    quarter: Quarter, typed: str, status: int, said: str
) -> None:
    answer = quarter.client.post(quarter.path, {"wo": typed})
    page = answer.content.decode()
    assert answer.status_code == status
    assert said in text_of(answer)
    assert 'aria-invalid="true"' in page
    assert "<script>alert" not in page
    if typed.strip("\u200b "):
        assert f'value="{typed[:20].split("<", maxsplit=1)[0].split(chr(39), maxsplit=1)[0]}' in page


@pytest.mark.parametrize(
    "query", ["?gebiet=quatsch", "?plz=abc", "?plz=99999", "?gebiet=%F0%9F%99%82&plz=x&anliegen=y", "?neu=1"]
)
def test_an_address_somebody_made_up_asks_again(quarter: Quarter, query: str) -> None:
    answer = quarter.client.get(quarter.path + query)
    assert answer.status_code in {200, 404}
    assert "Um welche Adresse geht es?" in text_of(answer)


def test_a_letter_of_another_alphabet_is_refused_in_plain_words(quarter: Quarter) -> None:
    answer = quarter.client.get(quarter.path + "?gebiet=1100000001&buchstabe=%D0%A8")
    assert answer.status_code == 400
    assert "in lateinischen Buchstaben" in text_of(answer)


def test_nobody_is_said_with_the_nearest_help(quarter: Quarter) -> None:
    ServiceText.objects.filter(service=quarter.service, language="de").update(responsible_body="Wohngeldstelle")
    quarter.service.responsibilities.filter(area_key="1100000002").delete()
    page = quarter.page("?gebiet=1100000002")
    assert "Das können wir Ihnen hier nicht sagen Für Süd ist bei uns niemand eingetragen." in page
    assert "Allgemein ist dafür zuständig: Wohngeldstelle." in page


def test_where_a_matter_has_no_office_the_organisation_itself_is_named_with_address_telephone_and_hours(
    quarter: Quarter,
) -> None:
    ServiceOffer.objects.all().delete()
    Organisation.objects.filter(name="Süd").update(
        street="Rathausplatz 1", postal_code="12047", city="Musterstadt", phone="115", hours="Mo bis Fr, 9 bis 13 Uhr"
    )
    page = quarter.page("?gebiet=1100000002&plz=12047")
    assert "Bezirksamt Süd" in page
    assert "Anschrift Rathausplatz 1, 12047 Musterstadt Telefon 115 Geöffnet Mo bis Fr, 9 bis 13 Uhr" in page


def test_an_authority_is_named_with_its_district_and_where_it_has_no_address_with_the_district_s(
    quarter: Quarter,
) -> None:
    ServiceText.objects.filter(service=quarter.service, language="de").update(
        responsible_body="Wohnungsamt des Bezirks"
    )
    south = Organisation.objects.get(name="Süd")
    Organisation.objects.filter(pk=south.pk).update(
        street="Rathausplatz 1", postal_code="12047", city="Musterstadt", phone="115"
    )
    authority = make_authority(name="Wohnungsamt Süd", above=south)
    quarter.service.responsibilities.filter(area_key="1100000002").update(organisation=authority)
    page = quarter.page("?gebiet=1100000002&plz=12047")
    assert "Wohnungsamt Süd Bezirksamt Süd Ihre Adresse liegt in Süd." in page
    assert "Wohnungsamt des Bezirks" not in page
    assert "Anschrift Bezirksamt Süd, Rathausplatz 1, 12047 Musterstadt Telefon 115" in page
    assert "Dort verbindet man Sie" in page
    Organisation.objects.filter(pk=authority.pk).update(street="Amtsweg 2", postal_code="12049", city="Musterstadt")
    page = quarter.page("?gebiet=1100000002&plz=12047")
    assert "Anschrift Amtsweg 2, 12049 Musterstadt" in page
    assert "Dort verbindet man Sie" not in page


def test_rules_that_overlap_are_all_shown(quarter: Quarter) -> None:
    make_rule(service=quarter.service, organisation=make_district(name="West"), area="1100000002")
    page = quarter.page("?gebiet=1100000002")
    assert "Mehrere Stellen kommen in Frage" in page
    assert "Bezirksamt Süd" in page
    assert "Bezirksamt West" in page


def test_what_every_office_does_needs_no_address_and_one_finds_the_nearest(quarter: Quarter) -> None:
    PublicService.objects.update(responsible=PublicService.Responsible.ANY_OFFICE)
    assert "Jedes Amt kann das für Sie erledigen" in quarter.page()
    assert "Das nächste Amt finden" in quarter.page()
    near = quarter.tells("12047")
    assert "Die nächsten Ämter dafür Wohnamt Süd" in near


def test_who_asks_for_a_page_of_the_city_is_led_there_as_by_the_search(quarter: Quarter) -> None:
    page = quarter.client.get("/zustaendig/", {"q": "Öffnungszeiten"})
    assert "Ämter und Öffnungszeiten Alle Ämter mit Anschrift" in text_of(page)
    assert '<a href="/aemter/"><span class="ways__name">' in page.content.decode()
    assert "nichts gefunden" not in text_of(page)
    here = quarter.client.get("/zustaendig/", {"q": "wer ist zuständig"})
    assert "Wir nennen die Stelle und den Grund." in text_of(here)
    assert '<a href="/zustaendig/"><span class="ways__name">' not in here.content.decode()
    assert not MissedSearch.objects.exists()


def test_suggestions_send_the_form(quarter: Quarter) -> None:
    page = quarter.client.get(f"{quarter.path}adressen/?q=sonn").content.decode()
    assert '<button type="submit" name="wo" value="Sonnenallee, 12047 Musterstadt">' in page
    for query in ("", "?q=", "?q=%25%25%25", "?q=x"):
        assert "<ul" not in quarter.client.get(f"{quarter.path}adressen/{query}").content.decode()


def test_too_many_searches_from_one_network_are_slowed_down(quarter: Quarter) -> None:
    for _ in range(60):
        quarter.client.post(quarter.path, {"wo": "12047"})
    assert quarter.client.post(quarter.path, {"wo": "12047"}).status_code == 429


def test_the_pages_speak_english(quarter: Quarter) -> None:
    page = text_of(quarter.client.get(f"/en{quarter.path}?gebiet=1100000001&plz=12047&buchstabe=a"))
    assert "Nord district office Team 1 Your address is in Nord; surnames A to K." in page


def test_the_service_page_leads_here_where_the_district_is_responsible(quarter: Quarter) -> None:
    page = quarter.client.get(f"/leistungen/{quarter.service.slug}/").content.decode()
    assert f'href="{quarter.path}"' in page
    PublicService.objects.update(responsible=PublicService.Responsible.CENTRAL)
    assert f'href="{quarter.path}"' not in quarter.client.get(f"/leistungen/{quarter.service.slug}/").content.decode()
