"""What may be told to whom about a case: one table, which every channel reads from. Plain Python.

A rule is added here and nowhere else; docs/reference/telling.md is made from it.
"""

from collections.abc import Mapping
from enum import StrEnum

from einamt.kernel.errors import N_


class Asker(StrEnum):
    """Who asks, by what they have shown."""

    HOLDER = "holder"
    """Reference and code, or the secret link of a mail."""
    CLERK = "clerk"
    """At a counter, to somebody who says the reference."""
    HOTLINE = "hotline"
    """At 115, to a caller who says the reference."""
    NUMBER = "number"
    """Anybody with an identity document's serial number or its slip: on the page, at the counter, at 115."""


class Told(StrEnum):
    """Something that is told."""

    STATE = "state"
    NEXT = "next"
    BY_WHEN = "by-when"
    SERVICE = "service"
    REFERENCE = "reference"
    PARTICULARS = "particulars"
    """Office, authority and the lines that the procedure adds."""
    HISTORY = "history"
    MESSAGES = "messages"
    """What the office has asked and the holder has answered."""
    DECISIONS = "decisions"
    """Decisions, since when they have effect, until when one can object, and whether somebody has."""
    ACTIONS = "actions"
    """Links with which something is changed."""


_READ_OUT = frozenset(
    {Told.STATE, Told.NEXT, Told.BY_WHEN, Told.SERVICE, Told.REFERENCE, Told.PARTICULARS, Told.HISTORY}
)
TABLE: Mapping[Asker, frozenset[Told]] = {
    Asker.HOLDER: frozenset(Told),
    Asker.CLERK: _READ_OUT | {Told.MESSAGES, Told.DECISIONS},
    Asker.HOTLINE: _READ_OUT,
    # § 20(3) PAuswG, § 16(4) PassG: a serial number links no data, so it yields none, not even which document it is
    Asker.NUMBER: frozenset({Told.STATE, Told.NEXT}),
}

ASKERS: Mapping[Asker, str] = {
    Asker.HOLDER: N_("Wer Vorgangsnummer und Code nennt oder dem Link aus der E-Mail folgt"),
    Asker.CLERK: N_("Sachbearbeitung am Schalter: wem die Vorgangsnummer gesagt wird"),
    Asker.HOTLINE: N_("115: wem die Vorgangsnummer gesagt wird"),
    Asker.NUMBER: N_("Wer die Seriennummer nennt oder den Abholzettel zeigt, auf der Seite, am Schalter oder bei 115"),
}
TOLD: Mapping[Told, str] = {
    Told.STATE: N_("Stand"),
    Told.NEXT: N_("Was als Nächstes geschieht"),
    Told.BY_WHEN: N_("Bis wann, und wer das zusagt"),
    Told.SERVICE: N_("Welche Leistung"),
    Told.REFERENCE: N_("Vorgangsnummer"),
    Told.PARTICULARS: N_("Amt und Einzelheiten"),
    Told.HISTORY: N_("Was bisher geschah"),
    Told.MESSAGES: N_("Fragen des Amtes und Antworten"),
    Told.DECISIONS: N_("Bescheide, seit wann sie gelten und bis wann man widersprechen kann"),
    Told.ACTIONS: N_("Links zum Ändern"),
}
