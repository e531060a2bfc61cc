"""The mailbox folder: where mails land while no mail server is configured, and how the demo reads them."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.errors import MessageError
from email.message import EmailMessage as ParsedMail
from email.parser import BytesParser
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from einamt.kernel.identifiers import new_id
from einamt.platform import clock

KEEP = timedelta(days=90)
"""How long a mail stays in the folder: it names a person and a matter, which are kept no longer than that."""
_LARGEST = 5 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f-]{36}\.eml")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with a mail."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the demo shows it."""

    name: str
    """Of its file; `message` takes it."""
    to: str
    subject: str
    sent_at: datetime | None
    text: str
    attachments: list[AttachedFile]


class MailboxBackend(BaseEmailBackend):
    """Django's mail backend for installations without a mail server: one `.eml` file a mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; each appears whole or not at all."""
        for mail in email_messages:
            keep(mail)
        return len(email_messages)


def keep(mail: EmailMessage) -> None:
    """Lay `mail` into the folder."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # the date is the one that the pages show: in a demo the clock may be shifted
    mail.extra_headers.setdefault("Date", format_datetime(clock.now()))
    draft = folder / f".{new_id()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(mail.message().as_bytes())
    draft.rename(folder / f"{new_id()}.eml")


def messages(*, limit: int = 50) -> list[Mail]:
    """The newest mails first. Files that hold no mail are passed over."""
    # names are UUIDs of version 7: they sort by time
    names = sorted((path.name for path in _folder().glob("*.eml") if _NAME.fullmatch(path.name)), reverse=True)
    found = (message(name=name) for name in names[:limit])
    return [mail for mail in found if mail is not None]


def message(*, name: str) -> Mail | None:
    """The mail in the file `name`, or None: there is no such file in the mailbox, or it holds no mail."""
    path = _folder() / name
    if not _NAME.fullmatch(name) or path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    try:
        parsed = BytesParser(_class=ParsedMail, policy=policy.default).parsebytes(path.read_bytes())
        return Mail(
            name=name,
            to=str(parsed["To"] or ""),
            subject=str(parsed["Subject"] or ""),
            sent_at=_sent_at(parsed),
            text=_text(parsed),
            attachments=[_attached(part) for part in parsed.iter_attachments() if isinstance(part, ParsedMail)],
        )
    except (MessageError, LookupError, ValueError, TypeError, AttributeError):
        # the standard library's parser is forgiving, but not with everything
        return None


def older_than(*, now: datetime) -> list[Path]:
    """The files of mails that have been kept for `KEEP`: their names say when they were written (RFC 9562, 5.7)."""
    return sorted(
        path for path in _folder().glob("*.eml") if _NAME.fullmatch(path.name) and _written_at(path) < now - KEEP
    )


def forget_mails(*, now: datetime) -> dict[str, int]:
    """Erase the mails that have been kept long enough; how many."""
    files = older_than(now=now)
    for file in files:
        file.unlink(missing_ok=True)
    return {"mails": len(files)} if files else {}


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp((UUID(path.stem).int >> 80) / 1000, tz=UTC)


def _folder() -> Path:
    return Path(settings.MAILBOX)


def _sent_at(mail: ParsedMail) -> datetime | None:
    date = getattr(mail["Date"], "datetime", None)
    if not isinstance(date, datetime):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _text(mail: ParsedMail) -> str:
    body = mail.get_body(preferencelist=("plain",))
    return str(body.get_content()) if isinstance(body, ParsedMail) else ""


def _attached(part: ParsedMail) -> AttachedFile:
    content = part.get_payload(decode=True)
    return AttachedFile(
        name=Path(part.get_filename() or "datei").name,
        mime=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
    )
