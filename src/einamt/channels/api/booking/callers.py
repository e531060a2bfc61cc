"""Who asks: a program that the city knows by its token, or anybody."""

from dataclasses import dataclass

from django.http import HttpRequest

from einamt.accounts.queries import client_by_token
from einamt.channels.api.booking.errors import ClientUnknown
from einamt.kernel.actor import CITIZEN, Actor
from einamt.platform.web.client import limit_key

_SCHEME = "bearer "


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


def _caller(request: HttpRequest) -> Caller:
    given = request.headers.get("Authorization", "")
    if not given:
        return Caller(actor=CITIZEN, key=limit_key(request), is_known=False)
    if not given.lower().startswith(_SCHEME):
        raise ClientUnknown
    client = client_by_token(token=given[len(_SCHEME) :].strip())
    if client is None:
        raise ClientUnknown
    return Caller(actor=client.actor, key=f"client-{client.pk}", is_known=True, client_id=client.pk)
