"""Where an identity document is, by its number or its slip: the state alone, and every refusal the same."""

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from einamt.channels.portal.status import documents
from einamt.kernel.references import new_reference
from einamt.platform import links
from einamt.procedures.identity_documents.operations import revoke_slips
from einamt.procedures.identity_documents.rules import DocumentState as S
from einamt.procedures.identity_documents.slip_tokens import slip_token
from tests.channels.portal.conftest import StandingClock
from tests.channels.portal.visitor import text_of
from tests.factories.identity_documents import NUMBER, Workshop

ADDRESS = "/vorgang/ausweis/"


@pytest.fixture
def workshop(db: None) -> Workshop:
    """An office with a document that is ready."""
    made = Workshop()
    made.take(S.READY)
    return made


def bytes_and_queries(
    client: Client, method: str, address: str, sent: dict[str, str] | None = None
) -> tuple[object, ...]:
    """What refusals could be told apart by: code, headers, body (without what is drawn each time) and queries."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer: HttpResponse = getattr(client, method)(address, sent)
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)
    headers = {name: value for name, value in answer.items() if name not in {"Server-Timing", "X-Request-ID"}}
    for nonce in set(re.findall(r"nonce-([\w+/=-]+)", str(headers))):
        body, headers = (
            body.replace(nonce.encode(), b""),
            {name: value.replace(nonce, "") for name, value in headers.items()},
        )
    return answer.status_code, headers, body, len(queries)


def slip_path(workshop: Workshop, *, version: int = 1) -> str:
    token = slip_token(document_id=workshop.document().pk, version=version)
    return links.path(name="document-slip", parameters={"token": token})


@pytest.mark.parametrize("typed", [NUMBER, "lz6 311 t47", "LZ63IIT47"])
def test_a_number_shows_the_state_and_nothing_else(client: Client, workshop: Workshop, typed: str) -> None:
    page = client.post(ADDRESS, {"number": typed})
    text = text_of(page)
    assert "Liegt zum Abholen bereit" in text
    document = workshop.document()
    for kept in (document.case.reference, workshop.office.name, "Dezember", "Reisepass beantragen", NUMBER, "ayse"):
        assert kept not in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"


def test_the_code_of_a_slip_leads_to_the_same_page(client: Client, workshop: Workshop) -> None:
    by_slip = text_of(client.get(slip_path(workshop)))
    assert "Liegt zum Abholen bereit" in by_slip
    assert workshop.office.name not in by_slip


def test_a_slip_counts_the_attempt_and_reads_one_row(
    client: Client, workshop: Workshop, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = slip_path(workshop)
    client.get(path)
    with django_assert_num_queries(2):
        client.get(path)


def test_every_refusal_of_a_number_is_the_same_in_every_byte_and_takes_the_same_queries(
    client: Client, workshop: Workshop
) -> None:
    client.get(ADDRESS)
    wrong = ["LZ6311T48", "", "unsinn", "LZ6311T4", "x" * 10_000, "LZ6311T470", "' OR 1=1 --", "🙂", new_reference()]
    answers = [bytes_and_queries(client, "post", ADDRESS, {"number": typed}) for typed in ["LZ7311T47", *wrong]]
    assert answers[0][0] == 404
    assert all(answer == answers[0] for answer in answers)


def test_every_refusal_of_a_slip_is_the_same(client: Client, workshop: Workshop) -> None:
    client.get(ADDRESS)
    old = slip_path(workshop)
    revoke_slips(document_id=workshop.document().pk)
    foreign = ["/zettel/" + "0" * 32 + "/", "/zettel/x/", "/zettel/" + "a" * 200 + "/"]
    answers = []
    for path in [old, *foreign]:
        status, headers, body, count = bytes_and_queries(client, "get", path)
        # the links to other languages name the address that was asked for
        blank = bytes(body).replace(path.encode(), b"")  # type: ignore[call-overload]
        answers.append((status, {**headers, "Content-Length": ""}, blank, count))  # type: ignore[dict-item]
    assert answers[0][0] == 404
    assert all(answer == answers[0] for answer in answers)
    assert client.get(slip_path(workshop, version=2)).status_code == 200


def test_every_refusal_of_reference_and_code_is_the_same_but_for_what_was_typed(
    client: Client, workshop: Workshop
) -> None:
    client.get("/vorgang/")
    case = workshop.document().case
    other = workshop.take(S.READY, order="B-2")
    wrong = [
        (case.reference, "AAAAAA"),
        (case.reference, other.code),
        (new_reference(), other.code),
        ("unsinn", "x"),
        ("x" * 500, "y" * 500),
    ]
    answers = []
    for reference, code in wrong:
        status, headers, body, count = bytes_and_queries(
            client, "post", "/vorgang/", {"reference": reference, "code": code}
        )
        blank = bytes(body).replace(reference.encode(), b"").replace(f'value="{code}"'.encode(), b'value=""')  # type: ignore[call-overload]
        answers.append((status, {**headers, "Content-Length": ""}, blank, count))  # type: ignore[dict-item]
    assert answers[0][0] == 404
    assert all(answer == answers[0] for answer in answers)


def test_who_tries_numbers_has_to_wait_even_when_one_is_right(
    client: Client, workshop: Workshop, clock: StandingClock
) -> None:
    answers = [client.post(ADDRESS, {"number": NUMBER}).status_code for _ in range(documents.ATTEMPTS + 1)]
    assert answers == [200] * documents.ATTEMPTS + [429]
    assert client.get(slip_path(workshop)).status_code == 429
    clock.forward(minutes=61)
    assert client.post(ADDRESS, {"number": NUMBER}).status_code == 200


def test_the_status_page_leads_here(client: Client, db: None) -> None:
    assert f'href="{ADDRESS}"' in client.get("/vorgang/").content.decode()
