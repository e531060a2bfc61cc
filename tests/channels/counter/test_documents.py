"""Identity documents at the counter and on the phone."""

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.platform.audit.models import ReadingEntry
from einamt.platform.notifications.models import Reach, SentMessage
from einamt.platform.notifications.rendering import Content
from einamt.platform.outbox import relay
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from einamt.procedures.identity_documents.models import StateReport
from einamt.procedures.identity_documents.numbers import number_hash
from einamt.procedures.identity_documents.rules import DocumentState as S
from einamt.procedures.identity_documents.rules import Verdict
from tests.channels.counter.pages import text_of
from tests.factories.accounts import make_staff
from tests.factories.identity_documents import NUMBER, Workshop

ADDRESS, WAITING = "/schalter/ausweise/", "/schalter/ausweise/klaeren/"


@pytest.fixture
def workshop(db: None) -> Workshop:
    """An office with a document that is ready."""
    City.objects.update_or_create(defaults={"name": "Musterstadt"})
    city.forget()
    made = Workshop()
    made.take(S.READY)
    return made


@pytest.fixture
def manager(workshop: Workshop) -> Staff:
    """Somebody who answers for the whole authority."""
    return make_staff(role=Role.OFFICE_MANAGER, organisation=workshop.office.organisation)


@pytest.fixture(params=[Role.CLERK, Role.HOTLINE])
def reader(request: pytest.FixtureRequest, client: Client, workshop: Workshop) -> Client:
    """A clerk of another office, or a hotline agent."""
    client.force_login(make_staff(role=request.param, full_name="Mehmet Kaya"))
    return client


def test_clerk_and_hotline_agent_read_out_the_state_alone_and_it_is_recorded(
    reader: Client, workshop: Workshop
) -> None:
    page = reader.post(ADDRESS, {"number": "lz6 3II t47"})
    assert "Liegt zum Abholen bereit" in text_of(page)
    case = workshop.document().case
    for kept in (case.reference, workshop.office.name, "Reisepass beantragen"):
        assert kept not in text_of(page)
    [entry] = ReadingEntry.objects.filter(what="identity-document-read")
    assert (entry.subject, entry.purpose) == (f"case:{case.pk}", "read-out")


def test_who_tries_numbers_is_recorded_without_the_number(reader: Client, workshop: Workshop) -> None:
    assert reader.post(ADDRESS, {"number": "LZ6311T48"}).status_code == 404
    [entry] = ReadingEntry.objects.filter(what="identity-document-read")
    assert entry.subject == "none"


def test_an_editor_reads_nothing(client: Client, workshop: Workshop) -> None:
    client.force_login(make_staff(role=Role.EDITOR))
    assert client.post(ADDRESS, {"number": NUMBER}).status_code == 403
    assert not ReadingEntry.objects.exists()


def test_the_slip_is_a_tagged_pdf_that_is_kept_nowhere(client: Client, manager: Staff, workshop: Workshop) -> None:
    client.force_login(manager)
    made = client.post("/schalter/ausweise/zettel/", {"number": NUMBER})
    content = made.content
    assert made["Content-Type"] == "application/pdf"
    assert "no-store" in made["Cache-Control"]
    assert content.startswith(b"%PDF-1.7")
    for mark in (b"/StructTreeRoot", b"/Lang", b"pdfuaid", b"pdfaid"):
        assert mark in content


def test_a_hotline_agent_prints_no_slip(client: Client, workshop: Workshop) -> None:
    client.force_login(make_staff(role=Role.HOTLINE))
    assert client.post("/schalter/ausweise/zettel/", {"number": NUMBER}).status_code == 403


def test_a_report_that_does_not_fit_is_decided_with_a_reason(
    client: Client, manager: Staff, workshop: Workshop
) -> None:
    workshop.take(S.HANDED_OUT, order="B-2")
    workshop.take(S.IN_PRODUCTION, hours=1)
    client.force_login(manager)
    page = text_of(client.get(WAITING))
    assert "A-1: In Herstellung" in page
    assert "Bisher: Liegt zum Abholen bereit" in page
    assert "B-2: Ausgehändigt Diese Bestellung kennen wir nicht." in page
    report = StateReport.objects.get(state=S.IN_PRODUCTION)
    assert client.post(WAITING, {"report": report.pk, "act": "take", "reason": ""}).status_code == 422
    client.post(WAITING, {"report": report.pk, "act": "take", "reason": "Wird neu hergestellt"})
    assert workshop.document().case.state == S.IN_PRODUCTION
    other = StateReport.objects.get(order_number="B-2")
    client.post(WAITING, {"report": other.pk, "act": "set-aside", "reason": "Kennt niemand"})
    other.refresh_from_db()
    assert (other.verdict, other.decided_by) == (Verdict.SET_ASIDE, str(manager.actor))
    assert "Es ist nichts zu klären." in text_of(client.get(WAITING))


def test_another_authority_neither_sees_nor_decides_it(client: Client, workshop: Workshop) -> None:
    from tests.factories.catalog import make_office

    workshop.take(S.IN_PRODUCTION, hours=1)
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, organisation=make_office().organisation))
    assert "A-1" not in text_of(client.get(WAITING))
    report = StateReport.objects.get(verdict=Verdict.WAITING)
    assert client.post(WAITING, {"report": report.pk, "act": "take", "reason": "x"}).status_code == 403
    assert client.post(WAITING, {"report": "unsinn", "act": "take", "reason": "x"}).status_code == 403


def test_a_clerk_of_one_office_decides_for_the_authority_of_that_office(client: Client, workshop: Workshop) -> None:
    workshop.take(S.IN_PRODUCTION, hours=1)
    client.force_login(make_staff(role=Role.CLERK, office=workshop.office))
    report = StateReport.objects.get(verdict=Verdict.WAITING)
    assert "A-1: In Herstellung" in text_of(client.get(WAITING))
    assert client.post(WAITING, {"report": report.pk, "act": "set-aside", "reason": "Verwechselt"}).status_code == 302


TELL = "/schalter/ausweise/bescheid/"


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ({"way": "sms", "phone": "0176 12345678"}, "+4917612345678"),
        ({"way": "mail", "email": "other@example.org"}, "other@example.org"),
        (
            {
                "way": "letter",
                "name": "Hương Đặng-Nguyễn",
                "street": "Lange Straße 1",
                "postal_code": "13187",
                "town": "Musterstadt",
            },
            "Hương Đặng-Nguyễn",
        ),
    ],
)
def test_ready_is_told_on_the_way_that_was_chosen_at_the_counter(
    client: Client, manager: Staff, workshop: Workshop, said: dict[str, str], to: str
) -> None:
    client.force_login(manager)
    workshop.take(S.APPLIED, order="B-1", number_hash=number_hash(number="LZ6311T48"))
    page = client.post(TELL, {"number": "LZ6311T48", **said}, follow=True)
    assert "So erfährt die Person, wenn das Dokument bereitliegt." in text_of(page)
    workshop.take(S.READY, hours=9, order="B-1", number_hash=number_hash(number="LZ6311T48"))
    relay.drain()
    told = SentMessage.objects.get(about=workshop.document("B-1").case_id)
    content = Content.opened(told.content or "")
    assert (told.channel, told.office_id) == (said["way"], workshop.office.pk)
    assert to in str(content.recipient)
    assert "Reisepass" not in content.sms


def test_what_no_message_can_reach_is_asked_for_again(client: Client, manager: Staff, workshop: Workshop) -> None:
    client.force_login(manager)
    page = client.post(TELL, {"number": NUMBER, "way": "mail"})
    assert page.status_code == 422
    assert "Bitte schreiben Sie, wohin die E-Mail gehen soll." in text_of(page)
    assert not Reach.objects.exists()
