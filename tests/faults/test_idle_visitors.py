"""Connections on which nothing is asked keep nobody else out."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest

from einamt.config.management.commands.run import WAITING
from tests.faults.web_server import WORKERS, WebServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(database_url: str) -> Iterator[WebServer]:
    server = WebServer(environment=os.environ | {"EINAMT_DATABASE_URL": database_url})
    server.start()
    yield server
    server.kill()


def test_browsers_that_would_keep_their_connection_take_no_place(server: WebServer) -> None:
    with ExitStack() as stack:
        for _ in range(WAITING * WORKERS + 1):
            connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
            stack.callback(connection.close)
            connection.request("GET", "/healthz", headers={"Connection": "keep-alive"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
        assert server.ask("/healthz").status == 200
