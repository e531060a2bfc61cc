"""The connections to PostgreSQL that this process has, so that they can be given up from outside.

Whoever waits for a server that has stopped answering waits in the driver, for as long as the network keeps the line: no
time limit of the server's helps, since it is the server that stands still.
"""

import os
import socket
from contextlib import suppress
from typing import Any, Self
from weakref import WeakSet

import psycopg

_open: "WeakSet[KnownConnection]" = WeakSet()


class KnownConnection(psycopg.Connection[Any]):
    """A connection that `cut_all` knows of."""

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        """As psycopg's."""
        made = super().connect(conninfo, **options)
        _open.add(made)
        return made


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
