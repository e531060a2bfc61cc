"""A kind of message of the tests' own, a mailbox folder, and a mail server that really listens."""

import copy
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from einamt.platform.notifications import registry
from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.notifications.channels import ALL
from einamt.platform.notifications.registry import MessageKind

CONFIRMED = MessageKind(
    code="test.confirmed",
    subject_template="test/subject.txt",
    text_template="test/text.txt",
    needs=frozenset({"name", "office"}),
)
ANYWAY = MessageKind(
    code="test.anyway",
    subject_template="test/seen.txt",
    text_template="test/text.txt",
    needs=frozenset({"name", "office"}),
    in_sight=frozenset({"office"}),
    sms_template="test/seen.txt",
    channels=ALL,
    name="Probe",
)
LOADER = (
    "django.template.loaders.locmem.Loader",
    {
        "test/subject.txt": "{% get_current_language as code %}{% if code == 'en' %}Your appointment{% else %}Ihr\n"
        "Termin{% endif %} ({{ office }})\n",
        "test/seen.txt": "Etwas für {{ name }} im {{ office }}",
        "test/text.txt": "\nGuten Tag {{ name }},\n\nbis bald im {{ office }}.\n",
    },
)


@pytest.fixture(autouse=True)
def own_house(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    templates: list[Any] = copy.deepcopy(settings.TEMPLATES)
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"]["loaders"] = [LOADER]
    settings.TEMPLATES = templates
    settings.MAILBOX = tmp_path / "mailbox"
    settings.PUBLIC_URL = "https://service.example.de"
    settings.SMS_GATEWAY = None
    settings.DEFAULT_FROM_EMAIL = "buergerservice@example.de"
    monkeypatch.setattr(registry, "_kinds", {CONFIRMED.code: CONFIRMED, ANYWAY.code: ANYWAY})
    monkeypatch.setattr(registry, "_matters", [])


@dataclass
class MailServer:
    """What arrived, and what it says to the next recipients."""

    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answer: str = "250 OK"
    data_answer: str = "250 Message accepted for delivery"
    senders: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        if not self.data_answer.startswith("250"):
            return self.data_answer
        self.received.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default))
        self.senders.append(str(envelope.mail_from))
        return self.data_answer


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    handler = MailServer()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


HOME = PostalAddress(name="Thị Hương Đặng-Nguyễn", street="Lange Straße 1", postal_code="13187", town="Musterstadt")
