"""Whether the database is there, as far as this web process knows: nobody need wait for it to find out once more.

A request that met a database that was gone, or that has been at work for long, makes a thread of its own look. While
the database is away that thread goes on looking, and requests are answered without it (`middleware.Outage`). Where it
takes connections and says nothing, those who wait for it are set free.

Only a PostgreSQL server can be away by itself, so only for one is the thread started (`config.wsgi`).
"""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from itertools import zip_longest
from time import monotonic, sleep

from django.db import connection

EVERY_SECONDS, SLOW_SECONDS, PATIENCE_SECONDS = 0.5, 3.0, 2.0
"""How often is looked where there is reason to; which requests are a reason; how long the server may take to answer."""
SILENT_AT_MOST = 2
"""So many times in a row the server may say nothing before those who wait for it are set free: it may only be busy."""
_SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
"""The one question that a PostgreSQL server answers before it knows who asks: whether it speaks TLS."""

_USUAL = ("/var/run/postgresql", "/tmp", "localhost")  # noqa: S108 - where servers listen if nobody says otherwise

_log = logging.getLogger(__name__)


class Sight(Enum):
    """What a look at the server shows."""

    THERE = auto()
    AWAY = auto()
    """Nothing listens, or the machine cannot be reached."""
    SILENT = auto()
    """It takes a connection and does not answer."""


class Watch:
    """The look-out of one process. `look` says how the server is, `cut` sets free who waits for it."""

    def __init__(self, *, look: Callable[[], Sight], cut: Callable[[], object]) -> None:
        self.is_away = False
        self._look, self._cut = look, cut
        self._suspected = threading.Event()
        self._began: dict[int, float] = {}
        self._silent = 0
        self._knows_the_way = False

    def suspect(self) -> None:
        """Somebody met a database that was not there."""
        self._suspected.set()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Around a request."""
        thread = threading.get_ident()
        self._began[thread] = monotonic()
        try:
            yield
        finally:
            self._began.pop(thread, None)

    def start(self) -> None:
        """Look out until the process ends, and for a first time now."""
        self.suspect()
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def turn(self) -> None:
        """Look, if there is reason to. Whoever has never seen the server may be looking in the wrong place, and says
        nothing of it.
        """
        if not (self.is_away or self._suspected.is_set() or self._is_slow()):
            return
        self._suspected.clear()
        sight = self._look()
        self._knows_the_way = self._knows_the_way or sight is Sight.THERE
        if not self._knows_the_way:
            return
        self._silent = self._silent + 1 if sight is Sight.SILENT else 0
        was_away, self.is_away = self.is_away, sight is Sight.AWAY or self._silent >= SILENT_AT_MOST
        if self.is_away != was_away:
            _log.warning("the database is %s", "away" if self.is_away else "back")
        if self._silent >= SILENT_AT_MOST:
            self._cut()

    def _is_slow(self) -> bool:
        return monotonic() - min(list(self._began.values()), default=monotonic()) > SLOW_SECONDS

    def _run(self) -> None:
        while True:
            sleep(EVERY_SECONDS)
            self.turn()


def look_at_server() -> Sight:
    """Ask the server for a sign of life, past all pools: on a connection of its own that it need not let in."""
    parameters = connection.get_connection_params()
    hosts = str(parameters.get("host") or ",".join(_USUAL)).split(",")
    ports = str(parameters.get("port") or 5432).split(",")
    seen = {_look_at(host, int(port)) for host, port in zip_longest(hosts, ports, fillvalue=ports[-1])}
    return next(sight for sight in (Sight.THERE, Sight.SILENT, Sight.AWAY) if sight in seen)


def _look_at(host: str, port: int) -> Sight:
    try:
        if host.startswith("/"):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(PATIENCE_SECONDS)
            line.connect(f"{host}/.s.PGSQL.{port}")
        else:
            line = socket.create_connection((host, port), timeout=PATIENCE_SECONDS)
    except OSError:
        return Sight.AWAY
    with line:
        try:
            line.sendall(_SSL_REQUEST)
            return Sight.THERE if line.recv(1) else Sight.AWAY
        except TimeoutError:
            return Sight.SILENT
        except OSError:
            return Sight.AWAY


def _cut_all() -> object:
    from einamt.platform.connections import cut_all  # noqa: PLC0415 - 15 MB that SQLite does not need

    return cut_all()


watch = Watch(look=look_at_server, cut=_cut_all)
"""This process's own."""
