"""Which paper is which, in every language and through every edit."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.rules.papers import paper_keys

NAMES = st.lists(st.sampled_from(["Ausweis", "Passfoto", "Reisepass der Mutter", "Reisepass des Vaters"]), unique=True)


def german(*names: str, before: Sequence[tuple[str, str]] = ()) -> list[str]:
    return paper_keys(names={"de": names}, before={"de": before})["de"]


def test_a_paper_keeps_its_key_wherever_it_stands() -> None:
    photo, document = german("Passfoto", "Ausweis")
    before = [("Passfoto", photo), ("Ausweis", document)]
    assert german("Ausweis", "Urkunde", "Passfoto", before=before)[::2] == [document, photo]


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("Passfoto", "Biometrisches Passfoto", True),
        ("Geburtsurkunde (Original)", "geburtsurkunde", True),
        ("Reisepass der Mutter", "Reisepass des Vaters", False),
        ("Passfoto", "Ausweis", False),
    ],
)
def test_a_paper_that_is_called_more_or_less_exactly_is_the_same(old: str, new: str, is_same: bool) -> None:
    [key] = german(old)
    assert (german(new, before=[(old, key)]) == [key]) is is_same


def test_a_paper_that_could_be_two_is_neither() -> None:
    mother, father = german("Reisepass der Mutter", "Reisepass des Vaters")
    before = [("Reisepass der Mutter", mother), ("Reisepass des Vaters", father)]
    assert german("Reisepass", before=before)[0] not in {mother, father}


def test_a_translation_of_equal_length_has_the_german_keys_and_another_has_its_own() -> None:
    names = {"de": ["Passfoto", "Ausweis"], "en": ["Photo", "Document"], "tr": ["Kimlik"]}
    keys = paper_keys(names=names, before={})
    assert keys["en"] == keys["de"]
    assert set(keys["tr"]).isdisjoint(keys["de"])


def test_a_german_list_in_another_order_leaves_the_translation_as_it_is() -> None:
    names = {"de": ["Passfoto", "Ausweis"], "en": ["Photo", "Document"]}
    first = paper_keys(names=names, before={})
    before = {code: list(zip(names[code], first[code], strict=True)) for code in names}
    again = paper_keys(names={"de": ["Ausweis", "Passfoto"], "en": names["en"]}, before=before)
    assert again == {"de": first["de"][::-1], "en": first["en"]}


def test_a_translation_imported_alone_goes_by_the_german_list_that_is_there() -> None:
    keys = german("Passfoto", "Ausweis")
    before = {"de": list(zip(["Passfoto", "Ausweis"], keys, strict=True))}
    assert paper_keys(names={"en": ["Photo", "Document"]}, before=before) == {"en": keys}


@given(NAMES, NAMES)
def test_no_two_papers_of_a_list_share_a_key_and_equal_names_keep_theirs(old: list[str], new: list[str]) -> None:
    before = dict(zip(old, german(*old), strict=True))
    keys = german(*new, before=list(before.items()))
    assert len(set(keys)) == len(new)
    assert all(key == before[name] for name, key in zip(new, keys, strict=True) if name in before)
