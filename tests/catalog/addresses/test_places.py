"""Where something lies: addresses in many spellings, postal codes, districts, and what cannot be told."""

import pytest
from pytest_django import Settings

from einamt.catalog.addresses import find_places, place_of_area, suggested_addresses
from einamt.catalog.addresses.stored import StoredAddresses
from einamt.catalog.errors import PlaceOutside, PlaceUnknown
from einamt.catalog.models import PostalArea
from tests.catalog.addresses.conftest import Import
from tests.factories.catalog import make_area

NORTH, SOUTH = "1100000001", "1100000002"


@pytest.fixture(autouse=True)
def no_geocoder(settings: Settings) -> None:
    settings.GEOCODER_URL = ""


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Sonnenallee 12", NORTH),
        ("sonnenallee 12, 12047 Musterstadt", NORTH),
        ("12047 Musterstadt, Sonnenallee 99", NORTH),
        ("Sonnenallee 100", SOUTH),
        ("Sonnenallee 100 A", NORTH),
        ("Sonnenallee 100b", SOUTH),
        ("Karl Marx Str. 7, 12043", NORTH),
        ("Karl-Marx-Strasse, 12043", NORTH),
        ("Hauptstr. 5, 13127", SOUTH),
        ("Am Ring 2", SOUTH),
        ("Hauptstraße 5, Süd", SOUTH),
        ("Hauptstraße 5 Nord", NORTH),
    ],
)
def test_an_address_lies_in_one_area(streets: None, text: str, area: str) -> None:
    found = find_places(text=text)
    assert found.place is not None
    assert found.place.area_keys == (area,)


def test_a_street_of_two_areas_without_a_number_is_to_be_chosen(streets: None) -> None:
    found = find_places(text="Sonnenallee, 12059")
    assert found.place is None
    assert {address.area_key for address in found.addresses} == {NORTH, SOUTH}


def test_the_same_address_in_two_parts_of_the_city_is_to_be_chosen(streets: None) -> None:
    found = find_places(text="Hauptstraße 5")
    assert [(address.postal_code, address.area_key) for address in found.addresses] == [
        ("10827", NORTH),
        ("13127", SOUTH),
    ]


@pytest.mark.parametrize("text", ["Sonenallee 12", "Sonnenalle 12", "Snonenallee 12", "Karl-Marks-Straße 7"])
def test_a_slip_of_the_pen_is_asked_about_not_decided(streets: None, text: str) -> None:
    found = find_places(text=text)
    assert found.place is None
    assert found.addresses[0].area_key == NORTH
    assert found.addresses[0].is_guess


def test_a_house_that_is_not_known_is_not_made_up(streets: None) -> None:
    found = find_places(text="Hauptstraße 77, 10827")
    assert found.place is None
    assert [(address.house_number, address.is_guess) for address in found.addresses] == [("", True)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("12047", (NORTH, SOUTH)),
        ("12047 Musterstadt", (NORTH, SOUTH)),
        ("13187", (NORTH,)),
        ("Süd", (SOUTH,)),
        ("sued", (SOUTH,)),
        ("Musterstadt", (NORTH, SOUTH)),
        ("Unbekannter Weg 5, 13187 Musterstadt", (NORTH,)),
        ("Unbekannter Weg 5, 12047", (NORTH, SOUTH)),
        ("12043", (NORTH,)),
    ],
)
def test_a_postal_code_or_a_district_gives_its_areas(streets: None, text: str, keys: tuple[str, ...]) -> None:
    found = find_places(text=text)
    assert found.place is not None
    assert found.place.area_keys == keys


@pytest.mark.parametrize("text", ["Gibtesnicht 5", "99999", "Gibtesnicht 5, 99999", "x", "?!", "5"])
def test_what_is_nowhere_is_refused_with_what_was_typed(streets: None, text: str) -> None:
    with pytest.raises(PlaceUnknown) as refusal:
        find_places(text=text)
    assert str(refusal.value.params["text"]) in text


def test_a_whole_city_is_only_known_by_its_smallest_areas(streets: None) -> None:
    place = place_of_area(area_key="110000000000", postal_code="13187")
    assert place is not None
    assert (place.area_keys, place.postal_code) == ((NORTH, SOUTH), "13187")
    assert place_of_area(area_key="99") is None


def test_houses_come_before_streets_where_a_number_was_typed(streets: None) -> None:
    found = StoredAddresses().find(text="Sonnenallee 100a", limit=5)
    assert [(address.house_number, address.postal_code) for address in found] == [("100a", "12059"), ("", "12047")]


def test_suggestions_begin_like_what_is_typed_and_keep_the_number(streets: None) -> None:
    assert [each.text for each in suggested_addresses(text="sonn", limit=5)] == [
        "Sonnenallee, 12047 Musterstadt",
        "Sonnenallee, 12059 Musterstadt",
    ]
    assert [each.text for each in suggested_addresses(text="Karl Marx Str 7b", limit=5)] == [
        "Karl-Marx-Straße 7b, 12043 Musterstadt"
    ]
    assert suggested_addresses(text="so", limit=5) == []
    assert suggested_addresses(text="%%%", limit=5) == []


def test_a_postal_code_without_districts_learns_them_from_its_addresses(streets: None) -> None:
    PostalArea.objects.all().delete()
    found = find_places(text="12059")
    assert found.place is not None
    assert found.place.area_keys == (NORTH, SOUTH)


def test_a_street_that_a_file_has_once_may_run_on_elsewhere_unless_its_file_is_complete(
    areas: None, take: Import
) -> None:
    line = "Karl-Marx-Straße,,12043,Musterstadt,1100000001,,"
    take(line)
    for text in ("Karl-Marx-Straße 1", "Karl-Marx-Straße"):
        found = find_places(text=text)
        assert found.place is None
        assert [address.is_guess for address in found.addresses] == [True]
    assert find_places(text="Karl-Marx-Straße 1, 12043").place is not None
    take(line, is_complete=True)
    assert find_places(text="Karl-Marx-Straße 1").place is not None


@pytest.mark.parametrize(
    "text", ["Hauptstraße 5, 01067 Dresden", "01067", "01067 Dresden", "Hauptstr. 5, 12345 Dresden"]
)
def test_an_address_in_another_city_is_not_looked_for_here(streets: None, text: str) -> None:
    with pytest.raises(PlaceOutside) as refusal:
        find_places(text=text)
    assert refusal.value.params == {"text": text}


def test_a_slip_in_the_postal_code_is_no_other_city(streets: None) -> None:
    assert find_places(text="Hauptstraße 5, 10872").addresses
    assert find_places(text="Hauptstraße 5, 10872 Musterstadt").addresses


def test_an_address_that_nobody_knows_leaves_its_postal_code_and_says_so(streets: None) -> None:
    found = find_places(text="Gibtesnichtweg 3, 12047")
    assert found.is_street_unknown
    assert found.place is not None
    assert found.place.area_keys == ("1100000001", "1100000002")
    assert not find_places(text="12047").is_street_unknown


def test_a_town_that_is_known_helps_where_the_street_is_not(streets: None) -> None:
    found = find_places(text="Gibtesnichtweg 3, Süd")
    assert found.is_street_unknown
    assert found.place is not None
    assert found.place.area_keys == ("1100000002",)


@pytest.mark.parametrize("text", ["Berg", "Nordberg", "Fluss-Berg", "fluss"])
def test_an_area_is_found_by_its_localities_and_by_half_of_its_name(streets: None, text: str) -> None:
    make_area(key="1100000003", name="Fluss-Berg", also_called=["Nordberg"])
    place = find_places(text=text).place
    assert place is not None
    assert place.area_keys == ("1100000003",)


def test_whether_an_address_is_meant_is_known(streets: None) -> None:
    for text, is_address in (("Sonnenallee 12, 12047", True), ("13187", False), ("Nord", False)):
        place = find_places(text=text).place
        assert place is not None
        assert place.is_address is is_address
