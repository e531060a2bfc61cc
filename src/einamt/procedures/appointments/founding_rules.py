"""The rules of booking in a city's folder: `[[booking_rules]]` of city.toml. See docs/how-to/set-up-a-city.md."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from einamt.procedures.appointments.ruleset import NAMES, NUMBERS, Minimum, RuleSet, contradictions

REQUIRED = (
    *("step_minutes", "horizon_days", "hold_minutes", "promise_days", "appointments_per_contact"),
    *("valid_from", "source"),
)
"""What each table says; all else may be left out."""
FURTHER = (
    *("urgent_services", "reminder_hours", "is_open_on_all_channels"),
    *("minimum_supply", "sources", "explanation"),
)


def faults_of_rules(*, tables: list[dict[str, Any]], services: set[str], parts: set[str]) -> Iterator[str]:
    """What is wrong with the tables, a sentence each; `services` and `parts` are the keys that the folder has."""
    if not tables:
        yield "city.toml: no [[booking_rules]]"
    for table in tables:
        wrong = list(_faults_of_table(table, services=services, parts=parts))
        yield from (f"city.toml ([[booking_rules]]): {each}" for each in wrong)


def read_rules(
    table: Mapping[str, Any], *, services: Mapping[str, int], parts: Mapping[str, int]
) -> tuple[date, RuleSet]:
    """From when, and which rules; `services` and `parts` give the ids behind their keys."""
    explained = table.get("explanation", {})
    rules = RuleSet(
        **{code: table[code] for code in NUMBERS if code in table},
        is_open_on_all_channels=table.get("is_open_on_all_channels", True),
        reminder_hours=tuple(table.get("reminder_hours", (24,))),
        urgent_service_ids=tuple(sorted(services[key] for key in table.get("urgent_services", []))),
        minimum_supply=tuple(
            Minimum(
                parts[minimum["part"]],
                minimum.get("per_day"),
                Decimal(str(minimum["per_1000_residents"])) if "per_1000_residents" in minimum else None,
            )
            for minimum in table.get("minimum_supply", [])
        ),
        source=table["source"],
        sources=table.get("sources", {}),
        explanation=explained.get("de", ""),
        explanation_en=explained.get("en", ""),
    )
    return date.fromisoformat(table["valid_from"]), rules


def _faults_of_table(table: Mapping[str, Any], *, services: set[str], parts: set[str]) -> Iterator[str]:
    if missing := [key for key in REQUIRED if key not in table]:
        yield f"{', '.join(missing)} missing"
        return
    if strange := sorted(set(table) - {*REQUIRED, *FURTHER, *NUMBERS}):
        yield f"{', '.join(strange)} not known"
    if wrong := [key for key in REQUIRED[:5] if not (isinstance(table[key], int) and table[key] > 0)]:
        yield f"{', '.join(wrong)} must be a number above zero"
        return
    if wrong := [key for key in NUMBERS if not isinstance(table.get(key, 0), int)]:
        yield f"{', '.join(wrong)} must be a whole number"
        return
    try:
        date.fromisoformat(table["valid_from"])
    except (TypeError, ValueError):
        yield f"valid_from is {table['valid_from']!r}, no date such as 2026-01-31"
        return
    unknown = sorted(set(table.get("urgent_services", [])) - services)
    yield from (f"there is no service {key!r}" for key in unknown)
    named = [minimum.get("part") for minimum in table.get("minimum_supply", [])]
    nowhere = [key for key in named if key not in parts]
    yield from (f"there is no part {key!r}" for key in nowhere)
    if unknown or nowhere:
        return
    _, rules = read_rules(
        table,
        services={key: number for number, key in enumerate(sorted(services))},
        parts={key: number for number, key in enumerate(sorted(parts))},
    )
    yield from (
        f"{NAMES.get(found.code, found.code)}: {found.message % found.params}" for found in contradictions(rules)
    )
