"""Houses of the tests' own, each with a database and a data folder, run by processes as an operator runs them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

_PROLOGUE = "import django; django.setup()\n"


@dataclass
class House:
    """An installation: `einamt` runs its commands, `python` code of the test's own in it."""

    folder: Path
    database_url: str
    _started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "EINAMT_DATABASE_URL": self.database_url,
            "EINAMT_DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "einamt.config.settings",
        }

    def einamt(self, *arguments: str | Path) -> str:
        """Run a command that is to succeed; what it says."""
        ended = self._run("-m", "einamt.config", *arguments)
        assert ended.returncode == 0, ended.stdout
        return ended.stdout

    def refused(self, *arguments: str | Path) -> str:
        """Run a command that is to fail; what it says."""
        ended = self._run("-m", "einamt.config", *arguments)
        assert ended.returncode != 0, ended.stdout
        return ended.stdout

    def python(self, code: str, *arguments: str | Path) -> str:
        """Run `code`; what it printed."""
        ended = self._run("-c", _PROLOGUE + code, *arguments)
        assert ended.returncode == 0, ended.stdout
        return ended.stdout.strip()

    def dies(self, code: str) -> None:
        """Run `code`, which is to be killed in the middle."""
        assert self._run("-c", _PROLOGUE + code).returncode == -9

    def ask(self, action: str) -> dict[str, Any]:
        """What `tests.faults.citizens` answers."""
        return dict(json.loads(self._run("-m", "tests.faults.citizens", action).stdout.splitlines()[-1]))

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """A process beside; it is ended with the test."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._started.append(process)
        return process

    def stop_all(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def _run(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def make_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Makes a database of the kind that the tests run on, empty or as another; its address."""
    base = os.environ["EINAMT_DATABASE_URL"]
    is_sqlite = base.startswith("sqlite:")
    made: list[str] = []

    def make(template: str = "") -> str:
        name = f"house_{uuid4().hex}"
        if is_sqlite:
            path = tmp_path_factory.mktemp("database") / f"{name}.sqlite3"
            if template:
                shutil.copyfile(urlsplit(template).path[1:], path)
            return f"sqlite:///{path}"
        origin = sql.Identifier(urlsplit(template).path[1:] if template else "template0")
        with psycopg.connect(base, autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), origin))
        made.append(name)
        return urlsplit(base)._replace(path=f"/{name}").geturl()

    yield make
    if made:
        with psycopg.connect(base, autocommit=True) as server:
            for name in made:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
