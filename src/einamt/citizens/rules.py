"""Whose an address is, and how long links and accounts hold. Plain Python."""

from datetime import timedelta
from enum import StrEnum
from unicodedata import normalize

from einamt.kernel.assurance import Level

LINK_VALID = timedelta(minutes=20)
"""From asking for a link to pressing its button: time enough for slow mail, too little for a mail found later."""
UNUSED = timedelta(days=730)
"""An account in which nobody has signed in for so long has no purpose any more."""

WRITTEN_FORM = Level.HIGH
"""So surely somebody has to be seen for what they declare on the portal to be as if it were signed: with the online ID
card (§ 3a(3) no. 1 VwVfG, § 36a(2a) no. 1 SGB I), or with a means that is as sure (§ 9a(5), § 3(4) OZG). Why not less:
docs/adr/0048."""


class Act(StrEnum):
    """What somebody has done who was signed in, where it may have to be proved who it was."""

    MESSAGE = "message"
    """Written to the office; the subject is the message."""
    FETCH = "fetch"
    """Fetched a decision (§ 41(2a) VwVfG); the subject is its document."""
    OBJECTION = "objection"
    """Lodged an objection; the subject is its case."""
    WITHDRAWAL = "withdrawal"
    """Took an objection back; the subject is its case."""
    BEGUN_FOR = "begun-for"
    """Begun a case for somebody; the subject is the representation."""


def replaces_written_form(*, level: Level | None) -> bool:
    """Whether what somebody declares, seen at `level`, needs no signature. Where nobody says how surely, it does."""
    return level is not None and level >= WRITTEN_FORM


def is_same_person(*, said: str, seen: str) -> bool:
    """Whether the name that somebody has typed can be that under which they were seen: all its words stand there, in
    any order, and there are two at least, since not everybody types all their given names. Nobody has to match what no
    service has told (`seen` empty).
    """
    typed, known = _words_of(said), _words_of(seen)
    return not known or typed == known or (len(typed) > 1 and typed <= known)


def _words_of(name: str) -> frozenset[str]:
    return frozenset(normalize("NFC", name).casefold().replace("-", " ").split())


def normal_address(address: str) -> str:
    """A mail address as it is compared: without spaces around it, the letters a to z in small.

    Nothing else is made the same. `straße.de` and `strasse.de` are two domains of two owners, although Unicode folds
    them into one: whoever gets the mails of the one must not come into the account of the other.
    """
    trimmed = address.strip()
    return trimmed.lower() if trimmed.isascii() else trimmed
