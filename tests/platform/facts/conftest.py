"""A kind of fact of the tests' own, and a folder of their own for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from einamt.platform.facts import schema, steps
from einamt.platform.facts.schema import FactSchema, Kind

COUNTED = FactSchema(
    name="test.counted",
    version=1,
    columns={"number": Kind.INTEGER, "district": Kind.TEXT, "day": Kind.DATE},
    explanation="Something was counted.",
)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_house(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    monkeypatch.setattr(schema, "_schemas", {COUNTED.name: COUNTED})
    settings.DATA_DIR = tmp_path


@pytest.fixture
def record() -> Callable[..., None]:
    """Records facts numbered in order, a minute apart."""

    def record(count: int, *, first: int = 0, at: datetime = NOW) -> None:
        with transaction.atomic():
            for number in range(first, first + count):
                steps.record(
                    schema=COUNTED,
                    occurred_at=at + timedelta(minutes=number),
                    values={"number": number, "district": "Mitte", "day": at.date()},
                )

    return record
