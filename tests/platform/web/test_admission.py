"""The door of the citizens' pages: a ticket at once for whoever does not fit in, without Django."""

import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from pytest_django import Settings

from einamt.platform.web import queue_page
from einamt.platform.web.admission import Admission, Environ, StartResponse
from einamt.platform.web.line import COOKIE, NEWCOMERS, Line, Ticket


class House:
    """An application behind the door; says what it was asked, and whether it begins a session."""

    def __init__(self, *, begins: bool = False, fails: bool = False) -> None:
        self.begins, self.fails = begins, fails

    def __call__(self, _environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if self.fails:
            raise ZeroDivisionError
        start_response("200 OK", [("Set-Cookie", "sessionid=abc; Path=/")] if self.begins else [])
        return [b"inside"]


def ask(door: Admission, path: str = "/termin/", *, method: str = "GET", body: bytes = b"", **environ: Any) -> "Answer":
    """Ask through the door."""
    asked: Environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "wsgi.input": BytesIO(body)} | environ
    if body:
        asked |= {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/x-www-form-urlencoded"} | environ
    setup_testing_defaults(asked)
    answer = Answer()
    answer.content = b"".join(door(asked, answer.start)).decode()
    return answer


class Answer:
    """What came back."""

    status, content = "", ""
    fields: dict[str, str]

    def start(self, status: str, fields: list[tuple[str, str]]) -> None:
        self.status, self.fields = status, dict(fields)

    @property
    def cookie(self) -> str:
        """What a browser sends back."""
        return self.fields["Set-Cookie"].partition(";")[0]


@pytest.fixture(autouse=True)
def usual_switching() -> Iterator[None]:
    """What a door sets for the whole process ends with its test."""
    yield
    sys.setswitchinterval(0.005)


@pytest.fixture
def line() -> Line:
    """A line in which all places are taken."""
    line = Line()
    for _ in range(NEWCOMERS):
        line.ask(ticket=None, now=0)
    return line


def test_whoever_fits_in_is_let_in() -> None:
    assert ask(Admission(House())).content == "inside"


def test_whoever_does_not_gets_a_page_with_a_ticket_that_asks_again_by_itself(line: Line) -> None:
    answer = ask(Admission(House(), line=line))
    assert answer.status.startswith("202")
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in answer.content
    assert '<script data-seconds="3">' in answer.content
    assert answer.fields["Retry-After"] == "3"
    assert int(answer.fields["Content-Length"]) == len(answer.content.encode())
    assert re.match(
        rf"{COOKIE}=\d+\.[0-9a-f]+\.0\.[0-9a-f]{{32}}; .*HttpOnly; SameSite=Lax$", answer.fields["Set-Cookie"]
    )


def test_turning_away_asks_no_database(line: Line, django_db_blocker: Any) -> None:
    with django_db_blocker.block():
        assert ask(Admission(House(), line=line)).status.startswith("202")


def test_a_ticket_of_ours_is_known_again_and_no_other(line: Line) -> None:
    door = Admission(House(), line=line)
    ticket = Ticket(turn_at=1_795_000_000.123, number="0123abcd", is_late=True)
    cookie = door.cookie_of(ticket).partition(";")[0]
    assert door.ticket_of(f"a=b; {cookie}; c=d", now=ticket.turn_at) == ticket
    assert door.ticket_of(cookie, now=ticket.turn_at + 3_600) is None
    forged = [cookie.replace("1795", "1794"), f"{COOKIE}=", f"{COOKIE}=1.2.3.4", f"{COOKIE}=ä.ö.ü.ß", "x=1", ""]
    assert [door.ticket_of(text, now=ticket.turn_at) for text in forged] == [None] * len(forged)


def test_with_a_ticket_one_comes_in_where_no_newcomer_would(line: Line) -> None:
    door = Admission(House(), line=line)
    cookie = door.cookie_of(line.begin(now=1_700_000_000 + 10**8)).partition(";")[0]
    known = door.ticket_of(cookie, now=1_700_000_000 + 10**8)
    assert known is not None
    assert line.ask(ticket=known, now=known.turn_at) is None


def test_whoever_begins_something_gets_a_ticket_of_that_moment() -> None:
    door = Admission(House(begins=True))
    answer = ask(door)
    assert answer.content == "inside"
    assert answer.cookie.startswith(f"{COOKIE}=")
    assert "Set-Cookie" not in ask(Admission(House())).fields


def test_what_was_sent_is_on_the_page_and_harmless(line: Line) -> None:
    answer = ask(Admission(House(), line=line), "/warteliste/", method="POST", body=b"name=%22%3E%3Cscript%3E&leer=")
    assert '<input type="hidden" name="name" value="&quot;&gt;&lt;script&gt;">' in answer.content
    assert '<input type="hidden" name="leer" value="">' in answer.content
    assert "refresh" not in answer.content
    assert '<script data-seconds="3">' in answer.content
    assert "<button>Noch einmal senden</button>" in answer.content


@pytest.mark.parametrize(
    ("body", "environ"),
    [
        (b"a=" + b"b" * queue_page.MOST_BYTES, {}),
        (b"&".join([b"a=b"] * 99), {}),
        (b"a=\xff", {}),
        (b"a=b", {"CONTENT_TYPE": "multipart/form-data; boundary=x"}),
    ],
)
def test_what_cannot_be_kept_is_said(line: Line, body: bytes, environ: dict[str, str]) -> None:
    answer = ask(Admission(House(), line=line), method="POST", body=body, **environ)
    assert "gehen Sie dann zurück" in answer.content
    assert "<form" not in answer.content


def test_the_page_speaks_the_language_of_the_address(line: Line) -> None:
    door = Admission(House(), line=line)
    assert '<html lang="en">' in ask(door, "/en/termin/zeiten/").content
    assert '<html lang="de">' in ask(door, "/termin/zeiten/").content


def test_it_says_honestly_how_long_it_takes() -> None:
    pages = [queue_page.page(language="de", turn_in=turn_in, asks_in=3, sent=None).decode() for turn_in in (9, 50, 61)]
    assert ["ein paar Sekunden" in pages[0], "etwa einer Minute" in pages[1], "etwa 2 Minuten" in pages[2]] == [
        True
    ] * 3


def test_its_policy_allows_its_own_style_and_nothing_else(line: Line, settings: Settings) -> None:
    answer = ask(Admission(House(), line=line))
    assert "default-src 'none'; style-src 'sha256-" in answer.fields["Content-Security-Policy"]
    assert answer.fields["Cache-Control"] == "no-store"
    assert answer.fields["X-Content-Type-Options"] == "nosniff"


def test_a_head_request_gets_no_body(line: Line) -> None:
    assert ask(Admission(House(), line=line), method="HEAD").content == ""


@pytest.mark.parametrize("path", ["/vorgang/", "/schalter/", "/api/v1/services", "/healthz", "/", "/en/"])
def test_other_pages_are_not_kept_waiting(line: Line, path: str) -> None:
    assert ask(Admission(House(), line=line), path).content == "inside"


def test_a_place_is_free_again_whatever_happens() -> None:
    door = Admission(House(fails=True))
    for _ in range(NEWCOMERS + 1):
        with pytest.raises(ZeroDivisionError):
            ask(door)


def test_the_interpreter_changes_hands_faster_while_there_is_a_rush(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter((0.0, 4.0, 8.0, 9.1))
    monkeypatch.setattr("einamt.platform.web.admission.perf_counter", lambda: current)
    door, seen = Admission(House(), line=line), []
    for turned_away in (True, True, False, False):
        current = next(seconds)
        if not turned_away:
            door._line = Line()
        ask(door)
        seen.append(round(sys.getswitchinterval(), 4))
    assert seen == [0.001, 0.001, 0.001, 0.005]
