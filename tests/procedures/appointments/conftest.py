"""What the tests of appointments stand on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.translation import override

from tests.factories.appointments import Bookable, make_bookable

PROCESSES = 8
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When races take place."""
Race = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def now() -> datetime:
    """A Tuesday, seven in the morning by the city's clock."""
    return datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@pytest.fixture
def day() -> date:
    """The Wednesday after it."""
    return date(2026, 11, 25)


@pytest.fixture
def at(db: None, now: datetime) -> Bookable:
    """An office with one counter, 8 to 12 h, for a service of one step."""
    return make_bookable(now=now)


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    """Refusals are read in German, whatever a test before has left."""
    with override("de"):
        yield


@pytest.fixture
def race(database_url: str) -> Race:
    """Has eight processes do a task of `racing` on the test's database; what each of them gave."""

    def run(task: str, **order: Any) -> list[dict[str, Any]]:
        order = {"task": task, "processes": PROCESSES, "now": NOW.isoformat()} | order
        ran = subprocess.run(
            [sys.executable, "-m", "tests.procedures.appointments.racing"],
            env=os.environ | {"EINAMT_DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "einamt.config.settings"},
            input=json.dumps(order),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        given: list[dict[str, Any]] = json.loads(ran.stdout)
        assert len(given) == PROCESSES
        assert [one["failed"] for one in given if "failed" in one] == []
        return given

    return run
