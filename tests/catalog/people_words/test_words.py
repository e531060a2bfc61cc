"""What people searched for in vain, and the words that editors add."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from einamt.catalog.models import CatalogRevision, EditorWord, MissedSearch, WordVersion
from einamt.catalog.people_words import errors
from einamt.catalog.people_words.erasing import ERASER
from einamt.catalog.people_words.operations import (
    PER_CALLER,
    agree_to_word,
    propose_word,
    record_missed_search,
    refuse_word,
    settle_search,
)
from einamt.catalog.people_words.queries import missed_searches, word_versions
from einamt.catalog.people_words.rules import CALLERS, kept_text
from einamt.catalog.search import loading
from einamt.catalog.search.service import search_services
from einamt.platform.ratelimit.models import Limit
from tests.factories.catalog import make_office, make_service

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_index_of_an_earlier_test() -> Iterator[None]:
    loading.forget_indexes()
    yield
    loading.forget_indexes()


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("Quatschwort", "quatschwort"),
        ("  Mein  QUATSCHwort! ", "mein quatschwort"),
        ("Steuer 12/345/67890 Bescheid", "steuer bescheid"),
        ("anna.schmidt@example.org Termin", "termin"),
        ("ruf mich an 0176 1234567", "ruf mich an"),
        ("www.example.org", ""),
        ("https://example.org/x", ""),
        ("K7M4-RX9-3PA", ""),
        ("12345", ""),
        ("x", ""),
        ("", ""),
        ("ich " * 40, ""),
        ("\x00\u202e", ""),
        ("Çocuk parası", "çocuk parası"),
    ],
)
def test_numbers_addresses_and_stories_are_not_kept(query: str, kept: str) -> None:
    assert kept_text(query) == kept


def search(query: str, *callers: str, now: datetime = NOW) -> None:
    for caller in callers:
        record_missed_search(query=query, language="de", caller=caller, now=now)


@pytest.mark.django_db
def test_nobody_reads_a_text_before_several_callers_have_typed_it() -> None:
    search("Maria Musterfrau", "198.51.100.1", "198.51.100.1", "198.51.100.1", "198.51.100.2")
    assert missed_searches() == []
    [row] = MissedSearch.objects.all()
    assert row.text == ""
    assert "maria" not in repr(vars(row)).lower()
    assert "198.51" not in repr(vars(row))
    search("maria  MUSTERFRAU", "198.51.100.3")
    [missed] = missed_searches()
    assert (missed.text, missed.count) == ("maria musterfrau", 5)


@pytest.mark.django_db
def test_once_a_text_is_read_nothing_of_who_asked_is_left() -> None:
    search("Quatschwort", *(f"198.51.100.{number}" for number in range(CALLERS + 2)))
    [row] = MissedSearch.objects.all()
    assert (row.callers, row.count) == ([], CALLERS + 2)


@pytest.mark.django_db
def test_the_same_caller_cannot_be_recognised_in_two_rows() -> None:
    search("Quatschwort", "198.51.100.1")
    search("Unsinnswort", "198.51.100.1")
    voices = [voice for row in MissedSearch.objects.all() for voice in row.callers]
    assert len(voices) == len(set(voices)) == 2


@pytest.mark.django_db
def test_the_most_frequent_stand_first_and_settled_ones_are_gone() -> None:
    for text, times in (("Eins", 3), ("Zwei", 5)):
        search(text, *(f"198.51.100.{number}" for number in range(times)))
    assert [row.text for row in missed_searches()] == ["zwei", "eins"]
    settle_search(search_id=missed_searches()[0].id)
    assert [row.text for row in missed_searches()] == ["eins"]
    search("Zwei", "198.51.100.9")
    assert [row.text for row in missed_searches()] == ["eins"]


@pytest.mark.django_db
def test_one_caller_cannot_fill_the_list() -> None:
    for number in range(PER_CALLER + 20):
        search(f"Wort{'x' * number}", "198.51.100.1")
    assert MissedSearch.objects.count() == PER_CALLER
    assert Limit.objects.count() == 1


@pytest.mark.django_db
def test_what_nobody_searches_for_any_more_is_forgotten_after_ninety_days() -> None:
    callers = [f"198.51.100.{number}" for number in range(CALLERS)]
    search("Alt", *callers)
    search("Neu", *callers, now=NOW + timedelta(days=10))
    ERASER.erase_some(NOW + timedelta(days=90))
    assert MissedSearch.objects.count() == 2
    ERASER.erase_some(NOW + timedelta(days=91))
    assert [row.text for row in missed_searches()] == ["neu"]


@pytest.mark.django_db
def test_what_few_have_searched_for_is_forgotten_after_two_weeks() -> None:
    search("Selten", "198.51.100.1")
    ERASER.erase_some(NOW + timedelta(days=14))
    assert MissedSearch.objects.count() == 1
    ERASER.erase_some(NOW + timedelta(days=15))
    assert MissedSearch.objects.count() == 0


@pytest.mark.django_db
def test_a_search_that_is_not_told_cannot_be_settled() -> None:
    search("Quatschwort", "198.51.100.1")
    with pytest.raises(errors.WordNotFound):
        settle_search(search_id=MissedSearch.objects.get().pk)


@pytest.mark.django_db
def test_the_portal_counts_what_it_does_not_find_and_nothing_else() -> None:
    make_service(name="Reisepass beantragen", offices=[make_office()])
    for number in range(3):
        Client(REMOTE_ADDR=f"198.51.100.{number}").get("/suche/?q=xyzzyqqq")
        Client(REMOTE_ADDR=f"198.51.100.{number}").get("/suche/?q=reisepass")
    assert [(row.text, row.count) for row in missed_searches()] == [("xyzzyqqq", 3)]


def add(said: str, means: str, *, weight: float = 1.0, language: str = "de") -> EditorWord:
    """A word that two persons want."""
    return agree(propose(said, means, weight=weight, language=language))


def propose(
    said: str, means: str, *, word: EditorWord | None = None, weight: float = 1.0, language: str = "de", on: bool = True
) -> WordVersion:
    return propose_word(
        word_id=word.pk if word else None,
        said=said,
        language=language,
        means=means,
        weight=weight,
        note="",
        is_active=on,
        person="staff:1",
        now=NOW,
    )


def agree(version: WordVersion, *, person: str = "staff:2") -> EditorWord:
    return agree_to_word(version_id=version.pk, person=person, now=NOW)


def found(query: str) -> list[str]:
    result = search_services(query=query, language="de", limit=5)
    return [] if result.flagged else [hit.name for hit in result.hits]


@pytest.mark.django_db
def test_a_word_of_the_editors_is_found_from_the_next_search_on_until_it_is_switched_off() -> None:
    make_service(name="Reisepass beantragen", offices=[make_office()])
    make_service(name="Hund anmelden", offices=[make_office()])
    assert found("Brummpapier") == []
    word = add("Brummpapier", "reisepass")
    assert found("Brummpapier") == ["Reisepass beantragen"]
    assert found("das brummpapier") == ["Reisepass beantragen"]
    agree(propose("Brummpapier", "reisepass", word=word, on=False))
    assert found("Brummpapier") == []
    agree(propose("Brummpapier", "reisepass", word=word))
    assert found("Brummpapier") == ["Reisepass beantragen"]


@pytest.mark.django_db
def test_a_turkish_word_of_the_editors_is_found_whatever_its_endings() -> None:
    make_service(name="Reisepass beantragen", offices=[make_office()])
    assert found("gezimtarları") == []
    add("gezimtar", "reisepass", language="tr")
    assert found("gezimtarları") == found("gezimtarımı") == ["Reisepass beantragen"]


@pytest.mark.django_db
def test_a_word_may_have_several_meanings_and_words() -> None:
    make_service(name="Reisepass beantragen", offices=[make_office()])
    make_service(name="Hund anmelden", offices=[make_office()])
    add("blaues Wunderding", "reisepass, hund anmelden")
    assert set(found("wunderding blau")) == {"Reisepass beantragen", "Hund anmelden"}


@pytest.mark.django_db
def test_a_word_of_the_editors_goes_before_a_page_of_the_city() -> None:
    make_service(name="Lob und Kritik loswerden", offices=[make_office()])
    assert search_services(query="Beschwerde", language="de", limit=5).page == "contact"
    add("Beschwerde", "lob kritik")
    assert found("Beschwerde") == ["Lob und Kritik loswerden"]


@pytest.mark.django_db
def test_words_of_the_editors_leave_those_that_come_along_as_they_are() -> None:
    from einamt.catalog.search.editors_words import with_editors_words
    from einamt.catalog.search.lexicon import shipped_lexicon

    shipped = shipped_lexicon()
    before = {stem: list(sayings) for stem, sayings in shipped.sayings.items()}
    add("Perso", "reisepass", weight=0.5)
    merged = with_editors_words(lexicon=shipped)
    assert {stem: list(sayings) for stem, sayings in shipped.sayings.items()} == before
    assert sum(map(len, merged.sayings.values())) == sum(map(len, before.values())) + 1


@pytest.mark.django_db
def test_a_word_stands_once_in_a_language() -> None:
    first = add("Perso", "personalausweis")
    with pytest.raises(errors.WordTaken):
        add("Perso", "ausweis")
    add("Perso", "identity card", language="en")
    changed = agree(propose("Perso", "ausweis", word=first, weight=0.85))
    assert (changed.means, changed.weight) == ("ausweis", 0.85)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "means"), [("der die das", "reisepass"), ("Perso", "der"), ("!!!", "reisepass"), ("Perso", " , ")]
)
def test_a_word_that_says_nothing_is_refused(said: str, means: str) -> None:
    with pytest.raises(errors.WordSaysNothing):
        add(said, means)
    assert not CatalogRevision.objects.exists()


@pytest.mark.django_db
def test_a_word_that_is_gone_is_said_to_be() -> None:
    with pytest.raises(errors.WordNotFound):
        agree_to_word(version_id=1, person="staff:2", now=NOW)
    with pytest.raises(errors.WordNotFound):
        propose("Perso", "ausweis", word=EditorWord(pk=1))


@pytest.mark.django_db
def test_a_word_needs_a_second_person_and_keeps_its_history() -> None:
    make_service(name="Reisepass beantragen", offices=[make_office()])
    proposal = propose("Brummpapier", "reisepass")
    assert found("Brummpapier") == []
    with pytest.raises(errors.WordNeedsAnother):
        agree(proposal, person="staff:1")
    word = agree(proposal)
    refused = propose("Brummpapier", "hund", word=word)
    refuse_word(version_id=refused.pk, person="staff:2", now=NOW)
    assert found("Brummpapier") == ["Reisepass beantragen"]
    with pytest.raises(errors.WordNotFound):
        agree(refused)
    assert [(each.state, each.author, each.reviewer) for each in word_versions(word_id=word.pk)] == [
        ("refused", "staff:1", "staff:2"),
        ("in-force", "staff:1", "staff:2"),
    ]


@pytest.mark.django_db
def test_a_later_proposal_takes_the_place_of_an_earlier_one() -> None:
    word = add("Perso", "personalausweis")
    earlier, later = propose("Perso", "ausweis", word=word), propose("Perso", "pass", word=word)
    with pytest.raises(errors.WordNotFound):
        agree(earlier)
    assert agree(later).means == "pass"
