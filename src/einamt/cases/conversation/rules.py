"""Bounds of what is written. Plain Python."""

from enum import StrEnum

LONGEST = 4000
"""Characters of one message."""
MOST_ANSWERS = 10
"""Messages of the holder that the office has not dealt with yet: who has more to say, calls."""


class Side(StrEnum):
    """Who has written."""

    OFFICE = "office"
    HOLDER = "holder"
