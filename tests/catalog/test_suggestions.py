"""Suggestions while somebody types."""

import pytest
from pytest_django import DjangoAssertNumQueries

from einamt.catalog.models import PublicService, Synonym
from einamt.catalog.search.suggesting import pieces, suggest
from tests.factories.catalog import make_service

pytestmark = pytest.mark.django_db


def found(typed: str, *, language: str = "de") -> list[str]:
    return [suggestion.name for suggestion in suggest(prefix=typed, language=language, limit=5)]


@pytest.fixture(autouse=True)
def _catalogue() -> None:
    service = make_service(name="Reisepass beantragen", english="Apply for a passport")
    Synonym.objects.create(service=service, language="de", text="Auslandspass")
    make_service(name="Führerschein - Umtausch", english="Exchange a driving licence")
    make_service(name="Personalausweis beantragen", english="Apply for an identity card")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("reis", "Reisepass beantragen"),
        ("ausland", "Reisepass beantragen"),
        ("pass bean", "Reisepass beantragen"),
        ("fuehr", "Führerschein - Umtausch"),
        ("FÜHR", "Führerschein - Umtausch"),
        ("umtausch füh", "Führerschein - Umtausch"),
        ("ausw", "Personalausweis beantragen"),
    ],
)
def test_names_and_keywords_that_start_so_come_first(typed: str, name: str) -> None:
    assert found(typed)[0] == name


def test_what_others_say_is_shown_in_the_language_of_the_page_only() -> None:
    german, english = (suggest(prefix="ausland", language=language, limit=1)[0].text for language in ("de", "en"))
    assert (german, english) == ("Auslandspass", "Apply for a passport")


def test_what_starts_so_in_the_language_of_the_page_comes_first() -> None:
    advice = make_service(name="Beratung in der Schwangerschaft", english="Advice in pregnancy")
    PublicService.objects.filter(pk=advice.pk).update(demand=900)
    Synonym.objects.create(service=advice, language="en", text="termination")
    wedding = make_service(name="Ehe anmelden", english="Register a marriage")
    Synonym.objects.create(service=wedding, language="de", text="Termin beim Standesamt")
    assert found("termi") == ["Ehe anmelden", "Beratung in der Schwangerschaft"]
    assert found("termi", language="en") == ["Advice in pregnancy", "Register a marriage"]


@pytest.mark.parametrize("typed", ["resiep", "reissep", "reusep", "rejsepass", "eisepass"])
def test_one_slip_is_forgiven(typed: str) -> None:
    assert found(typed)[0] == "Reisepass beantragen"


@pytest.mark.parametrize(
    ("typed", "name"), [("lapp", "Führerschein - Umtausch"), ("kimli", "Personalausweis beantragen")]
)
def test_everyday_words_lead_to_what_they_mean_before_they_are_typed_to_the_end(typed: str, name: str) -> None:
    assert found(typed)[0] == name


@pytest.mark.parametrize("typed", ["x", "", "zzz", "qqqqqq", "\x00\x01", "wetter"])
def test_what_leads_nowhere_suggests_nothing(typed: str) -> None:
    assert found(typed) == []


def test_names_are_in_the_readers_language() -> None:
    assert found("reisep", language="en") == ["Apply for a passport"]
    assert found("passp", language="en") == ["Apply for a passport"]
    assert found("reisep", language="uk") == ["Reisepass beantragen"]


def test_what_was_typed_is_marked_as_it_is_written() -> None:
    marked = lambda text, *typed: [piece.text for piece in pieces(text, list(typed)) if piece.is_typed]  # noqa: E731
    assert marked("Führerschein - Umtausch", "fuhr", "umt") == ["Führ", "Umt"]
    assert marked("Fuehrerschein", "fuhr") == ["Fuehr"]
    assert marked("Straßenfest", "strass") == ["Straß"]
    assert marked("Personalausweis", "ausw") == ["ausw"]
    assert marked("Personalausweis", "al") == []
    assert "".join(piece.text for piece in pieces("Hund anmelden", ["hund"])) == "Hund anmelden"


def test_a_suggestion_reads_nothing_but_the_revision(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    suggest(prefix="reis", language="de", limit=5)
    with django_assert_num_queries(1):
        suggest(prefix="fuehr", language="en", limit=5)
