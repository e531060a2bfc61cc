"""The connections to PostgreSQL that this process has: which are of use, and how they are given up from outside.

Whoever waits for a server that has stopped answering waits in the driver, for as long as the network keeps the line: no
time limit of the server's helps, since it is the server that stands still.
"""

import os
import select
import socket
from contextlib import suppress
from time import monotonic
from typing import Any, Self
from weakref import WeakSet

import psycopg

_open: "WeakSet[KnownConnection]" = WeakSet()


QUIET_SECONDS = 30.0
"""A connection that nobody has used for longer is asked, however quiet its line is: what stands in between may have
forgotten it."""
_ARE_YOU_THERE = ""
"""What the pool asks before it hands a connection out."""


class KnownConnection(psycopg.Connection[Any]):
    """A connection that `cut_all` knows of, and that tells without a round trip whether it has been lost.

    A server that ends, or that is killed, closes its end of the line, and a line that was closed can be read from. So
    where nothing is to be read, nothing has been lost that a question would show: a server that stands still answers
    neither. Every request is handed a connection, and a question costs as much as a query.
    """

    _answered_at = 0.0

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        """As psycopg's."""
        made = super().connect(conninfo, **options)
        _open.add(made)
        return made

    def execute(self, query: Any, *args: Any, **options: Any) -> Any:
        """As psycopg's, but for the pool's question."""
        if query != _ARE_YOU_THERE:
            return super().execute(query, *args, **options)
        now = monotonic()
        if now - self._answered_at > QUIET_SECONDS or not _is_quiet(self.fileno()):
            super().execute(query)
        self._answered_at = now
        return None

    @property
    def is_there(self) -> bool:
        """Whether the pool, which has asked it not long ago, would hand it out again without asking."""
        is_resting = self.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE
        return is_resting and monotonic() - self._answered_at <= QUIET_SECONDS and _is_quiet(self.fileno())


def _is_quiet(line: int) -> bool:
    """Whether nothing is to be read: neither words nor that the other end is closed."""
    waiting = select.poll()
    waiting.register(line, select.POLLIN)
    return not waiting.poll(0)


def cut_all() -> int:
    """End what is waited for on every connection, with an `OperationalError` where somebody waits; how many there were.

    Whether a statement that was under way took effect is not known afterwards.
    """
    cut = 0
    for connection in list(_open):
        with suppress(psycopg.OperationalError, OSError):  # closed already
            with socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
            cut += 1
    return cut
