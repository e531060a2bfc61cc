"""Houses as an earlier version left them."""

import lzma
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from einamt.platform.backup.programs import find_program
from tests.own_house import House, make_database
from tools.release_data import STORED

__all__ = ["make_database"]


@pytest.fixture(scope="module", params=sorted(path.name for path in STORED.iterdir()))
def stored(request: pytest.FixtureRequest) -> Path:
    """The folder of a version that is kept."""
    return STORED / str(request.param)


@pytest.fixture(scope="module")
def upgraded(
    stored: Path, make_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Its house, brought up to date."""
    house = House(folder=tmp_path_factory.mktemp("upgraded"), database_url=make_database())
    (house.folder / "keys").mkdir()
    shutil.copyfile(stored / "1.key", house.folder / "keys" / "1.key")
    load(stored, house.database_url)
    house.einamt("migrate", "--no-input", "-v0")
    yield house
    house.stop_all()


@pytest.fixture(scope="session")
def fresh(make_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of today that has nothing in it."""
    house = House(folder=tmp_path_factory.mktemp("fresh"), database_url=make_database())
    house.einamt("migrate", "--no-input", "-v0")
    yield house
    house.stop_all()


def load(stored: Path, url: str) -> None:
    """Put the kept SQL into an empty database."""
    kind = "sqlite" if url.startswith("sqlite:") else "postgres"
    with lzma.open(stored / f"{kind}.sql.xz", "rt", encoding="utf-8") as file:
        statements = file.read()
    if kind == "sqlite":
        with closing(sqlite3.connect(urlsplit(url).path[1:])) as database:
            database.executescript(statements)
        return
    with psycopg.connect(url) as server:
        version = server.info.server_version // 10_000
    psql = [
        find_program("psql", server=version),
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
    ]
    subprocess.run([*psql, f"--dbname={url}"], input=statements, text=True, check=True)
