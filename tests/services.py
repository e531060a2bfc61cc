"""The servers behind the tests: a database (`--database=sqlite` or `postgres`), a data folder, a browser and a scanner.

A pytest plugin, loaded before Django is: it names the database in the environment that `einamt.config.env` reads. One
PostgreSQL server serves all pytest-xdist workers, each with a database of its own. Nothing is installed here:
`python -m tools.provision postgres chromium openid clamav` does that, and `make test` calls it.
"""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from pytest_django import Settings

from tools import chromium
from tools.clamav import TemporaryScanner
from tools.frontend import find_node
from tools.postgres import TemporaryServer
from tools.system import SetupError


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="the database the tests run on; browser journeys run on postgres, only those marked `smoke` on sqlite",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start what the tests need. A wrapper, because pytest-django reads the settings in this hook, and first."""
    folder = Path(tempfile.mkdtemp(prefix="einamt-tests-"))
    early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["EINAMT_DATA_DIR"] = str(folder)
    if early_config.known_args_namespace.database == "sqlite":
        os.environ["EINAMT_DATABASE_URL"] = f"sqlite:///{folder / 'einamt.sqlite3'}"
    elif not _is_worker():
        os.environ["EINAMT_DATABASE_URL"] = _start_postgres(early_config)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep SQLite's test database in a file: other processes, as in race tests, can then open it too."""
    if config.getoption("database") == "sqlite":
        from django.db import connection

        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["EINAMT_DATA_DIR"]) / "test.sqlite3")


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('database')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave journeys that are not marked `smoke` to PostgreSQL, and what asks no database to SQLite."""
    leave = _is_for_postgres if config.getoption("database") == "sqlite" else _asks_no_database
    if left := [item for item in items if leave(item)]:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not leave(item)]


@pytest.fixture(scope="session")
def chromium_path() -> Iterator[Path]:
    """The browser's program, with playwright told to use the node that set-up found."""
    found = chromium.find_chromium()
    if found is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    node = find_node()
    with pytest.MonkeyPatch.context() as patch:
        if node is not None:
            # The node that playwright brings needs a library that a minimal Debian lacks.
            patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(node.folder / "node"))
        yield found


@pytest.fixture(scope="session")
def _daemon() -> Iterator[TemporaryScanner]:
    """One for all tests of a worker: it takes a second to start."""
    try:
        daemon = TemporaryScanner()
    except SetupError as error:
        pytest.fail(str(error), pytrace=False)
    with daemon:
        yield daemon


@pytest.fixture
def scanner(_daemon: TemporaryScanner, settings: Settings) -> Iterator[TemporaryScanner]:
    """A scanner that the house asks; a test may stop it."""
    settings.SCANNER = urlsplit(_daemon.address)
    yield _daemon
    if not _daemon.is_running:
        _daemon.start()


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The test database's address for another process, as EINAMT_DATABASE_URL takes it."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["EINAMT_DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()


def _is_for_postgres(item: pytest.Item) -> bool:
    return item.get_closest_marker("journey") is not None and item.get_closest_marker("smoke") is None


def _asks_no_database(item: pytest.Item) -> bool:
    """Whether a test says the same whatever the database is: pytest-django lets it near none, nor has it its own."""
    fixtures = {"django_db_setup", "make_database"} & set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is None and not fixtures


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def _start_postgres(config: pytest.Config) -> str:
    if named := os.environ.get("EINAMT_TEST_DATABASE_URL"):
        return named
    try:
        server = TemporaryServer()
    except SetupError as error:
        raise pytest.UsageError(str(error)) from error
    config.add_cleanup(server.stop)
    return server.url()
