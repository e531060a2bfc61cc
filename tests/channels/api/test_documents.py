"""A specialist system reports through the interface."""

from typing import Any

import pytest
from django.test import Client

from einamt.accounts.operations import admit_client
from einamt.procedures.identity_documents.models import IdentityDocument, StateReport
from tests.channels.api.conftest import NOW, StandingClock
from tests.factories.identity_documents import NUMBER, Workshop

ADDRESS = "/api/v1/identity-documents/reports"


@pytest.fixture
def token(db: None, city_clock: StandingClock) -> str:
    """Of a program that nobody has connected yet."""
    return admit_client(name="Meldewesen", now=NOW).token


@pytest.fixture
def workshop(token: str) -> Workshop:
    """The system, connected to the program."""
    from einamt.accounts.models import ApiClient

    return Workshop(client=ApiClient.objects.get())


def send(client: Client, token: str, *reports: dict[str, Any]) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.post(ADDRESS, {"reports": list(reports)}, content_type="application/json", headers=headers)


def said(workshop: Workshop, **changes: Any) -> dict[str, Any]:
    return {
        "order": "A-1",
        "state": "ready",
        "occurred_at": "2026-11-20T08:00:00+01:00",
        "number": "LZ63IIT47",
        "service": workshop.service.slug,
        "office": workshop.office.slug,
        "ready_until": "2026-12-31",
        **changes,
    }


def test_reports_are_taken_and_answered_with_reference_and_code_for_the_slip(
    client: Client, workshop: Workshop, token: str
) -> None:
    answer = send(client, token, said(workshop), said(workshop, order="B-2", state="handed-out"))
    assert answer.status_code == 200
    first, second = answer.json()["answers"]
    case = workshop.document().case
    assert first == {
        "order": "A-1",
        "verdict": "applied",
        "why": None,
        "reference": case.reference,
        "code": first["code"],
    }
    assert len(first["code"]) == 6
    assert (second["verdict"], second["why"], second["reference"]) == ("waiting", "unknown-order", "")


def test_the_same_again_is_answered_the_same_and_done_once(client: Client, workshop: Workshop, token: str) -> None:
    first = send(client, token, said(workshop)).json()
    assert send(client, token, said(workshop)).json() == first
    assert IdentityDocument.objects.count() == StateReport.objects.count() == 1


def test_one_that_cannot_be_read_refuses_all_and_is_named_without_its_content(
    client: Client, workshop: Workshop, token: str
) -> None:
    answer = send(client, token, said(workshop), said(workshop, order=f"X{NUMBER}", number=NUMBER))
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-reports")
    assert "1: order" in answer.json()["detail"]
    assert NUMBER not in answer.content.decode()
    assert not StateReport.objects.exists()


def test_only_a_program_that_is_connected_reports(client: Client, token: str) -> None:
    workshop = Workshop()
    assert send(client, "", said(workshop)).json()["code"] == "system-unknown"
    assert send(client, token, said(workshop)).json()["code"] == "system-unknown"
    forged = send(client, token[:-1] + ("a" if token[-1] != "a" else "b"), said(workshop))
    assert (forged.status_code, forged.json()["code"]) == (401, "client-unknown")
    assert not StateReport.objects.exists()
