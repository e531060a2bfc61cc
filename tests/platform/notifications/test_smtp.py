"""A real mail server: with encryption and password, refusing for now, and refusing for good."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from smtplib import SMTPAuthenticationError, SMTPDataError
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from einamt.config import backends
from einamt.config.env import read
from einamt.platform.notifications.models import SentMessage, Trouble
from einamt.platform.notifications.operations import find_stuck, tell
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.outbox.attempts import attempt
from tests.platform.notifications.conftest import ANYWAY, MailServer, free_port

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
COMMAND = UUID("0198f3a2-7c1d-7def-8123-456789abcdef")


def say(*, now: datetime = NOW) -> None:
    tell(
        kind=ANYWAY,
        to=Recipient(email="erika@example.org"),
        language="de",
        context={"name": "Erika", "office": "Bürgeramt"},
        command_id=COMMAND,
        now=now,
    )


@pytest.fixture
def guarded(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MailServer]:
    """A server that takes mail only over TLS and from who knows the password; we trust its certificate alone."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")

    def authenticated(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"amt", b"ge:heim")
        return AuthResult(success=is_right, handled=False)

    handler, port = MailServer(), free_port()
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticated,
    )
    controller.start()
    use(settings, f"smtp+starttls://amt:ge%3Aheim@127.0.0.1:{port}")
    yield handler
    controller.stop()


def use(settings: Settings, url: str) -> None:
    for name, value in backends.email(read({"EINAMT_SMTP_URL": url}).smtp_url).items():
        setattr(settings, name, value)


def certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "cert.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def test_mail_goes_out_encrypted_and_with_the_password_of_the_address(guarded: MailServer) -> None:
    say()
    assert guarded.recipients == ["erika@example.org"]
    assert SentMessage.objects.get().sent_at == NOW


def test_a_wrong_password_is_ours_to_put_right_and_no_fault_of_the_address(
    guarded: MailServer, settings: Settings
) -> None:
    settings.EMAIL_HOST_PASSWORD = "wrong"
    with pytest.raises(SMTPAuthenticationError):
        say()
    row = SentMessage.objects.get()
    assert (row.is_free, row.trouble) == (True, "")


def test_a_server_that_cannot_show_who_it_is_gets_no_mail(guarded: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
    with pytest.raises(ssl.SSLCertVerificationError):
        say()
    assert guarded.received == []


def test_a_mail_that_is_refused_for_now_after_it_was_sent_is_tried_again(server: MailServer) -> None:
    server.data_answer = "452 mailbox full"
    with pytest.raises(SMTPDataError):
        say()
    server.data_answer = "250 OK"
    say(now=NOW + timedelta(seconds=15))
    assert len(server.received) == 1


def test_a_mail_that_is_refused_for_good_is_seen_and_not_tried_again(server: MailServer) -> None:
    server.data_answer = "554 we take nothing for erika@example.org"
    say()
    server.data_answer = "250 OK"
    say()
    row = SentMessage.objects.get()
    assert (row.trouble, row.detail) == (Trouble.REFUSED, "554 we take nothing for [mail]")
    assert server.received == []


def test_what_fails_at_the_last_attempt_is_no_dead_letter_but_stands_where_somebody_sees_it(server: MailServer) -> None:
    server.answer = "451 try again later"
    with attempt(is_last=True):
        say()
    row = SentMessage.objects.get()
    assert row.trouble == Trouble.GIVEN_UP
    assert "erika" not in row.detail


def test_what_nobody_sends_any_more_is_found_after_two_days(server: MailServer) -> None:
    SentMessage.objects.create(command_id=COMMAND, kind=ANYWAY.code, claimed_at=NOW)
    find_stuck(NOW + timedelta(days=1))
    assert SentMessage.objects.get().trouble == ""
    find_stuck(NOW + timedelta(days=3))
    assert SentMessage.objects.get().trouble == Trouble.UNSURE


def test_the_sender_on_the_envelope_says_which_mail_comes_back(server: MailServer, settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = "ruecklauf@example.de"
    say()
    assert server.senders == [f"ruecklauf+{COMMAND.hex}@example.de"]
    assert server.received[0]["From"] == "buergerservice@example.de"
