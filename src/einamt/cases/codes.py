"""The access code that makes a reference readable: kept as a keyed hash that is bound to its case."""

import hmac
from uuid import UUID

from einamt.kernel.references import parse_code
from einamt.platform.crypto.secrets import keyed_hash

_NOBODY = UUID(int=0)


def code_hash(*, case_id: UUID, code: str) -> str:
    """What is kept of `code`; the same code on another case gives another hash."""
    return keyed_hash(text=f"{case_id}:{parse_code(code)}", purpose="cases.code")


def is_code(*, case_id: UUID | None, stored_hash: str | None, code: str) -> bool:
    """Whether `code` opens the case; without a case the same work is done, in the same time, and the answer is no."""
    computed = code_hash(case_id=case_id or _NOBODY, code=code)
    is_equal = hmac.compare_digest(computed, stored_hash or computed[::-1])
    return is_equal and stored_hash is not None
