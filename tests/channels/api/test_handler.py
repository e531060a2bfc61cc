"""What programs send passes fewer hands than a page, and is answered as if it had passed them all."""

import json
import threading
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.utils.translation import get_language

from einamt.channels.api.handler import ProgramDoor
from einamt.platform.web.watching import watch
from tests.channels.api.conftest import ROOT, Program
from tests.factories.appointments import Bookable

OF_EACH_ANSWER = {"X-Request-ID"}


class Server:
    """Calls an application as a server does."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], Any]:
        fields = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        asked = RequestFactory().generic(method, f"{ROOT}{path}", body, "application/json", **fields)  # type: ignore[arg-type]
        said: list[Any] = []
        answer: Iterable[bytes] = self._application(asked.environ, lambda *given: said.extend(given))
        content = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        status, given = int(said[0].split()[0]), dict(said[1])
        assert given.pop("Content-Length", str(len(content))) == str(len(content))
        # what is not packed does not depend on what the program can unpack
        given["Vary"] = given.get("Vary", "").removesuffix(", Accept-Encoding")
        return status, given, json.loads(content) if content else None


@pytest.fixture(autouse=True)
def the_test_keeps_its_connection() -> Iterator[None]:
    """As Django's own client sees to it: a request's end is not the end of the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def of_programs(place: Bookable) -> Server:
    """What programs get in a city."""
    return Server(ProgramDoor(WSGIHandler()))


@pytest.fixture
def of_pages(place: Bookable) -> Server:
    """The same by way of all that pages pass."""
    return Server(WSGIHandler())


KEY = {"idempotency_key": "5f0c54c1-46a4-4c5f-9d3b-0d0a1f6f5a10"}


@pytest.mark.parametrize(
    "asked",
    [
        ("POST", "holds", '{"office": "nowhere"}', KEY),
        ("POST", "holds", "{", KEY),
        ("POST", "holds", "{}", {}),
        ("POST", "holds", "{}", KEY | {"accept_language": "en"}),
        ("POST", "holds", "{}", KEY | {"authorization": "Bearer nobody's"}),
        ("POST", "holds", "{}", KEY | {"origin": "https://elsewhere.example", "cookie": "session=a; language=en"}),
        ("POST", "holds?a=%00", "{}", KEY),
        ("POST", "holds?" + "a" * 20_000, "{}", KEY),
        ("PUT", "holds", "{}", KEY),
        ("DELETE", "holds/5f0c54c1-46a4-4c5f-9d3b-0d0a1f6f5a10", "", {}),
        ("POST", "appointments", " " * 3_000_000, KEY),
        ("POST", "nothing/here", "{}", {}),
        ("POST", "services", "{}", {}),
    ],
)
def test_what_programs_send_is_answered_as_by_way_of_everything(
    of_programs: Server, of_pages: Server, asked: tuple[str, str, str, dict[str, str]]
) -> None:
    *words, headers = asked
    status, fields, told = of_programs.ask(*words, **headers)
    their_status, their_fields, their_told = of_pages.ask(*words, **headers)
    assert (status, told) == (their_status, their_told)
    kept = {name: value for name, value in fields.items() if name not in OF_EACH_ANSWER}
    assert kept == {name: value for name, value in their_fields.items() if name not in OF_EACH_ANSWER}


def test_a_host_that_is_none_of_ours_is_refused(of_programs: Server) -> None:
    status, _, told = of_programs.ask("POST", "holds", "{}", host="elsewhere.example")
    assert (status, told["code"]) == (400, "bad-request")


def test_while_the_database_is_away_programs_are_told_so(of_programs: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "is_away", True)
    status, fields, _ = of_programs.ask("POST", "holds", "{}")
    assert (status, "Retry-After" in fields) == (503, True)


def test_a_time_is_held_and_booked_and_no_language_stays_behind(of_programs: Server, known_program: Program) -> None:
    before = get_language()
    known = {"authorization": known_program.headers["authorization"], "accept_language": "en"}
    wish = known_program.wish("08:12", day=date(2026, 11, 25))
    status, _, held = of_programs.ask("POST", "holds", json.dumps(wish), **KEY, **known)
    assert (status, get_language()) == (201, before)
    person = {"hold": held["id"], "name": "Ayşe Öztürk", "email": "ayse@example.org"}
    again = {"idempotency_key": "7f0c54c1-46a4-4c5f-9d3b-0d0a1f6f5a10"}
    assert of_programs.ask("POST", "appointments", json.dumps(person), **again, **known)[0] == 201


def test_what_is_read_goes_the_way_of_pages(of_programs: Server) -> None:
    _, fields, _ = of_programs.ask("GET", "services")
    assert of_programs.ask("GET", "services", if_none_match=fields["ETag"])[0] == 304


@pytest.fixture
def on_postgresql(transactional_db: None) -> None:
    """Where there is a pool that connections could be given back to, and the end of a request does so."""
    if connection.vendor != "postgresql":
        pytest.skip("a file has no line that could be lost")
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def line() -> Any:
    """The connection of this thread to the server; None where it has none."""
    return connection.connection and connection.connection.info.backend_pid


def hold(server: Server, program: Program, clock: str) -> int:
    key = {"idempotency_key": str(uuid4()), "authorization": program.headers["authorization"]}
    status, _, _ = server.ask("POST", "holds", json.dumps(program.wish(clock)), **key)
    return status


@pytest.mark.usefixtures("on_postgresql")
def test_a_thread_keeps_its_connection_from_one_program_to_the_next(
    of_programs: Server, of_pages: Server, known_program: Program
) -> None:
    assert hold(of_programs, known_program, "08:12") == 201
    before = line()
    assert before is not None
    assert hold(of_programs, known_program, "08:24") == 201
    assert line() == before
    assert hold(of_pages, known_program, "08:36") == 201
    assert line() is None


@pytest.mark.usefixtures("on_postgresql")
def test_a_thread_that_ends_gives_its_connection_back(of_programs: Server, known_program: Program) -> None:
    found: list[int] = []
    clocks = [f"{hour:02}:{minute:02}" for hour in (8, 9) for minute in (0, 12, 24, 36, 48)]
    assert len(clocks) > connection.settings_dict["OPTIONS"]["pool"]["max_size"]
    for clock in clocks:
        thread = threading.Thread(target=lambda at=clock: found.append(hold(of_programs, known_program, at)))
        thread.start()
        thread.join()
    assert found == [201] * len(clocks)
    stats = connection.pool.get_stats()  # type: ignore[attr-defined]
    lent = stats["pool_size"] - stats["pool_available"]
    assert lent == (line() is not None), "no more than this thread has itself"


@pytest.mark.usefixtures("on_postgresql")
def test_a_connection_that_was_lost_meanwhile_costs_no_program_its_request(
    of_programs: Server, known_program: Program
) -> None:
    assert hold(of_programs, known_program, "08:12") == 201
    before = line()
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    assert hold(of_programs, known_program, "08:24") == 201
    assert line() != before


@pytest.mark.usefixtures("on_postgresql")
def test_a_connection_is_given_back_when_the_pool_would_ask_it_again(
    of_programs: Server, known_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hold(of_programs, known_program, "08:12") == 201
    given_back = []
    monkeypatch.setattr("einamt.platform.connections.QUIET_SECONDS", -1.0)
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: given_back.append(line()))
    assert hold(of_programs, known_program, "08:24") == 201
    assert len(given_back) == 1
