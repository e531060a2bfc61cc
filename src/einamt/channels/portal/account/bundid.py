"""Signing in with BundID, by SAML 2.0. Why it is so: docs/adr/0046-bundid.md."""

import logging
from base64 import b64decode
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from einamt.accounts.errors import SignInInterrupted
from einamt.channels.parts.headers import personal
from einamt.channels.parts.onward import next_page
from einamt.channels.portal.account.coming_in import come_in, set_out, told, want_link
from einamt.channels.portal.account.session import with_account
from einamt.citizens.bundid.operations import finish_request, open_request, take_answer
from einamt.citizens.bundid.party import BundId
from einamt.citizens.bundid.requesting import House, metadata, request_form
from einamt.citizens.bundid.signatures import NotSound
from einamt.citizens.errors import LevelTooLow
from einamt.citizens.models import CitizenAccount
from einamt.citizens.operations import change_details
from einamt.platform import clock, links
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell import city
from einamt.platform.web.client import limit_key
from einamt.platform.web.headers import allow_form_to

ATTEMPTS, PER = 60, timedelta(minutes=15)
LONGEST_ANSWER = 200_000
"""Characters of base64; an answer of BundID's has about 20,000."""
_REQUEST = "account.bundid"
"""Session: the request with which this browser went to BundID."""
_log = logging.getLogger(__name__)


@with_account
@require_POST
def connect(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Say that BundID shall lead into this account as well, and go on to the page that leads there."""
    want_link(request, account=account, issuer=_bundid().entity)
    return redirect(
        reverse("portal:account-bundid", query={"verbinden": "1", "next": reverse("portal:account-details")})
    )


@personal
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Say what BundID is asked; the button goes there, with a signed request.

    :raises TooManyAttempts: somebody has tried too often from this address.
    """
    bundid, now = _bundid(), clock.now()
    count_attempt(key=f"portal.account-bundid:{limit_key(request)}", limit=ATTEMPTS, per=PER, now=now)
    set_out(request, wanted=next_page(request) or reverse("portal:account"), links="verbinden" in request.GET)
    request.session[_REQUEST] = request_id = open_request(now=now)
    form = request_form(request_id=request_id, bundid=bundid, house=_house(), now=now)
    context = {"there": bundid.sign_in_address, "form": form}
    response = render(request, "portal/account/to_bundid.html", context)
    allow_form_to(response, address=bundid.sign_in_address)
    return response


@csrf_exempt  # it comes from BundID's house, and is believed by its signature alone
@require_POST
def answered(request: HttpRequest) -> HttpResponse:
    """Take BundID's answer. The browser brings it without our cookie, and is led on to where it sends that again.

    :raises SignInInterrupted: the answer is not sound, or answers no open request.
    :raises TooManyAttempts: somebody has tried too often from this address.
    """
    bundid, now = _bundid(), clock.now()
    count_attempt(key=f"portal.account-bundid-answer:{limit_key(request)}", limit=ATTEMPTS, per=PER, now=now)
    field = request.POST.get("SAMLResponse", "")[:LONGEST_ANSWER]  # cut off, it is no answer any more
    try:
        secret = take_answer(xml=_decoded(field), bundid=bundid, house=_house(), now=now)
    except NotSound as error:
        _log.warning("BundID's answer was refused: %s", error)
        raise SignInInterrupted from error
    return redirect("portal:account-bundid-finish", secret=secret)


@personal
@require_safe
def finish(request: HttpRequest, secret: str) -> HttpResponse:
    """Go on in the browser that asked and has brought the answer: nobody is signed in by an answer of somebody else.

    :raises SignInInterrupted: it is another browser, too late, or has been used.
    :raises LevelTooLow: the city asks for a surer way of signing in.
    :raises ServiceElsewhere: it is to be linked with an account, and has another.
    """
    bundid, now = _bundid(), clock.now()
    seen = finish_request(request_id=str(request.session.pop(_REQUEST, "")), secret=secret, now=now)
    if seen.level is None or seen.level < bundid.level:
        raise LevelTooLow
    return come_in(request, seen=seen, id_token="", now=now)


@require_safe
def describe(_request: HttpRequest) -> HttpResponse:
    """Our metadata."""
    return HttpResponse(
        metadata(bundid=_bundid(), house=_house()), content_type="application/samlmetadata+xml; charset=utf-8"
    )


@with_account
@require_POST
def take_over(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Keep name and mail address as BundID has told them, because the person says so; the telephone number stays."""
    if known := told(request):
        change_details(
            account_id=account.pk,
            person_name=known["name"] or account.person_name,
            email=known["email"] or account.email,
            phone=account.phone,
        )
    return redirect("portal:account-details")


def _decoded(field: str) -> bytes:
    try:
        return b64decode("".join(field.split()), validate=True)
    except ValueError as error:
        raise NotSound("not base64") from error


def _bundid() -> BundId:
    """As the operator has connected it."""
    bundid: BundId | None = settings.BUNDID
    if bundid is None:
        raise Http404
    return bundid


def _house() -> House:
    return House(
        entity=links.absolute(name="account-bundid-metadata", parameters={}),
        answers_to=links.absolute(name="account-bundid-answered", parameters={}),
        organisation=city.current().name,
    )
