"""The processes of a running house: a web server and a worker, started together and ended together."""

import errno
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

_GRACE_SECONDS = 15


class Processes:
    """Child processes that live and die together."""

    def __init__(self, *, environment: dict[str, str]) -> None:
        self._environment = environment
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._is_stopping = False

    def start(self, *, name: str, arguments: list[str]) -> None:
        """Start `python -m …` with this interpreter."""
        self._children[name] = subprocess.Popen([sys.executable, "-m", *arguments], env=self._environment)

    def wait(self, *, on_ready: Callable[[], bool]) -> int:
        """Wait until one of them ends or we are told to stop; end the others.

        `on_ready` is tried every tenth of a second until it says True. Returns the exit code of the whole: 0 when told
        to stop, 1 when a child ended by itself.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        is_ready = False
        while not self._is_stopping:
            if ended := [name for name, child in self._children.items() if child.poll() is not None]:
                sys.stderr.write(f"{', '.join(ended)} ended; stopping.\n")
                break
            is_ready = is_ready or on_ready()
            time.sleep(0.1)
        self._end_all()
        return 0 if self._is_stopping else 1

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _end_all(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        for child in self._children.values():
            try:
                child.wait(timeout=_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()


def run_to_end(*, arguments: list[str], environment: dict[str, str]) -> None:
    """Run `python -m …` in a process of its own, whose memory is given back afterwards.

    :raises SystemExit: it failed; it has said why.
    """
    ended = subprocess.run([sys.executable, "-m", *arguments], env=environment, check=False)
    if ended.returncode:
        sys.exit(ended.returncode)


def answers(*, address: str) -> bool:
    """Whether a GET of `address` succeeds."""
    try:
        with urlopen(address, timeout=2) as response:  # noqa: S310 - our own address on the loopback interface
            return bool(response.status == 200)
    except (URLError, TimeoutError, ConnectionError):
        return False


def is_taken(*, host: str, port: int) -> bool:
    """Whether something listens there already. Our web processes share their port, so they would not be told."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was closed just now is free
        try:
            door.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False
