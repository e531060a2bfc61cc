"""What every test stands on: plain static files, and a city that is read anew."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as house
from django.core.cache import cache
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.utils import translation
from pytest_django import Settings

from einamt.catalog.queries.remembering import forget_answers
from einamt.platform.shell import city
from einamt.procedures.appointments.locating import forget_grounds
from einamt.procedures.appointments.remembered import forget_capacity
from einamt.procedures.appointments.serving import forget_serving

# No test is timed: a busy machine is no fault of the house.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """The folder that `collectstatic` would make."""
    Path(house.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_between_tests() -> Iterator[None]:
    """Let Django empty SQLite's tables after a test that commits: the log of reading lets nothing go, so that the
    triggers which keep its rows are taken away for that moment. PostgreSQL truncates, past the triggers.
    """
    plain = SQLite.ops_class.execute_sql_flush

    def execute(operations: Any, statements: list[str]) -> None:
        with operations.connection.cursor() as cursor:
            kept = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%is_kept'"
            guards = cursor.execute(kept).fetchall()
            for name, _ in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            plain(operations, statements)
            for _, statement in guards:
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLite.ops_class, "execute_sql_flush", execute)
        yield


@pytest.fixture(autouse=True)
def plain_house(settings: Settings) -> Iterator[None]:
    """Pages name their static files plainly, as no test collects them; nothing is remembered from the test before."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    translation.deactivate()  # a page left its language behind
    city.forget()
    forget_answers()
    forget_grounds()
    forget_capacity()
    forget_serving()
    cache.clear()
    yield
    city.forget()
