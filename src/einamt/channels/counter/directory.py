"""Signing in with the account of the city's directory, linking with it, and signing out there as well.

Why it is so: docs/adr/0031-staff-sign-in-at-the-directory.md.
"""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from einamt.accounts.errors import NotLinked, SecondFactorMissing
from einamt.accounts.openid import Directory
from einamt.accounts.operations import link_invited
from einamt.accounts.queries import staff_known_as
from einamt.channels.counter.desks import desk_left_by
from einamt.channels.counter.onward import onward
from einamt.channels.counter.sign_in import ATTEMPTS_PER_ADDRESS, PERIOD
from einamt.channels.parts.directory import arrive, leave_for, sign_out_address
from einamt.channels.parts.onward import next_page
from einamt.channels.parts.sessions import citizen_kept
from einamt.platform import clock, links
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key
from einamt.procedures.visits.resting import has_called_last, rest_counter, whoever_is_at
from einamt.procedures.visits.steps import named

_ERRAND = "directory-errand"
"""Session: the page that was asked for, and the link that was opened, while somebody is at the directory."""
_TOKEN = "directory-token"  # noqa: S105 - the name of a place in the session
"""Session: the ID token, with which the directory is asked to sign the person out."""
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """To the directory; with `?einladung=` the link of an invitation goes along, to be used up on the way back.

    Going there changes nothing, so it needs no form (and a browser lets no form lead to another house).

    :raises DirectoryAway: it does not answer.
    :raises TooManyAttempts: somebody has tried too often from this address.
    """
    directory = _directory()
    key = f"sign-in:address:{limit_key(request)}"
    count_attempt(key=key, limit=ATTEMPTS_PER_ADDRESS, per=PERIOD, now=clock.now())
    errand = {"next": next_page(request), "invitation": request.GET.get("einladung", "")[:100]}
    request.session[_ERRAND] = errand
    return leave_for(request, directory=directory, back_to=links.absolute(name="staff-directory", parameters={}))


@never_cache
@require_safe
def arrived(request: HttpRequest) -> HttpResponse:
    """Back from the directory: sign in whoever is linked with that account, after linking whoever was invited.

    :raises SignInInterrupted: it was not begun in this browser, was broken off, or what came back is not sound.
    :raises DirectoryAway: the directory does not answer.
    :raises SecondFactorMissing: the city asks for a second factor, and the directory has seen one only.
    :raises InvitationNotUsable: the link is unknown, used, replaced or too old.
    :raises LinkedAlready: the account is linked with somebody else.
    :raises NotLinked: nobody who works here is linked with it.
    """
    directory = _directory()
    arrival = arrive(request, directory=directory)
    if not arrival.identity.suffices(directory=directory):
        raise SecondFactorMissing
    errand: dict[str, Any] = request.session.pop(_ERRAND, {})
    if token := errand.get("invitation"):
        link_invited(token=token, identity=arrival.identity, now=clock.now())
    staff = staff_known_as(identity=arrival.identity)
    if staff is None:
        raise NotLinked
    with citizen_kept(request):
        login(request, staff, backend=_BACKEND)
    request.session[_TOKEN] = arrival.id_token
    return onward(request, wanted=errand.get("next", ""))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the staff session, and with it what was kept in it; who signed in at the city's directory goes on there.

    By a page that leads on: a browser lets no form, and no redirect after one, lead to another house. The counter is
    closed. With somebody at it a page asks first: they would stand there, and nobody would know. Where somebody else
    who uses the counter's name has called last, neither is this person's concern.
    """
    desk, now = desk_left_by(request), clock.now()
    if desk is not None and has_called_last(desk=desk, now=now):
        someone = whoever_is_at(desk=desk, now=now)
        if someone is not None and "anyway" not in request.POST:
            context = {"counter": desk.counter, "reference": named(visit=someone, case=someone.case)}
            return render(request, "counter/still_there.html", context, status=HTTPStatus.CONFLICT)
        if someone is None:
            rest_counter(desk=desk, now=now)
    there = _sign_out_there(request)
    with citizen_kept(request):
        logout(request)
    if there is None:
        return redirect("counter:sign-in")
    return render(request, "counter/signed_out.html", {"there": there})


def _sign_out_there(request: HttpRequest) -> str | None:
    token, directory = request.session.get(_TOKEN), settings.STAFF_OPENID
    if token is None or directory is None:
        return None
    back_to = links.absolute(name="staff-sign-in", parameters={})
    return sign_out_address(directory=directory, id_token=token, back_to=back_to)


def _directory() -> Directory:
    """The city's, where it has one."""
    directory: Directory | None = settings.STAFF_OPENID
    if directory is None:
        raise Http404
    return directory
