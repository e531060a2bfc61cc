"""Telling people, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from einamt.platform.notifications.models import SentMessage
from einamt.platform.notifications.registry import MessageKind

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

    :raises SendingInProgress: another call with this `command_id` is at it.
    :raises ValueError: `context` is not what the kind needs.
    :raises OSError: the mail server cannot be reached or refuses; nothing was sent, try again later.
    """
    if context.keys() != kind.needs:
        message = f"{kind.code} needs {sorted(kind.needs)}, got {sorted(context)}"
        raise ValueError(message)
    mail = _compose(
        kind=kind, to=to, language=language, context=context, command_id=command_id, attachments=attachments
    )
    if not _claim(command_id=command_id, kind=kind.code, now=now):
        return
    try:
        mail.send()
    except BaseException:
        SentMessage.objects.filter(command_id=command_id, claimed_at=now, sent_at=None).delete()
        raise
    SentMessage.objects.filter(command_id=command_id).update(sent_at=now)


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
        subject = " ".join(render_to_string(kind.subject_template, dict(context)).split())
        text = render_to_string(kind.text_template, dict(context)).strip() + "\n"
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


def forget_sent_messages(now: datetime) -> None:
    """Erase rows older than their retention; the schedule calls it."""
    keep = SentMessage.policy.keep
    assert isinstance(keep, timedelta)  # noqa: S101 - for the type checker
    SentMessage.objects.filter(claimed_at__lt=now - keep).delete()
