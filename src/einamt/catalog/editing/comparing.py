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
    """Words replaced in a row as one change: "a b" for "c d" reads better than word by word."""
    joined: list[Piece] = []
    removed = added = ""
    for index, piece in enumerate(pieces):
        is_space = piece.how is How.SAME and not piece.text.strip() and "\n" not in piece.text
        if piece.how is How.SAME and not (is_space and removed and added and index < len(pieces) - 1):
            joined += [*_change(removed, added), piece]
            removed = added = ""
            continue
        removed += "" if piece.how is How.ADDED else piece.text
        added += "" if piece.how is How.REMOVED else piece.text
    return [*joined, *_change(removed, added)]


def _change(removed: str, added: str) -> list[Piece]:
    return [Piece(how, text) for how, text in ((How.REMOVED, removed), (How.ADDED, added)) if text]
