"""What of a search may be kept. Plain Python."""

import re

LONGEST = 60
CALLERS = 3
"""How many different callers must have typed a text before anybody reads it."""
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def kept_text(query: str) -> str:
    """A search in small letters without what may be about somebody: numbers, addresses, names of accounts.

    A token with a digit or a sign of an address in it goes whole. Empty where nothing is left, or too much: a long
    text is a story, and nobody else tells the same one.
    """
    tokens = [token for token in query.casefold().split() if not re.search(r"[\d@/\\:#+]|\.\w", token)]
    found = [match for token in tokens for match in _TOKEN.findall(token)]
    text = " ".join(found)
    return text if 2 <= len(text) <= LONGEST else ""
