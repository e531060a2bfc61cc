"""A small city on a PostgreSQL server of its own, which a test may kill: durable, as in production."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tools.postgres import TemporaryServer

PROCESSES, COUNTERS, DAYS, STARTS = 8, 3, 2, 20
"""Who books, and what can be booked: counters, days and times of a day."""


@dataclass
class OwnCity:
    """The server, a database with the house's tables in it, and the data folder."""

    server: TemporaryServer
    database: str
    folder: Path

    times = DAYS * STARTS * COUNTERS
    """How many appointments can be booked."""

    @property
    def environment(self) -> dict[str, str]:
        """For processes of this city."""
        return os.environ | {
            "EINAMT_DATABASE_URL": self.server.url(database=self.database),
            "EINAMT_DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "einamt.config.settings",
        }

    def einamt(self, *arguments: str) -> None:
        """Run one of the house's commands."""
        subprocess.run([sys.executable, "-m", "einamt.config", *arguments], env=self.environment, check=True)

    @cached_property
    def places(self) -> dict[str, Any]:
        """Where one can book; an office is opened when this is first asked."""
        return self._ask("build")

    def check(self) -> dict[str, Any]:
        """What is in it."""
        return self._ask("check")

    def link_of_mail(self) -> str:
        """A time is held; the path of the page that books it."""
        return str(self._ask("hold")["link"])

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `tests.faults.citizens`."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.citizens", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _ask(self, action: str) -> dict[str, Any]:
        process = self.start(action)
        answer, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        return dict(json.loads(answer))
