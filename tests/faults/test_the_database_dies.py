"""PostgreSQL is killed or stands still while people book: what was told is there, and all goes on by itself."""

import json
import time
from collections.abc import Callable, Iterator

import pytest

from tests.faults.own_city import OwnCity
from tests.faults.web_server import TOKEN, WebServer

TOLD_BEFORE = 30


def test_what_was_confirmed_survives_a_kill_of_the_database_and_nothing_is_booked_twice(own_city: OwnCity) -> None:
    told: list[str] = []
    with own_city.start("book", json.dumps(own_city.places)) as booking:
        assert booking.stdout is not None
        for line in booking.stdout:
            told.append(line.strip())
            if len(told) == TOLD_BEFORE:
                own_city.server.crash()
                own_city.server.start_again()
                there = own_city.check()
                assert set(told) <= set(there["references"])
                assert there["differences"] == []
    assert booking.returncode == 0, "somebody was not answered after the recovery"
    there = own_city.check()
    assert sorted(told) == there["references"]
    assert len(told) == own_city.times
    assert there["differences"] == []


@pytest.fixture
def web(own_city: OwnCity) -> Iterator[WebServer]:
    server = WebServer(environment=own_city.environment)
    server.start()
    yield server
    server.kill()


@pytest.mark.parametrize("kind", ["stopped", "frozen"])
def test_while_the_database_is_away_nobody_is_told_anything_false_and_afterwards_all_goes_on(
    own_city: OwnCity, web: WebServer, kind: str
) -> None:
    """Stopped: connections are refused. Frozen: they stay open, and nothing answers."""
    link = own_city.link_of_mail()
    assert web.ask("/").status == web.ask(link).status == 200
    away, back = {
        "stopped": (own_city.server.crash, own_city.server.start_again),
        "frozen": (own_city.server.pause, own_city.server.resume),
    }[kind]
    away()
    try:
        page = web.ask("/")
        assert (page.status, page.headers["Retry-After"]) == (503, "10")
        assert "Wir kommen gerade nicht an unsere Daten" in page.body
        assert 'href="/static/' in page.body, "the house's look"
        assert "We cannot reach our data" in web.ask("/en/").body
        assert web.ask("/api/v1/services").headers["Content-Type"] == "application/problem+json"
        pressed = web.ask(link, form={})
        assert pressed.status == 503
        assert f'<input type="hidden" name="csrfmiddlewaretoken" value="{TOKEN}">' in pressed.body
        assert web.ask("/healthz").status == 200
        assert web.ask("/readyz").status == 503
    finally:
        back()
    wait_until(lambda: web.ask("/").status == 200)
    wait_until(lambda: web.ask(link, form={}).status == 302)
    there = own_city.check()
    assert len(there["references"]) == 1
    assert there["differences"] == []


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it does not recover"
        time.sleep(0.1)
