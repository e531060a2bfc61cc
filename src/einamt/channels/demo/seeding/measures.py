"""Measures that the demo city has taken: what they did to the year before, and their record."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from einamt.accounts.models import Staff
from einamt.catalog.models import Organisation
from einamt.channels.demo.seeding.demand import Pressure
from einamt.insight.steering.measures.operations import Expectation, record_measure
from einamt.kernel.periods import months_later

AUTHOR = "steuerung"


@dataclass(frozen=True, slots=True)
class Before:
    """How a district stood until a day."""

    until: date
    pressure: Pressure


def taken(*, folder: Path) -> list[dict[str, Any]]:
    """What `measures.toml` in `folder` says; a city without this file has taken none."""
    file = folder / "measures.toml"
    said: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))["measure"] if file.exists() else []
    return said


def start_of(measure: Mapping[str, Any], *, today: date) -> date:
    """The first day of a month."""
    return months_later(today, -measure["months_ago"])


def before_measures(
    found: list[dict[str, Any]], *, pressures: Mapping[str, Pressure], today: date
) -> dict[str, Before]:
    """By district, how things stood before a measure that has helped: its pressure of today comes from the measure."""
    return {
        district: Before(
            until=start_of(measure, today=today),
            pressure=replace(
                pressures[district],
                days_booked_out=min(
                    round(pressures[district].days_booked_out * measure["further_away_before"]),
                    pressures[district].horizon_days - 1,
                ),
            ),
        )
        for measure in found
        if "further_away_before" in measure
        for district in measure["districts"]
    }


def record(found: list[dict[str, Any]], *, today: date, now: datetime) -> int:
    """Record each as of its own day, before it began; how many."""
    author = Staff.objects.get(username=AUTHOR).actor
    for measure in found:
        start = start_of(measure, today=today)
        record_measure(
            expectation=Expectation(
                title=measure["title"],
                hypothesis=measure["hypothesis"],
                indicator=measure["indicator"],
                expected_change=measure["expected_change"],
                starts_on=start,
                districts=list(Organisation.objects.filter(identifier__in=measure["districts"])),
            ),
            is_afterwards=False,
            actor=author,
            command_id=uuid5(NAMESPACE_URL, measure["title"]),
            now=now - timedelta(days=(today - start).days + measure["recorded_days_before"]),
        )
    return len(found)
