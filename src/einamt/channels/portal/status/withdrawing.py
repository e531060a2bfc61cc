"""Taking an objection back. It gives a remedy up for good, so reference and code, which stand in mails and are told to
family, do not suffice: it takes the account in which it was lodged or that has proved its mail address, or a link that
is sent there.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from einamt.channels.parts.headers import personal
from einamt.channels.portal.account.session import sign_in_of, signed_in
from einamt.channels.portal.status.opened import keep_open, opened, opened_by
from einamt.citizens.models import CitizenAccount
from einamt.citizens.operations import note_act
from einamt.citizens.queries import has_proved
from einamt.citizens.rules import Act
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key
from einamt.procedures.objections.errors import ObjectionOver
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import ask_to_withdraw, withdraw_by_link, withdraw_objection
from einamt.procedures.objections.queries import objection_of, objection_to_withdraw
from einamt.procedures.objections.rules import State

LINKS, PER = 5, timedelta(minutes=15)
"""From one network address in that time."""


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once more, and take the open objection back; or send its person the link that does it.

    :raises EventNotAllowed, ObjectionOver: it has ended at this moment.
    :raises NowhereToWrite: no mail address is known, nor is the account known to be its person's.
    :raises TooManyAttempts: too many links were asked for from here.
    """
    now = clock.now()
    case = opened(request, now=now)
    objection = objection_of(case_id=case.pk) if case else None
    if case is None or objection is None:
        return redirect("portal:status")
    if case.closed_at is not None:  # pressed twice, or the link of the mail or the office was quicker: it says which
        return redirect("portal:case")
    by, account = opened_by(request), signed_in(request)
    is_theirs = by is not None or (account is not None and _is_of(objection, account))
    if request.method != "POST":
        context = {"objection": objection, "is_theirs": is_theirs}
        return render(request, "portal/status/withdraw.html", context)
    if is_theirs:
        withdraw_objection(case_id=case.pk, actor=CITIZEN, channel=Channel.PORTAL, now=now)
        if account is not None:
            sign_in = sign_in_of(request, account=account)
            note_act(sign_in=sign_in, act=Act.WITHDRAWAL, case_id=case.pk, subject=case.pk, now=now)
        keep_open(request, case=case, now=now, by=by)
        return redirect("portal:case")
    count_attempt(key=f"portal.withdrawal:{limit_key(request)}", limit=LINKS, per=PER, now=now)
    ask_to_withdraw(case_id=case.pk, now=now)
    return redirect("portal:withdrawal-asked")


@personal
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """That a mail is on its way, without saying where to: whoever has the code may be somebody else."""
    return render(request, "portal/status/withdrawal_asked.html")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, and take it back: opening a link does nothing, because mail scanners follow links.

    :raises LinkNotUsable: the link was never given, is too old, or another was asked for since.
    :raises ObjectionOver: it was decided meanwhile.
    :raises EventNotAllowed: it was decided at this moment.
    """
    now = clock.now()
    objection = objection_to_withdraw(token=token, now=now)
    if objection.case.state == State.WITHDRAWN:
        return render(request, "portal/status/withdrawn.html", {"objection": objection})
    if objection.case.closed_at is not None:
        raise ObjectionOver
    if request.method != "POST":
        return render(request, "portal/status/withdraw_by_link.html", {"objection": objection})
    withdraw_by_link(token=token, now=now)
    return redirect("portal:withdraw-by-link", token=token)


def _is_of(objection: Objection, account: CitizenAccount) -> bool:
    """Whether it was lodged in this account, or the account has proved its mail address, which has to be the same to
    the letter; that it holds the case is not enough, because whoever has the code can take it in.
    """
    if objection.lodging_account == account.pk:
        return True
    return has_proved(account=account, address=objection.email)
