"""Addresses of pages out of names."""

import re
import unicodedata
from functools import lru_cache

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@lru_cache(maxsize=4096)  # a name is asked for again and again until its address is found
def slug_of(name: str, *, length: int = 80) -> str:
    """A name in small Latin letters, digits and hyphens; umlauts are written out; at most `length` characters."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", name).lower().translate(_GERMAN))
    words = re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode()).strip("-")
    if len(words) > length:
        words = words[:length].rsplit("-", 1)[0] if "-" in words[:length] else words[:length]
    return words.strip("-")


def unique_slug(*, name: str, identifier: str, taken: set[str], length: int) -> str:
    """The slug of a name that nobody has yet: with the identifier where the name alone is taken or says nothing."""
    plain = slug_of(name, length=length)
    if plain and plain not in taken:
        return plain
    suffix = slug_of(identifier, length=40) or "x"
    base = f"{slug_of(name, length=length - len(suffix) - 5)}-{suffix}".strip("-")
    candidate, number = base, 1
    while candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    return candidate
