from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from einamt.platform.crypto import keys
from einamt.platform.crypto.fields import blind_index
from einamt.platform.crypto.secrets import CannotDecrypt, decrypt, encrypt, keyed_hash

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
with_one_folder = effort(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

COLUMN = "appointments.contact.email"


@with_one_folder
@given(text=texts)
def test_what_is_encrypted_opens_again(folder: Path, text: str) -> None:
    sealed = encrypt(text=text, purpose=COLUMN)
    assert decrypt(data=sealed, purpose=COLUMN) == text
    if len(text) > 3:
        assert text.encode() not in sealed


@with_one_folder
@given(text=texts)
def test_the_same_text_never_looks_the_same(folder: Path, text: str) -> None:
    assert encrypt(text=text, purpose=COLUMN) != encrypt(text=text, purpose=COLUMN)


@with_one_folder
@given(text=texts, place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_a_change_of_a_single_byte_anywhere_is_noticed(folder: Path, text: str, place: int, change: int) -> None:
    sealed = bytearray(encrypt(text=text, purpose=COLUMN))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(CannotDecrypt):
        decrypt(data=bytes(sealed), purpose=COLUMN)


@with_one_folder
@given(rubbish=st.binary(max_size=100))
def test_rubbish_does_not_open(folder: Path, rubbish: bytes) -> None:
    with pytest.raises(CannotDecrypt):
        decrypt(data=rubbish, purpose=COLUMN)


def test_a_value_that_was_copied_into_another_column_does_not_open(folder: Path) -> None:
    sealed = encrypt(text="erika@example.org", purpose=COLUMN)
    with pytest.raises(CannotDecrypt):
        decrypt(data=sealed, purpose="appointments.contact.phone")


def test_another_installation_cannot_read_it(folder: Path, settings: Settings, tmp_path: Path) -> None:
    sealed = encrypt(text="erika@example.org", purpose=COLUMN)
    settings.KEYS = keys.load_or_create(folder=tmp_path / "another")
    with pytest.raises(CannotDecrypt):
        decrypt(data=sealed, purpose=COLUMN)


def test_after_a_rotation_old_values_open_and_new_ones_stand_under_the_new_key(rotate: Callable[[], None]) -> None:
    old = encrypt(text="before", purpose=COLUMN)
    rotate()
    new = encrypt(text="after", purpose=COLUMN)
    assert (old[0], new[0]) == (1, 2)
    assert decrypt(data=old, purpose=COLUMN) == "before"
    assert decrypt(data=new, purpose=COLUMN) == "after"


def test_a_process_that_started_before_a_rotation_reads_what_later_ones_write(
    folder: Path, rotate: Callable[[], None], settings: Settings
) -> None:
    started_before = settings.KEYS
    rotate()
    new = encrypt(text="after", purpose=COLUMN)
    settings.KEYS = started_before
    assert decrypt(data=new, purpose=COLUMN) == "after"


def test_hashes_survive_a_rotation(rotate: Callable[[], None]) -> None:
    before = keyed_hash(text="K7M4RX", purpose="cases.code")
    rotate()
    assert keyed_hash(text="K7M4RX", purpose="cases.code") == before
    assert keyed_hash(text="K7M4RX", purpose="another") != before


@pytest.mark.parametrize("typed", ["ERIKA@example.org", "  erika@Example.ORG "])
def test_a_blind_index_does_not_mind_how_it_was_typed(folder: Path, typed: str) -> None:
    assert blind_index(text=typed, purpose=COLUMN) == blind_index(text="erika@example.org", purpose=COLUMN)


def test_a_blind_index_does_not_mind_how_umlauts_are_composed(folder: Path) -> None:
    assert blind_index(text="mu\u0308ller", purpose=COLUMN) == blind_index(text="M\u00dcLLER", purpose=COLUMN)
