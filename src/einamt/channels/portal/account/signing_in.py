"""Signing in with the link of a mail, and signing out. Why it is so: docs/adr/0036-a-citizens-account.md."""

from datetime import timedelta
from http import HTTPStatus
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.channels.parts.directory import sign_out_address
from einamt.channels.parts.headers import personal
from einamt.channels.parts.onward import lead_to, next_page
from einamt.channels.portal.account.forms import AddressForm
from einamt.channels.portal.account.mailing import send_link
from einamt.channels.portal.account.session import (
    begin,
    browser_secret,
    end,
    id_token_in,
    new_browser_secret,
    signed_in,
)
from einamt.citizens.errors import LinkNotUsable, OtherBrowser
from einamt.citizens.operations import follow_link
from einamt.citizens.queries import link_with
from einamt.citizens.seen import SignIn
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock, links
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key

PER_ADDRESS, PER_MAILBOX_THERE, PER_MAILBOX, PER = 10, 4, 12, timedelta(hours=1)
"""Mails an hour to be asked for from one network address, from there to one mailbox, and to one mailbox from anywhere.

Nobody is to be flooded by us. And a stranger who has used up theirs keeps nobody else from their own account.
"""
_NEXT = "account.next"
"""Session: the page that was asked for, while a mail is on its way."""


class LinkNotSent(DomainError):
    """Our mail server does not take the mail at the moment."""

    code = "account-link-not-sent"
    status: ClassVar[HTTPStatus] = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_(
        "Wir können die E-Mail gerade nicht verschicken. Bitte versuchen Sie es in ein paar Minuten noch einmal. "
        "Ohne Konto geht alles weiter."
    )


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail, or go to the service at which citizens sign in. The answer is the same for every address.

    :raises TooManyAttempts: too many mails were asked for.
    """
    wanted = next_page(request)
    if signed_in(request):
        return lead_to(wanted, otherwise="portal:account")
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ask(request, form=form, for_account=False)
        except LinkNotSent as refusal:
            form.add_error(None, gettext(refusal.message))
        else:
            request.session[_NEXT] = wanted
            return redirect("portal:account-mail-sent")
    context = {
        "form": form,
        "next": wanted,
        "service": _service(wanted),
        "service_name": settings.CITIZEN_OPENID.name if settings.CITIZEN_OPENID else "",
        "bundid": _bundid(wanted),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portal/account/sign_in.html", context, status=status)


def ask(request: HttpRequest, *, form: AddressForm, for_account: bool) -> None:
    """Send the link to what was typed: to sign in, or to prove the address for the account that is signed in.

    :raises TooManyAttempts: too many mails were asked for.
    :raises LinkNotSent: the mail could not be sent.
    """
    now, address = clock.now(), form.cleaned_data["email"]
    here, mailbox = limit_key(request), address.casefold()
    count_attempt(key=f"portal.account-mail:{here}", limit=PER_ADDRESS, per=PER, now=now)
    count_attempt(key=f"portal.account-mail:{here}:{mailbox}", limit=PER_MAILBOX_THERE, per=PER, now=now)
    count_attempt(key=f"portal.account-mail:{mailbox}", limit=PER_MAILBOX, per=PER, now=now)
    account = signed_in(request) if for_account else None
    try:
        send_link(
            address=address,
            browser=new_browser_secret(request),
            account_id=account.pk if account else None,
            language=get_language() or "de",
            now=now,
        )
    except OSError as error:
        raise LinkNotSent from error


@personal
@require_safe
def mail_sent(request: HttpRequest) -> HttpResponse:
    """That a mail is on its way, and where its link works."""
    return render(request, "portal/account/mail_sent.html")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link: a button. Looking changes nothing, since mail scanners open links.

    :raises AddressElsewhere: the address is to be added to an account, and belongs to another.
    """
    now, browser, account = clock.now(), browser_secret(request), signed_in(request)
    account_id = account.pk if account else None
    try:
        if request.method != "POST":
            link = link_with(token=token, browser=browser, account_id=account_id, now=now)
            return render(request, "portal/account/link.html", {"link": link})
        known = follow_link(token=token, browser=browser, account_id=account_id, now=now)
    except (LinkNotUsable, OtherBrowser) as refusal:
        return render(request, "portal/account/no_link.html", {"refusal": refusal}, status=refusal.status)
    if account_id == known.pk:
        return redirect("portal:account-details")
    wanted = request.session.get(_NEXT, "")
    begin(request, sign_in=SignIn(known.pk), id_token="", now=now)
    return lead_to(wanted, otherwise="portal:account")


@personal
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End it here, and where somebody signed in at a service, lead on there.

    By a page that leads on: a browser lets no form, and no redirect after one, lead to another house.
    """
    token, service = id_token_in(request), settings.CITIZEN_OPENID
    end(request)
    there = None
    if token and service is not None:
        back_to = links.absolute(name="account-sign-in", parameters={})
        there = sign_out_address(directory=service, id_token=token, back_to=back_to)
    return render(request, "portal/account/signed_out.html", {"there": there})


def _service(wanted: str) -> str:
    """The way to the service, where the city has one."""
    if settings.CITIZEN_OPENID is None:
        return ""
    return reverse("portal:account-service", query={"next": wanted} if wanted else None)


def _bundid(wanted: str) -> str:
    """The way to BundID, where the city is connected."""
    if settings.BUNDID is None:
        return ""
    return reverse("portal:account-bundid", query={"next": wanted} if wanted else None)
