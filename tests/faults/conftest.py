"""Processes that die in the middle of something."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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
