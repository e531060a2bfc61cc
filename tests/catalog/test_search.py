import threading
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from einamt.catalog import search, steps
from einamt.catalog.models import PublicService, ServiceText, Synonym
from einamt.catalog.search import loading
from einamt.catalog.search.index import Document, Index, built_index
from einamt.catalog.search.lexicon import shipped_lexicon
from einamt.catalog.search.loading import public_documents
from einamt.catalog.search.service import found_in, search_services
from tests.factories.catalog import make_city, make_office, make_service

ELSEWHERE = Path(search.__file__).parent / "data" / "elsewhere.toml"
NAMES = (
    "Personalausweis beantragen",
    "Verlust des Personalausweises melden",
    "Reisepass beantragen",
    "Anmeldung einer Wohnung",
    "Abmeldung einer Wohnung",
    "Hundesteuer - Hund anmelden",
    "Führerschein - Umtausch",
    "Kraftfahrzeug außer Betrieb setzen",
    "Eheschließung - Anmeldung",
    "Eheschließung - Anmeldung - mit Auslandsbeteiligung",
    "Aufenthalts- und Arbeitserlaubnis",
    "Pfändungsschutzkonto (P-Konto)",
    "Begleitetes Fahren mit 17",
    "Personenbeförderungsschein für Finder*innen",
)


def index_of(*names: str) -> Index:
    return built_index(
        documents=[
            Document(
                service_id=number,
                identifier=name,
                slug=str(number),
                names=(name,),
                keywords=(),
                topics=(),
                summary="",
                text="",
                demand=0.0,
                is_listed=True,
            )
            for number, name in enumerate(names)
        ],
        lexicon=shipped_lexicon(),
    )


def index_with_keywords(keywords: dict[str, list[str]]) -> Index:
    return built_index(
        documents=[
            replace(document, keywords=tuple(keywords[document.identifier]))
            for document in index_of(*keywords).documents
        ],
        lexicon=shipped_lexicon(),
    )


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(*NAMES)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Reisepass", "Reisepass beantragen"),
        ("reisepässe", "Reisepass beantragen"),
        ("REISEPASS", "Reisepass beantragen"),
        ("reise pass", "Reisepass beantragen"),
        ("reisepas", "Reisepass beantragen"),
        ("fuehrerschein", "Führerschein - Umtausch"),
        ("fuhrerschein", "Führerschein - Umtausch"),
        ("fürherschein", "Führerschein - Umtausch"),
        ("eheschliessung", "Eheschließung - Anmeldung"),
        ("Hund", "Hundesteuer - Hund anmelden"),
        ("steuer für hunde", "Hundesteuer - Hund anmelden"),
        ("wohnungsanmeldung", "Anmeldung einer Wohnung"),
        ("wie melde ich meine wohnung ab?", "Abmeldung einer Wohnung"),
        ("ich habe mich angemeldet in der wohnung", "Anmeldung einer Wohnung"),
        ("perso weg", "Verlust des Personalausweises melden"),
        ("perso", "Personalausweis beantragen"),
        ("umgezogen", "Anmeldung einer Wohnung"),
        ("auto abmelden", "Kraftfahrzeug außer Betrieb setzen"),
        ("heiraten", "Eheschließung - Anmeldung"),
        ("passport", "Reisepass beantragen"),
        ("lost my id card", "Verlust des Personalausweises melden"),
        ("aufenthaltserlaubnis", "Aufenthalts- und Arbeitserlaubnis"),
        ("p-konto", "Pfändungsschutzkonto (P-Konto)"),
        ("mit 17 auto fahren", "Begleitetes Fahren mit 17"),
    ],
)
def test_what_people_say_finds_what_the_administration_calls_it(index: Index, query: str, first: str) -> None:
    found = found_in(index=index, query=query, limit=5)
    assert not found.flagged
    assert found.hits[0].identifier == first


@pytest.mark.parametrize(
    "query", ["asdfgh", "lorem ipsum dolor", "pizza bestellen", "wetter morgen", "?!", "der die das"]
)
def test_a_query_that_nothing_fits_is_flagged(index: Index, query: str) -> None:
    assert found_in(index=index, query=query, limit=5).flagged


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("Termin", "appointments"),
        ("Wie bekomme ich einen Termin im Bürgeramt Neukölln?", "appointments"),
        ("book an appointment", "appointments"),
        ("Termin absagen", "change"),
        ("ich möchte meinen Termin verschieben", "change"),
        ("randevu iptal etmek", "change"),
        ("Öfnungszeiten", "offices"),
        ("Bürgeramt Mitte", "offices"),
        ("Beschwerde", "contact"),
        ("Telefonnummer Bürgeramt", "contact"),
        ("Status meines Antrags", "status"),
        ("Wer ist zuständig?", "responsible"),
        ("Notfall", "emergency"),
        ("es brennt", "emergency"),
    ],
)
def test_who_asks_for_a_page_of_the_city_is_led_there_and_guessed_nothing(index: Index, query: str, page: str) -> None:
    found = found_in(index=index, query=query, limit=5)
    assert (found.page, found.hits, found.is_in_vain) == (page, [], False)


@pytest.mark.parametrize(
    "query", ["Termin Reisepass", "Termin Reisepas", "Status Aufenthaltserlaubnis", "Reisepass Notfall"]
)
def test_a_page_of_the_city_hides_no_service(index: Index, query: str) -> None:
    found = found_in(index=index, query=query, limit=5)
    assert not found.page
    assert found.hits


@pytest.mark.parametrize("query", ["Pizza Termin", "Termin beim Zahnarzt", "asdfgh Termin"])
def test_a_page_of_the_city_is_not_meant_by_what_is_said_of_something_else(index: Index, query: str) -> None:
    found = found_in(index=index, query=query, limit=5)
    assert (found.page, found.is_in_vain) == ("", True)


def test_a_service_that_is_called_like_a_page_is_found() -> None:
    found = found_in(index=index_with_keywords({"Lob und Kritik": ["Beschwerde"]}), query="Beschwerde", limit=5)
    assert not found.page
    assert [hit.identifier for hit in found.hits] == ["Lob und Kritik"]


def test_a_second_home_comes_before_a_first_one() -> None:
    index = index_of("Anmeldung einer Wohnung", "Nebenwohnung anmelden")
    for query in ("Zweitwohnung", "Zweitwohnsitz", "second home"):
        assert found_in(index=index, query=query, limit=5).hits[0].identifier == "Nebenwohnung anmelden"


def test_a_compound_that_no_service_is_about_is_read_as_a_slip_in_one_that_is() -> None:
    found = found_in(index=index_of("Hundesteuer - Hund anmelden"), query="Hundesteur", limit=5)
    assert not found.flagged
    assert [hit.identifier for hit in found.hits] == ["Hundesteuer - Hund anmelden"]


def test_a_special_case_comes_after_the_plain_service(index: Index) -> None:
    hits = found_in(index=index, query="Eheschließung anmelden", limit=2).hits
    assert [hit.identifier for hit in hits] == [
        "Eheschließung - Anmeldung",
        "Eheschließung - Anmeldung - mit Auslandsbeteiligung",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\x00\x01\x1b[31m",
        "\ud800",
        "🐕🐕🐕",
        'AND OR NOT "',
        "name:reisepass",
        "reisepass AND (ausweis",
        "[a TO b]",
        "*",
        "???",
        "\\",
        "reisepass~2^9",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "a" * 10_000,
        "ä " * 10_000,
        "\u202eevil",
        "-",
        "§§§",
        "%(name)s {0}",
    ],
)
def test_no_input_is_an_error(index: Index, query: str) -> None:
    found_in(index=index, query=query, limit=5)


@given(st.text(max_size=300))
@example("aa" * 150)
@settings(deadline=None)
def test_no_text_at_all_is_an_error(query: str) -> None:
    found = found_in(index=_FIXED, query=query, limit=5)
    assert len(found.hits) <= 5


@given(st.lists(st.sampled_from([*" ".join(NAMES).split(), "AND", '"', "*", "(", "name:", "ist", "da"]), max_size=40))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_row_of_known_words_is_an_error(said: list[str]) -> None:
    found_in(index=_FIXED, query=" ".join(said), limit=5)


def test_a_query_of_ten_thousand_characters_is_cut_at_a_word_and_says_so(index: Index) -> None:
    found = found_in(index=index, query="Reisepass " + "x" * 10_000, limit=5)
    assert found.was_cut
    assert found.hits[0].identifier == "Reisepass beantragen"
    assert not found_in(index=index, query="Reisepass", limit=5).was_cut


def test_query_syntax_is_read_as_words(index: Index) -> None:
    for query in ('"Reisepass"', "+reisepass", "(reisepass)", "reisepass*", "name:reisepass beantragen"):
        assert found_in(index=index, query=query, limit=1).hits[0].identifier == "Reisepass beantragen"


def test_an_empty_catalogue_answers_that_nothing_fits() -> None:
    found = found_in(index=index_of(), query="Reisepass", limit=5)
    assert (found.hits, found.flagged) == ([], True)


@pytest.mark.django_db
def test_hits_are_named_in_the_language_that_was_asked_for() -> None:
    make_service(name="Reisepass beantragen", english="Apply for a passport")
    for language, name in (
        ("de", "Reisepass beantragen"),
        ("en", "Apply for a passport"),
        ("uk", "Reisepass beantragen"),
    ):
        assert search_services(query="reisepass", language=language, limit=3).hits[0].name == name


@pytest.mark.django_db
def test_an_english_name_is_found_by_english_words() -> None:
    make_service(name="Bewohnerparkausweis", english="Neighbourhood sticker")
    make_service(name="Reisepass beantragen")
    assert (
        search_services(query="neighbourhood sticker", language="en", limit=1).hits[0].name == "Neighbourhood sticker"
    )


@pytest.mark.django_db
def test_synonyms_of_a_service_are_found() -> None:
    service = make_service(name="Melderegisterauskunft")
    make_service(name="Reisepass beantragen")
    Synonym.objects.create(service=service, language="de", text="Wo steckt mein Schulfreund")
    found = search_services(query="schulfreund", language="de", limit=1)
    assert (found.hits[0].service_id, found.flagged) == (service.pk, False)


@pytest.mark.django_db
def test_what_is_not_public_is_not_found() -> None:
    service = make_service(name="Reisepass beantragen")
    PublicService.objects.update(is_public=False)
    assert search_services(query="reisepass", language="de", limit=3).hits == []
    assert service.slug


@pytest.mark.django_db(transaction=True)
def test_the_index_follows_the_revision() -> None:
    from django.db import transaction

    make_service(name="Reisepass beantragen")
    search_services(query="reisepass", language="de", limit=1)
    make_service(name="Angelschein")
    assert search_services(query="angelschein", language="de", limit=1).flagged
    with transaction.atomic():
        steps.bump_revision()
    assert not search_services(query="angelschein", language="de", limit=1).flagged


@pytest.mark.django_db
def test_a_search_costs_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(5):
        make_service(offices=[make_office()])
    search_services(query="reisepass", language="de", limit=5)
    with django_assert_num_queries(3):
        search_services(query="reisepass", language="de", limit=5)


@pytest.mark.django_db
def test_what_is_asked_for_more_often_comes_first() -> None:
    city = make_city()
    rare = make_service(name="Jagdschein Ost", organisation=city)
    often = make_service(name="Jagdschein West", organisation=city)
    PublicService.objects.filter(pk=rare.pk).update(demand=1)
    hits = search_services(query="jagdschein", language="de", limit=2).hits
    assert [hit.service_id for hit in hits] == [often.pk, rare.pk]


def test_a_word_says_what_its_kind_says() -> None:
    index = index_of(
        "Führerschein umschreiben aus dem Ausland", "Fahrzeug abmelden", "Fundsachen abgeben", "Führerschein"
    )
    assert best(index, "polnischer führerschein") == "Führerschein umschreiben aus dem Ausland"
    assert best(index, "wohnwagen abmelden") == "Fahrzeug abmelden"
    assert best(index, "regenschirm gefunden") == "Fundsachen abgeben"


def test_a_longer_saying_outweighs_its_pieces() -> None:
    index = index_of("Adressänderung Personalausweis", "Wohnsitzanmeldung")
    assert best(index, "adresse ändern") == "Wohnsitzanmeldung"
    assert best(index, "adresse im perso ändern") == "Adressänderung Personalausweis"


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("finanzamt", "finanzamt"),
        ("Kindergeld beantragen", "familienkasse"),
        ("paket verfolgen", "post"),
        ("zahnarzttermin heute", "arzt"),
    ],
)
def test_what_another_body_does_is_said_so(index: Index, query: str, key: str) -> None:
    found = found_in(index=index, query=query, limit=5)
    assert found.flagged
    assert found.matter is not None
    assert found.matter.key == key
    assert found.matter.link.startswith("https://")
    assert len({found.matter.sentence(language) for language in ("de", "en", "tr", "uk", "ar")}) == 5
    assert found.matter.sentence("pl") == found.matter.sentence("de")


def test_a_catalogue_that_has_a_matter_itself_is_not_told_that_others_do_it() -> None:
    index = index_of("Kindergeld", "Einkommensteuer - Festsetzung")
    assert best(index, "kindergeld beantragen") == "Kindergeld"
    found = found_in(index=index, query="steuererklärung", limit=1)
    assert not found.flagged
    assert found.matter is None


@pytest.mark.parametrize("query", ["scheidung", "scheidung einreichen", "boşanma"])
def test_who_else_is_responsible_is_said_where_services_are_about_the_matter_too(query: str) -> None:
    found = found_in(index=index_of("Namenserklärung nach Scheidung", "Hund anmelden"), query=query, limit=5)
    assert not found.flagged
    assert found.matter is not None
    assert found.matter.key == "gericht"


def test_who_else_is_responsible_is_not_said_where_more_was_asked_for_than_their_matter() -> None:
    index = index_of("Namenserklärung nach Scheidung", "Führungszeugnis")
    for query in ("namenserklärung nach scheidung", "polizei führungszeugnis"):
        found = found_in(index=index, query=query, limit=5)
        assert not found.flagged
        assert found.matter is None


def test_a_matter_asked_for_in_another_language_is_answered_in_it(index: Index) -> None:
    assert found_in(index=index, query="çocuk parası", limit=5).matter_language == "tr"
    assert found_in(index=index, query="kindergeld", limit=5).matter_language == ""


def test_keywords_of_several_words_do_not_take_over_what_others_do() -> None:
    index = index_with_keywords({"Beglaubigung": ["Erbschein Kopie"], "Mutterschutz": ["Krankenkasse schwanger"]})
    for query, key in (("erbschein", "gericht"), ("krankenkasse wechseln", "krankenkasse")):
        matter = found_in(index=index, query=query, limit=5).matter
        assert matter is not None
        assert matter.key == key
    assert found_in(index=index, query="krankenkasse wechseln", limit=5).flagged
    assert best(index, "krankenkasse schwanger") == "Mutterschutz"


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("laterne kaputt", "schaden"),
        ("laterne geht nicht", "schaden"),
        ("mein fahrrad wurde geklaut", "polizei"),
        ("spielplatz kaputt", "schaden"),
        ("report a broken street light", "schaden"),
        ("falschparker melden", "falschparker"),
        ("kampfhund", "gefaehrlicher-hund"),
        ("schwarzarbeit melden", "schwarzarbeit"),
        ("sick leave", "krankenkasse"),
    ],
)
def test_what_is_reported_and_has_no_entry_is_said_to_be_whose_it_is(query: str, key: str) -> None:
    index = index_with_keywords(
        {
            "Verlust des Personalausweises melden": ["Ausweis kaputt"],
            "Straßenmusik": ["Musik auf Plätzen", "spielen"],
            "Bußgeldbescheid": ["Falschparken", "Strafzettel"],
            "Arbeitslos melden": ["arbeitslos"],
            "Kirchenaustritt": ["leave church"],
        }
    )
    found = found_in(index=index, query=query, limit=5)
    assert found.flagged
    assert found.hits == []
    assert found.matter is not None
    assert found.matter.key == key


@pytest.mark.parametrize("query", ["straße", "bank", "straßenfest in unserer straße", "fahrrad"])
def test_a_thing_alone_is_not_said_to_be_damaged_or_stolen(query: str) -> None:
    assert found_in(index=index_of("Straßenfest anzeigen"), query=query, limit=5).matter is None


def test_a_catalogue_with_a_service_for_defects_names_it() -> None:
    index = index_with_keywords(
        {"Straßenbeleuchtung - Störung melden": [], "Bußgeldbescheid": ["falsch geparkt", "Falschparken"]}
    )
    assert best(index, "laterne kaputt") == "Straßenbeleuchtung - Störung melden"
    assert best(index, "falsch geparkt") == "Bußgeldbescheid"


@pytest.mark.parametrize("query", ["regenschirm kaufen", "handy reparieren", "wohnmobil mieten", "fahrrad kaufen"])
def test_what_is_bought_or_repaired_is_not_lost(query: str) -> None:
    index = index_with_keywords(
        {
            "Verlorene Sachen suchen": ["Handy verloren", "Regenschirm verloren"],
            "Fahrzeug zulassen": [],
            "Wohngeld": ["Miete"],
        }
    )
    assert found_in(index=index, query=query, limit=5).flagged
    assert best(index, "handy verloren") == "Verlorene Sachen suchen"


def test_what_a_service_is_called_by_may_be_bought() -> None:
    index = index_of("Reisepass beantragen", "Hundesteuer - Hund anmelden")
    assert best(index, "reisepass kaufen") == "Reisepass beantragen"
    assert best(index, "hund kaufen") == "Hundesteuer - Hund anmelden"


def test_three_words_that_are_one_are_read_as_one() -> None:
    index = index_with_keywords({"Reisepass beantragen": [], "Ausweis für ein Kind": ["Kinderreisepass"]})
    assert best(index, "Kinder reise pass") == "Ausweis für ein Kind"


@pytest.mark.parametrize("query", ["personalausweis für baby", "reisepass für meine tochter", "id card for my child"])
def test_where_a_child_is_meant_its_document_comes_first(query: str) -> None:
    index = index_with_keywords(
        {
            "Personalausweis beantragen": [],
            "Reisepass beantragen": [],
            "Ausweis oder Pass für ein Kind": ["Kinderreisepass"],
        }
    )
    assert best(index, query) == "Ausweis oder Pass für ein Kind"


def test_the_general_permit_comes_before_that_for_studies() -> None:
    index = index_of("Aufenthaltserlaubnis für das Studium", "Aufenthaltstitel beantragen oder verlängern")
    for query in ("residence permit", "посвідка на проживання", "تصريح إقامة"):
        assert best(index, query) == "Aufenthaltstitel beantragen oder verlängern"


def test_a_keyword_that_is_all_that_was_said_comes_before_one_that_says_more() -> None:
    index = index_with_keywords(
        {"Ausfuhrkennzeichen": ["Auto ins Ausland verkaufen"], "Fahrzeug umschreiben": ["Auto verkauft"]}
    )
    assert best(index, "auto verkauft") == "Fahrzeug umschreiben"


@pytest.mark.parametrize("query", ["wie alt ist die erde", "regal kaputt"])
def test_what_is_but_done_with_something_is_no_guess(query: str) -> None:
    index = index_of("Alten Führerschein umtauschen", "Verlust des Personalausweises melden")
    found = found_in(index=index, query=query, limit=5)
    assert found.flagged
    assert found.hits == []


def test_people_are_not_trades() -> None:
    index = index_of("Müll - Entsorgung", "Fischereischein")
    assert not found_in(index=index, query="müll", limit=1).flagged
    assert found_in(index=index, query="Thomas Müller", limit=1).flagged
    assert found_in(index=index, query="Peter Fischer", limit=1).flagged


@pytest.mark.parametrize("query", ["auto waschen", "hochzeitstorte", "blau", "1", "neu", "schlüssel nachmachen"])
def test_a_word_of_the_field_beside_private_life_is_not_enough(index: Index, query: str) -> None:
    assert found_in(index=index, query=query, limit=5).flagged


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ehliyet değiştirme", "Führerschein - Umtausch"),
        ("водительские права обмен", "Führerschein - Umtausch"),
        ("prawo jazdy wymiana", "Führerschein - Umtausch"),
        ("رخصة قيادة", "Führerschein - Umtausch"),
        ("جواز سفر", "Reisepass beantragen"),
        ("реєстрація місця проживання", "Anmeldung einer Wohnung"),
        ("kimlik kartı", "Personalausweis beantragen"),
    ],
)
def test_frequent_needs_are_understood_in_other_languages(index: Index, query: str, name: str) -> None:
    assert best(index, query) == name


def best(index: Index, query: str) -> str:
    found = found_in(index=index, query=query, limit=1)
    assert not found.flagged, query
    return found.hits[0].identifier


@pytest.mark.django_db
def test_the_first_name_is_the_german_one_whatever_language_sorts_first() -> None:
    service = make_service(name="Reisepass beantragen", english="Apply for a passport")
    ServiceText.objects.create(service=service, language="ar", name="جواز سفر")
    (document,) = public_documents()
    assert document.names[0] == "Reisepass beantragen"
    assert document.name_in("ar") == "جواز سفر"
    assert document.name_in("en") == "Apply for a passport"
    assert document.name_in("tr") == "Reisepass beantragen"


@pytest.mark.django_db(transaction=True)
def test_a_process_that_answers_requests_builds_a_new_index_beside_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "SECONDS_BETWEEN_LOOKS", 0.0)
    make_service(name="Reisepass beantragen")
    loading.build_aside()
    before = loading.current_index()
    make_service(name="Angelschein")
    with transaction.atomic():
        steps.bump_revision()
    assert loading.current_index() is before
    for thread in threading.enumerate():
        if thread.name == "catalog-search":
            thread.join()
    assert best(loading.current_index(), "angelschein")


@pytest.mark.django_db(transaction=True)
def test_who_searches_long_after_a_change_finds_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr(loading, "SECONDS_UNNOTICED", 0.0)  # as if nobody had asked for a while
    make_service(name="Reisepass beantragen")
    loading.build_aside()
    loading.current_index()
    make_service(name="Angelschein")
    with transaction.atomic():
        steps.bump_revision()
    assert best(loading.current_index(), "angelschein")


@pytest.mark.django_db
def test_a_service_that_is_gone_is_not_found_in_the_earlier_index() -> None:
    service = make_service(name="Reisepass beantragen")
    assert [hit.slug for hit in search_services(query="reisepass", language="de", limit=5).hits] == [service.slug]
    PublicService.objects.filter(pk=service.pk).update(
        is_public=False
    )  # nobody counts the revision up: index as it was
    found = search_services(query="reisepass", language="de", limit=5)
    assert found.flagged
    assert found.hits == []


@pytest.mark.django_db
def test_a_process_that_answers_requests_looks_for_changes_now_and_then(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "SECONDS_BETWEEN_LOOKS", 3600.0)
    make_service(name="Reisepass beantragen")
    loading.build_aside()
    loading.current_index()
    with django_assert_num_queries(0):
        loading.current_index()


_FIXED = index_of(*NAMES)


def test_what_is_elsewhere_is_written_down_once() -> None:
    content = tomllib.loads(ELSEWHERE.read_text(encoding="utf-8"))
    lists = [matter[key] for matter in content["matters"] for key in ("said", "things", "happened") if key in matter]
    lists += [" ".join(row["words"]).split() for row in content["others"]]
    lists += [" ".join(names).split() for names in content["names"].values()]
    assert [word for each in lists for word, count in Counter(each).items() if count > 1] == []
