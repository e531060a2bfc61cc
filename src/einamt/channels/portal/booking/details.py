"""The third step: who comes, and how to reach them."""

from dataclasses import asdict
from datetime import datetime, timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from einamt.channels.parts import humans
from einamt.channels.parts.headers import personal
from einamt.channels.portal.account.acting import acting_here
from einamt.channels.portal.account.session import signed_in
from einamt.channels.portal.booking.forms import DetailsForm
from einamt.channels.portal.booking.summary import summary_of_held
from einamt.channels.portal.booking.visit import (
    Held,
    Person,
    booked_in,
    held_in,
    person_in,
    remember_human,
    remember_person,
)
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key
from einamt.procedures.appointments.needs import help_offered


@personal
@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    """The proof of work for the time that this browser holds; 404 where it holds none."""
    now = clock.now()
    held = held_in(request.session)
    if held is None:
        return JsonResponse({}, status=HTTPStatus.NOT_FOUND)
    count_attempt(key=f"portal.challenge:{limit_key(request)}", limit=60, per=timedelta(minutes=10), now=now)
    suspicion = humans.suspicion_of(network=limit_key(request), now=now)
    return JsonResponse(humans.new_challenge(hold_id=held.hold_id, now=now, suspicion=suspicion))


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def enter_details(request: HttpRequest) -> HttpResponse:
    """The form; what is typed is kept whatever happens to the time."""
    now = clock.now()
    held = held_in(request.session)
    if request.method != "POST":
        return _first_sight(request, held=held, now=now)
    form = DetailsForm(request.POST, help_offered=help_offered())
    is_understood = form.is_valid()
    remember_person(request.session, form.person() if is_understood else form.typed())
    if held is None or held.appointment_id:
        return nothing_held(request)
    if form.data.get("hold") != str(held.hold_id):
        return _page(request, form=form, held=held, now=now, other_tab=True, status=HTTPStatus.CONFLICT)
    if not is_understood:
        return _page(request, form=form, held=held, now=now, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    payload = form.cleaned_data["altcha"]
    if payload and not held.is_human:
        if not humans.is_solved(payload=payload, hold_id=held.hold_id, now=now):
            form.add_error(
                None, gettext("Die Prüfung im Hintergrund war abgelaufen. Bitte drücken Sie noch einmal auf „Weiter“.")
            )
            return _page(request, form=form, held=held, now=now, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        remember_human(request.session, held)
    return redirect("portal:check")


def nothing_held(request: HttpRequest) -> HttpResponse:
    """The form was open so long, or in another browser, that nobody knows any more which time it was for.

    Where that time has been booked meanwhile, its confirmation is shown. A form says which time it was for; who only
    looks (by the back button) means the booking, if nothing else was held after it.
    """
    booked = booked_in(request.session)
    if booked and (request.POST.get("hold") == str(booked.hold_id) if request.method == "POST" else booked.is_latest):
        return redirect("portal:confirmed")
    context = {"has_person": person_in(request.session) is not None}
    return render(request, "portal/booking/nothing_held.html", context, status=HTTPStatus.GONE)


def _first_sight(request: HttpRequest, *, held: Held | None, now: datetime) -> HttpResponse:
    if held is None or held.appointment_id:
        return nothing_held(request)
    person = person_in(request.session) or Person(name="", email="", phone="")
    form = DetailsForm(initial=asdict(person), help_offered=help_offered())
    return _page(request, form=form, held=held, now=now)


def _page(
    request: HttpRequest,
    *,
    form: DetailsForm,
    held: Held,
    now: datetime,
    other_tab: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    language = get_language() or "de"
    context = {
        "form": form,
        "held": held,
        "summary": summary_of_held(held=held, language=language),
        "other_tab": other_tab,
        "is_human": held.is_human,
        "now": now,
        "account": signed_in(request),
        "acting": acting_here(request),
    }
    return render(request, "portal/booking/details.html", context, status=status)
