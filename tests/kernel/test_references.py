"""References survive the telephone: what is misheard, mistyped or swapped is noticed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.kernel.references import ALPHABET, BadReference, new_code, new_reference, parse_code, parse_reference

references = st.builds(lambda _: new_reference(), st.integers())
places = st.integers(0, 9)
letters = st.sampled_from(ALPHABET)


def _replaced(reference: str, changes: dict[int, str]) -> str:
    compact = reference.replace("-", "")
    return "".join(changes.get(place, character) for place, character in enumerate(compact))


@given(references)
def test_a_reference_is_read_back_whatever_its_case_and_spaces(reference: str) -> None:
    assert parse_reference(reference) == reference
    assert parse_reference(f"  {reference.lower().replace('-', ' ')} ") == reference
    assert parse_reference(reference.replace("-", "")) == reference


@given(references, places, letters, places, letters)
def test_any_two_wrong_characters_are_noticed(
    reference: str, first: int, first_letter: str, second: int, second_letter: str
) -> None:
    wrong = _replaced(reference, {first: first_letter, second: second_letter})
    if wrong == reference.replace("-", ""):
        assert parse_reference(wrong) == reference
    else:
        with pytest.raises(BadReference):
            parse_reference(wrong)


@given(references, places, places)
def test_two_swapped_characters_are_noticed(reference: str, first: int, second: int) -> None:
    compact = reference.replace("-", "")
    swapped = _replaced(reference, {first: compact[second], second: compact[first]})
    if swapped == compact:
        assert parse_reference(swapped) == reference
    else:
        with pytest.raises(BadReference):
            parse_reference(swapped)


@given(st.text(max_size=40))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with suppress(BadReference):
        assert parse_reference(text)


def test_what_is_confused_on_paper_is_not_in_the_alphabet() -> None:
    assert not set("0O1ILQDS52Z8V") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 23


def test_a_code_is_read_back_in_any_case() -> None:
    code = new_code()
    assert len(code) == 6
    assert parse_code(f" {code[:3].lower()}-{code[3:]} ") == code


def test_an_eight_is_read_as_the_b_it_looks_like() -> None:
    assert parse_code("8V7") == "BU7"
