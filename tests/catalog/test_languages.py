"""In which languages services are explained, and in which one somebody asks."""

import pytest

from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.models import Cost, ServiceText, Synonym
from einamt.catalog.queries import language_of_query, nearest_language, service_languages, service_page
from einamt.catalog.rules.languages import spoken_language
from tests.factories.catalog import make_service

SAID = {
    "de": ["Reisepass beantragen", "Pass", "Führerschein umschreiben"],
    "en": ["Apply for a passport", "driving licence"],
    "tr": ["Alman pasaportu (Reisepass) başvurusu", "pasaport yenileme", "ehliyet çevirme"],
    "uk": ["Оформити німецький паспорт (Reisepass)", "закордонний паспорт", "українські права"],
    "ar": ["طلب جواز السفر الألماني (Reisepass)", "تجديد الجواز", "رخصة قيادة"],
}


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("pasaport", "tr"),
        ("pasaportumu yenilemek istiyorum", "tr"),
        ("EHLİYET", "tr"),
        ("паспорт", "uk"),
        ("паспорта", "uk"),
        ("поїзд", "uk"),
        ("права", "uk"),
        ("جواز سفر", "ar"),
        ("الجواز", "ar"),
        ("Reisepass", ""),
        ("pass", ""),
        ("passport", ""),
        ("driving licence", ""),
        ("xyzzy", ""),
        ("", ""),
        ("115", ""),
    ],
)
def test_the_words_of_a_query_tell_its_language(query: str, language: str) -> None:
    assert spoken_language(query=query, said=SAID) == language


def test_letters_tell_where_the_words_do_not() -> None:
    assert spoken_language(query="قرار", said=SAID) == "ar"
    assert spoken_language(query="тур", said=SAID) == "uk"


def test_russian_is_not_taken_for_ukrainian() -> None:
    assert spoken_language(query="выезд", said=SAID) == ""


def test_a_word_that_two_languages_share_tells_nothing() -> None:
    assert spoken_language(query="viza", said={"tr": ["viza"], "sr": ["viza"]}) == ""


@pytest.mark.parametrize(
    ("wanted", "available", "nearest"),
    [
        ("ar", ["ar", "de", "en"], "ar"),
        ("ar", ["de", "en", "tr"], "en"),
        ("ar", ["de", "tr"], "de"),
        ("ar", ["tr"], "tr"),
    ],
)
def test_a_missing_language_falls_back_to_english_then_german(wanted: str, available: list[str], nearest: str) -> None:
    assert nearest_language(wanted=wanted, available=available) == nearest


@pytest.mark.django_db
def test_a_service_says_in_which_languages_it_is() -> None:
    service = make_service()
    ServiceText.objects.create(service=service, language="ar", name="طلب جواز السفر")
    assert service_languages(slug=service.slug) == ["ar", "de", "en"]
    service.is_public = False
    service.save()
    for slug in (service.slug, "gibt-es-nicht"):
        with pytest.raises(ServiceNotFound):
            service_languages(slug=slug)


@pytest.mark.django_db
def test_names_and_synonyms_tell_the_language_of_a_query() -> None:
    service = make_service()
    ServiceText.objects.create(service=service, language="tr", name="Pasaport başvurusu")
    Synonym.objects.create(service=service, language="uk", text="закордонний паспорт")
    assert language_of_query(query="pasaport", service_ids=[service.pk]) == "tr"
    assert language_of_query(query="закордонний", service_ids=[service.pk]) == "uk"
    assert language_of_query(query="pasaport", service_ids=[make_service().pk]) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "label"), [("de", "ab 24 Jahren"), ("en", "from 24"), ("ar", "من سن 24"), ("uk", "from 24")]
)
def test_a_fee_is_named_in_the_language_of_the_text_else_in_english(language: str, label: str) -> None:
    service = make_service()
    for further in ("ar", "uk"):
        ServiceText.objects.create(service=service, language=further, name=further)
    Cost.objects.create(
        service=service,
        position=0,
        cents=7000,
        label="ab 24 Jahren",
        label_en="from 24",
        further_labels={"ar": "من سن 24"},
    )
    assert [cost.label for cost in service_page(slug=service.slug, language=language).costs] == [label]
