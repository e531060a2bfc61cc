"""What people type to find something. Nothing typed here is an error: it is cut, cleaned and searched for."""

import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of controls, formats, lone surrogates, and separators of lines and paragraphs."""

LONGEST_QUERY = 200
"""Characters that are searched for: more than any sentence somebody says at a counter."""


def searchable(text: str) -> str:
    """`text` on one line, without control characters and not longer than `LONGEST_QUERY`."""
    readable = (" " if unicodedata.category(sign) in _INVISIBLE else sign for sign in text[: 4 * LONGEST_QUERY])
    return " ".join("".join(readable).split())[:LONGEST_QUERY].strip()


def sortable(name: str) -> str:
    """`name` as a German list sorts it (DIN 5007-1): Ä like A, ß like ss, capitals like small letters."""
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
