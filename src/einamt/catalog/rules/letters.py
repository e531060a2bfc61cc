"""Ranges of surnames, such as A to K, as German offices share work among them.

Names are compared by their basic letters (DIN 5007-1: Ä as A, ß as ss), also those of other Latin alphabets (DIN 91379:
Ç as C, Đ as D, Ø as O). A leading predicate of nobility (von, zu, von der …) does not count; other particles (van, de,
al) do, as in the sorting of German registers. That is the house's rule: docs/reference/responsibility.md.
"""

import itertools
import unicodedata
from dataclasses import dataclass

_WITHOUT_PARTS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "ŧ": "t",
        "ŋ": "n",
        "ĸ": "k",
        "ə": "e",
        "ƶ": "z",
        "ɖ": "d",
        "ŀ": "l",
    }
)
"""Letters that Unicode does not take apart into a basic letter and a sign."""
_PREDICATES = frozenset({"von", "vom", "zu", "zum", "zur"})
_AFTER_PREDICATE = _PREDICATES | {"der", "den", "dem", "und"}

FIRST, END = "a", "{"
"""The least name, and what comes right after all names: the sign behind z."""


def basic_letters(text: str) -> str:
    """`text` in the letters a to z; what has no basic Latin letter is left out."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold().translate(_WITHOUT_PARTS))
    return "".join(sign for sign in taken_apart if "a" <= sign <= "z")


def name_key(surname: str) -> str:
    """What `surname` is sorted by; empty where it has no Latin letter, as it would in a passport."""
    words = surname.casefold().split()
    start = 0
    if words and words[0] in _PREDICATES:
        while start < len(words) - 1 and words[start] in _AFTER_PREDICATE:
            start += 1
    return basic_letters(" ".join(words[start:]))


@dataclass(frozen=True, slots=True, order=True)
class LetterRange:
    """The names from `start` up to, not including, `end`; both are name keys, `end` may be `END`."""

    start: str
    end: str

    def holds(self, key: str) -> bool:
        """Whether the name with this key belongs to the range."""
        return self.start <= key < self.end

    def lies_within(self, other: "LetterRange") -> bool:
        """Whether every name of this range is also one of `other`."""
        return other.start <= self.start and self.end <= other.end


def letter_range(*, first: str, last: str) -> LetterRange | None:
    """The range of all names from those beginning like `first` to those beginning like `last`.

    None where it holds no name: no Latin letters, or the wrong way round.
    """
    start, before_end = basic_letters(first), basic_letters(last)
    if not start or not before_end:
        return None
    found = LetterRange(start, _after(before_end))
    return found if found.start < found.end else None


def shares(*, ranges: list[LetterRange]) -> list[LetterRange]:
    """All names, cut wherever one of `ranges` begins or ends: within a share, every name meets the same ranges."""
    cuts = sorted({FIRST, END, *(cut for each in ranges for cut in (each.start, each.end))})
    return [LetterRange(start, end) for start, end in itertools.pairwise(cuts)]


def joined(*, ranges: list[LetterRange]) -> list[LetterRange]:
    """The same names in as few ranges as possible, in order."""
    found: list[LetterRange] = []
    for each in sorted(ranges):
        if found and each.start <= found[-1].end:
            found[-1] = LetterRange(found[-1].start, max(found[-1].end, each.end))
        else:
            found.append(each)
    return found


def ends(names: LetterRange) -> tuple[str, str]:
    """The first and the last beginning of a range, as they stand on a door: A and K, or Sch and Ste."""
    first, last = names.start.capitalize(), _last(names.end)
    # Sa to Sz ends where S ends: the letter alone would read as if it came before
    return first, f"{last}z" if first != last and first.startswith(last) else last


def _after(beginning: str) -> str:
    """The least key that is greater than all that begin like `beginning`."""
    kept = beginning.rstrip("z")
    return kept[:-1] + chr(ord(kept[-1]) + 1) if kept else END


def _last(end: str) -> str:
    """The beginning that `_after` turns into `end`."""
    return (end[:-1] + chr(ord(end[-1]) - 1)).capitalize()
