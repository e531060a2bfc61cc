"""Who is signed in with a citizen's account in this browser. A staff session in the same browser is another matter:
neither makes, ends or needs the other.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from einamt.channels.parts.headers import personal
from einamt.channels.parts.sessions import OF_CITIZENS, names_in
from einamt.citizens.hashes import new_secret
from einamt.citizens.models import CitizenAccount
from einamt.citizens.queries import account_with
from einamt.citizens.seen import SignIn
from einamt.kernel.assurance import Level
from einamt.platform import clock

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)
"""Signed out after so long without a page of the account, and in any case: it may be a computer in a library."""
_SIGNED_IN, _BROWSER = "account.signed-in", "account.browser"
_OPEN = ("status.",)
_WITH_ACCOUNT = ("account.", *_OPEN)
"""How the names begin of what an account opens."""

Rest = ParamSpec("Rest")


def begin(request: HttpRequest, *, sign_in: SignIn, id_token: str, now: datetime, person_name: str = "") -> None:
    """Sign somebody in, under a new key of the session: nobody who knew the old one comes along.

    What was begun here before goes on, such as a booking; but nothing of somebody else's who was signed in. A case that
    stands open goes in any case: it may be that of whoever sat here before, and would be taken into this account.
    `person_name` is the name under which the service has seen them; empty where it tells none.
    """
    earlier = request.session.get(_SIGNED_IN)
    if isinstance(earlier, dict) and earlier.get("account") != str(sign_in.account_id):
        forget(request.session)
    forget(request.session, _OPEN)
    request.session.cycle_key()
    until = (now + IDLE).isoformat()
    request.session[_SIGNED_IN] = {
        "account": str(sign_in.account_id),
        "level": sign_in.level,
        "issuer": sign_in.issuer,
        "since": now.isoformat(),
        "until": until,
        "id_token": id_token,
        "name": person_name,
    }


def signed_in(request: HttpRequest) -> CitizenAccount | None:
    """Whose account it is, for half an hour more; None where nobody is signed in, or not any more."""
    kept, now = request.session.get(_SIGNED_IN), clock.now()
    if kept is None:
        return None
    account = account_with(account_id=UUID(kept["account"])) if _holds(kept, now) else None
    if account is None:  # what is being booked goes on without an account
        forget(request.session, _WITH_ACCOUNT)
        request.session.cycle_key()
        return None
    request.session[_SIGNED_IN] = {**kept, "until": (now + IDLE).isoformat()}
    return account


def sign_in_of(request: HttpRequest, *, account: CitizenAccount) -> SignIn:
    """How the person of `account`, who is signed in here, came in: what is kept with all that they do so."""
    kept = request.session[_SIGNED_IN]
    level = kept.get("level")
    return SignIn(account.pk, None if level is None else Level(level), kept.get("issuer", ""))


def seen_name(request: HttpRequest) -> str:
    """Under which name the service at which somebody signed in has seen them; empty where it told none. What they have
    typed themselves, or was told when another way of signing in was linked, is not it.
    """
    kept = request.session.get(_SIGNED_IN)
    return str(kept.get("name", "")) if isinstance(kept, dict) else ""


def id_token_in(request: HttpRequest) -> str:
    """With what the service is asked to sign the person out; empty where they did not sign in at one."""
    kept = request.session.get(_SIGNED_IN)
    return str(kept["id_token"]) if isinstance(kept, dict) else ""


def end(request: HttpRequest) -> None:
    """Sign out, and forget what the portal remembers, under a new key: whoever sits here next finds nothing."""
    forget(request.session)
    request.session.cycle_key()


def forget(session: SessionBase, beginnings: tuple[str, ...] = OF_CITIZENS) -> None:
    """Forget what is called so; what staff pages remember stays."""
    for name in names_in(session, beginnings):
        del session[name]


def browser_secret(request: HttpRequest) -> str:
    """By what this browser is known again when it opens the link of a mail; empty where it never asked for one."""
    return str(request.session.get(_BROWSER, ""))


def new_browser_secret(request: HttpRequest) -> str:
    """The same, made where there is none."""
    return str(request.session.setdefault(_BROWSER, new_secret()))


def with_account(
    view: Callable[Concatenate[HttpRequest, CitizenAccount, Rest], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]:
    """A page of the account: its view gets whose it is; others are sent to sign in, and from there back to a page."""

    @personal
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        account = signed_in(request)
        if account is None:
            wanted: dict[str, Any] = {"next": request.get_full_path()} if request.method in {"GET", "HEAD"} else {}
            return redirect(reverse("portal:account-sign-in", query=wanted or None))
        return view(request, account, *args, **kwargs)

    return guarded


def _holds(kept: dict[str, str], now: datetime) -> bool:
    since, until = (datetime.fromisoformat(kept[name]) for name in ("since", "until"))
    return now < until and now < since + LONGEST
