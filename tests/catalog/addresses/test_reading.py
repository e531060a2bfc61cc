"""Addresses as people write them are taken apart; nothing they type is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.rules.addresses import (
    HouseNumber,
    TypedAddress,
    covers,
    parse_address,
    parse_house_number,
    street_key,
)

SEVEN_A = HouseNumber(7, 7, "a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yorckstr. 7a, 10965 Berlin", TypedAddress("Yorckstr.", SEVEN_A, "10965", "Berlin")),
        ("Yorckstr. 7 A 10965", TypedAddress("Yorckstr.", SEVEN_A, "10965", "")),
        ("10965 Berlin, Yorckstr. 7a", TypedAddress("Yorckstr.", SEVEN_A, "10965", "Berlin")),
        ("10965 Yorckstr. 7a", TypedAddress("Yorckstr.", SEVEN_A, "10965", "")),
        ("  Yorckstr.7a ", TypedAddress("Yorckstr.", SEVEN_A, "", "")),
        ("Yorckstraße 4-11", TypedAddress("Yorckstraße", HouseNumber(4, 11), "", "")),
        ("Sonnenallee 12 Berlin", TypedAddress("Sonnenallee", HouseNumber(12, 12), "", "Berlin")),
        ("Berlin, Yorckstr. 7a", TypedAddress("Yorckstr.", SEVEN_A, "", "Berlin")),
        ("Yorckstr., 7a", TypedAddress("Yorckstr.", SEVEN_A, "", "")),
        ("Sonnenallee, Berlin", TypedAddress("Sonnenallee", None, "", "Berlin")),
        ("Straße des 17. Juni", TypedAddress("Straße des 17. Juni", None, "", "")),
        ("Straße des 17. Juni 135", TypedAddress("Straße des 17. Juni", HouseNumber(135, 135), "", "")),
        ("12047", TypedAddress("", None, "12047", "")),
        ("١٢٠٤٧", TypedAddress("", None, "12047", "")),
        ("Yorckstr. ７a １０９６５", TypedAddress("Yorckstr.", SEVEN_A, "10965", "")),
        ("", TypedAddress("", None, "", "")),
    ],
)
def test_an_address_is_read_in_either_order(text: str, expected: TypedAddress) -> None:
    assert parse_address(text) == expected


@pytest.mark.parametrize(
    "spelling",
    [
        "Köpenicker Straße",
        "Koepenicker Strasse",
        "KÖPENICKER STR.",
        "köpenicker-str",
        "Kopenicker Straße",
        "Köpenickerstr.",
    ],
)
def test_spellings_of_a_street_have_one_key(spelling: str) -> None:
    assert street_key(spelling) == street_key("Köpenicker Straße")


def test_different_streets_have_different_keys() -> None:
    names = ["Hauptstraße", "Hauptallee", "Alte Hauptstraße", "Platz", "Straße 52", "Straße 53", "Straße"]
    assert len({street_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", HouseNumber(12, 12)),
        ("12a", HouseNumber(12, 12, "a")),
        ("12 B", HouseNumber(12, 12, "b")),
        ("4-11", HouseNumber(4, 11)),
        ("4 – 11", HouseNumber(4, 11)),
        ("28/29", HouseNumber(28, 29)),
        ("12a-c", None),
        ("0", None),
        ("11-4", None),
        ("-", None),
        ("zwölf", None),
    ],
)
def test_a_house_number_of_a_file_is_read_or_not_understood(text: str, number: HouseNumber | None) -> None:
    assert parse_house_number(text) == number


def test_the_number_itself_fits_best_then_a_range_then_the_house_beside_it() -> None:
    known = [HouseNumber(7, 7, "a"), HouseNumber(4, 11), HouseNumber(7, 7), HouseNumber(8, 8)]
    assert [covers(known=each, wanted=SEVEN_A) for each in known] == [3, 2, 1, 0]


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    typed = parse_address(text)
    assert typed.postal_code == "" or len(typed.postal_code) == 5
    assert typed.number is None or 0 < typed.number.first <= typed.number.last
    street_key(typed.street)
