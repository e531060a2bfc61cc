"""The demo's account: what the tour shows of messages, decisions, objections and acting for somebody."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.cases.conversation.models import CaseMessage, MessageFile
from einamt.cases.decisions.models import Decision
from einamt.cases.queries import case_by_code
from einamt.channels.demo.seeding.citizens import ADDRESS, kept
from einamt.channels.demo.seeding.people import PASSWORD
from einamt.channels.portal.account.session import IDLE
from einamt.citizens.acting.models import Representation
from einamt.citizens.models import CitizenAccount
from einamt.platform import clock
from einamt.procedures.objections.models import Objection
from tests.channels.portal.visitor import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def present(seeded: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: seeded)


@pytest.fixture
def holder(client: Client, seeded: datetime) -> Client:
    """Signed in, as by the link in the mailbox."""
    until = (seeded + IDLE).isoformat()
    session = client.session
    account = str(CitizenAccount.objects.get().pk)
    session["account.signed-in"] = {"account": account, "since": seeded.isoformat(), "until": until, "id_token": ""}
    session.save()
    return client


def clerk() -> Client:
    desk = Client()
    assert desk.login(username="schalter", password=PASSWORD)
    return desk


def test_the_demo_page_says_how_one_comes_into_the_account_and_its_cases_can_be_followed(client: Client) -> None:
    assert ADDRESS in text_of(client.get("/demo/"))
    shown = [each for each in kept() if "Bescheid" in each.story]
    assert len(shown) == 2
    for citizen in shown:
        assert case_by_code(reference=citizen.reference, code=citizen.code).reference == citizen.reference


def test_the_account_shows_the_matter_its_messages_decisions_and_objection(holder: Client) -> None:
    own = Decision.objects.earliest("document__issued_at").document.case
    page = text_of(holder.get(f"/konto/vorgang/{own.pk}/", follow=True))
    for words in ("Geburtsurkunde.pdf", "Aufzug", "Ein Bescheid liegt für Sie bereit", "Ermäßigung der Gebühr"):
        assert words in page
    objection = Objection.objects.get()
    assert objection.case.reference in text_of(holder.get("/konto/"))
    archive = ZipFile(BytesIO(b"".join(holder.get("/konto/daten.zip").streaming_content)))
    assert archive.testzip() is None
    assert sum(name.endswith("Geburtsurkunde.pdf") for name in archive.namelist()) == 1


def test_the_account_acts_for_somebody_and_waits_for_a_second_decision(holder: Client) -> None:
    page = text_of(holder.get("/konto/vertretungen/"))
    assert "gilt" in page
    assert "wartet auf Entscheidung" in page
    confirmed = Representation.objects.get(state="confirmed")
    holder.post(f"/konto/vertretungen/{confirmed.pk}/handeln/")
    assert confirmed.cases.get().case.reference in text_of(holder.get("/konto/"))


def test_the_clerk_finds_the_message_the_objection_and_the_request_as_work_to_do(seeded: datetime) -> None:
    desk, waiting = clerk(), CaseMessage.objects.filter(side="holder", settled_at=None)
    assert waiting.count() == 2
    assert waiting.first().case.reference in text_of(desk.get("/schalter/antworten/"))  # type: ignore[union-attr]
    objection = Objection.objects.get()
    assert objection.case.reference in text_of(desk.get("/schalter/widersprueche/"))
    assert Representation.objects.get(state="asked").reference in text_of(desk.get("/schalter/vertretungen/"))
    file = MessageFile.objects.get()
    address = f"/schalter/vorgang/{file.message.case.reference}/datei/{file.pk}/"
    assert b"".join(desk.get(address).streaming_content).startswith(b"%PDF-")
    issuer = objection.decision.document.issued_by  # type: ignore[union-attr]
    assert issuer != str(Staff.objects.get(username="schalter").actor), "the clerk may decide it"
