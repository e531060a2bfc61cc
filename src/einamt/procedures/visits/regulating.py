"""Laying down what holds in the city's halls: from a city's folder at the start, and from a day on later.

Rows in force are never edited. What a `[[floor_rules]]` table says: docs/reference/demo-city-files.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db import transaction
from django.utils.text import slugify

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.procedures.visits import errors
from einamt.procedures.visits.models import EmergencyReason, FloorRules

MOST_CHECK_IN_MINUTES = 240
MOST_REASONS = 50


@dataclass(frozen=True, slots=True)
class Reason:
    """An emergency's reason; its rank is its place in the list."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class FloorSet:
    """What is laid down from a day on; the fields are those of `FloorRules`."""

    valid_from: date
    check_in_minutes: int
    source: str
    reasons: tuple[Reason, ...]

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """What a table says that has no faults."""
        return cls(
            valid_from=date.fromisoformat(str(table["valid_from"])),
            check_in_minutes=table.get("check_in_minutes", 30),
            source=table["source"],
            reasons=tuple(Reason(each["code"], each["de"], each["en"]) for each in table.get("emergency", [])),
        )


def faults_of_floor(tables: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the `[[floor_rules]]`, a sentence each."""
    for table in tables:
        yield from (f"[[floor_rules]]: {fault}" for fault in _faults(table))
    days = [str(table.get("valid_from")) for table in tables]
    if len(set(days)) < len(days):
        yield "[[floor_rules]]: two tables begin on the same day"


def write_floor(*, rules: FloorSet) -> FloorRules:
    """Write down what is laid down."""
    require_transaction()
    row = FloorRules.objects.create(
        valid_from=rules.valid_from, check_in_minutes=rules.check_in_minutes, source=rules.source
    )
    EmergencyReason.objects.bulk_create(
        EmergencyReason(rules=row, code=reason.code, rank=rank, name=reason.name, name_en=reason.name_en)
        for rank, reason in enumerate(rules.reasons, start=1)
    )
    return row


@transaction.atomic
def set_floor(*, rules: FloorSet, now: datetime) -> FloorRules:
    """Lay down what holds from a day on, tomorrow at the earliest.

    :raises FloorRulesNotAhead: the day has begun, or is over.
    :raises FloorRulesDayTaken: something is laid down from that day on already.
    """
    if rules.valid_from <= local_date(moment=now, zone=city.zone()):
        raise errors.FloorRulesNotAhead
    if FloorRules.objects.filter(valid_from=rules.valid_from).exists():
        raise errors.FloorRulesDayTaken({"date": rules.valid_from.isoformat()})
    return write_floor(rules=rules)


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    if missing := sorted({"valid_from", "source"} - set(table)):
        yield f"{', '.join(missing)} missing"
        return
    if strange := sorted(set(table) - {"valid_from", "source", "check_in_minutes", "emergency"}):
        yield f"{', '.join(strange)} not known"
    try:
        date.fromisoformat(str(table["valid_from"]))
    except ValueError:
        yield f"valid_from is {table['valid_from']!r}, no date such as 2026-01-31"
    if not str(table["source"]).strip():
        yield "source says nothing"
    minutes = table.get("check_in_minutes", 30)
    if not isinstance(minutes, int) or not 0 < minutes <= MOST_CHECK_IN_MINUTES:
        yield f"check_in_minutes is 1 to {MOST_CHECK_IN_MINUTES}"
    yield from _faults_of_reasons(table.get("emergency", []))


def _faults_of_reasons(reasons: list[dict[str, Any]]) -> Iterator[str]:
    if len(reasons) > MOST_REASONS:
        yield f"there can be {MOST_REASONS} reasons for an emergency"
    for reason in reasons:
        if set(reason) != {"code", "de", "en"} or not all(str(reason[key]).strip() for key in reason):
            yield "an emergency says `code`, `de` and `en`"
        elif slugify(reason["code"]) != reason["code"]:
            yield f"the code {reason['code']!r} has other characters than a-z, 0-9 and hyphens"
    codes = [reason.get("code") for reason in reasons]
    if len(set(codes)) < len(codes):
        yield "a reason for an emergency stands there twice"
