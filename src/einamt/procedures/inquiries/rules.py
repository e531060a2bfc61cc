"""What can be written, and for how long it is kept."""

from datetime import timedelta
from enum import StrEnum

LONGEST = 4_000
"""Letters of a message: two pages. Who has more to say writes a letter, or a mail."""
REMEMBERED = timedelta(days=90)


class Subject(StrEnum):
    """What a message is about, so that it reaches who can answer."""

    QUESTION = "question"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    PAGE = "page"
    """Something on these pages is wrong or missing."""
