"""Offices as editors type them: one text for each field, and back again. Plain Python.

The spans of a weekday stand in `hours_1` (Monday) to `hours_7`: `08:00–12:00, 13:00–18:00`. Coordinates are degrees
(WGS 84), with a comma or a point. Yes is `1`, no is nothing.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from einamt.catalog.editing.wording import BadWording
from einamt.kernel.errors import N_

TEXTS = (
    *("name", "street", "postal_code", "city", "phone", "email", "contact_url", "hours_note", "accessibility"),
    *("accessibility_note", "transit", "transit_en", "payment"),
)
PLACE = ("latitude", "longitude")
HOURS = tuple(f"hours_{weekday}" for weekday in range(1, 8))
OFFICE_KEYS = (*TEXTS, *PLACE, *HOURS, "is_public")
OFFER_KEYS = ("steps", "max_persons", "is_bookable", "hint", "link")

FARTHEST = {"latitude": 90.0, "longitude": 180.0}
"""Greatest degrees from zero."""
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:Uhr)?\s*(?:-|–|—|bis)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(?:Uhr)?")
_DEGREES = re.compile(r"-?\d{1,3}(?:[.,]\d{1,15})?")

BAD_HOURS = N_("Bitte schreiben Sie die Zeiten so: 08:00–12:00, 13:00–18:00. Ist geschlossen, bleibt das Feld leer.")
OVERLAPPING = N_("Zwei Zeiten dieses Tages überschneiden sich.")
BAD_DEGREES = N_("Bitte schreiben Sie die Koordinate in Grad, zum Beispiel 52,5200.")


def hours_text(spans: Sequence[tuple[int, int]]) -> str:
    """Spans of minutes after midnight as a line."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in sorted(spans))


def read_hours(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of a line, in minutes after midnight.

    :raises BadWording: it cannot be read, a span ends before it begins, or two overlap.
    """
    spans = []
    for part in re.split(r"[,;]|\bund\b", text):
        if not part.strip():
            continue
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise BadWording(BAD_HOURS)
        opens, closes = _minute(found[1], found[2]), _minute(found[3], found[4])
        if opens >= closes:
            raise BadWording(BAD_HOURS)
        spans.append((opens, closes))
    spans.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise BadWording(OVERLAPPING)
    return tuple(spans)


def degrees_text(value: float | None) -> str:
    """A coordinate as it stands in its field, to the last digit."""
    return "" if value is None else repr(value)


def read_degrees(text: str, *, key: str) -> float | None:
    """A coordinate; None for nothing.

    :raises BadWording: it is no number of degrees.
    """
    if not text.strip():
        return None
    if not _DEGREES.fullmatch(text.strip()):
        raise BadWording(BAD_DEGREES)
    value = float(text.strip().replace(",", "."))
    if abs(value) > FARTHEST[key]:
        raise BadWording(BAD_DEGREES)
    return value


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _minute(hours: str, minutes: str | None) -> int:
    value = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) > 59 or value > 24 * 60:
        raise BadWording(BAD_HOURS)
    return value
