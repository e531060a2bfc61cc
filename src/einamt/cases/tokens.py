"""The secret in an address by which the holder of a case follows it: the case's id, and proof that we gave it.

A forged one is told apart without a query, so that trying many learns nothing and costs nothing.
"""

import hmac
from base64 import b64decode, urlsafe_b64encode
from uuid import UUID

from einamt.platform.crypto.secrets import keyed_hash

_PROOF = 8
"""Bytes: 64 bits, to be guessed over the network."""
LENGTH = 32
"""Characters: 16 bytes of id and 8 of proof."""


def holder_token(*, case_id: UUID) -> str:
    """The token of a case."""
    return urlsafe_b64encode(case_id.bytes + _proof(case_id)).decode()


def case_of_token(*, token: str) -> UUID | None:
    """The case that a token is of; None: we have never given it."""
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        content = b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        return None
    case_id = UUID(bytes=content[:16])
    return case_id if hmac.compare_digest(content[16:], _proof(case_id)) else None


def _proof(case_id: UUID) -> bytes:
    return bytes.fromhex(keyed_hash(text=str(case_id), purpose="cases.holder-token"))[:_PROOF]
