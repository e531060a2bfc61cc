"""Whoever comes back from a service at which citizens sign in: into their account, or linked with the one open here."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from einamt.accounts.errors import SignInInterrupted
from einamt.channels.parts.onward import lead_to
from einamt.channels.portal.account.session import begin, signed_in
from einamt.citizens.models import CitizenAccount
from einamt.citizens.operations import link_service, sign_in_as
from einamt.citizens.seen import Seen, SignIn

_ERRAND = "account.errand"
"""Session: the page that was asked for, in its language, while somebody is at a service."""
_LINKING = "account.linking"
"""Session: the account that is to be linked with whoever comes back."""
_TOLD = "account.told"
"""Session: name and mail address as the service has told them, to be taken over by a button, until the sign-out."""


def want_link(request: HttpRequest, *, account: CitizenAccount, issuer: str) -> None:
    """Remember that `issuer` shall lead into this account as well."""
    request.session[_LINKING] = {"account": str(account.pk), "issuer": issuer}


def set_out(request: HttpRequest, *, wanted: str, links: bool) -> None:
    """Remember the page that was asked for. Who leaves without `links` wants nothing linked, whatever was begun."""
    if not links:
        request.session.pop(_LINKING, None)
    request.session[_ERRAND] = wanted


def come_in(request: HttpRequest, *, seen: Seen, id_token: str, now: datetime) -> HttpResponse:
    """Sign in whoever was seen, by issuer and subject alone, or link them with the account that asked for it.

    :raises SignInInterrupted: the account that is to be linked is not open here any more.
    :raises ServiceElsewhere: they are to be linked with an account, and have another.
    """
    wanted = str(request.session.get(_ERRAND, ""))
    linking, here = request.session.pop(_LINKING, None), signed_in(request)
    if linking is not None:
        if here is None or linking != {"account": str(here.pk), "issuer": seen.identity.issuer}:
            raise SignInInterrupted
        link_service(account_id=here.pk, identity=seen.identity, now=now)
    else:
        account = sign_in_as(identity=seen.identity, now=now)
        known = SignIn(account.pk, seen.level, seen.identity.issuer)
        begin(request, sign_in=known, id_token=id_token, now=now, person_name=seen.person_name)
    if seen.person_name or seen.email:
        request.session[_TOLD] = {"name": seen.person_name, "email": seen.email}
    return lead_to(wanted, otherwise="portal:account" if linking is None else "portal:account-details")


def told(request: HttpRequest) -> dict[str, str]:
    """What the service has told in this session: `name` and `email`; empty where it told nothing."""
    kept = request.session.get(_TOLD)
    return {name: str(kept.get(name, "")) for name in ("name", "email")} if isinstance(kept, dict) else {}
