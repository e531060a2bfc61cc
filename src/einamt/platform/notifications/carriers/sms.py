"""SMS, handed to a gateway over HTTP. The environment says which; without one, a demo lays them into its mailbox."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from einamt.platform.notifications import mailbox
from einamt.platform.notifications.carriers import RefusedForGood, TryLater
from einamt.platform.redaction import redacted

_TIMEOUT_SECONDS = 20
_LONGEST_PAUSE = timedelta(hours=6)
_ANSWER_BYTES = 20_000
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
_OUR_FAULT = {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
"""A wrong token, an empty account, a wrong address: nothing is wrong with the number."""


class Provider(Protocol):
    """Whoever carries an SMS."""

    def send(self, *, number: str, text: str, key: UUID, now: datetime) -> None:
        """Hand `text` over for `number` (E.164). `key` is the same for each attempt at one message.

        :raises RefusedForGood: the number is refused.
        :raises OSError: it may work later, or may have worked.
        """


@dataclass(frozen=True, slots=True)
class HttpGateway:
    """A gateway with an address to post to, as docs/how-to/connect-an-sms-gateway.md describes."""

    url: str
    header: str
    """The header that authorises, such as `X-Api-Key: …`."""
    body: str
    """JSON or a form, with {number}, {text} and {key} where these belong."""
    accepted: str
    """A regular expression found in the answer to a message that was taken; empty: every answer of 2xx is one."""

    def send(self, *, number: str, text: str, key: UUID, now: datetime) -> None:
        """Post it. After a timeout the same key is sent again: the gateway knows by it what it has taken."""
        request = self._request(number=number, text=text, key=key)
        try:
            said = _posted(request, now=now)
        except HTTPException as error:
            # no error of the network to the library; to us, an answer that says nothing about the number
            raise OSError(f"the gateway's answer is no HTTP: {type(error).__name__}") from error
        if self.accepted and not re.search(self.accepted, said):
            raise OSError(f"the gateway answers {redacted(said)[:100]}")

    def _request(self, *, number: str, text: str, key: UUID) -> Request:
        values = {"{number}": number, "{text}": text, "{key}": str(key)}
        is_json = self.body.lstrip().startswith("{")
        pattern = re.compile("|".join(re.escape(each) for each in values))
        if is_json:
            filled = pattern.sub(lambda found: json.dumps(values[found[0]])[1:-1], self.body)
        else:
            filled = pattern.sub(lambda found: urlencode({"": values[found[0]]})[1:], self.body)
        request = Request(self.url, data=filled.encode(), method="POST")  # noqa: S310 - http(s), by config/env
        request.add_header("Content-Type", "application/json" if is_json else "application/x-www-form-urlencoded")
        request.add_header("Accept", "application/json")
        request.add_header("Idempotency-Key", str(key))
        name, _, value = self.header.partition(":")
        if name:
            request.add_header(name.strip(), value.strip())
        return request


class MailboxProvider:
    """Nobody carries it: it can be read in the demo's mailbox."""

    def send(self, *, number: str, text: str, key: UUID, now: datetime) -> None:  # noqa: ARG002 - the port's shape
        """Lay it beside the mails."""
        mailbox.keep(EmailMessage(subject="SMS", body=text, to=[number]))


class NoProvider:
    """Nobody carries it, and nobody may believe that it went out."""

    def send(self, *, number: str, text: str, key: UUID, now: datetime) -> None:  # noqa: ARG002 - the port's shape
        """Refuse: it may work later, when somebody has connected a gateway."""
        message = "no SMS gateway is connected"
        raise OSError(message)


def is_offered() -> bool:
    """Whether people can be told by SMS at all."""
    return settings.SMS_GATEWAY is not None or settings.MODE == "demo"


def provider() -> Provider:
    """Who carries."""
    if settings.SMS_GATEWAY:
        return HttpGateway(**settings.SMS_GATEWAY)
    return MailboxProvider() if is_offered() else NoProvider()


def send(*, number: str, text: str, key: UUID, now: datetime) -> None:
    """As `Provider.send`."""
    provider().send(number=number, text=text, key=key, now=now)


def _posted(request: Request, *, now: datetime) -> str:
    """What the gateway answers to a message that it has taken."""
    try:
        with build_opener(_NoRedirect).open(request, timeout=_TIMEOUT_SECONDS) as answer:
            return bytes(answer.read(_ANSWER_BYTES)).decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            said = error.read(_ANSWER_BYTES).decode("utf-8", "replace")
        raise _failure(error, said=said, now=now) from error


class _NoRedirect(HTTPRedirectHandler):
    """The token and the number go to the address that was configured, nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def _failure(error: HTTPError, *, said: str, now: datetime) -> Exception:
    if error.code in _LATER or error.code >= 500:
        if retry_at := _retry_at(error.headers.get("Retry-After", ""), now=now):
            return TryLater(retry_at)
        return OSError(f"the gateway answers {error.code}")
    if error.code in _OUR_FAULT or error.code < 400:
        return OSError(f"the gateway answers {error.code} {redacted(said)[:100]}")
    return RefusedForGood(redacted(f"{error.code} {said}")[:200])


def _retry_at(value: str, *, now: datetime) -> datetime | None:
    """Seconds or a date (RFC 9110, 10.2.3); not longer than `_LONGEST_PAUSE`, whatever it says."""
    try:
        wanted = (
            now + timedelta(seconds=int(value)) if value.isdigit() else parsedate_to_datetime(value).astimezone(UTC)
        )
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wanted, now), now + _LONGEST_PAUSE)
