"""A real server, and clients that keep it busy: what the benchmarks over HTTP share."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from einamt.config.management.commands.run import LIMITS
from einamt.platform.web.line import NEWCOMERS

CLIENTS = NEWCOMERS
"""As many as are worked on at once: the next newcomer to the booking pages would be given a ticket instead."""


class WrongAnswer(SystemExit):
    """A page did not answer as it should: the figures would mean nothing."""


@contextmanager
def server(
    *, environment: dict[str, str], workers: int = 1, application: str = "einamt.config.wsgi:application"
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server on a free port, once it answers; with as many threads as `einamt run` gives to a web process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    arguments = [
        "--interface=wsgi",
        f"--workers={workers}",
        f"--port={port}",
        *LIMITS,
        "--log-level=error",
        application,
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *arguments],
        env=environment,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.perf_counter() + 60
        while not _answers(port):
            if time.perf_counter() > deadline or process.poll() is not None:
                message = "the server did not start"
                raise WrongAnswer(message)
            time.sleep(0.01)
        yield process, port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def per_second(port: int, path: str, *, seconds: float) -> float:
    """Answers a second to a few clients that keep their connections."""
    counts = [0] * CLIENTS
    deadline = time.perf_counter() + seconds

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < deadline:
            expect_ok(path, get(connection, path)[0])
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not all(counts):
        message = f"{path}: a client got no answer"
        raise WrongAnswer(message)
    return sum(counts) / seconds


def expect_ok(path: str, status: int) -> None:
    if status != http.client.OK:
        message = f"{path} answered {status}"
        raise WrongAnswer(message)


def get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    return response.status, response.read()


def _answers(port: int) -> bool:
    try:
        return get(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/healthz")[0] == http.client.OK
    except OSError:
        return False
