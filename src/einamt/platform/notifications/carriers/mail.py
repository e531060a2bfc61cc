"""Mails, handed to the city's mail server (or laid into the mailbox folder, where there is none)."""

from contextlib import suppress
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from smtplib import SMTPDataError, SMTPRecipientsRefused
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from einamt.platform.notifications.carriers import RefusedForGood
from einamt.platform.notifications.rendering import Attachment, Content
from einamt.platform.redaction import redacted


def send(*, content: Content, message_id: UUID) -> None:
    """Send it to the recipient's address.

    A refusal of the address (RCPT) or of the mail itself (DATA) with a code of 500 or more is for good (RFC 5321,
    4.2.1). One of our own sender or of our password is not: somebody has to put that right, and then it will work.

    :raises RefusedForGood: as it says.
    :raises OSError: the mail server cannot be reached, or refuses for now; nothing was sent.
    """
    connection = get_connection()
    mail = composed(content=content, message_id=message_id)
    mail.connection = connection
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        ((code, said), *_) = error.recipients.values()
        if code >= 500:
            raise RefusedForGood(_said(code, said)) from error
        raise
    except SMTPDataError as error:
        if error.smtp_code >= 500:
            raise RefusedForGood(_said(error.smtp_code, error.smtp_error)) from error
        raise
    finally:
        # Django leaves a connection open on which signing in failed
        with suppress(OSError):
            connection.close()


def composed(*, content: Content, message_id: UUID) -> EmailMessage:
    """The mail. Its Message-ID and, where the city has an address for returned mails, its sender on the envelope say
    which message comes back.
    """
    host = urlsplit(settings.PUBLIC_URL).hostname
    mail = EmailMessage(
        subject=content.subject,
        body=content.text,
        from_email=_envelope_sender(message_id),
        to=[content.recipient.email],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{message_id}@{host}>",
            # RFC 3834: no out-of-office notes back to us, please
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": content.language,
        },
    )
    for attachment in content.attachments:
        mail.attach(_part(attachment))
    return mail


def _envelope_sender(message_id: UUID) -> str:
    """Variable envelope return path: ruecklauf+<message>@example.de, where `EINAMT_BOUNCE_ADDRESS` is set."""
    if not settings.BOUNCE_ADDRESS:
        return str(settings.DEFAULT_FROM_EMAIL)
    local, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{message_id.hex}@{domain}"


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return redacted(f"{code} {text}")[:200]


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
