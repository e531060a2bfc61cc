"""The web server as `einamt run` starts it, to be killed, and a browser that sends one form."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from einamt.config.management.commands.run import web_server

TOKEN = "a" * 32
START_SECONDS = 60
WORKERS = 2


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: str


@dataclass
class WebServer:
    """A few web processes on a port of their own."""

    environment: Mapping[str, str]
    port: int = field(init=False)
    _process: "subprocess.Popen[bytes] | None" = field(init=False, default=None)

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", *web_server(host="127.0.0.1", port=self.port, workers=WORKERS)],
            env={**self.environment, "EINAMT_PUBLIC_URL": f"http://127.0.0.1:{self.port}"},
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_up():
            assert self._process.poll() is None, "the web server does not start"
            assert time.monotonic() < deadline, "the web server does not answer"
            time.sleep(0.05)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End all its processes, at once unless told otherwise."""
        if self._process is not None:
            os.killpg(self._process.pid, number)
            self._process.wait(timeout=30)
            self._process = None

    def workers(self) -> set[int]:
        """The web processes, without the one that looks after them."""
        assert self._process is not None
        found = set()
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # ended meanwhile
                state, parent = stat.read_text().rpartition(")")[2].split()[:2]
                if state == "Z" or int(parent) != self._process.pid:
                    continue
                if b"resource_tracker" not in (stat.parent / "cmdline").read_bytes():
                    found.add(int(stat.parent.name))
        return found

    def ask(
        self, path: str, *, form: Mapping[str, str] | None = None, language: str = "de", cookie: str = ""
    ) -> Answer:
        """GET a page, or POST a form as a browser would that was here before, with one more cookie.

        :raises OSError, HTTPException: nobody answers, or the connection breaks.
        """
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Accept-Language": language, "Cookie": f"csrftoken={TOKEN}; {cookie}"}
        try:
            if form is None:
                connection.request("GET", path, headers=headers)
            else:
                body = urlencode({"csrfmiddlewaretoken": TOKEN, **form})
                headers |= {"Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", path, body=body, headers=headers)
            return _answer(connection.getresponse())
        finally:
            connection.close()

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            return self.ask("/healthz").status == 200
        except OSError:
            return False


def _answer(response: HTTPResponse) -> Answer:
    return Answer(response.status, response.headers, response.read().decode())
