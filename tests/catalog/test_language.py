import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.search.compounds import Splitter
from einamt.catalog.search.language import folded, stemmed, words
from einamt.catalog.search.spelling import Speller, edit_distance


@pytest.mark.parametrize(
    "spellings",
    [
        ("Führerschein", "Fuehrerschein", "Fuhrerschein", "FÜHRERSCHEIN", "Fu\u0308hrerschein"),
        ("Eheschließung", "Eheschliessung"),
        ("Änderung", "Aenderung"),
        ("Łódź", "Lodz"),
    ],
)
def test_spellings_of_a_word_are_one(spellings: tuple[str, ...]) -> None:
    assert len({folded(word) for word in spellings}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        ("anmelden", "Anmeldung", "Anmeldungen", "angemeldet", "anzumelden"),
        ("verlängern", "Verlängerung", "Verlängerungen"),
        ("ändern", "Änderung", "Änderungen"),
        ("umziehen", "umgezogen", "umzuziehen"),
        ("Zeugnis", "Zeugnisse", "Zeugnissen", "Zeugnisses"),
        ("Steuer", "Steuern"),
        ("Haus", "Häuser"),
        ("Urkunde", "Urkunden"),
        ("Name", "Namen"),
        ("Auskunft", "Auskünfte"),
    ],
)
def test_forms_of_a_word_are_one(forms: tuple[str, ...]) -> None:
    assert len({stemmed(folded(word)) for word in forms}) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("P-Konto", ["pkonto"]),
        ("Finder*innen, Bürger:innen, Lehrer/-innen", ["finder", "burger", "lehrer"]),
        ("§ 24 AufenthG", ["24", "aufenthg"]),
        ("Kfz-Schein", ["kfz", "schein"]),
        ("", []),
    ],
)
def test_words_are_read_as_they_are_meant(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("hundesteuer", ("hund", "steuer")),
        ("wohnungsanmeldung", ("wohn", "anmeld")),
        ("kraftfahrzeugzulassung", ("kraftfahrzeug", "zulass")),
        ("hunde", ()),
        ("xyzsteuer", ()),
    ],
)
def test_compounds_are_taken_apart_at_known_words(word: str, parts: tuple[str, ...]) -> None:
    splitter = Splitter(frozenset({"hund", "steuer", "wohn", "anmeld", "kraftfahrzeug", "zulass"}))
    assert splitter.parts(word) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("reisepas", "reisepass"),
        ("rieseapss", "reisepass"),
        ("riesapss", None),
        ("fuhrerschien", "fuhrerschein"),
        ("wohngelt", "wohngeld"),
        ("gedl", None),
        ("zzzzzzz", None),
    ],
)
def test_a_slip_is_corrected_and_a_different_word_is_not(typed: str, meant: str | None) -> None:
    nearest = Speller({"reisepass", "fuhrerschein", "wohngeld", "geld"}).nearest(typed)
    assert (nearest[0] if nearest else None) == meant


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_the_distance_of_two_words_is_symmetric_and_zero_only_for_the_same(first: str, second: str) -> None:
    distance = edit_distance(first, second, limit=20)
    assert distance == edit_distance(second, first, limit=20)
    assert (distance == 0) == (first == second)


@given(st.text(max_size=40))
def test_folding_and_stemming_take_any_text(text: str) -> None:
    for word in words(text):
        assert stemmed(folded(word)) is not None


@pytest.mark.parametrize(
    "forms",
    [
        "собака собаку собаки собаке",
        "гражданство гражданства",
        "реєстрація реєстрацію реєстрації",
        "німецьке німецького німецький",
        "паспорт паспорта",
        "زواج الزواج",
        "كلب الكلب",
    ],
)
def test_russian_ukrainian_and_arabic_words_are_one_in_all_their_forms(forms: str) -> None:
    assert len({stemmed(word) for word in words(forms)}) == 1


def test_short_words_of_other_scripts_keep_what_they_have() -> None:
    assert [stemmed(word) for word in words("права школа الب")] == ["прав", "школ", "الب"]
