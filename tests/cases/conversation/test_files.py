"""Files of messages: scanned before anybody opens them, kept encrypted, gone with their case."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django import Settings

from einamt.cases.conversation.models import CaseMessage, MessageFile, MessageFilePart
from einamt.cases.conversation.operations import ask_holder, write_to_office
from einamt.cases.conversation.queries import asks_holder, file_of, messages_of
from einamt.cases.models import Case
from einamt.cases.persons import PROVIDER, contact_of
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.platform.attachments.checking import check_waiting
from einamt.platform.attachments.errors import (
    FileBroken,
    FileInfected,
    FileKindUnknown,
    FileNotThere,
    FileTooLarge,
    NoScanner,
    TooManyFiles,
)
from einamt.platform.attachments.queries import pieces_of
from einamt.platform.attachments.receiving import PIECE_BYTES, Received, receive
from einamt.platform.attachments.rules import MOST_FILES, State
from einamt.platform.outbox import relay
from einamt.platform.retention.files import with_files_apart
from einamt.platform.scanning.verdicts import ScannerAway
from tests.factories.appointments import make_bookable, make_booking, somebody
from tests.factories.cases import make_case
from tests.factories.files import infected, jpeg, pdf, png
from tools.clamav import TemporaryScanner

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.STAFF, "7")


@pytest.fixture
def case(now: datetime) -> Case:
    return make_case(now=now)[0]


def taken(*files: tuple[str, bytes]) -> list[Received]:
    return receive(files=[SimpleUploadedFile(name, content) for name, content in files])


def ask(case: Case, now: datetime, files: list[Received] | None = None) -> CaseMessage:
    command = uuid4()
    return ask_holder(
        case_id=case.pk, text="Die Urkunde?", seen=(), actor=CLERK, command_id=command, now=now, files=files or []
    )


def answer(case: Case, now: datetime, files: list[Received], *, command: UUID | None = None) -> CaseMessage:
    seen = {each.pk for each in messages_of(case_id=case.pk)}
    return write_to_office(
        case_id=case.pk, text="", seen=seen, channel=Channel.PORTAL, command_id=command or uuid4(), now=now, files=files
    )


def test_a_file_comes_back_as_it_was_sent(case: Case, now: datetime, scanner: TemporaryScanner) -> None:
    ask(case, now)
    photo = jpeg(content=3 * PIECE_BYTES)
    answer(case, now, taken(("Đặng-Nguyễn.jpg", photo)))
    file = MessageFile.objects.get()
    assert (file.name, file.size, file.state) == ("Đặng-Nguyễn.jpg", len(photo), State.CLEAN)
    pieces = list(pieces_of(file=file_of(case_id=case.pk, file_id=file.pk)))
    assert b"".join(pieces) == photo
    assert max(map(len, pieces)) == PIECE_BYTES
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM conversation_messagefilepart")
        assert not any(b"film of two" in bytes(content) for (content,) in cursor.fetchall())


def test_the_same_answer_sent_twice_keeps_its_files_once(case: Case, now: datetime, scanner: TemporaryScanner) -> None:
    ask(case, now)
    command = uuid4()
    for _ in range(2):
        answer(case, now, taken(("a.png", png())), command=command)
    assert MessageFile.objects.count() == 1


def test_the_office_sends_files_with_its_question(case: Case, now: datetime, scanner: TemporaryScanner) -> None:
    ask(case, now, taken(("Vordruck.pdf", pdf())))
    assert [file.name for message in messages_of(case_id=case.pk) for file in message.files.all()] == ["Vordruck.pdf"]


def test_what_is_no_document_or_photo_is_not_taken(scanner: TemporaryScanner, settings: Settings) -> None:
    settings.ATTACHMENT_MB = 1
    with pytest.raises(FileKindUnknown):
        taken(("Urkunde.pdf", b"PK\x03\x04" + bytes(100)))
    with pytest.raises(FileBroken):
        taken(("Urkunde.pdf", pdf()[:-200]))
    with pytest.raises(FileTooLarge):
        taken(("Urkunde.jpg", jpeg(content=1024 * 1024)))
    with pytest.raises(TooManyFiles):
        taken(*[("a.png", png())] * (MOST_FILES + 1))
    with pytest.raises(FileInfected, match="Urkunde"):
        taken(("Urkunde.png", infected()))


def test_without_a_scanner_nothing_is_taken() -> None:
    with pytest.raises(NoScanner):
        taken(("a.png", png()))


def test_a_file_waits_while_the_scanner_is_away(case: Case, now: datetime, scanner: TemporaryScanner) -> None:
    ask(case, now)
    scanner.stop()
    answer(case, now, taken(("a.png", png())))
    file = MessageFile.objects.get()
    assert file.state == State.CHECKING
    with pytest.raises(FileNotThere):
        file_of(case_id=case.pk, file_id=file.pk)
    with pytest.raises(ScannerAway):
        check_waiting(now)
    scanner.start()
    check_waiting(now)
    assert file_of(case_id=case.pk, file_id=file.pk) == file


def test_a_waiting_file_is_not_forgotten_when_the_city_takes_its_scanner_away(
    case: Case, now: datetime, scanner: TemporaryScanner, settings: Settings
) -> None:
    ask(case, now)
    scanner.stop()
    answer(case, now, taken(("a.png", png())))
    settings.SCANNER = None
    with pytest.raises(ScannerAway, match="EINAMT_SCANNER"):
        check_waiting(now)


def test_what_is_refused_later_is_gone_and_can_be_sent_again(now: datetime, scanner: TemporaryScanner) -> None:
    contact = somebody(email="ayse@example.org")
    case = make_booking(
        at=make_bookable(now=now), day=now.date() + timedelta(days=1), minute=8 * 60 + 12, now=now, contact=contact
    ).case
    assert contact_of(case_id=case.pk).email == "ayse@example.org"
    ask(case, now)
    scanner.stop()
    answer(case, now + timedelta(minutes=1), taken(("good.png", png()), ("bad.png", infected())))
    assert asks_holder(case_ids=[case.pk]) == set()
    scanner.start()
    for _ in range(2):
        check_waiting(now)
    good, bad = sorted(MessageFile.objects.all(), key=lambda file: file.name, reverse=True)
    assert (good.state, bad.state) == (State.CLEAN, State.REFUSED)
    assert set(MessageFilePart.objects.values_list("file", flat=True)) == {good.pk}
    with pytest.raises(FileNotThere):
        file_of(case_id=case.pk, file_id=bad.pk)
    assert asks_holder(case_ids=[case.pk]) == {case.pk}
    relay.drain()
    told = [each for each in mail.outbox if "konnten wir nicht annehmen" in each.subject]
    assert [each.to for each in told] == [["ayse@example.org"]]
    assert "bad.png" not in str(told[0].body)


def test_a_file_of_an_own_message_that_is_refused_later_opens_no_question_again(
    case: Case, now: datetime, scanner: TemporaryScanner
) -> None:
    ask(case, now)
    answer(case, now + timedelta(minutes=1), [])
    scanner.stop()
    answer(case, now + timedelta(minutes=2), taken(("bad.png", infected())))
    scanner.start()
    check_waiting(now)
    assert MessageFile.objects.get().state == State.REFUSED
    assert asks_holder(case_ids=[case.pk]) == set(), "it was answered, and not with this file"


def test_the_file_of_another_case_is_not_there(case: Case, now: datetime, scanner: TemporaryScanner) -> None:
    ask(case, now, taken(("a.png", png())))
    other, _ = make_case(now=now)
    with pytest.raises(FileNotThere):
        file_of(case_id=other.pk, file_id=MessageFile.objects.get().pk)


def test_a_person_gets_their_files_and_they_go_with_the_case(
    case: Case, now: datetime, scanner: TemporaryScanner
) -> None:
    ask(case, now)
    answer(case, now, taken(("a.png", png())))
    data, files = with_files_apart(PROVIDER.export(f"case:{case.reference}"))
    assert "a.png" in str(data)
    assert files == {"file-1.png": png()}, "whole, although it is kept in pieces"
    PROVIDER.erase(f"case:{case.reference}")
    assert not MessageFile.objects.exists()
    assert not MessageFilePart.objects.exists()
