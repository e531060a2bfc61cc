"""Secrets of a hall: the keys of its screens and of its counters' lists, and the code on the wall, another every five
minutes, which shows that somebody stands there.

Only a screen that the office has set up with its key shows it: everybody can see the calls, nobody the code from afar.
It says nothing about where a phone is, and asks nothing of it.
"""

import hmac
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from einamt.kernel.references import ALPHABET, parse_code
from einamt.platform.crypto.secrets import keyed_hash

EVERY = timedelta(minutes=5)
"""So long a code stands on the wall."""
LENGTH = 4
"""Characters: 279,841 codes, of which three are right at a time; attempts are limited."""


KEY_LENGTH = 24
"""Hexadecimal characters: 96 bits. A holder's token has another length."""


def hall_code(*, office_id: int, now: datetime) -> str:
    """The code of a hall at a moment."""
    return _code(office_id, _window(now))


def changes_at(*, now: datetime) -> datetime:
    """When the next code comes."""
    return now + EVERY - timedelta(seconds=now.timestamp() % EVERY.total_seconds())


def is_hall_code(*, office_id: int, code: str, now: datetime) -> bool:
    """Whether `code` stands on the wall now, or has until just now, or comes next.

    Clocks of machines differ, and people need time to type.
    """
    typed = parse_code(code).encode()
    return any(hmac.compare_digest(typed, each.encode()) for each in _valid(office_id, now))


def display_key(*, office_id: int) -> str:
    """The secret in the address of an office's screens."""
    return keyed_hash(text=str(office_id), purpose="visits.display")[:KEY_LENGTH]


def is_display_key(*, office_id: int, key: str) -> bool:
    """Whether a screen may show the code of an office's hall."""
    return hmac.compare_digest(key.encode(), display_key(office_id=office_id).encode())


def list_key(*, office_id: int, day: date) -> str:
    """The secret in the address at which a page with the day's list asks whether that has changed."""
    return keyed_hash(text=f"{office_id}:{day}", purpose="visits.list")[:KEY_LENGTH]


def is_list_key(*, office_id: int, day: date, key: str) -> bool:
    """Whether somebody has seen the list of an office's day, and may know whether it is another by now."""
    return hmac.compare_digest(key.encode(), list_key(office_id=office_id, day=day).encode())


def _valid(office_id: int, now: datetime) -> Iterator[str]:
    window = _window(now)
    return (_code(office_id, each) for each in (window - 1, window, window + 1))


def _window(now: datetime) -> int:
    return int(now.timestamp() // EVERY.total_seconds())


def _code(office_id: int, window: int) -> str:
    value = int(keyed_hash(text=f"{office_id}:{window}", purpose="visits.hall-code")[:15], 16)
    characters = []
    for _ in range(LENGTH):
        value, place = divmod(value, len(ALPHABET))
        characters.append(ALPHABET[place])
    return "".join(characters)
