"""Who asks: a program that the city knows by its token, or anybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from einamt.accounts.models import ApiClient
from einamt.accounts.queries import client_by_token, is_admitted
from einamt.accounts.tokens import client_token_hash
from einamt.catalog.queries import REVISION
from einamt.channels.api.booking.errors import ClientUnknown
from einamt.kernel.actor import CITIZEN, Actor
from einamt.platform.ratelimit.operations import Attempt, allow_and_tell, count_attempt
from einamt.platform.web.client import limit_key

_SCHEME = "bearer "
_SEEN_AT_MOST = 1_000
_seen: dict[str, ApiClient] = {}
"""Programs that have asked this process before, by their tokens' hashes: whether a token works still, the statement
says that counts the request.
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """`key` is what attempts are counted by; who is known does no proof of work."""

    actor: Actor
    key: str
    is_known: bool
    client_id: int | None = None


def caller_of(request: HttpRequest) -> Caller:
    """Who asks, by the header Authorization (RFC 6750, section 2.1); read once a request.

    :raises ClientUnknown: the token is none of ours.
    """
    known: Caller | None = getattr(request, "_caller", None)
    if known is None:
        known = _caller(request)
        request._caller = known  # type: ignore[attr-defined]  # noqa: SLF001 - kept beside the request it is about
    return known


def admit(request: HttpRequest, *, attempts: Callable[[Caller], Sequence[Attempt]], now: datetime) -> int | None:
    """Find out who asks, and count what `attempts` makes of it; of a program that has asked before, all in one
    statement, which tells the catalogue's revision along the way.

    :raises ClientUnknown: the token is none of ours.
    :raises TooManyAttempts: there were more from there than is allowed.
    """
    token = _token(request)
    client = _seen.get(client_token_hash(token=token)) if token else None
    if client is not None:
        caller = _of_client(client)
        told = allow_and_tell(attempts=attempts(caller), now=now, only_if=is_admitted(client=client), tell=REVISION)
        if told is not None:
            request._caller = caller  # type: ignore[attr-defined]  # noqa: SLF001
            return int(told[0])
    for attempt in attempts(caller_of(request)):
        count_attempt(key=attempt.key, limit=attempt.limit, per=attempt.per, now=now)
    return None


def _caller(request: HttpRequest) -> Caller:
    token = _token(request)
    if not token:
        return Caller(actor=CITIZEN, key=limit_key(request), is_known=False)
    client = client_by_token(token=token)
    if client is None:
        raise ClientUnknown
    if len(_seen) >= _SEEN_AT_MOST:
        _seen.clear()
    _seen[client.token_hash] = client
    return _of_client(client)


def _of_client(client: ApiClient) -> Caller:
    return Caller(actor=client.actor, key=f"client-{client.pk}", is_known=True, client_id=client.pk)


def _token(request: HttpRequest) -> str:
    """What the header says; empty where there is none.

    :raises ClientUnknown: it says something of another kind.
    """
    given = request.headers.get("Authorization", "")
    if not given:
        return ""
    if not given.lower().startswith(_SCHEME) or not given[len(_SCHEME) :].strip():
        raise ClientUnknown
    return given[len(_SCHEME) :].strip()
