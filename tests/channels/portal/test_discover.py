"""Finding out: home, search, services, life events, offices, and what a city must say."""

import json
import re
from datetime import date
from urllib.robotparser import RobotFileParser

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from einamt.catalog.models import (
    Cost,
    LifeEvent,
    MissedSearch,
    OpeningHours,
    PublicService,
    ServiceItem,
    ServiceOffer,
    ServiceText,
)
from einamt.catalog.search import loading
from einamt.catalog.search.lexicon import shipped_lexicon
from einamt.channels.parts.own_pages import said_page
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.procedures.appointments.operations import close_office
from tests.channels.portal.conftest import NOW, StandingClock
from tests.channels.portal.visitor import Visitor, text_of
from tests.factories.appointments import make_bookable
from tests.factories.catalog import make_office, make_service


@pytest.fixture
def musterstadt(db: None) -> City:
    """The city's own row."""
    row = City.objects.create(
        name="Musterstadt",
        publisher="Stadt Musterstadt, Amt für Bürgerdienste",
        street="Marktplatz 1",
        postal_code="12345",
        town="Musterstadt",
        email="service@musterstadt.example",
        hotline="115",
        hotline_hours="Montag bis Freitag, 8 bis 18 Uhr",
    )
    city.forget()
    return row


def test_home_shows_the_next_free_times_and_what_is_kept(visitor: Visitor) -> None:
    page = text_of(visitor.client.get("/"))
    assert "Was möchten Sie erledigen?" in page
    assert "Reisepass beantragen Heute, 10:12 Uhr Bürgeramt Rathaus Nord" in page
    assert "Heute gehalten" in page
    assert "1 von 1" in page


def test_home_of_an_empty_city_claims_nothing(client: Client, db: None) -> None:
    page = text_of(client.get("/"))
    assert "Im Augenblick ist nirgends ein Termin frei." in page
    assert "Was wir versprechen" not in page


def test_home_says_when_the_promise_is_not_kept(visitor: Visitor, clock: StandingClock) -> None:
    from einamt.procedures.appointments.models import BookingRules

    BookingRules.objects.update(promise_days=1)
    close_office(
        office_id=visitor.place.office.pk,
        starts_on=date(2026, 11, 24),
        ends_on=date(2026, 11, 28),
        reason="Umzug",
        now=NOW,
    )
    page = text_of(visitor.client.get("/"))
    assert "4 Tage noch nicht gehalten" in page
    assert "0 von 1 noch nicht gehalten" in page


def test_home_asks_the_database_the_same_questions_for_more_offices(
    visitor: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        office = make_office(name=f"Bürgeramt {number}", district=visitor.place.office.organisation)
        make_bookable(now=NOW, office=office, days=5)
    with django_assert_max_num_queries(40):
        visitor.client.get("/")


def test_search_finds_a_service_by_its_words(visitor: Visitor) -> None:
    page = visitor.client.get("/suche/?q=reisepass")
    assert "Eine Leistung zu „reisepass“" in text_of(page)
    assert f'href="/leistungen/{visitor.place.service.slug}/"' in page.content.decode()


def test_search_says_honestly_that_nothing_fits_and_names_the_nearest_help(visitor: Visitor, musterstadt: City) -> None:
    page = visitor.client.get("/suche/?q=xyzzyqqq")
    text = text_of(page)
    assert page.status_code == 200
    assert "Dazu haben wir nichts gefunden" in text
    assert "Rufen Sie uns an: 115 (Montag bis Freitag, 8 bis 18 Uhr)." in text
    assert "service@musterstadt.example" in text


@pytest.mark.parametrize(
    ("query", "title", "address"),
    [
        ("Termin", "Termin buchen", "/termin/"),
        ("Öffnungszeiten", "Ämter und Öffnungszeiten", "/aemter/"),
        ("Status", "Wie steht es um mein Anliegen?", "/vorgang/"),
        ("wer ist zuständig", "Wer ist für mich zuständig?", "/zustaendig/"),
    ],
)
def test_search_leads_to_the_citys_own_pages(visitor: Visitor, query: str, title: str, address: str) -> None:
    page = visitor.client.get("/suche/", {"q": query})
    assert f"<h1>{title}</h1>" in page.content.decode()
    assert f'<a href="{address}"><span class="ways__name">' in page.content.decode()
    assert not MissedSearch.objects.exists()


def test_search_tells_how_to_cancel_and_whom_to_call(visitor: Visitor, musterstadt: City) -> None:
    text = text_of(visitor.client.get("/suche/?q=Termin+absagen"))
    assert "Beides geht mit dem Link in Ihrer Bestätigung" in text
    assert "Rufen Sie uns an: 115" in text
    assert "Dazu haben wir nichts gefunden" not in text


@pytest.mark.parametrize(("prefix", "title"), [("", "Hier bekommen Sie Hilfe"), ("/en", "Here you get help")])
def test_who_needs_help_is_not_told_first_that_the_city_is_not_responsible(
    visitor: Visitor, prefix: str, title: str
) -> None:
    text = text_of(visitor.client.get(f"{prefix}/suche/?q=Frauenhaus"))
    assert title in text
    assert "116 016" in text
    assert "nicht zuständig" not in text
    assert "not responsible" not in text


def test_every_page_that_the_search_knows_has_its_words_in_both_languages() -> None:
    for key in {key for _, key in shipped_lexicon().own_pages.sayings}:
        with translation.override("en"):
            english = said_page(key=key)
        with translation.override("de"):
            german = said_page(key=key)
        assert english.title != german.title
        assert english.text != german.text


def test_search_without_words_shows_what_others_look_for(visitor: Visitor) -> None:
    assert "Oft gesucht" in text_of(visitor.client.get("/suche/"))


@pytest.mark.parametrize(
    "query",
    [
        "a" * 10_000,
        "reise\tpass\r\n",
        '"reisepass',
        "reisepass AND (",
        "name:*",
        "title:[a TO z]",
        "+-~^\\",
        "' OR 1=1; DROP TABLE catalog_publicservice; --",
        "<script>alert(1)</script>",
        "\u202ereisepass",
        "🙂",
        "%",
        "ё" * 500,
    ],
)
def test_search_survives_whatever_is_typed(visitor: Visitor, query: str) -> None:
    for path in ("/suche/", "/suche/vorschlaege/", "/aemter/"):
        page = visitor.client.get(path, {"q": query})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_control_characters_are_refused_in_plain_words(visitor: Visitor) -> None:
    for path in ("/suche/", "/suche/vorschlaege/", "/aemter/", "/termin/zeiten/"):
        page = visitor.client.get(path, {"q": "\x01\x1b[31m", "leistung": "\x00"})
        assert page.status_code == 400
        assert "Das haben wir nicht verstanden" in text_of(page)


def test_a_very_long_question_is_cut_and_said_so(visitor: Visitor) -> None:
    page = visitor.client.get("/suche/", {"q": "reisepass " * 1000})
    assert "Ihr Text war sehr lang" in text_of(page)
    assert len(page.content) < 40_000


def test_suggestions_are_a_short_list_of_links(visitor: Visitor) -> None:
    page = visitor.client.get("/suche/vorschlaege/?q=reisep")
    assert page.content.decode().count("<li>") == 1
    assert b"<html" not in page.content
    assert visitor.client.get("/suche/vorschlaege/").content.strip() == b""


def test_a_suggestion_marks_what_was_typed_and_may_be_kept_for_a_while(visitor: Visitor) -> None:
    page = visitor.client.get("/suche/vorschlaege/?q=reisep")
    assert "<mark>Reisep</mark>ass" in page.content.decode()
    assert page["Cache-Control"] == "private, max-age=60"
    again = visitor.client.get("/suche/vorschlaege/?q=reisep", headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 304


def test_who_is_responsible_instead_is_said_with_a_link(visitor: Visitor) -> None:
    page = visitor.client.get("/suche/?q=finanzamt")
    assert "Dafür ist die Stadt nicht zuständig" in text_of(page)
    assert 'href="https://www.elster.de"' in page.content.decode()
    assert "The tax office" in text_of(visitor.client.get("/en/suche/?q=finanzamt"))


def test_what_the_city_does_by_telephone_is_said_so(visitor: Visitor) -> None:
    text = text_of(visitor.client.get("/suche/?q=laterne kaputt"))
    assert "Das melden Sie uns am besten am Telefon" in text
    assert "nicht zuständig" not in text


def test_who_else_is_responsible_stands_above_what_was_found(visitor: Visitor) -> None:
    make_service(name="Namenserklärung nach Scheidung")
    loading.forget_indexes()
    text = text_of(visitor.client.get("/suche/?q=scheidung einreichen"))
    assert text.index("meist das Amtsgericht") < text.index("Namenserklärung nach Scheidung")


def test_who_asks_in_another_language_reads_in_it_who_else_is_responsible(visitor: Visitor) -> None:
    page = visitor.client.get("/suche/?q=boşanma")
    assert "Bunun için mahkeme yetkilidir" in text_of(page)
    assert '<p lang="tr"' in page.content.decode()


def test_that_the_right_one_is_missing_can_be_said_and_is_counted(visitor: Visitor, musterstadt: City) -> None:
    visitor.client.get("/suche/?q=reisepass")
    assert not MissedSearch.objects.exists()
    assert "/suche/?q=reisepass&amp;fehlt=1" in visitor.client.get("/suche/?q=reisepass").content.decode()
    text = text_of(visitor.client.get("/suche/?q=reisepass&fehlt=1"))
    assert "dass zu „reisepass“ das Richtige fehlt" in text
    assert "Rufen Sie uns an: 115" in text
    assert MissedSearch.objects.get().count == 1


def test_services_stand_from_a_to_z_with_umlauts_in_their_place(visitor: Visitor) -> None:
    for name in ("Älter werden", "Auto abmelden", "Zulassung"):
        make_service(name=name)
    page = visitor.client.get("/leistungen/").content.decode()
    positions = [
        page.index(f">{name}<") for name in ("Älter werden", "Auto abmelden", "Reisepass beantragen", "Zulassung")
    ]
    assert positions == sorted(positions)
    assert page.count('id="buchstabe-A"') == 1


def test_a_service_shows_need_cost_duration_place_and_next_time(visitor: Visitor) -> None:
    service = visitor.place.service
    Cost.objects.create(service=service, position=0, cents=3750, label="unter 24 Jahren")
    ServiceText.objects.filter(service=service, language="de").update(duration="Vier Wochen", description="Ein Text.")
    ServiceItem.objects.create(
        service=service, language="de", kind=ServiceItem.Kind.LEGAL_BASIS, position=0, name="§ 6 Passgesetz"
    )
    page = visitor.client.get(f"/leistungen/{service.slug}/")
    text = text_of(page)
    for words in (
        "Reisepass beantragen",
        "37,50\u00a0Euro unter 24 Jahren",
        "Vier Wochen",
        "Heute, 10:12 Uhr",
        "Termin buchen",
    ):
        assert re.sub(r"\s", " ", words) in text
    assert text.index("Biometrisches Passfoto") < text.index("§ 6 Passgesetz")


@pytest.mark.parametrize(
    ("channels", "url", "said"),
    [
        (["office"], "", "online noch nicht"),
        (["office", "online"], "", "auch online"),
        (["office", "online"], "https://dienst.example.org/", "oder online"),
    ],
)
def test_whether_it_can_be_done_online_is_said_also_where_only_somebody_elses_pages_do_it(
    visitor: Visitor, channels: list[str], url: str, said: str
) -> None:
    service = visitor.place.service
    PublicService.objects.filter(pk=service.pk).update(channels=channels, online_url=url)
    text = text_of(visitor.client.get(f"/leistungen/{service.slug}/"))
    assert [words for words in ("online noch nicht", "auch online", "oder online") if words in text] == [said]


def test_a_service_can_be_read_in_plain_language(visitor: Visitor) -> None:
    ServiceText.objects.filter(service=visitor.place.service, language="de").update(
        description="Der Reisepass wird beantragt.", plain="Sie brauchen einen Pass.\nKommen Sie zu uns."
    )
    address = f"/leistungen/{visitor.place.service.slug}/"
    assert "In einfacher Sprache lesen" in text_of(visitor.client.get(address))
    page = text_of(visitor.client.get(f"{address}?einfach=1"))
    assert "Sie brauchen einen Pass. Kommen Sie zu uns." in page
    assert "Der Reisepass wird beantragt." not in page
    assert "Biometrisches Passfoto" in page
    assert "Zum ausführlichen Text" in page


def test_a_service_tells_machines_what_it_is(visitor: Visitor) -> None:
    ServiceText.objects.filter(language="de").update(summary="Für Reisen & mehr </script><script>alert(1)</script>")
    page = visitor.client.get(f"/leistungen/{visitor.place.service.slug}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "GovernmentService"
    assert data["name"] == "Reisepass beantragen"
    assert data["availableChannel"][0]["serviceLocation"]["address"]["postalCode"] == "13187"
    assert "<script>alert" not in page


def test_a_service_without_english_is_shown_in_german_and_says_so(client: Client, db: None) -> None:
    service = make_service(name="Hund anmelden", english=None)
    page = client.get(f"/en/leistungen/{service.slug}/").content.decode()
    assert '<h1 lang="de">Hund anmelden</h1>' in page


@pytest.mark.parametrize("path", ["/leistungen/gibt-es-nicht/", "/lebenslagen/nichts/", "/aemter/luftschloss/"])
def test_an_unknown_address_is_not_found_in_plain_words(client: Client, db: None, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "gibt es hier nicht" in text_of(page)


def test_a_life_event_gathers_its_services(visitor: Visitor) -> None:
    event = LifeEvent.objects.create(key="reisen", name="Reisen", hint="Was Sie vorher brauchen")
    visitor.place.service.life_events.add(event)
    page = text_of(visitor.client.get("/lebenslagen/reisen/"))
    assert "Reisen Was Sie vorher brauchen Reisepass beantragen" in page


def test_offices_can_be_found_by_name_street_district_and_postal_code(visitor: Visitor) -> None:
    south = make_office(name="Bürgeramt Süd")
    south.street, south.postal_code = "Seestraße 3", "12555"
    south.save()
    for query in ("rathaus nord", "breite 13187", "nordbezirk rathaus", "RATHAUS"):
        page = text_of(visitor.client.get("/aemter/", {"q": query}))
        assert "1 Amt gefunden." in page
    assert "Kein Amt passt dazu." in text_of(visitor.client.get("/aemter/", {"q": "mond"}))


def test_the_list_of_offices_asks_the_database_the_same_few_questions(
    client: Client, db: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        make_office(name=f"Bürgeramt {number}")
    with django_assert_max_num_queries(6):
        client.get("/aemter/")


def test_an_office_shows_today_the_week_and_its_next_times(visitor: Visitor) -> None:
    office = visitor.place.office
    for weekday in range(1, 6):
        OpeningHours.objects.create(office=office, weekday=weekday, opens_minute=8 * 60, closes_minute=12 * 60)
    OpeningHours.objects.create(office=office, weekday=2, opens_minute=14 * 60, closes_minute=18 * 60)
    page = text_of(visitor.client.get(f"/aemter/{office.slug}/"))
    assert "Breite Straße 24a, 13187 Musterstadt · geöffnet bis 12:00 Uhr" in page
    assert "Dienstag heute 8:00 bis 12:00 Uhr und 14:00 bis 18:00 Uhr" in page
    assert "Samstag geschlossen" in page
    assert "Dienstag, 24. November, 10:12 Uhr" in page


def test_a_closed_office_does_not_say_that_it_is_open(visitor: Visitor) -> None:
    office = visitor.place.office
    for weekday in range(1, 8):
        OpeningHours.objects.create(office=office, weekday=weekday, opens_minute=8 * 60, closes_minute=12 * 60)
    close_office(
        office_id=office.pk, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 25), reason="Wasserschaden", now=NOW
    )
    page = text_of(visitor.client.get(f"/aemter/{office.slug}/"))
    assert "heute geschlossen: Wasserschaden" in page
    assert "geöffnet bis" not in page
    assert "geöffnet bis" not in text_of(visitor.client.get("/aemter/"))


@pytest.mark.parametrize(
    ("shown", "words"),
    [(6, "öffnet heute um 8:00 Uhr"), (9, "geöffnet bis 12:00 Uhr"), (15, "heute schon geschlossen")],
)
def test_an_office_says_whether_it_is_open_now(visitor: Visitor, clock: StandingClock, shown: int, words: str) -> None:
    OpeningHours.objects.create(office=visitor.place.office, weekday=2, opens_minute=8 * 60, closes_minute=12 * 60)
    clock.now = NOW.replace(hour=shown - 1)
    assert words in text_of(visitor.client.get("/aemter/"))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/impressum/", "Stadt Musterstadt, Amt für Bürgerdienste"),
        ("/datenschutz/", "Artikel 6 Absatz 1 Buchstabe e DSGVO"),
        ("/barrierefreiheit/", "BITV 2.0"),
        ("/einfache-sprache/", "Diese Seiten sind von der Stadt Musterstadt."),
    ],
)
def test_pages_that_a_city_owes_say_who_and_what(client: Client, musterstadt: City, path: str, words: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert words in text_of(page)
    assert client.get(f"/en{path}").status_code == 200


def test_the_imprint_says_when_the_city_has_not_filled_it_in(client: Client, db: None) -> None:
    assert "Die Verwaltung hat ihre Angaben noch nicht eingetragen." in text_of(client.get("/impressum/"))


def test_a_demo_says_in_its_imprint_that_it_is_one(client: Client, musterstadt: City) -> None:
    City.objects.update(is_demo=True)
    city.forget()
    assert "Dies ist eine Vorführung" in text_of(client.get("/impressum/"))


@pytest.mark.parametrize("path", ["/", "/suche/", "/leistungen/", "/aemter/", "/termin/", "/vorgang/", "/impressum/"])
def test_pages_only_answer_to_reading(client: Client, db: None, path: str) -> None:
    assert client.head(path).status_code == 200
    assert client.put(path).status_code == 405


def test_no_page_for_reading_sets_a_cookie(visitor: Visitor) -> None:
    for path in (
        "/",
        "/suche/?q=pass",
        "/leistungen/",
        f"/leistungen/{visitor.place.service.slug}/",
        "/aemter/",
        "/impressum/",
    ):
        assert not visitor.client.get(path).cookies, path


@pytest.mark.django_db
def test_the_mark_is_at_the_customary_address_too(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 301
    assert answer["Location"].endswith("mark.svg")


def test_search_engines_find_services_and_leave_bookings_alone(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    assert rules.can_fetch("any", "/leistungen/personalausweis-beantragen/")
    assert not rules.can_fetch("any", "/termin/angaben/")


def test_search_engines_are_told_the_page_itself_and_every_language_with_whole_addresses(visitor: Visitor) -> None:
    slug = visitor.place.service.slug
    for path in (f"/leistungen/{slug}/", f"/en/leistungen/{slug}/"):
        html = visitor.client.get(f"{path}?einfach=1").content.decode()
        assert f'<link rel="canonical" href="{settings.PUBLIC_URL}{path}">' in html
        for language, prefix in (("de", ""), ("en", "/en")):
            address = f"{settings.PUBLIC_URL}{prefix}/leistungen/{slug}/"
            assert html.count(f'<link rel="alternate" hreflang="{language}" href="{address}">') == 1


def test_search_engines_stay_out_of_bookings_and_previews_in_every_language(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /en/suche/", "Disallow: /en/termin/", "Disallow: /vorschau/", "Disallow: /suche/"} <= set(lines)


def test_a_service_without_a_booking_lists_its_papers_without_boxes_to_tick(visitor: Visitor) -> None:
    service = visitor.place.service
    ServiceOffer.objects.filter(service=service).delete()
    html = visitor.client.get(f"/leistungen/{service.slug}/").content.decode()
    assert "Alter Ausweis" in html
    assert 'type="checkbox"' not in html
    assert "Das brauchen Sie" in html


def test_the_hint_of_an_office_is_shown_where_few_offices_serve(visitor: Visitor) -> None:
    service = visitor.place.service
    ServiceOffer.objects.filter(service=service).update(hint="Nur vormittags.")
    html = visitor.client.get(f"/leistungen/{service.slug}/").content.decode()
    assert "Nur vormittags." in html
    assert '<section class="stack" aria-labelledby="aemter">' in html


def test_a_page_claims_no_check_that_nobody_made(visitor: Visitor) -> None:
    service = visitor.place.service
    service.updated_at = NOW
    service.save()
    page = text_of(visitor.client.get(f"/leistungen/{service.slug}/"))
    assert "Stand: 24.11.2026" in page
    assert "geprüft am" not in page


def test_machines_are_told_the_language_and_the_number_of_a_way_to_a_service(visitor: Visitor) -> None:
    City.objects.update_or_create(defaults={"name": "Musterstadt", "hotline": "115"})
    city.forget()
    html = visitor.client.get(f"/leistungen/{visitor.place.service.slug}/").content.decode()
    data = json.loads(html.split('application/ld+json">')[1].split("</script>")[0])
    [channel] = data["availableChannel"]
    assert channel["availableLanguage"] == "de"
    assert channel["servicePhone"]["telephone"] == "115"
