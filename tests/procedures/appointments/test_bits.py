"""Steps as bits say the same as steps one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.procedures.appointments import bits

days = st.integers(1, 200).flatmap(
    lambda steps: st.lists(st.lists(st.booleans(), min_size=steps, max_size=steps), min_size=1, max_size=5)
)


@given(days=days)
def test_what_is_packed_is_unpacked_as_it_was(days: list[list[bool]]) -> None:
    matrix = np.array(days)
    words = bits.packed(matrix)
    assert words.shape == (len(days), -(-matrix.shape[1] // 64))
    unpacked = bits.unpacked(words)
    assert np.array_equal(unpacked[:, : matrix.shape[1]], matrix)
    assert not unpacked[:, matrix.shape[1] :].any()
    assert bits.counts(words).tolist() == matrix.sum(axis=1).tolist()
    rows, steps = bits.positions(words)
    assert list(zip(rows.tolist(), steps.tolist(), strict=True)) == [
        tuple(pair) for pair in np.argwhere(matrix).tolist()
    ]


@given(days=days, steps=st.integers(1, 150))
def test_a_run_begins_where_all_its_steps_are_set(days: list[list[bool]], steps: int) -> None:
    words = bits.packed(np.array(days))
    before = words.copy()
    found = bits.unpacked(bits.runs(words, steps))
    for row, day in enumerate(days):
        begins = [len(day) >= at + steps and all(day[at : at + steps]) for at in range(len(day))]
        assert found[row, : len(day)].tolist() == begins
    assert np.array_equal(words, before)


@pytest.mark.parametrize("width", [1, 2, 4])
def test_wider_words_say_the_same(width: int) -> None:
    matrix = np.array([[True] * 70, [False] * 69 + [True]])
    words = bits.widened(bits.packed(matrix), width)
    assert words.shape[1] == max(width, 2)
    assert np.array_equal(bits.unpacked(words)[:, :70], matrix)


def test_a_run_of_one_can_be_changed_without_changing_what_it_was_found_in() -> None:
    words = bits.packed(np.array([[True, False]]))
    bits.runs(words, 1)[:] = 0
    assert words[0, 0] == 1
