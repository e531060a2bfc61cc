"""What was done for persons, written down outside the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from einamt.platform.retention import repeating

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def note(number: int, *, now: datetime = NOW) -> None:
    repeating.note(action="erase", key=f"case:{number}", reason="asked", now=now)


def test_of_many_at_once_none_is_lost() -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(40)))
    assert {request.key for request in repeating.since(NOW)} == {f"case:{number}" for number in range(40)}


def test_what_is_older_than_any_backup_may_be_is_forgotten_with_the_next_line() -> None:
    note(1, now=NOW - repeating.KEEP - timedelta(days=1))
    note(2)
    assert [request.key for request in repeating.since(NOW - 2 * repeating.KEEP)] == ["case:2"]
