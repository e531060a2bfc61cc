"""What binds the log: codes over an entry and over the chain, that need the installation's key.

Who can write to the database but does not hold the key can neither change nor make an entry or a link unnoticed. What
is coded is a JSON list in a fixed order with times in UTC: canonical bytes, the same on both databases.
"""

import hmac
import json
from datetime import UTC, datetime
from uuid import UUID

from einamt.platform.crypto.secrets import keyed_hash

GENESIS = "0" * 64
"""The seal before the first link."""


def entry_mac(*, entry_id: UUID, actor: str, what: str, subject: str, purpose: str, at: datetime) -> str:
    """The code of one entry (HMAC-SHA256, 64 hexadecimal digits)."""
    return _code("audit.entry", str(entry_id), actor, what, subject, purpose, _moment(at))


def link_seal(*, before: str, position: int, entry_id: UUID, mac: str) -> str:
    """The seal of a link: over the seal `before` it, and the entry's place, identifier and code."""
    return _code("audit.link", before, str(position), str(entry_id), mac)


def start_mac(*, position: int, seal: str, at: datetime) -> str:
    """The code of the mark that the chain was cut."""
    return _code("audit.start", str(position), seal, _moment(at))


def is_same(one: str, other: str) -> bool:
    """Whether two codes are equal, in a time that says nothing about them."""
    return hmac.compare_digest(one.encode(), other.encode())


def _code(purpose: str, *parts: str) -> str:
    return keyed_hash(text=json.dumps(parts, ensure_ascii=True, separators=(",", ":")), purpose=purpose)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
