"""The visit as its holder sees it on a phone: when to come, the number, the place in the line, where to go now."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from einamt.cases.tokens import case_of_token, holder_token
from einamt.channels.hall.forms import HallCodeForm
from einamt.channels.hall.stand import spot_of
from einamt.channels.parts.headers import personal
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt, forgive_attempt
from einamt.platform.shell import city
from einamt.procedures.visits.arriving import check_in
from einamt.procedures.visits.errors import CheckInUnknown, WrongHallCode
from einamt.procedures.visits.hall_codes import is_hall_code
from einamt.procedures.visits.holding import HeldVisit, held_visit, spot_of_held
from einamt.procedures.visits.operations import Desk, leave_visit

ATTEMPTS, PER = 30, timedelta(minutes=10)
"""Wrong codes for one visit: whoever has its link holds a secret already, and no neighbour uses their attempts up."""


@personal
@require_safe
def visit(request: HttpRequest, token: str) -> HttpResponse:
    """Where the visit stands.

    :raises CheckInUnknown: the link is none of ours, or its case is not kept any more.
    """
    return _page(request, token=token, form=HallCodeForm())


@personal
@require_POST
def say_here(request: HttpRequest, token: str) -> HttpResponse:
    """Say "Ich bin da", with the code of the hall.

    :raises CheckInUnknown: the link is none of ours, or its case is not kept any more.
    :raises TooManyAttempts: somebody is guessing.
    """
    now, held = clock.now(), _held(token)
    attempt = f"hall.here:{held.case_id}"
    count_attempt(key=attempt, limit=ATTEMPTS, per=PER, now=now)
    form = HallCodeForm(request.POST)
    if not form.is_valid():
        return _page(request, token=token, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if not is_hall_code(office_id=held.office_id, code=form.cleaned_data["code"], now=now):
            raise WrongHallCode
        check_in(case_id=held.case_id, office_id=held.office_id, channel=Channel.PORTAL, command_id=new_id(), now=now)
    except DomainError as refusal:
        return _page(request, token=token, form=form, refusal=refusal, status=refusal.status)
    forgive_attempt(key=attempt, limit=ATTEMPTS, per=PER)
    return _to(token)


@personal
@require_POST
def say_leaving(request: HttpRequest, token: str) -> HttpResponse:
    """Say "Ich gehe wieder": somebody else moves up.

    :raises CheckInUnknown: the link is none of ours, or its case is not kept any more.
    """
    now, held = clock.now(), _held(token)
    desk = Desk(office_id=held.office_id, counter="", actor=CITIZEN, channel=Channel.PORTAL)
    try:
        leave_visit(case_id=held.case_id, desk=desk, command_id=new_id(), now=now)
    except DomainError as refusal:
        return _page(request, token=token, form=HallCodeForm(), refusal=refusal, status=refusal.status)
    return _to(token)


def _page(
    request: HttpRequest,
    *,
    token: str,
    form: HallCodeForm,
    refusal: DomainError | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    now, held = clock.now(), _held(token)
    spot = spot_of_held(held=held, now=now)
    context: dict[str, Any] = {
        "held": held,
        "token": token,
        "spot": spot,
        "said": spot_of(spot),
        "form": form,
        "refusal": refusal,
        "onward": holder_token(case_id=held.goes_on_as.case_id) if held.goes_on_as else "",
        "opens_at": held.opens_at,
        "is_open": held.is_open(now=now),
        "stand_url": reverse("hall:stand-of", args=[held.office_id, token]),
        "read_at": now,
        "zone": city.zone().key,
    }
    return render(request, "hall/visit.html", context, status=status)


def _held(token: str) -> HeldVisit:
    case_id: UUID | None = case_of_token(token=token)
    held = held_visit(case_id=case_id, now=clock.now()) if case_id else None
    if held is None:
        raise CheckInUnknown
    return held


def _to(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("hall:visit", args=[token]), status=HTTPStatus.SEE_OTHER)
