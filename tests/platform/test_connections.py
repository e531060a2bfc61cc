"""Whether a connection is asked before it is handed out: only where that can show something."""

import socket
from collections.abc import Iterator

import psycopg
import pytest

from einamt.platform import connections
from einamt.platform.connections import QUIET_SECONDS, KnownConnection


class Line:
    """A connection's line with a server at the other end, what the server is asked, and what time it is."""

    def __init__(self) -> None:
        self.ours, self.servers = socket.socketpair()
        self.asked = 0
        self.now = 1_000.0
        self.connection = object.__new__(KnownConnection)

    def is_checked(self) -> bool:
        """Whether the pool's question went over the line."""
        before = self.asked
        self.connection.execute("")
        return self.asked > before


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line on which the server was asked just now."""
    line = Line()

    def ask(_: psycopg.Connection, query: str) -> None:
        line.asked += 1

    monkeypatch.setattr(psycopg.Connection, "execute", ask)
    monkeypatch.setattr(KnownConnection, "fileno", lambda _: line.ours.fileno())
    monkeypatch.setattr(connections, "monotonic", lambda: line.now)
    assert line.is_checked()
    yield line
    line.ours.close()
    line.servers.close()


def test_a_quiet_line_is_not_asked_again(line: Line) -> None:
    line.now += QUIET_SECONDS
    assert not line.is_checked()


def test_a_line_that_nobody_used_for_long_is_asked_however_quiet_it_is(line: Line) -> None:
    line.now += QUIET_SECONDS + 1
    assert line.is_checked()


def test_a_line_whose_other_end_is_closed_is_asked(line: Line) -> None:
    line.servers.close()
    assert line.is_checked()


def test_a_line_on_which_the_server_has_said_something_is_asked(line: Line) -> None:
    line.servers.send(b"terminating connection due to administrator command")
    assert line.is_checked()


def test_statements_always_reach_the_server(line: Line) -> None:
    line.connection.execute("SELECT 1")
    assert line.asked == 2
