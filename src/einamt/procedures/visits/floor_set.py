"""What is laid down for the halls from a day on, what is wrong with it, and what changes. Plain Python.

What a `[[floor_rules]]` table says: docs/reference/demo-city-files.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

USUAL_CHECK_IN, USUAL_CALL = 30, 2
MOST_CHECK_IN_MINUTES, MOST_CALL_MINUTES = 240, 15
MOST_REASONS = 50
LONGEST_CODE, LONGEST_NAME = 40, 200
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Reason:
    """An emergency's reason; its rank is its place in the list."""

    code: str
    name: str
    name_en: str

    def called(self, *, language: str) -> str:
        """Its name in a language of the interface."""
        return self.name if language == "de" else self.name_en


@dataclass(frozen=True, slots=True)
class FloorSet:
    """What is laid down from a day on; the fields are those of `FloorRules`."""

    valid_from: date
    check_in_minutes: int
    call_minutes: int
    source: str
    reasons: tuple[Reason, ...]

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """What a table says that has no faults."""
        return cls(
            valid_from=date.fromisoformat(str(table["valid_from"])),
            check_in_minutes=table.get("check_in_minutes", USUAL_CHECK_IN),
            call_minutes=table.get("call_minutes", USUAL_CALL),
            source=table["source"],
            reasons=tuple(Reason(each["code"], each["de"], each["en"]) for each in table.get("emergency", [])),
        )

    def plain(self) -> dict[str, Any]:
        """As a table, for JSON."""
        return {
            "valid_from": self.valid_from.isoformat(),
            "check_in_minutes": self.check_in_minutes,
            "call_minutes": self.call_minutes,
            "source": self.source,
            "emergency": [{"code": each.code, "de": each.name, "en": each.name_en} for each in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class Renamed:
    """A reason that stays and is called something else."""

    before: Reason
    after: Reason


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different in the later of two sets; `is_reordered`: reasons that stay have changed places."""

    check_in: tuple[int, int] | None
    call: tuple[int, int] | None
    added: Sequence[Reason]
    retired: Sequence[Reason]
    renamed: Sequence[Renamed]
    is_reordered: bool

    def __bool__(self) -> bool:
        return bool(self.check_in or self.call or self.added or self.retired or self.renamed or self.is_reordered)


def changes(*, before: FloorSet, after: FloorSet) -> Changes:
    """What `after` changes; the source alone changes nothing for anybody. A reason is the same by its code."""
    old, new = ({each.code: each for each in each_set.reasons} for each_set in (before, after))
    check_in = (before.check_in_minutes, after.check_in_minutes)
    call = (before.call_minutes, after.call_minutes)
    kept = [code for code in old if code in new]
    return Changes(
        check_in=check_in if check_in[0] != check_in[1] else None,
        call=call if call[0] != call[1] else None,
        added=[each for each in after.reasons if each.code not in old],
        retired=[each for each in before.reasons if each.code not in new],
        renamed=[Renamed(old[code], new[code]) for code in kept if old[code] != new[code]],
        is_reordered=kept != [code for code in new if code in old],
    )


def new_code(*, name: str, taken: Sequence[str]) -> str:
    """A code for a new reason, made of its German name, that no other reason has."""
    words = re.findall(r"[a-z0-9]+", name.lower().translate(_SPELLED))
    stem = "-".join(words)[: LONGEST_CODE - 4].strip("-") or "grund"
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in numbered if code not in taken)


def faults_of_floor(tables: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the `[[floor_rules]]`, a sentence each."""
    for table in tables:
        yield from (f"[[floor_rules]]: {fault}" for fault in _faults(table))
    days = [str(table.get("valid_from")) for table in tables]
    if len(set(days)) < len(days):
        yield "[[floor_rules]]: two tables begin on the same day"


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    if missing := sorted({"valid_from", "source"} - set(table)):
        yield f"{', '.join(missing)} missing"
        return
    if strange := sorted(set(table) - {"valid_from", "source", "check_in_minutes", "call_minutes", "emergency"}):
        yield f"{', '.join(strange)} not known"
    try:
        date.fromisoformat(str(table["valid_from"]))
    except ValueError:
        yield f"valid_from is {table['valid_from']!r}, no date such as 2026-01-31"
    if not str(table["source"]).strip():
        yield "source says nothing"
    minutes = table.get("check_in_minutes", USUAL_CHECK_IN)
    if not isinstance(minutes, int) or not 0 < minutes <= MOST_CHECK_IN_MINUTES:
        yield f"check_in_minutes is 1 to {MOST_CHECK_IN_MINUTES}"
    minutes = table.get("call_minutes", USUAL_CALL)
    if not isinstance(minutes, int) or not 0 <= minutes <= MOST_CALL_MINUTES:
        yield f"call_minutes is 0 to {MOST_CALL_MINUTES}"
    yield from _faults_of_reasons(table.get("emergency", []))


def _faults_of_reasons(reasons: list[dict[str, Any]]) -> Iterator[str]:
    if len(reasons) > MOST_REASONS:
        yield f"there can be {MOST_REASONS} reasons for an emergency"
    for reason in reasons:
        if set(reason) != {"code", "de", "en"} or not all(str(reason[key]).strip() for key in reason):
            yield "an emergency says `code`, `de` and `en`"
        elif not _CODE.fullmatch(reason["code"]):
            yield f"the code {reason['code']!r} has other characters than a-z, 0-9 and hyphens"
        elif len(reason["code"]) > LONGEST_CODE or max(len(reason["de"]), len(reason["en"])) > LONGEST_NAME:
            yield f"the code of an emergency has {LONGEST_CODE} characters at most, its name {LONGEST_NAME}"
    codes = [reason.get("code") for reason in reasons]
    if len(set(codes)) < len(codes):
        yield "a reason for an emergency stands there twice"
