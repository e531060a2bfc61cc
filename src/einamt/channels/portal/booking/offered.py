"""A time that was offered by mail. Opening the link changes nothing: a button accepts, another declines."""

from datetime import datetime, timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from einamt.channels.parts.headers import personal
from einamt.channels.portal.booking.forms import CommandForm
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import at_minute
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell import city
from einamt.platform.web.client import limit_key
from einamt.procedures.appointments.errors import OfferUnknown
from einamt.procedures.appointments.kinds import wishes_in_words
from einamt.procedures.appointments.models import Offer
from einamt.procedures.appointments.offers import offer_by_token
from einamt.procedures.appointments.operations import accept_offer, decline_offer
from einamt.procedures.appointments.rules import day_of
from einamt.procedures.appointments.tokens import token_of

MISSES, PER = 30, timedelta(minutes=10)
"""As for the links of appointments."""


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The offered time, until when it is held, and the two answers."""
    now = clock.now()
    try:
        offered = offer_by_token(token=token)
    except OfferUnknown as refusal:
        count_attempt(key=f"portal.offer:{limit_key(request)}", limit=MISSES, per=PER, now=now)
        return _page(request, token=token, offered=None, refusal=refusal, now=now)
    form = CommandForm(request.POST if request.method == "POST" else None)
    if form.command_id is None:
        return _page(request, token=token, offered=offered, refusal=None, now=now)
    try:
        if request.POST.get("answer") == "decline":
            offered = decline_offer(token=token, now=now)
        else:
            appointment = accept_offer(
                token=token, actor=CITIZEN, channel=Channel.PORTAL, command_id=form.command_id, now=now
            )
            return redirect("portal:change", token=token_of(appointment_id=appointment.pk))
    except DomainError as refusal:
        return _page(request, token=token, offered=offer_by_token(token=token), refusal=refusal, now=now)
    return redirect("portal:offer", token=token)


def _page(
    request: HttpRequest, *, token: str, offered: Offer | None, refusal: DomainError | None, now: datetime
) -> HttpResponse:
    context: dict[str, object] = {"token": token, "refusal": refusal, "command_id": new_id(), "now": now}
    if offered is not None:
        context |= {
            "offer": offered,
            "what": wishes_in_words(wishes=offered.hold.wishes, language=get_language() or "de")
            if offered.hold
            else "",
            "starts_at": at_minute(day=day_of(offered.capacity_day_id), minute=offered.start_minute, zone=city.zone()),
            "office": offered.capacity_day.group.office,
            "is_open": offered.outcome == Offer.Outcome.OPEN and offered.expires_at > now,
        }
    status = refusal.status if refusal is not None else HTTPStatus.OK
    return render(request, "portal/booking/offer.html", context, status=status)
