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
from einamt.platform.notifications.registry import MessageKind

CONFIRMED = MessageKind(
    code="test.confirmed",
    subject_template="test/subject.txt",
    text_template="test/text.txt",
    needs=frozenset({"name", "office"}),
)
LOADER = (
    "django.template.loaders.locmem.Loader",
    {
        "test/subject.txt": "{% get_current_language as code %}{% if code == 'en' %}Your appointment{% else %}Ihr\n"
        "Termin{% endif %} ({{ office }})\n",
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
    settings.DEFAULT_FROM_EMAIL = "buergerservice@example.de"
    monkeypatch.setattr(registry, "_kinds", {CONFIRMED.code: CONFIRMED})


@dataclass
class MailServer:
    """What arrived, and what it says to the next recipients."""

    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default))
        return "250 Message accepted for delivery"


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    handler = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()
