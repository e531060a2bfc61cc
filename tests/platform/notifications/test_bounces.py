"""Mails that come back, as several mail servers write them, and other things that land there."""

import io
import mailbox
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from einamt.platform.notifications import maildir
from einamt.platform.notifications.bounces import Verdict, read_bounce
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import BrokenAddress, SentMessage, Settled, Trouble
from einamt.platform.notifications.operations import send_again, take_bounce, tell
from einamt.platform.notifications.queries import SHUNNED, letters_waiting, undelivered
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.rendering import Content
from einamt.platform.outbox.models import OutboxMessage
from tests.platform.notifications.conftest import ANYWAY, HOME, MailServer

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
COMMAND = UUID("0198f3a2-7c1d-7def-8123-456789abcdef")
CASE = UUID("0198f3a2-7c1d-7def-8123-00000000ca5e")
REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; erika@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--x
Content-Type: {returned}

{headers}
--x--
"""


def report(
    *,
    to: str = "buergerservice@example.de",
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "text/rfc822-headers",
    headers: str = f"Subject: Ihr Termin\nMessage-ID: <{COMMAND}@service.example.de>\n",
) -> bytes:
    return REPORT.format(to=to, action=action, status=status, returned=returned, headers=headers).encode()


def say(*, to: Recipient, command_id: UUID = COMMAND, now: datetime = NOW) -> None:
    tell(
        kind=ANYWAY,
        to=to,
        language="de",
        context={"name": "Erika", "office": "Bürgeramt"},
        command_id=command_id,
        about=CASE,
        office_id=7,
        now=now,
    )


@pytest.mark.parametrize(
    "raw",
    [
        report(),
        report(returned="message/rfc822", headers=f"Message-ID: <{COMMAND}@service.example.de>\n\nGuten Tag"),
        report(to=f"ruecklauf+{COMMAND.hex}@example.de", headers="Subject: nothing"),
        report(headers=f"MESSAGE-ID:  <{COMMAND}@service.example.de>\n".replace("\n", "\r\n")),
        report(status="5.2.2 (mailbox full)"),
    ],
    ids=["headers alone", "the whole mail", "by the envelope", "other spelling", "a remark in the status"],
)
def test_the_report_says_which_mail_failed(raw: bytes) -> None:
    bounce = read_bounce(raw)
    assert (bounce.verdict, bounce.message_id) == (Verdict.FAILED, COMMAND)
    assert bounce.detail.startswith("5.")


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [
        (report(action="delayed", status="4.4.1"), Verdict.PASSING),
        (report(action="delivered", status="2.0.0"), Verdict.PASSING),
        (report(headers="Subject: somebody else's"), Verdict.UNKNOWN),
        (b"Subject: Abwesend\nAuto-Submitted: auto-replied\n\nIch bin im Urlaub.", Verdict.NO_REPORT),
        (b"", Verdict.NO_REPORT),
        (report().replace(b"Action: failed", b"Nothing: here"), Verdict.NO_REPORT),
    ],
)
def test_what_is_no_failure_for_good_changes_nothing(raw: bytes, verdict: Verdict) -> None:
    assert read_bounce(raw).verdict is verdict


@given(noise=st.binary(max_size=200), place=st.integers(min_value=0, max_value=900))
def test_no_mail_of_strangers_breaks_the_reading(noise: bytes, place: int) -> None:
    raw = report()
    read_bounce(raw[:place] + noise + raw[place:])


@pytest.mark.django_db
def test_a_returned_mail_marks_message_and_address_and_tells_the_case(server: MailServer) -> None:
    say(to=Recipient(email="erika@example.org"))
    assert take_bounce(raw=report(), now=LATER) is Verdict.FAILED
    row = undelivered(offices=[7]).get()
    assert (row.trouble, row.trouble_at, row.detail) == (Trouble.RETURNED, LATER, "5.1.1")
    (told,) = OutboxMessage.objects.filter(topic="notifications.undelivered")
    assert told.payload == {"message": str(COMMAND), "case": str(CASE), "channel": "mail", "then": ""}
    assert BrokenAddress.objects.count() == 1
    take_bounce(raw=report(), now=LATER)
    assert OutboxMessage.objects.filter(topic="notifications.undelivered").count() == 1
    assert not undelivered(offices=[8]).exists()


@pytest.mark.django_db
def test_the_letter_follows_where_an_address_is_known(server: MailServer) -> None:
    say(to=Recipient(email="erika@example.org", address=HOME))
    assert not letters_waiting(offices=[7]).exists()
    take_bounce(raw=report(), now=LATER)
    letter = letters_waiting(offices=[7]).get()
    content = Content.opened(letter.content or "")
    assert content.letter == "Guten Tag Erika,\n\nbis bald im Bürgeramt."
    assert content.tried == (MessageChannel.MAIL,)
    assert SentMessage.objects.get(pk=COMMAND).settled == Settled.OTHER_WAY
    assert not undelivered(offices=[7]).exists()


@pytest.mark.django_db
def test_nothing_is_sent_to_an_address_that_does_not_work_until_it_is_tried_again_or_somebody_says_that_it_does(
    server: MailServer,
) -> None:
    erika = Recipient(email="Erika@example.org ")
    say(to=Recipient(email="erika@example.org"))
    take_bounce(raw=report(), now=LATER)
    second, third, fourth = (UUID(int=number) for number in range(3))
    say(to=erika, command_id=second, now=LATER)
    assert len(server.received) == 1
    assert SentMessage.objects.get(pk=second).trouble == Trouble.NO_WAY
    say(to=erika, command_id=third, now=LATER + SHUNNED)
    assert len(server.received) == 2
    send_again(message_id=second, channel=MessageChannel.MAIL, by="staff:1", now=LATER)
    say(to=Recipient(email="erika@example.org"), command_id=fourth, now=LATER)
    assert len(server.received) == 3


@pytest.mark.django_db
def test_a_report_about_a_mail_that_is_forgotten_or_was_never_sent_is_no_news(server: MailServer) -> None:
    assert take_bounce(raw=report(), now=NOW) is Verdict.UNKNOWN
    assert not BrokenAddress.objects.exists()


@pytest.mark.django_db
def test_a_folder_is_read_and_what_is_no_report_is_left_to_a_person(
    server: MailServer, settings: Settings, tmp_path: Path
) -> None:
    say(to=Recipient(email="erika@example.org"))
    box = mailbox.Maildir(tmp_path / "returned")
    box.add(report())
    box.add(b"Subject: Frage\n\nStimmt die Uhrzeit?")
    settings.BOUNCE_FOLDER = tmp_path / "returned"
    maildir.take_bounces(LATER)
    assert SentMessage.objects.get().trouble == Trouble.RETURNED
    (left,) = mailbox.Maildir(tmp_path / "returned")
    assert (left["Subject"], left.get_flags()) == ("Frage", "S")
    assert maildir.read_folder(folder=tmp_path / "returned", now=LATER).total() == 0


def nested(depth: int, kind: str) -> bytes:
    """A mail with a mail, or a part, in it, with one in it, and so on."""
    if kind == "message":
        return report() + b"Content-Type: message/rfc822\n\n" * depth
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return opened + b"Content-Type: text/plain\n\nSo tief."


@pytest.mark.parametrize("kind", ["message", "multipart"])
def test_a_mail_in_a_mail_in_a_mail_cannot_be_read_and_breaks_nothing(kind: str) -> None:
    assert read_bounce(nested(3000, kind)).verdict is Verdict.UNREADABLE
    assert read_bounce(b"Content-Type: message/rfc822\n\n" * 3000).verdict is Verdict.UNREADABLE
    assert read_bounce(nested(40, kind)).verdict is not Verdict.UNREADABLE


def test_a_header_that_nests_without_end_is_not_taken_apart() -> None:
    deep = b"(" * 20_000
    assert read_bounce(report().replace(b"To: ", b"To: " + deep)).message_id == COMMAND


@pytest.mark.django_db
def test_a_mail_that_cannot_be_read_is_put_aside_and_said_and_stops_no_other(
    server: MailServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    say(to=Recipient(email="erika@example.org"))
    box = mailbox.Maildir(tmp_path / "returned")
    first = box.add(nested(3000, "multipart"))
    box.add(report())
    assert maildir.read_folder(folder=tmp_path / "returned", now=LATER) == {Verdict.UNREADABLE: 1, Verdict.FAILED: 1}
    assert SentMessage.objects.get().trouble == Trouble.RETURNED
    assert [path.name for path in (tmp_path / "returned").glob("*/*")] == [f"{first}:2,S"]
    assert first in caplog.text
    assert maildir.read_folder(folder=tmp_path / "returned", now=LATER).total() == 0


@pytest.mark.django_db
def test_of_a_large_mail_only_the_beginning_is_read(
    server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(to=Recipient(email="erika@example.org"))
    (tmp_path / "new").mkdir()
    with (tmp_path / "new" / "large").open("wb") as file:
        file.write(report() + b"\n--x\nContent-Type: text/plain\n\n")
        file.truncate(2**31)
    assert maildir.read_folder(folder=tmp_path, now=LATER) == {Verdict.FAILED: 1}
    assert SentMessage.objects.get().trouble == Trouble.RETURNED
    assert not list((tmp_path / "new").iterdir())


@pytest.mark.django_db
def test_a_mail_server_may_hand_each_mail_to_the_command(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    say(to=Recipient(email="erika@example.org"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report())))
    said = io.StringIO()
    call_command("notifications", "bounces", stdout=said)
    assert "1 could not be delivered: marked" in said.getvalue()
