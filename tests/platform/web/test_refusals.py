import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/fails/reference/", 409, "Diese Vorgangsnummer kann nicht stimmen."),
        ("/fails/often/", 429, "Bitte versuchen Sie es in 4 Minuten noch einmal."),
        ("/fails/forbidden/", 403, "Diese Seite ist nicht für Sie freigegeben"),
        ("/fails/large/", 413, "Das war zu viel auf einmal"),
        ("/fails/bug/", 500, "Das liegt an uns, nicht an Ihnen."),
        ("/fails/database/", 503, "Das liegt an uns, nicht an Ihnen."),
        ("/nowhere/", 404, "Diese Seite gibt es nicht"),
        ("/form/", 405, "Diese Adresse gehört zu einem Formular."),
        ("/?q=%00", 400, "Das haben wir nicht verstanden"),
    ],
)
def test_every_no_is_a_page_in_plain_words(browser: Client, path: str, status: int, sentence: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert "<html" in answer.content.decode()


@pytest.mark.parametrize("path", ["/fails/often/", "/nowhere/", "/fails/bug/", "/form/", "/fails/large/"])
def test_a_part_of_a_page_is_answered_with_a_notice_and_not_with_a_page(browser: Client, path: str) -> None:
    answer = browser.get(path, headers={"HX-Request": "true"})
    assert answer.status_code >= 400
    assert "<html" not in answer.content.decode()
    assert len(answer.content.decode()) > 60


def test_too_many_attempts_say_when_to_come_back(browser: Client) -> None:
    assert browser.get("/fails/often/")["Retry-After"] == "230"


def test_a_method_that_is_not_allowed_still_says_which_are(browser: Client) -> None:
    assert browser.get("/form/")["Allow"] == "POST"


def test_the_page_for_broken_days_asks_the_database_nothing(browser: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        browser.get("/fails/bug/")
    assert len(queries) == 0


def test_a_form_without_its_token_is_refused_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/form/")
    assert answer.status_code == 403
    assert "Das Formular ist abgelaufen" in answer.content.decode()


def test_a_refusal_leads_back_to_where_one_came_from_and_nowhere_else(browser: Client) -> None:
    own = browser.get("/fails/reference/", headers={"Referer": "http://testserver/personal/?a=1", "Host": "testserver"})
    assert 'href="/personal/?a=1"' in own.content.decode()
    other = browser.get("/fails/reference/", headers={"Referer": "http://evil.example/x/", "Host": "testserver"})
    assert "evil" not in other.content.decode()
