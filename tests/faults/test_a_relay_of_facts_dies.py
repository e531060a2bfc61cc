"""The relay of facts is killed at every point where it could matter; each fact is still counted once."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from einamt.platform import clock
from einamt.platform.facts import operations, queries, schema, steps
from einamt.platform.facts.schema import FactSchema, Kind

pytestmark = pytest.mark.django_db(transaction=True)

COUNTED = FactSchema(name="test.counted", version=1, columns={"number": Kind.INTEGER}, explanation="")

RELAY = """
import os, sys, pathlib
from django.conf import settings
from einamt.platform import clock
from einamt.platform.facts import files, models, operations, schema
from einamt.platform.facts.schema import FactSchema, Kind
settings.DATA_DIR = pathlib.Path(sys.argv[1])
schema.register(FactSchema(name="test.counted", version=1, columns={"number": Kind.INTEGER}, explanation=""))

def die_after(owner, name):
    original = getattr(owner, name)
    def dying(*arguments, **named):
        original(*arguments, **named)
        os.kill(os.getpid(), 9)
    setattr(owner, name, dying)

points = {
    "renaming": (files.Draft, "finish"),
    "saving": (models.FactFile, "save"),
    "committing": (operations, "_replace"),
}
if sys.argv[2] in points:
    die_after(*points[sys.argv[2]])
operations.move_all_facts(now=clock.now())
"""


@pytest.mark.parametrize("point", ["renaming", "saving", "committing"])
def test_each_fact_is_counted_once_wherever_the_relay_was_killed(
    python: Callable[..., "subprocess.Popen[str]"],
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
    point: str,
) -> None:
    monkeypatch.setattr(schema, "_schemas", {COUNTED.name: COUNTED})
    settings.DATA_DIR = tmp_path
    with transaction.atomic():
        for number in range(50):
            steps.record(schema=COUNTED, occurred_at=clock.now(), values={"number": number})

    assert python(RELAY, tmp_path, point).wait(30) == -9
    assert numbers() == list(range(50))
    assert python(RELAY, tmp_path, "none").wait(30) == 0
    assert numbers() == list(range(50))
    assert list(queries.damaged_files()) == []

    monkeypatch.setattr(operations, "_ORPHAN_AGE_SECONDS", -10)
    operations.sweep()
    assert len([path for path in (tmp_path / "facts").rglob("*") if path.is_file()]) == 1


def numbers() -> list[int]:
    return [row["number"] for row in queries.rows(sql="SELECT number FROM test_counted ORDER BY number")]
