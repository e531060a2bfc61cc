"""What an editor types, and what is kept of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.editing.comparing import How, compared, differences
from einamt.catalog.editing.content import KINDS, Content, Entry, Fee, Text, UnknownSchema, from_json, tidied, to_json
from einamt.catalog.editing.wording import BadWording, all_keys, read_entries, read_fees, with_wording, wording

words = (
    st.text(alphabet="abcÄß| €<>&.,-'\"1", min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
entries = st.builds(
    Entry,
    name=words,
    description=st.lists(words, max_size=3).map("\n".join),
    link=st.sampled_from(["", "https://example.org/a?b=1", "http://example.org"]),
)
contents = st.builds(
    Content,
    texts=st.dictionaries(st.sampled_from(["de", "en", "ar"]), st.builds(Text, name=words, description=words)),
    items=st.dictionaries(
        st.sampled_from(["de", "en"]),
        st.dictionaries(st.sampled_from(KINDS), st.lists(entries, max_size=3).map(tuple)),
    ),
    fees=st.lists(st.builds(Fee, cents=st.integers(0, 1_000_000)), max_size=3).map(tuple),
    synonyms=st.dictionaries(st.sampled_from(["de", "en"]), st.lists(words, max_size=3).map(tuple)),
    channels=st.lists(st.sampled_from(["office", "online"]), unique=True).map(tuple),
    needs_appointment=st.booleans(),
)


@given(contents)
def test_content_survives_json(content: Content) -> None:
    assert from_json(json.loads(json.dumps(to_json(content)))) == tidied(content)


@given(contents, contents)
def test_typing_what_a_page_shows_gives_the_same_content(content: Content, other: Content) -> None:
    typed = {key: wording(content, key).replace("\n", "\r\n") for key in all_keys(content, other)}
    again = with_wording(tidied(other), typed)
    assert {key: wording(again, key) for key in typed} == {key: wording(tidied(content), key) for key in typed}


some_words = st.lists(st.sampled_from(["Pass", "Amt", "ja", ".", "neu", "46"]), max_size=8).map(" ".join)


@given(st.text(max_size=60) | some_words, st.text(max_size=60) | some_words)
def test_a_comparison_holds_both_texts_to_the_letter(before: str, after: str) -> None:
    pieces = compared(before, after)
    assert "".join(piece.text for piece in pieces if piece.how is not How.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.how is not How.REMOVED) == after


def test_a_comparison_reads_in_words() -> None:
    assert [
        (piece.how.value, piece.text) for piece in compared("Der Pass kostet 60 Euro.", "Der Pass kostet 70 Euro.")
    ] == [
        ("same", "Der Pass kostet "),
        ("removed", "60"),
        ("added", "70"),
        ("same", " Euro."),
    ]


def test_words_changed_in_a_row_are_shown_as_one() -> None:
    assert [(piece.how.value, piece.text) for piece in compared("vier bis fünf", "zehn oder elf")] == [
        ("removed", "vier bis fünf"),
        ("added", "zehn oder elf"),
    ]


def test_a_very_long_text_is_compared_by_lines() -> None:
    before = "\n".join(f"Zeile {number} mit Wörtern" for number in range(2000))
    pieces = compared(before, before.replace("Zeile 7 ", "Zeile sieben "))
    assert [piece.text for piece in pieces if piece.how is How.REMOVED] == ["Zeile 7 mit Wörtern\n"]


def test_differences_name_the_field() -> None:
    before = Content(texts={"de": Text(name="Pass")})
    after = Content(texts={"de": Text(name="Pass"), "en": Text(name="Passport")}, fees=(Fee(100),))
    assert [each.key for each in differences(before=before, after=after)] == ["text.en.name", "fees"]


def test_an_entry_has_its_explanation_and_address_set_in() -> None:
    assert read_entries("Foto\n  Biometrisch.\n\n  Neu.\n  https://example.org\nAusweis\n") == (
        Entry("Foto", "Biometrisch.\n\nNeu.", "https://example.org"),
        Entry("Ausweis"),
    )


@pytest.mark.parametrize(
    ("text", "fees"),
    [
        ("46,00 | ab 24", (Fee(4600, "ab 24"),)),
        ("46", (Fee(4600),)),
        ("1.234,50 €", (Fee(123450),)),
        ("0,00 | erste Ausfertigung | first copy", (Fee(0, "erste Ausfertigung", "first copy"),)),
        ("\n 5.00 Euro \n", (Fee(500),)),
    ],
)
def test_fees_are_read_as_people_write_them(text: str, fees: tuple[Fee, ...]) -> None:
    assert read_fees(text) == fees


@pytest.mark.parametrize("text", ["frei", "46,0", "46 | a | b | c", "999999999", "-5", "| 5"])
def test_what_is_no_amount_is_named_with_its_line(text: str) -> None:
    with pytest.raises(BadWording, match="Zeile 2"):
        read_fees(f"1,00\n{text}")


def test_a_line_set_in_below_nothing_is_refused() -> None:
    with pytest.raises(BadWording, match="Zeile 1"):
        read_entries("  Erklärung ohne Eintrag")


def test_an_untouched_field_keeps_what_its_text_cannot_say() -> None:
    content = Content(items={"de": {"link": (Entry("Zeile eins\nZeile zwei", "", "https://example.org"),)}})
    shown = wording(content, "items.de.link")
    assert with_wording(content, {"items.de.link": shown}) == content


def test_a_field_that_does_not_exist_is_a_bug() -> None:
    for key in ("text.de.nonsense", "items.de.nonsense", "fees.de", "nonsense"):
        with pytest.raises(KeyError):
            wording(Content(), key)


def test_content_of_a_newer_einamt_is_not_guessed_at() -> None:
    with pytest.raises(UnknownSchema):
        from_json({**to_json(Content()), "schema": 3})


def test_a_fee_carries_its_labels_in_every_language_wherever_it_is_moved() -> None:
    adult = Fee(7000, "ab 24", "from 24", {"ar": "من 24", "tr": "24 yaşından"})
    child = Fee(3750, "bis 23", "", {"uk": "до 23"})
    told = wording(Content(fees=(adult, child)), "fees").split("\n")
    assert told == ["70,00 | ab 24 | from 24 | ar: من 24 | tr: 24 yaşından", "37,50 | bis 23 | uk: до 23"]
    assert with_wording(Content(fees=(adult, child)), {"fees": "\n".join(told[::-1])}).fees == (child, adult)


def test_content_from_before_fees_had_further_labels_is_read() -> None:
    old = {**to_json(Content()), "schema": 1, "fees": [{"cents": 7000, "label": "ab 24", "label_en": ""}]}
    assert from_json(old).fees == (Fee(7000, "ab 24"),)
