"""The draw is fair, can be repeated, and can be checked by anybody."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.procedures.appointments.fairness import lots

ids = st.lists(st.text("0123456789abcdef", min_size=16, max_size=16), min_size=1, max_size=40, unique=True)
seeds = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(entries=ids, seed=seeds)
def test_the_same_seed_and_list_draw_the_same_order_however_the_list_is_sorted(entries: list[str], seed: str) -> None:
    order = lots.drawn(entry_ids=entries, seed=seed)
    assert order == lots.drawn(entry_ids=entries[::-1], seed=seed)
    assert sorted(order) == sorted(entries)


@given(entries=ids, seed=seeds)
def test_an_entry_named_twice_has_one_lot(entries: list[str], seed: str) -> None:
    assert lots.drawn(entry_ids=[*entries, *entries], seed=seed) == lots.drawn(entry_ids=entries, seed=seed)


def test_every_entry_comes_first_equally_often() -> None:
    entries = [f"{number:016x}" for number in range(10)]
    rounds = 5_000
    firsts = [lots.drawn(entry_ids=entries, seed=f"{number:064x}")[0] for number in range(rounds)]
    expected = rounds / len(entries)
    chi_squared = sum((firsts.count(entry) - expected) ** 2 / expected for entry in entries)
    assert chi_squared < 27.9  # 9 degrees of freedom, one in a thousand; the seeds are fixed, so this never wavers


@given(entries=ids, seed=seeds)
def test_a_published_draw_holds(entries: list[str], seed: str) -> None:
    order = lots.drawn(entry_ids=entries, seed=seed)
    proof = lots.proof_of(commitment=lots.commitment_of(seed=seed), seed=seed, order=order)
    assert lots.check_proof(json.loads(json.dumps(proof))) == len(entries)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seed": "00" * 32}, "hash was published"),
        ({"seed": "0"}, "hexadecimal"),
        ({"algorithm": "dice"}, "algorithm"),
        ({"order": ["b", "a", "a"]}, "twice"),
        ({"order": "a"}, "list"),
    ],
)
def test_a_draw_that_was_tampered_with_does_not(change: dict[str, object], sentence: str) -> None:
    seed = lots.new_seed()
    order = lots.drawn(entry_ids=["a", "b", "c"], seed=seed)
    proof = lots.proof_of(commitment=lots.commitment_of(seed=seed), seed=seed, order=order)
    with pytest.raises(lots.ProofRefused, match=sentence):
        lots.check_proof(proof | change)
    with pytest.raises(lots.ProofRefused, match="order"):
        lots.check_proof(proof | {"order": order[1:] + order[:1]})
