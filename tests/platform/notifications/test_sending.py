import threading
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from uuid import UUID, uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from einamt.platform.notifications import operations, registry
from einamt.platform.notifications.models import KEEP_CONTENT, SentMessage, Trouble
from einamt.platform.notifications.operations import Attachment, SendingInProgress, send_mail
from einamt.platform.notifications.registry import MessageKind
from tests.platform.notifications.conftest import CONFIRMED, MailServer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
COMMAND = UUID("0198f3a2-7c1d-7def-8123-456789abcdef")
CONTEXT = {"name": "Erika Müller & Söhne", "office": "Bürgeramt Mitte"}


def send(
    *,
    command_id: UUID = COMMAND,
    language: str = "de",
    now: datetime = NOW,
    attachments: list[Attachment] | None = None,
) -> None:
    send_mail(
        kind=CONFIRMED,
        to="erika@example.org",
        language=language,
        context=CONTEXT,
        command_id=command_id,
        now=now,
        attachments=attachments or [],
    )


def test_a_mail_arrives_as_plain_text_with_umlauts_and_ampersands(server: MailServer) -> None:
    send()
    (mail,) = server.received
    assert server.recipients == ["erika@example.org"]
    assert mail["From"] == "buergerservice@example.de"
    assert mail["Subject"] == "Ihr Termin (Bürgeramt Mitte)"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().split("\r\n") == [
        "Guten Tag Erika Müller & Söhne,",
        "",
        "bis bald im Bürgeramt Mitte.",
        "",
    ]


def test_it_speaks_the_language_of_who_receives_it(server: MailServer) -> None:
    send(language="en")
    assert server.received[0]["Subject"] == "Your appointment (Bürgeramt Mitte)"
    assert server.received[0]["Content-Language"] == "en"


def test_programs_can_tell_that_no_person_wrote_it_and_know_a_double(server: MailServer) -> None:
    send()
    SentMessage.objects.all().delete()
    send()
    first, second = server.received
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == second["Message-ID"] == f"<{COMMAND}@service.example.de>"


def test_a_calendar_file_comes_with_its_method(server: MailServer) -> None:
    calendar = "BEGIN:VCALENDAR\r\nSUMMARY:Bürgeramt\r\nEND:VCALENDAR\r\n".encode()
    send(attachments=[Attachment("termin.ics", "text/calendar; method=REQUEST", calendar)])
    (part,) = server.received[0].iter_attachments()
    assert part.get_filename() == "termin.ics"
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params == {"method": "REQUEST", "charset": "utf-8"}
    assert part.get_payload(decode=True) == calendar


def test_a_command_sends_once(server: MailServer) -> None:
    send()
    send()
    send(command_id=uuid4())
    assert len(server.received) == 2


@pytest.mark.django_db(transaction=True)
def test_calls_that_race_send_once(server: MailServer) -> None:
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def race() -> None:
        start.wait()
        try:
            send()
            outcomes.append("done")
        except SendingInProgress:
            outcomes.append("come back later")
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.received) == 1
    assert len(outcomes) == 4
    send()
    assert len(server.received) == 1


def test_address_and_text_are_kept_encrypted_while_it_may_come_back_and_then_no_more(server: MailServer) -> None:
    send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_sentmessage")
        stored = b"".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        )
    assert b"erika" not in stored.lower()
    assert "erika@example.org" in SentMessage.objects.get().content
    assert operations.forget_sent_messages(NOW + KEEP_CONTENT - timedelta(minutes=1)) == {}
    assert operations.forget_sent_messages(NOW + KEEP_CONTENT + timedelta(minutes=1)) == {"texts": 1}
    assert SentMessage.objects.get().content is None


def test_a_mail_server_that_refuses_for_now_is_tried_again(server: MailServer) -> None:
    server.answer = "451 try again later"
    with pytest.raises(SMTPRecipientsRefused):
        send()
    assert SentMessage.objects.get().is_free
    server.answer = "250 OK"
    send()
    assert len(server.received) == 1


def test_an_address_that_does_not_exist_is_noted_and_not_tried_again(server: MailServer) -> None:
    server.answer = "550 no such user"
    send()
    assert SentMessage.objects.get().trouble == Trouble.REFUSED
    server.answer = "250 OK"
    send()
    assert server.received == []


def test_a_mail_server_that_is_away_is_tried_again(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(ConnectionRefusedError):
        send()
    assert SentMessage.objects.get().is_free


def test_what_a_crashed_sender_began_is_sent_when_its_claim_has_run_out(server: MailServer) -> None:
    SentMessage.objects.create(command_id=COMMAND, kind=CONFIRMED.code, claimed_at=NOW)
    with pytest.raises(SendingInProgress):
        send(now=NOW + timedelta(minutes=1))
    send(now=NOW + timedelta(minutes=3))
    assert len(server.received) == 1


@pytest.mark.parametrize("context", [{"name": "Erika"}, {"name": "Erika", "office": "Mitte", "more": 1}])
def test_a_message_gets_exactly_what_it_needs(context: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"test\.confirmed needs"):
        send_mail(kind=CONFIRMED, to="e@example.org", language="de", context=context, command_id=COMMAND, now=NOW)
    assert not SentMessage.objects.exists()


def test_old_rows_are_forgotten() -> None:
    SentMessage.objects.create(command_id=COMMAND, kind="x", claimed_at=NOW - timedelta(days=91), sent_at=NOW)
    SentMessage.objects.create(command_id=uuid4(), kind="y", claimed_at=NOW - timedelta(days=89), sent_at=NOW)
    operations.forget_sent_messages(NOW)
    assert [row.kind for row in SentMessage.objects.all()] == ["y"]


def test_a_kind_without_its_template_is_found_at_start() -> None:
    assert registry.every_template_is_there() == []
    registry.register(MessageKind("test.broken", "test/subject.txt", "test/nowhere.txt", frozenset()))
    (problem,) = registry.every_template_is_there()
    assert "test/nowhere.txt" in problem.msg


def test_a_code_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        registry.register(CONFIRMED)
