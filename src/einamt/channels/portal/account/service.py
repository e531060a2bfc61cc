"""Signing in at the service that the city or the state has for citizens, by OpenID Connect."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from einamt.accounts.errors import DirectoryAway
from einamt.accounts.openid import Directory
from einamt.channels.parts.directory import arrive, leave_for
from einamt.channels.parts.headers import personal
from einamt.channels.parts.onward import next_page
from einamt.channels.portal.account.coming_in import come_in, set_out, want_link
from einamt.channels.portal.account.session import with_account
from einamt.citizens.errors import LevelTooLow, SignInServiceAway
from einamt.citizens.models import CitizenAccount
from einamt.citizens.seen import Seen
from einamt.platform import clock, links
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key

ATTEMPTS, PER = 60, timedelta(minutes=15)


@with_account
@require_POST
def connect(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Say that the service shall lead into this account as well, and go there by a page that leads on.

    By a button of our own page: nobody else can have an identity of theirs linked with an account that is open here.
    """
    service = _service()
    want_link(request, account=account, issuer=service.issuer)
    way = reverse("portal:account-service", query={"verbinden": "1", "next": reverse("portal:account-details")})
    return render(request, "portal/account/to_service.html", {"there": way})


@personal
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """To the service. Going there changes nothing, so it needs no form.

    :raises SignInServiceAway: it does not answer.
    :raises TooManyAttempts: somebody has tried too often from this address.
    """
    service = _service()
    count_attempt(key=f"portal.account-service:{limit_key(request)}", limit=ATTEMPTS, per=PER, now=clock.now())
    set_out(request, wanted=next_page(request) or reverse("portal:account"), links="verbinden" in request.GET)
    try:
        return leave_for(request, directory=service, back_to=links.absolute(name="account-service", parameters={}))
    except DirectoryAway as error:
        raise SignInServiceAway from error


@personal
@require_safe
def arrived(request: HttpRequest) -> HttpResponse:
    """Back from the service: sign in whoever it has seen, by issuer and subject alone.

    :raises SignInInterrupted: it was not begun in this browser, was broken off, or what came back is not sound.
    :raises SignInServiceAway: the service does not answer.
    :raises LevelTooLow: the city asks for a surer way of signing in.
    :raises ServiceElsewhere: it is to be linked with an account, and has another.
    """
    service, now = _service(), clock.now()
    try:
        arrival = arrive(request, directory=service)
    except DirectoryAway as error:
        raise SignInServiceAway from error
    if not arrival.identity.suffices(directory=service):
        raise LevelTooLow
    seen = Seen(identity=arrival.identity, level=arrival.identity.level(directory=service))
    return come_in(request, seen=seen, id_token=arrival.id_token, now=now)


def _service() -> Directory:
    """The one for citizens, where the city has one."""
    service: Directory | None = settings.CITIZEN_OPENID
    if service is None:
        raise Http404
    return service
