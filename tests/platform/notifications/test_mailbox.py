import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.notifications import mailbox, operations
from einamt.platform.notifications.operations import Attachment, send_mail
from tests.platform.notifications.conftest import CONFIRMED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_mail_server(settings: Settings) -> Path:
    settings.EMAIL_BACKEND = "einamt.platform.notifications.mailbox.MailboxBackend"
    settings.MAILBOX.mkdir()
    return Path(settings.MAILBOX)


def send(name: str = "Erika") -> None:
    send_mail(
        kind=CONFIRMED,
        to="erika@example.org",
        language="de",
        context={"name": name, "office": "Bürgeramt Mitte"},
        command_id=uuid4(),
        now=datetime(2026, 11, 24, 9, tzinfo=UTC),
        attachments=[Attachment("termin.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR")],
    )


def test_without_a_mail_server_mails_can_be_read_in_the_mailbox_newest_first() -> None:
    for name in ("Anna", "Berta", "Clara"):
        send(name)
    newest, *_ = mails = mailbox.messages(limit=2)
    assert [mail.text.splitlines()[0] for mail in mails] == ["Guten Tag Clara,", "Guten Tag Berta,"]
    assert newest.to == "erika@example.org"
    assert newest.subject == "Ihr Termin (Bürgeramt Mitte)"
    assert newest.sent_at is not None
    assert newest.attachments == [mailbox.AttachedFile("termin.ics", "text/calendar", b"BEGIN:VCALENDAR")]
    assert mailbox.message(name=newest.name) == newest


def test_only_the_owner_can_read_the_files(no_mail_server: Path) -> None:
    send()
    (path,) = no_mail_server.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_mailbox_that_does_not_exist_is_empty(settings: Settings, tmp_path: Path) -> None:
    settings.MAILBOX = tmp_path / "nowhere"
    assert mailbox.messages() == []


@pytest.mark.parametrize(
    "name", ["../secret.eml", "/etc/passwd", "", "a.eml", "01a20287-d56f-7024-9df3-1b4a6702fed8.eml\x00"]
)
def test_nothing_outside_the_mailbox_can_be_opened(no_mail_server: Path, name: str) -> None:
    (no_mail_server.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    assert mailbox.message(name=name) is None


def test_odd_files_are_passed_over(no_mail_server: Path) -> None:
    send()
    (no_mail_server / f"{new_id()}.eml").symlink_to("/etc/passwd")
    (no_mail_server / f"{new_id()}.eml").mkdir()
    (no_mail_server / "notes.eml").write_text("no UUID")
    with (no_mail_server / f"{new_id()}.eml").open("wb") as file:
        os.truncate(file.fileno(), 6 * 1024 * 1024)
    assert len(mailbox.messages()) == 1


@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    content=st.binary(max_size=300)
    | st.tuples(
        st.sampled_from([b"Content-Type: ", b"Date: ", b"Subject: =?", b"To: ", b"Content-Transfer-Encoding: "]),
        st.sampled_from([b"multipart/mixed; boundary=x", b"text/plain; charset=nowhere", b"base64", b""]),
        st.binary(max_size=60),
    ).map(lambda parts: b"".join(parts) + b"\n\n--x\n\n=?utf-8?q?")
)
def test_no_content_breaks_the_page(no_mail_server: Path, content: bytes) -> None:
    path = no_mail_server / f"{new_id()}.eml"
    path.write_bytes(content)
    mailbox.message(name=path.name)
    path.unlink()


def test_mails_are_kept_no_longer_than_what_they_are_about(no_mail_server: Path) -> None:
    send()
    (path,) = no_mail_server.iterdir()
    written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    (no_mail_server / "foreign.eml").write_text("not ours")
    assert mailbox.forget_mails(now=written_at + mailbox.KEEP - timedelta(minutes=1)) == {}
    assert mailbox.older_than(now=written_at + mailbox.KEEP + timedelta(minutes=1)) == [path]
    assert mailbox.forget_mails(now=written_at + mailbox.KEEP + timedelta(minutes=1)) == {"mails": 1}
    assert [left.name for left in no_mail_server.iterdir()] == ["foreign.eml"]


def test_the_nightly_erasing_takes_the_mails_too() -> None:
    send()
    night = clock.now() + mailbox.KEEP * 2
    counted = operations.count_outlived(night)
    assert (counted["notes of messages sent"], counted["mails in the mailbox"]) == (1, 1)
    assert operations.forget_sent_messages(night) == {"notifications.SentMessage": 1}
    assert operations.forget_sent_messages(night) == {"mails": 1}
    assert operations.forget_sent_messages(night) == {}
