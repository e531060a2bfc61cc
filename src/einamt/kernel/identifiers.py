"""Identifiers that are known before a row is written and still sort by time."""

import os
import secrets
import time
from threading import Lock
from uuid import UUID

_TAIL_BITS = 74
"""What is random in a UUID of version 7: 12 bits before the variant, 62 behind it."""
_STEP_MASK = (1 << 32) - 1
"""How far within a millisecond the next one is at most."""

_lock = Lock()
_last = (0, 0)
"""Milliseconds and tail of the last one made."""


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, the rest random.

    Rows that belong together can name each other before any is written, and still land at the end of their index. What
    one process makes later is greater, also within a millisecond (section 6.2, method 2) and when the clock is set
    back: the events of one transaction keep their order.
    """
    global _last  # noqa: PLW0603 - this module is the one that remembers
    chance = int.from_bytes(os.urandom(10)) >> 6
    moment = (time.time_ns() // 1_000_000, chance)
    with _lock:
        if moment[0] <= _last[0]:
            moment = (_last[0], _last[1] + 1 + (chance & _STEP_MASK))
            if moment[1] >> _TAIL_BITS:
                moment = (_last[0] + 1, secrets.randbits(_TAIL_BITS))
        _last = moment
    milliseconds, tail = moment
    before, behind = tail >> 62, tail & (1 << 62) - 1
    return UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | before << 64 | 0x2 << 62 | behind)
