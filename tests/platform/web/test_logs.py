import json
import logging
import re
import sys

import pytest
from django.test import Client

from einamt.platform.redaction import redacted
from einamt.platform.web.logs import JsonFormatter
from tests.platform.web.conftest import Lines

pytestmark = pytest.mark.django_db


def test_a_request_is_one_line_that_names_its_route_and_not_its_path(browser: Client, log: Lines) -> None:
    browser.get("/link/s3cret/?q=Erika+Mustermann", REMOTE_ADDR="198.51.100.7")
    (line,) = log.objects("einamt.access")
    assert (line["method"], line["route"], line["status"]) == ("GET", "/link/<str:secret>/", 200)
    assert isinstance(line["ms"], float)
    everything = "\n".join(log.texts)
    assert not re.search("s3cret|Erika|198.51", everything)


def test_a_bug_is_logged_with_its_traceback_and_without_what_it_quotes(browser: Client, log: Lines) -> None:
    browser.post("/fails/bug/", {"name": "Erika Mustermann"})
    (line,) = log.objects("django.request")
    assert "RuntimeError: [mail], [phone], broke it" in str(line["exception"])
    assert line["message"] == "Internal Server Error: /fails/<str:error>/"
    assert "Mustermann" not in "\n".join(log.texts)


def test_all_lines_of_a_request_carry_its_number(browser: Client, log: Lines) -> None:
    answer = browser.get("/fails/bug/", headers={"X-Request-ID": "abcd-1234"})
    assert answer["X-Request-ID"] == "abcd-1234"
    assert {json.loads(text)["request_id"] for text in log.texts} == {"abcd-1234"}


@pytest.mark.parametrize("number", ["short", "x" * 65, "a b c d e f g", 'quote"quote"'])
def test_a_number_that_could_not_be_ours_is_replaced(browser: Client, number: str) -> None:
    assert re.fullmatch("[0-9a-f]{16}", browser.get("/", headers={"X-Request-ID": number})["X-Request-ID"])


def test_probes_do_not_fill_the_log(browser: Client, log: Lines) -> None:
    browser.get("/healthz")
    assert log.objects("einamt.access") == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("to erika.müster@example.org: refused", "to [mail]: refused"),
        ("<max+tag@mail.example.co.uk>", "<[mail]>"),
        ("call 030 12345678 or +49 (30) 1234-5678", "call [phone] or [phone]"),
        ("DETAIL:  Key (email)=(x) already exists.", "[details left out]"),
        ("2026-11-24 09:00:00 and 0198f3a2-7c1d-7def", "2026-11-24 09:00:00 and 0198f3a2-7c1d-7def"),
        ("10.0.0.5:8000 took 0.0123456789 s", "10.0.0.5:8000 took 0.0123456789 s"),
    ],
)
def test_what_looks_like_a_person_is_taken_out(text: str, left: str) -> None:
    assert redacted(text) == left


def test_a_line_is_json_whatever_is_logged() -> None:
    try:
        int("zwei\nZeilen")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "%s", (object(),), sys.exc_info())
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert "ValueError" in json.loads(line)["exception"]
