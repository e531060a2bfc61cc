"""Processes that die in the middle of something."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults.own_city import OwnCity
from tools.postgres import USER, TemporaryServer

PROLOGUE = "import django; django.setup()\n"


@pytest.fixture
def python(database_url: str) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a process with code of the test's own on the test's database; all are ended with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *arguments: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROLOGUE + code, *map(str, arguments)],
            env=os.environ | {"EINAMT_DATABASE_URL": database_url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TemporaryServer, Path]]:
    """A server that a test may kill, with the house's tables in its first database; and a data folder."""
    folder = tmp_path_factory.mktemp("own-city")
    with TemporaryServer(durable=True) as server:
        city = OwnCity(server=server, database=USER, folder=folder)
        city.einamt("migrate", "--no-input", "-v0")
        city.einamt("collectstatic", "--no-input", "-v0")
        yield server, folder


@pytest.fixture
def own_city(own_server: tuple[TemporaryServer, Path]) -> OwnCity:
    """An empty city on that server; the test need not tidy up."""
    server, folder = own_server
    name = f"city_{uuid4().hex}"
    server.create_database(name=name, template=USER)
    return OwnCity(server=server, database=name, folder=folder)
