"""Issuing documents, checking them, revoking them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from pypdf import PdfReader

from einamt.cases import steps
from einamt.cases.documents import registry
from einamt.cases.documents.errors import AlreadyRevoked, DocumentUnknown, NotIssuable
from einamt.cases.documents.models import DocumentFile, IssuedDocument
from einamt.cases.documents.operations import issue_document, revoke_document
from einamt.cases.documents.queries import check_code, check_file, pdf_of
from einamt.cases.documents.registry import Content, DocumentKind, Field
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.errors import EventNotAllowed
from einamt.cases.models import Case, CaseEvent
from einamt.cases.operations import erase_some_cases
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.platform.pdf.seals import Finding
from tests.factories.cases import make_case

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.STAFF, "clerk")
KIND = DocumentKind(
    code="receipt",
    name="Quittung",
    fields=lambda case_id: (
        [Field("name", "Name", "Ada Lovelace", longest=40)] if Case.objects.get(pk=case_id).state == "open" else None
    ),
    content=lambda _case_id, given, _language, _now: Content(
        title="Quittung",
        paragraphs=[f"{given['name']} hat bezahlt. #strong[nicht fett] $x$"],
        lines=[("Betrag", "5 €")],
    ),
)


@pytest.fixture(autouse=True)
def receipts() -> Iterator[None]:
    """A kind of document without a procedure."""
    registry.register(KIND)
    yield
    registry._kinds.pop(KIND.code)


@pytest.fixture
def case(now: datetime) -> Case:
    return make_case(now=now)[0]


def issue(case: Case, now: datetime, *, command: UUID | None = None, **given: str) -> IssuedDocument:
    return issue_document(
        case_id=case.pk,
        kind_code="receipt",
        given=given,
        language="de",
        actor=CLERK,
        channel=Channel.COUNTER,
        command_id=command or uuid4(),
        now=now,
    )


def text_in(case: Case, document: IssuedDocument) -> str:
    return PdfReader(BytesIO(pdf_of(document_id=document.pk, case_id=case.pk))).pages[0].extract_text()


def code_in(text: str) -> str:
    return text.split("Code: ")[1].split(maxsplit=1)[0]


def test_the_same_command_is_one_document_and_on_another_case_another(case: Case, now: datetime) -> None:
    command, other = uuid4(), make_case(now=now)[0]
    first = issue(case, now, command=command)
    assert issue(case, now, command=command) == first
    of_other = issue(other, now, command=command)
    assert (of_other.case_id, of_other == first) == (other.pk, False)


def test_a_document_can_be_checked_by_its_code_and_by_its_file(case: Case, now: datetime) -> None:
    document = issue(case, now, name="Đặng-Nguyễn Thị Ánh")
    text = text_in(case, document)
    assert "Đặng-Nguyễn Thị Ánh hat bezahlt." in text
    assert "Betrag: 5 €" in text
    by_code = check_code(text=code_in(text).lower().replace("-", " "), language="de")
    assert (by_code.kind_name, by_code.issued_at, by_code.revoked_at) == ("Quittung", now, None)
    by_file = check_file(content=pdf_of(document_id=document.pk, case_id=case.pk), language="de")
    assert (by_file.seal, by_file.document) == (Finding.OURS, by_code)


def test_what_is_filled_in_is_never_code_of_the_template(case: Case, now: datetime) -> None:
    document = issue(case, now, name='#read("/etc/passwd") *fett*')
    assert '#read("/etc/passwd") *fett* hat bezahlt. #strong[nicht fett] $x$' in text_in(case, document)


def test_what_is_not_filled_in_is_taken_as_suggested(case: Case, now: datetime) -> None:
    assert "Ada Lovelace hat bezahlt." in text_in(case, issue(case, now))


def test_the_second_press_is_the_same_document(case: Case, now: datetime) -> None:
    command = uuid4()
    first, second = issue(case, now, command=command), issue(case, now + timedelta(seconds=1), command=command)
    assert first == second
    assert IssuedDocument.objects.count() == DocumentFile.objects.count() == 1
    assert CaseEvent.objects.filter(case=case, kind="document-issued").count() == 1


def test_nothing_is_issued_where_there_is_nothing_to_say(case: Case, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(state="done")
    with pytest.raises(NotIssuable):
        issue(case, now)
    assert not IssuedDocument.objects.exists()


def test_issuing_moves_the_case_nowhere_and_stands_in_its_history(case: Case, now: datetime) -> None:
    document = issue(case, now)
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("open", None)
    event = CaseEvent.objects.get(case=case, kind="document-issued")
    assert (event.state, event.data) == ("open", {"document": str(document.pk), "kind": "receipt"})


@pytest.mark.django_db(transaction=True)
def test_only_notes_can_be_noted(case: Case, now: datetime) -> None:
    with transaction.atomic():
        locked = steps.locked_case(case_id=case.pk)
        with pytest.raises(EventNotAllowed):
            steps.note_event(case=locked, event="finished", actor=CLERK, channel=Channel.COUNTER, data={}, now=now)


def test_a_revoked_document_says_so_to_whoever_checks_it(case: Case, now: datetime) -> None:
    document = issue(case, now)
    code = code_in(text_in(case, document))
    later = now + timedelta(days=1)
    how = {"reason": RevocationReason.MISTAKE, "actor": CLERK, "channel": Channel.COUNTER, "now": later}
    revoke_document(document_id=document.pk, **how)  # type: ignore[arg-type]
    checked = check_code(text=code, language="de")
    assert (checked.revoked_at, checked.revocation) == (later, "mistake")
    with pytest.raises(AlreadyRevoked):
        revoke_document(document_id=document.pk, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "K7M4", "AAAA-AAAA-AAAA", "ÄÖÜ" * 4, "0000-1111-LLLL", "A" * 400])
def test_a_code_that_nobody_has_is_unknown_with_one_query(
    text: str, case: Case, now: datetime, django_assert_num_queries: object
) -> None:
    issue(case, now)
    with django_assert_num_queries(1), pytest.raises(DocumentUnknown):  # type: ignore[operator]
        check_code(text=text, language="de")


def test_a_document_is_fetched_by_its_own_case_alone(case: Case, now: datetime) -> None:
    document = issue(case, now)
    with pytest.raises(DocumentUnknown):
        pdf_of(document_id=document.pk, case_id=make_case(now=now)[0].pk)


def test_with_its_case_a_document_is_erased_and_its_seal_still_speaks(case: Case, now: datetime) -> None:
    document = issue(case, now)
    pdf = pdf_of(document_id=document.pk, case_id=case.pk)
    Case.objects.filter(pk=case.pk).update(state="done", closed_at=now)
    while erase_some_cases(now + timedelta(days=400)):
        pass
    assert not DocumentFile.objects.exists()
    checked = check_file(content=pdf, language="de")
    assert (checked.seal, checked.document) == (Finding.OURS, None)


def test_the_file_stands_encrypted_in_the_database(case: Case, now: datetime) -> None:
    issue(case, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pdf FROM documents_documentfile")
        [[stored]] = cursor.fetchall()
    assert b"%PDF" not in bytes(stored)
