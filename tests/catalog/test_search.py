import threading

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from einamt.catalog import steps
from einamt.catalog.models import PublicService, ServiceText, Synonym
from einamt.catalog.search import loading
from einamt.catalog.search.index import Document, Index, built_index
from einamt.catalog.search.lexicon import shipped_lexicon
from einamt.catalog.search.loading import public_documents
from einamt.catalog.search.service import found_in, search_services
from tests.factories.catalog import make_city, make_office, make_service

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
    assert found.matter.sentence("en") != found.matter.sentence("de") == found.matter.sentence("tr")


def test_a_catalogue_that_has_a_matter_itself_is_not_told_that_others_do_it() -> None:
    index = index_of("Kindergeld", "Einkommensteuer - Festsetzung")
    assert best(index, "kindergeld beantragen") == "Kindergeld"
    found = found_in(index=index, query="steuererklärung", limit=1)
    assert not found.flagged
    assert found.matter is None


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
    PublicService.objects.filter(pk=service.pk).update(is_public=False)  # nobody counts the revision up: index as it was
    found = search_services(query="reisepass", language="de", limit=5)
    assert found.flagged
    assert found.hits == []


@pytest.mark.django_db
def test_a_process_that_answers_requests_looks_for_changes_now_and_then(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_service(name="Reisepass beantragen")
    loading.build_aside()
    loading.current_index()
    with django_assert_num_queries(0):
        loading.current_index()


_FIXED = index_of(*NAMES)
