"""The draw: plain Python that anybody can read, run and check. See docs/adr/0019-draws.md.

1. Before wishes are collected, a seed of 32 random bytes is made, and its SHA-256 is published (the commitment).
2. When collecting ends, the ids of the entries are sorted and joined by line feeds; the SHA-256 of that is the digest
   of the list. It binds the lot to the whole list: nobody can be added or left out afterwards.
3. The lot of an entry is HMAC-SHA256 with the seed as its key over `digest:id` (hexadecimal, ASCII).
4. Entries are served in ascending order of their lots.
5. Afterwards the seed and the list in its order are published, so that everybody can repeat the steps.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection, Mapping
from typing import cast

ALGORITHM = "einamt-draw-1"
SEED_BYTES = 32
_HEX = re.compile(r"[0-9a-f]+", re.ASCII)


class ProofRefused(ValueError):
    """A published draw does not hold; the message says where."""


def new_seed() -> str:
    """A seed nobody can foresee, in hexadecimal."""
    return secrets.token_hex(SEED_BYTES)


def commitment_of(*, seed: str) -> str:
    """What is published of a seed before the draw."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()


def drawn(*, entry_ids: Collection[str], seed: str) -> list[str]:
    """The entries in the order of their lots; an entry named twice counts once."""
    entries = sorted(set(entry_ids))
    digest = hashlib.sha256("\n".join(entries).encode("ascii")).hexdigest()
    key = bytes.fromhex(seed)
    return sorted(
        entries, key=lambda entry: hmac.new(key, f"{digest}:{entry}".encode("ascii"), hashlib.sha256).digest()
    )


def proof_of(*, commitment: str, seed: str, order: list[str]) -> dict[str, object]:
    """The record of a draw as it is published."""
    return {"algorithm": ALGORITHM, "commitment": commitment, "seed": seed, "order": order}


def check_proof(proof: Mapping[str, object]) -> int:
    """Repeat a published draw; how many entries it had.

    :raises ProofRefused: it is not a proof, the seed is not the one that was committed to, or the order is not what the
        seed makes of the list.
    """
    if proof.get("algorithm") != ALGORITHM:
        message = f"the algorithm is not {ALGORITHM}"
        raise ProofRefused(message)
    seed, order = proof.get("seed"), proof.get("order")
    if not isinstance(seed, str) or len(seed) != 2 * SEED_BYTES or not _HEX.fullmatch(seed):
        message = f"the seed is not {SEED_BYTES} bytes in hexadecimal"
        raise ProofRefused(message)
    if not isinstance(order, list) or not all(isinstance(entry, str) and entry.isascii() for entry in order):
        message = "the order is not a list of entries"
        raise ProofRefused(message)
    entries = cast("list[str]", order)
    if proof.get("commitment") != commitment_of(seed=seed):
        message = "the seed is not the one whose hash was published before"
        raise ProofRefused(message)
    if len(set(entries)) != len(entries):
        message = "an entry is in the list twice"
        raise ProofRefused(message)
    if drawn(entry_ids=entries, seed=seed) != entries:
        message = "the order is not the one that this seed draws"
        raise ProofRefused(message)
    return len(entries)
