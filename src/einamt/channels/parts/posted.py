"""What a form has posted, read as what it should be; None for whatever cannot have come from our pages."""

from uuid import UUID

LONGEST_ID = 9
"""Digits; no row has a longer number, and neither database could look for a much longer one."""


def id_of(text: str) -> int | None:
    """The number of a row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


def seconds_of(text: str) -> int:
    """How long ago a key was pressed that was kept without a line; 0 for nothing that is a number of seconds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def uuid_of(text: str) -> UUID | None:
    """The id of a case or of a command."""
    try:
        return UUID(text)
    except ValueError:
        return None
