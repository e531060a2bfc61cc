"""Reading mails that came back: delivery status notifications (RFC 3464), whoever's mail server wrote them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from enum import StrEnum
from uuid import UUID

_ID = re.compile(r"<([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})@")
_RETURN_PATH = re.compile(r"\+([0-9a-f]{32})@")
_FOR_GOOD = re.compile(r"5\.\d{1,3}\.\d{1,3}")
_NESTS = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_MOST_NESTED = 50
"""Parts of a mail that may hold others. A report has three of them; the library goes one call deeper with each."""
_RECIPIENT_HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")


class Verdict(StrEnum):
    """What a mail to the address for returned mails was."""

    FAILED = "failed"
    """A message of ours could not be delivered, and will not be."""
    PASSING = "passing"
    """Only delayed, or delivered, or relayed."""
    UNKNOWN = "unknown"
    """A delivery failed, but of no message that we know."""
    NO_REPORT = "no-report"
    """Something else: an answer of a person, an out-of-office note, advertising."""
    UNREADABLE = "unreadable"
    """Nothing that can be taken apart, or made so that it should not be tried."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says; `detail` is the status code (RFC 3463), such as 5.1.1."""

    verdict: Verdict
    message_id: UUID | None = None
    detail: str = ""


def read_bounce(raw: bytes) -> Bounce:
    """What `raw` reports. It is written by strangers: nothing in it makes this raise, or take long.

    Which message it is about says the address that it came to (variable envelope return path), else the Message-ID of
    the mail that it returns.
    """
    if len(_NESTS.findall(raw)) > _MOST_NESTED:
        return Bounce(Verdict.UNREADABLE)
    try:
        # with the policy that leaves headers as they are: the other takes each apart, however long it is
        return _read(BytesParser().parsebytes(raw))
    except (MessageError, LookupError, ValueError, TypeError, AttributeError):
        # the standard library's parser is forgiving, but not with everything
        return Bounce(Verdict.UNREADABLE)


def _read(mail: Message) -> Bounce:
    if mail.get_content_type() != "multipart/report" or mail.get_param("report-type") != "delivery-status":
        return Bounce(Verdict.NO_REPORT)
    outcomes = list(_outcomes(mail))
    failed = [status for action, status in outcomes if action == "failed" and _FOR_GOOD.fullmatch(status)]
    if not outcomes:
        return Bounce(Verdict.NO_REPORT)
    if not failed:
        return Bounce(Verdict.PASSING)
    message_id = _by_return_path(mail) or _by_returned_mail(mail)
    return Bounce(Verdict.FAILED if message_id else Verdict.UNKNOWN, message_id, failed[0])


def _outcomes(mail: Message) -> Iterator[tuple[str, str]]:
    """Action and status of each recipient."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and block["Action"]:
                status, *_ = [*str(block["Status"] or "").split(), ""]
                yield str(block["Action"]).strip().lower(), status


def _by_return_path(mail: Message) -> UUID | None:
    for name in _RECIPIENT_HEADERS:
        for value in mail.get_all(name, []):
            if found := _RETURN_PATH.search(str(value)):
                return UUID(found[1])
    return None


def _by_returned_mail(mail: Message) -> UUID | None:
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            whole = inner[0] if isinstance(inner, list) and inner else None
            headers = str(whole["Message-ID"] or "") if isinstance(whole, Message) else ""
        elif part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            headers = "".join(line for line in text.splitlines() if line.lower().startswith("message-id:"))
        else:
            continue
        if found := _ID.search(headers.lower()):
            return UUID(found[1])
    return None
