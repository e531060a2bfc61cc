"""Ranges of surnames: how names are folded, and that ranges cut the alphabet without gap or overlap."""

import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.rules.letters import (
    END,
    FIRST,
    LetterRange,
    basic_letters,
    ends,
    joined,
    letter_range,
    name_key,
    shares,
)

LETTERS = st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=4)
RANGES = st.tuples(LETTERS, LETTERS).map(lambda pair: letter_range(first=min(pair), last=max(pair)))


@pytest.mark.parametrize(
    ("surname", "key"),
    [
        ("Ährlich", "ahrlich"),
        ("Öztürk", "ozturk"),
        ("Çelik", "celik"),
        ("Đorđević", "dordevic"),
        ("Ødegård", "odegard"),
        ("Łukasz", "lukasz"),
        ("Şahin", "sahin"),
        ("İnan", "inan"),
        ("Işık", "isik"),
        ("Þórsson", "thorsson"),
        ("Weiß", "weiss"),
        ("O’Brien", "obrien"),
        ("Müller-Lüdenscheidt", "mullerludenscheidt"),
        ("von der Leyen", "leyen"),
        ("von und zu Guttenberg", "guttenberg"),
        ("Zu", "zu"),
        ("van den Berg", "vandenberg"),
        ("Vonhoff", "vonhoff"),
        ("Шевченко", ""),
        ("", ""),
    ],
)
def test_a_surname_is_sorted_by_its_basic_letters(surname: str, key: str) -> None:
    assert name_key(surname) == key


@pytest.mark.parametrize(
    ("first", "last", "inside", "outside"),
    [
        ("A", "K", ["Abel", "Ähre", "Kzzz", "k"], ["L", "Lang", "Zeh"]),
        ("Sch", "Ste", ["Schulz", "Stein", "Steer"], ["Sand", "Scg", "Stoll"]),
        ("S", "S", ["S", "Szymanski"], ["R", "T"]),
        ("Sa", "Sz", ["Szz"], ["Ta"]),
        ("X", "Z", ["Zzzz"], ["Weber"]),
    ],
)
def test_a_range_holds_all_names_that_begin_like_its_ends(
    first: str, last: str, inside: list[str], outside: list[str]
) -> None:
    names = letter_range(first=first, last=last)
    assert names is not None
    assert all(names.holds(name_key(name)) for name in inside)
    assert not any(names.holds(name_key(name)) for name in outside)
    assert ends(names) == (first, last)


@pytest.mark.parametrize(("first", "last"), [("K", "A"), ("1", "9"), ("", "K"), ("Ш", "Я")])
def test_a_range_without_names_is_none(first: str, last: str) -> None:
    assert letter_range(first=first, last=last) is None


@given(LETTERS, LETTERS, LETTERS)
def test_a_range_is_what_the_sorted_list_of_a_registry_shows(first: str, last: str, name: str) -> None:
    names = letter_range(first=first, last=last)
    by_hand = name >= first and name[: len(last)] <= last
    assert (names is not None and names.holds(name)) == (by_hand and first[: len(last)] <= last)


@given(st.lists(RANGES, max_size=6), LETTERS)
def test_every_name_lies_in_exactly_one_share_and_meets_the_same_ranges_as_all_of_it(
    ranges: list[LetterRange], name: str
) -> None:
    found = [share for share in shares(ranges=ranges) if share.holds(name)]
    assert len(found) == 1
    for each in ranges:
        assert each.holds(name) == found[0].lies_within(each)


@given(st.lists(RANGES, max_size=6), LETTERS)
def test_joining_ranges_keeps_their_names_and_leaves_no_neighbours(ranges: list[LetterRange], name: str) -> None:
    together = joined(ranges=ranges)
    assert any(each.holds(name) for each in together) == any(each.holds(name) for each in ranges)
    assert all(before.end < after.start for before, after in itertools.pairwise(together))


@given(st.text(max_size=30))
def test_whatever_is_typed_has_a_key_of_plain_letters(text: str) -> None:
    assert all(FIRST <= letter < END for letter in name_key(text))
    assert name_key(basic_letters(text)) == basic_letters(text)
