"""Reading a duty roster: what a file says, row by row, and what is wrong with it. Plain Python.

A table with a head: date; office; group; from; until; counters. Separated by semicolons, commas or tabs; written in
UTF-8 or in Windows' code page 1252; dates as 2026-12-01, 01.12.2026 or 1.12.26 (DIN 5008), times as 8:00, 08.00 or 8.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from einamt.kernel.errors import N_

COLUMNS: Mapping[str, frozenset[str]] = {
    "day": frozenset({"date", "datum", "tag"}),
    "office": frozenset({"office", "amt", "standort", "dienststelle"}),
    "group": frozenset({"group", "gruppe", "schaltergruppe"}),
    "opens": frozenset({"from", "von", "beginn"}),
    "closes": frozenset({"until", "to", "bis", "ende"}),
    "counters": frozenset({"counters", "schalter", "plätze", "anzahl"}),
}
"""What a column may be called, in lower case."""
MOST_ROWS = 20_000

_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_DIN = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$")
_TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?(?::00)?(?:\s*(?:Uhr|h))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shift:
    """Counters of a group between two minutes of a day; `line` is where the file says so."""

    line: int
    group_id: int
    day: date
    opens_minute: int
    closes_minute: int
    counters: int


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a line of the file (the head is line 1): a German sentence with its parameters."""

    line: int
    message: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Roster:
    """The good rows, and what is wrong with the others."""

    shifts: list[Shift]
    errors: list[RowError]


def read_roster(*, content: bytes, groups: Mapping[tuple[str, str], int], today: date) -> Roster:
    """What the file says. `groups` are the ids of groups by office and group, each by key or name in lower case.

    Two rows of a group that overlap contradict each other, since each says how many counters there are: the later one
    is an error.
    """
    text = decoded(content)
    sample = text[:4096].splitlines()[0] if text.strip() else ""
    delimiter = max(";,\t", key=sample.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    head = next(rows, [])
    places = _places(head)
    missing = [name for name in COLUMNS if name not in places]
    if missing:
        german = {"day": "Datum", "office": "Amt", "group": "Gruppe", "opens": "von", "closes": "bis"}
        names = ", ".join(german.get(name, "Schalter") for name in missing)
        return Roster([], [RowError(1, N_("In der Kopfzeile fehlen diese Spalten: %(names)s."), {"names": names})])
    roster = Roster([], [])
    taken: dict[tuple[int, date], list[Shift]] = defaultdict(list)
    for row in rows:
        line = rows.line_num
        if not any(cell.strip() for cell in row):
            continue
        if len(roster.shifts) + len(roster.errors) >= MOST_ROWS:
            roster.errors.append(
                RowError(line, N_("Mehr als %(most)s Zeilen auf einmal gehen nicht."), {"most": MOST_ROWS})
            )
            break
        try:
            shift = _shift(line, row, places, groups, today)
        except _Wrong as wrong:
            roster.errors.append(RowError(line, wrong.message, wrong.params))
            continue
        others = taken[shift.group_id, shift.day]
        if any(_is_same(shift, other) for other in others):
            continue  # the same row twice says nothing new
        clash = next((other for other in others if _overlap(shift, other)), None)
        if clash is not None:
            message = N_("Diese Zeit überschneidet sich mit Zeile %(other)s, für denselben Tag und dieselbe Gruppe.")
            roster.errors.append(RowError(line, message, {"other": clash.line}))
            continue
        others.append(shift)
        roster.shifts.append(shift)
    return roster


def decoded(content: bytes) -> str:
    """UTF-8, with or without a mark; what is not, is taken for Windows' code page 1252."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


class _Wrong(Exception):
    def __init__(self, message: str, params: Mapping[str, str | int] | None = None) -> None:
        self.message, self.params = message, params or {}
        super().__init__(message)


def _places(head: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for position, cell in enumerate(head):
        name = cell.strip().lower()
        for column, names in COLUMNS.items():
            if name in names:
                places.setdefault(column, position)
    return places


def _shift(
    line: int, row: list[str], places: Mapping[str, int], groups: Mapping[tuple[str, str], int], today: date
) -> Shift:
    cells = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
    day = _day(cells["day"])
    if day < today:
        raise _Wrong(N_("Der %(day)s ist schon vorbei."), {"day": f"{day:%d.%m.%Y}"})
    group_id = groups.get((cells["office"].lower(), cells["group"].lower()))
    if group_id is None:
        raise _Wrong(
            N_("Die Schaltergruppe „%(group)s“ im Amt „%(office)s“ gibt es nicht, oder Sie planen sie nicht."),
            {"office": cells["office"], "group": cells["group"]},
        )
    opens, closes = _minute(cells["opens"]), _minute(cells["closes"])
    if closes <= opens:
        raise _Wrong(N_("„bis“ muss nach „von“ liegen."))
    if not cells["counters"].isascii() or not cells["counters"].isdigit() or int(cells["counters"]) > 255:
        raise _Wrong(N_("„%(text)s“ ist keine Zahl von Schaltern von 0 bis 255."), {"text": cells["counters"][:40]})
    return Shift(line, group_id, day, opens, closes, int(cells["counters"]))


def _day(text: str) -> date:
    try:
        if found := _ISO.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DIN.match(text):
            year = int(found[3])
            return date(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise _Wrong(N_("„%(text)s“ ist kein Datum wie 01.12.2026 oder 2026-12-01."), {"text": text[:40]})


def _minute(text: str) -> int:
    found = _TIME.match(text)
    minute = int(found[1]) * 60 + int(found[2] or 0) if found else -1
    if found is None or int(found[2] or 0) > 59 or not 0 <= minute <= 24 * 60:
        raise _Wrong(N_("„%(text)s“ ist keine Uhrzeit wie 8:00 oder 14:30."), {"text": text[:40]})
    return minute


def _is_same(one: Shift, other: Shift) -> bool:
    return (one.opens_minute, one.closes_minute, one.counters) == (
        other.opens_minute,
        other.closes_minute,
        other.counters,
    )


def _overlap(one: Shift, other: Shift) -> bool:
    return one.opens_minute < other.closes_minute and other.opens_minute < one.closes_minute
