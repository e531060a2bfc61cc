"""Finding somebody in the day's list by what they say: name, reference, number or the time of the appointment.

Plain Python on a few hundred names: they are encrypted in the database and cannot be searched there.
"""

import re
import unicodedata

from einamt.kernel.references import BadReference, parse_reference

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def is_name_match(*, wanted: str, name: str) -> bool:
    """Whether every word of `wanted` begins a word of `name`, however its letters are written.

    Müller is found as Müller, Mueller and Muller, Đặng as Dang, Özdemir-Weiß as weiss.
    """
    words = wanted.split()
    return bool(words) and any(
        all(any(part.startswith(fold(word)) for part in _parts(fold(name))) for word in words)
        for fold in (_without_marks, _german_letters)
    )


def is_part_of(*, wanted: str, name: str) -> bool:
    """Whether every word of `wanted` stands somewhere in `name`, however its letters are written: pass in Reisepass."""
    words = wanted.split()
    return bool(words) and any(
        all(fold(word) in fold(name) for word in words) for fold in (_without_marks, _german_letters)
    )


def minute_in(text: str) -> int | None:
    """The minute after midnight that `text` names as 9:36, 9.36 or 0936; None where it is no time of day."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*[:.]?\s*(\d{2})\s*(?:Uhr)?\s*", text, re.IGNORECASE)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return int(found[1]) * 60 + int(found[2])


def number_in(text: str) -> str | None:
    """The ticket's number that `text` is, as B047, b 47 or B-47; None where it is none."""
    found = re.fullmatch(r"\s*([A-Za-z])[\s\-]*(\d{1,5})\s*", text)
    return f"{found[1].upper()}{int(found[2]):03d}" if found else None


def reference_in(text: str) -> str | None:
    """The reference that `text` is; None where it is none."""
    try:
        return parse_reference(text)
    except BadReference:
        return None


def _parts(folded: str) -> list[str]:
    """The words of a name; a name with hyphens also as a whole."""
    return [*re.split(r"[\s\-’'.]+", folded), *folded.split()]


def _without_marks(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d").replace("ł", "l").replace("ø", "o"))
    return "".join(character for character in plain if not unicodedata.combining(character))


def _german_letters(text: str) -> str:
    return _without_marks(unicodedata.normalize("NFC", text).casefold().translate(_GERMAN))
