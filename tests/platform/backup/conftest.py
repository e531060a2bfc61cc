"""Houses with a backup, and without."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.own_house import House, make_database

__all__ = ["make_database"]

PASSPHRASE = "sechzehn Zeichen und mehr"


@pytest.fixture(scope="session")
def migrated(make_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with all tables and nothing in them; nobody is connected to it."""
    house = House(folder=tmp_path_factory.mktemp("migrated"), database_url=make_database())
    house.einamt("migrate", "--no-input", "-v0")
    if house.database_url.startswith("sqlite:"):
        house.python("from django.db import connection as c; c.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')")
    return house.database_url


@pytest.fixture
def house(make_database: Callable[..., str], migrated: str, tmp_path: Path) -> Iterator[House]:
    """A house with tables, in which nothing has happened."""
    one = House(folder=tmp_path / "house", database_url=make_database(migrated))
    yield one
    one.stop_all()


@pytest.fixture
def empty_house(make_database: Callable[..., str], tmp_path: Path) -> House:
    """A house as it is before its first start."""
    return House(folder=tmp_path / "empty", database_url=make_database())


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    """The file that a passphrase is read from."""
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n")
    return path
