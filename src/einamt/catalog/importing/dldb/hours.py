"""Opening hours as DLDB writes them: a free text for each weekday."""

import re

from einamt.catalog.importing.records import HoursRecord
from einamt.catalog.importing.values import Entry

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_SPAN = re.compile(
    r"(\d{1,2})(?:[.:](\d{2}))?\s*(?:Uhr|h)?\s*(?:-|–|—|bis)\s*(\d{1,2})(?:[.:](\d{2}))?\s*(?:Uhr|h)?", re.IGNORECASE
)
_FILLING = re.compile(r"\b(und|sowie|von|geschlossen|zu|closed)\b|[,;/|&\s.\-–]", re.IGNORECASE)


def read_hours(opening: Entry) -> tuple[tuple[HoursRecord, ...], str]:
    """The spans of the week, and a note with all that is no plain span ("nur mit Termin") under its day."""
    spans: list[HoursRecord] = []
    notes: list[str] = []
    for weekday, (key, name) in enumerate(zip(WEEKDAYS, NAMES, strict=True), start=1):
        text = opening.loose_text(key)
        found, rest = _spans(text, weekday)
        spans.extend(_without_overlap(found, opening, key))
        if rest:
            notes.append(f"{name}: {text}")
    if special := opening.loose_text("special"):
        notes.append(special)
    return tuple(spans), "\n".join(notes)


def _spans(text: str, weekday: int) -> tuple[list[HoursRecord], str]:
    spans = []
    for match in _SPAN.finditer(text):
        opens, closes = _minute(match[1], match[2]), _minute(match[3], match[4])
        if opens is not None and closes is not None and opens < closes:
            spans.append(HoursRecord(weekday=weekday, opens_minute=opens, closes_minute=closes))
    rest = _FILLING.sub("", _SPAN.sub("", text))
    return sorted(spans, key=lambda span: span.opens_minute), rest


def _minute(hour: str, minute: str | None) -> int | None:
    total = int(hour) * 60 + int(minute or 0)
    return total if total <= 1440 and int(minute or 0) < 60 else None


def _without_overlap(spans: list[HoursRecord], opening: Entry, key: str) -> list[HoursRecord]:
    kept: list[HoursRecord] = []
    for span in spans:
        if kept and span.opens_minute < kept[-1].closes_minute:
            opening.warn("overlapping-hours", f"{key}: {span} overlaps the span before; left out")
            continue
        kept.append(span)
    return kept
