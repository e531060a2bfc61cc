"""While the database is away everybody is told so at once, in their language, and what was typed is not lost."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from einamt.platform.web import refusals, watching
from einamt.platform.web.watching import SILENT_AT_MOST, Sight, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is known that the database is away."""
    monkeypatch.setattr(watching.watch, "is_away", True)
    return


@pytest.mark.parametrize(
    ("path", "language", "sentence"),
    [
        ("/termin/", "de", "Diese Seite versucht es in ein paar Sekunden noch einmal."),
        ("/en/termin/", "en", "This page tries again in a few seconds."),
        ("/schalter/", "de", "Diese Seite versucht es in ein paar Sekunden noch einmal."),
    ],
)
def test_a_page_says_that_it_asks_again_and_asks_the_database_nothing(
    away: None, client: Client, path: str, language: str, sentence: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path, headers={"Accept-Language": "fr"})
    assert len(queries) == 0
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    text = page.content.decode()
    assert f'<html lang="{language}">' in text
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in text
    assert 'data-again="10"' in text
    assert sentence in text
    assert "no-store" in page["Cache-Control"]


def test_a_form_is_on_the_page_to_be_sent_again(away: None, client: Client) -> None:
    page = client.post("/termin/angaben/?a=1", {"name": 'Anna "><b>', "papier": ["1", "2"]}).content.decode()
    assert '<form method="post"><input type="hidden" name="name" value="Anna &quot;&gt;&lt;b&gt;">' in page
    assert page.count('name="papier"') == 2
    assert "Noch einmal senden" in page
    assert "refresh" not in page


def test_neither_a_password_nor_a_file_is_on_the_page(away: None, client: Client) -> None:
    page = client.post("/schalter/anmelden/", {"username": "schalter", "password": "ein-amt"}).content.decode()
    assert "ein-amt" not in page
    assert "<form" not in page
    assert "senden Sie das Formular noch einmal" in page
    with BytesIO(b"a;b") as file:
        file.name = "roster.csv"
        assert "<form" not in client.post("/planung/", {"file": file, "only": "good"}).content.decode()


def test_a_part_of_a_page_is_answered_with_a_notice(away: None, client: Client) -> None:
    notice = client.get("/suche/vorschlaege/?q=pass", headers={"HX-Request": "true"})
    assert notice.status_code == 503
    assert "<html" not in notice.content.decode()


def test_a_program_is_told_in_problem_details(away: None, client: Client) -> None:
    answer = client.get("/api/v1/services", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert (problem["code"], problem["status"]) == ("unavailable", 503)
    assert problem["detail"].startswith("We cannot reach our data")


def test_whoever_meets_a_lost_connection_gets_the_page_and_has_the_server_looked_at(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = watch_of(sights := [Sight.AWAY])
    monkeypatch.setattr(refusals, "watch", own)
    own.turn()
    assert sights, "nobody had reason to look"
    assert "Wir kommen gerade nicht an unsere Daten" in browser.get("/fails/database/").content.decode()
    own.turn()
    assert own.is_away


def test_the_look_out_looks_on_while_the_server_is_away_and_not_when_there_is_no_reason_to() -> None:
    watch = watch_of(sights := [Sight.AWAY, Sight.AWAY, Sight.THERE])
    watch.suspect()
    states = []
    for _ in range(5):
        watch.turn()
        states.append(watch.is_away)
    assert states == [True, True, False, False, False]
    assert sights == []


def test_those_who_wait_for_a_silent_server_are_set_free_but_not_for_one_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cuts: list[int] = []
    sights = [Sight.SILENT, Sight.THERE, *[Sight.SILENT] * SILENT_AT_MOST]
    watch = watch_of(sights, cut=lambda: cuts.append(len(sights)))
    monkeypatch.setattr(watching, "SLOW_SECONDS", -1)
    with watch.working():
        for _ in range(2 + SILENT_AT_MOST):
            assert not watch.is_away
            watch.turn()
    assert watch.is_away
    assert cuts == [0]


def test_a_request_that_has_ended_is_not_waited_for() -> None:
    watch = watch_of([])
    with watch.working():
        pass
    watch.turn()


def test_who_never_saw_the_server_does_not_say_that_it_is_away() -> None:
    watch = Watch(look=lambda: Sight.AWAY, cut=lambda: pytest.fail("nobody is to be set free"))
    for _ in range(3):
        watch.suspect()
        watch.turn()
    assert not watch.is_away


def watch_of(sights: list[Sight], cut: Callable[[], object] = lambda: None) -> Watch:
    """A look-out that has seen the server, and will see `sights`; it has no reason to look."""
    coming = [Sight.THERE]
    watch = Watch(look=lambda: (coming or sights).pop(0), cut=cut)
    watch.suspect()
    watch.turn()
    assert not watch.is_away
    return watch
