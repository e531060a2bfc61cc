"""Telling people, once."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template import Context, Engine
from django.utils.translation import override

from einamt.platform.notifications import mailbox
from einamt.platform.notifications.models import SentMessage
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser

_log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=2)
"""After this long, somebody who was sending and never said how it ended is taken for crashed."""


class SendingInProgress(RuntimeError):
    """Somebody else is sending this message right now; whoever asks comes back later."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message; `mime` may carry parameters, such as `text/calendar; method=REQUEST`."""

    name: str
    mime: str
    content: bytes


def send_mail(
    *,
    kind: MessageKind,
    to: str,
    language: str,
    context: Mapping[str, object],
    command_id: UUID,
    now: datetime,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Send a message of `kind` to the address `to`, once per `command_id`, also when two calls race.

    The claim is written before the mail goes out and completed after it. Should the process die between the two, the
    mail is sent again when the claim has run out, with the same Message-ID, by which mail programs know the double.
    Not to be called inside a transaction: the network has no place there.

    An address that the mail server refuses for good is noted and not tried again.

    :raises SendingInProgress: another call with this `command_id` is at it.
    :raises ValueError: `context` is not what the kind needs.
    :raises OSError: the mail server cannot be reached, or refuses for now; nothing was sent, try again later.
    """
    if context.keys() != kind.needs:
        message = f"{kind.code} needs {sorted(kind.needs)}, got {sorted(context)}"
        raise ValueError(message)
    mail = _compose(
        kind=kind, to=to, language=language, context=context, command_id=command_id, attachments=attachments
    )
    if not _claim(command_id=command_id, kind=kind.code, now=now):
        return
    is_refused = False
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        is_refused = all(code >= 500 for code, _ in error.recipients.values())
        if not is_refused:
            _release(command_id=command_id, claimed_at=now)
            raise
        _log.warning("the mail server refuses the address of %s %s for good", kind.code, command_id)
    except BaseException:
        _release(command_id=command_id, claimed_at=now)
        raise
    SentMessage.objects.filter(command_id=command_id).update(sent_at=now, is_refused=is_refused)


def _release(*, command_id: UUID, claimed_at: datetime) -> None:
    """Nothing was sent: whoever comes next may try at once."""
    SentMessage.objects.filter(command_id=command_id, claimed_at=claimed_at, sent_at=None).delete()


@transaction.atomic
def _claim(*, command_id: UUID, kind: str, now: datetime) -> bool:
    """Whether this call is to send. False: it has been sent.

    :raises SendingInProgress: another call is at it.
    """
    row, is_new = SentMessage.objects.select_for_update().get_or_create(
        command_id=command_id, defaults={"kind": kind, "claimed_at": now}
    )
    if is_new:
        return True
    if row.sent_at is not None:
        return False
    if row.claimed_at > now - CLAIM:
        raise SendingInProgress
    row.claimed_at = now
    row.save(update_fields=["claimed_at"])
    return True


def _compose(
    *,
    kind: MessageKind,
    to: str,
    language: str,
    context: Mapping[str, object],
    command_id: UUID,
    attachments: Sequence[Attachment],
) -> EmailMessage:
    with override(language):
        subject = " ".join(_rendered(kind.subject_template, context).split())
        text = _rendered(kind.text_template, context).strip() + "\n"
    host = urlsplit(settings.PUBLIC_URL).hostname
    mail = EmailMessage(
        subject=subject,
        body=text,
        to=[to],
        headers={
            "Message-ID": f"<{command_id}@{host}>",
            # RFC 3834: no out-of-office notes back to us, please
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": language,
        },
    )
    for attachment in attachments:
        mail.attach(_part(attachment))
    return mail


def _rendered(name: str, context: Mapping[str, object]) -> str:
    """Plain text: an ampersand stays one."""
    return Engine.get_default().get_template(name).render(Context(dict(context), autoescape=False))


def _part(attachment: Attachment) -> MIMEBase:
    mime, *parameters = (piece.strip() for piece in attachment.mime.split(";"))
    part = MIMEBase(*mime.split("/", 1))
    part.set_payload(attachment.content)
    encode_base64(part)
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        part.set_param(name, value)
    if part.get_content_maintype() == "text":
        part.set_param("charset", "utf-8")
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part


def _outlived(now: datetime) -> QuerySet[SentMessage]:
    keep = SentMessage.policy.keep
    assert isinstance(keep, timedelta)  # noqa: S101 - for the type checker
    return SentMessage.objects.filter(claimed_at__lt=now - keep)


def count_outlived(now: datetime) -> Counts:
    """How many rows, and mails in the mailbox folder, are to be erased."""
    return {"notes of messages sent": _outlived(now).count(), "mails in the mailbox": len(mailbox.older_than(now=now))}


def forget_sent_messages(now: datetime) -> Counts:
    """Erase a batch of rows older than their retention, then the mails in the mailbox folder that are."""
    return delete_some(_outlived(now)) or mailbox.forget_mails(now=now)


ERASER = Eraser(
    name="notifications",
    models=frozenset({"notifications.SentMessage"}),
    order=50,
    due=count_outlived,
    erase_some=forget_sent_messages,
)
