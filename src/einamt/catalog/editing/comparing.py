"""What differs between two versions, field by field and word by word. Plain Python."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from einamt.catalog.editing.content import Content
from einamt.catalog.editing.wording import all_keys, wording

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
MAX_PIECES = 6_000
"""Above it whole lines are compared: the time grows with the square of the pieces."""


class How(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that shares its fate."""

    how: How
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that is not the same in both."""

    key: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


def differences(*, before: Content, after: Content) -> list[FieldDifference]:
    """The fields in which two contents differ, in the order of a page."""
    found = []
    for key in all_keys(before, after):
        old, new = wording(before, key), wording(after, key)
        if old != new:
            found.append(FieldDifference(key=key, before=old, after=new, pieces=tuple(compared(old, new))))
    return found


def compared(before: str, after: str) -> list[Piece]:
    """How `before` became `after`, in words and signs; what was removed stands before what took its place."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > MAX_PIECES:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(How.SAME, "".join(old[start:end])))
            continue
        if end > start:
            pieces.append(Piece(How.REMOVED, "".join(old[start:end])))
        if new_end > new_start:
            pieces.append(Piece(How.ADDED, "".join(new[new_start:new_end])))
    return _joined(pieces)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Changes that only a space keeps apart, as one: "a b" for "c d" reads better than word by word."""
    joined: list[Piece] = []
    for index, piece in enumerate(pieces):
        is_gap = piece.how is How.SAME and not piece.text.strip() and 0 < index < len(pieces) - 1
        if is_gap and "\n" not in piece.text:
            _append(joined, How.REMOVED, piece.text)
            _append(joined, How.ADDED, piece.text)
        else:
            _append(joined, piece.how, piece.text)
    return joined


def _append(joined: list[Piece], how: How, text: str) -> None:
    """Add to the last run of the same fate, past the other half of the same change."""
    for back in (1, 2):
        if len(joined) >= back and joined[-back].how is how and (back == 1 or joined[-1].how is not How.SAME):
            joined[-back] = Piece(how, joined[-back].text + text)
            return
    if how is How.REMOVED and joined and joined[-1].how is How.ADDED:
        joined.insert(len(joined) - 1, Piece(how, text))
    else:
        joined.append(Piece(how, text))
