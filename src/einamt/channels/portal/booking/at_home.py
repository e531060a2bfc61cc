"""A visit at home instead of a counter: where, when, and the way onward that every booking takes.

The address is typed once, is kept sealed in the browser's session, and stands in no address of ours.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.channels.parts.headers import personal
from einamt.channels.parts.homes import HomeForm, day_rows
from einamt.channels.parts.wishes import Wishes, parse_wishes
from einamt.channels.portal.booking.holding import HOLDS, PER, command_in, time_in
from einamt.channels.portal.booking.starting import services_page
from einamt.channels.portal.booking.summary import Summary, summary_of_appointment, summary_of_held, wishes_of
from einamt.channels.portal.booking.visit import (
    Held,
    HomeTyped,
    held_in,
    home_in,
    new_held,
    remember_held,
    remember_home,
)
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key
from einamt.procedures.appointments.errors import AppointmentNotFound
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.operations import hold_home_visit, release_hold
from einamt.procedures.appointments.queries import appointment_by_token
from einamt.procedures.appointments.rules import is_changeable
from einamt.procedures.appointments.tours.homes import Home, Reason
from einamt.procedures.appointments.tours.placing import reasons_for
from einamt.procedures.appointments.tours.reading import home_of
from einamt.procedures.appointments.tours.search import home_times

DAYS_SHOWN = 4
SEARCHES = 60
"""Addresses looked up from one network in ten minutes, as on the page of responsibility."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What the times are for: a new visit, or one that is to be moved, and where its pages lead."""

    wishes: Wishes
    home: Home
    reason: Reason | None
    times_url: str
    hold_url: str
    next_url: str
    address_url: str
    query: str = ""
    moving: Summary | None = None
    appointment_id: UUID | None = None


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def enter_address(request: HttpRequest) -> HttpResponse:
    """Where somebody lives and why they cannot come."""
    wishes = parse_wishes(query=request.GET, language=_language())
    if wishes.problems or not wishes:
        return services_page(request)
    reasons = reasons_for(wishes=wishes.pairs)
    if not reasons:
        return redirect(f"{reverse('portal:times')}?{wishes.query}")
    if request.method != "POST":
        typed = home_in(request.session)
        initial = {"address": typed.address, "hint": typed.hint, "reason": typed.reason} if typed else None
        return _address_page(request, form=HomeForm(initial=initial, reasons=reasons), wishes=wishes)
    count_attempt(key=f"portal.home:{limit_key(request)}", limit=SEARCHES, per=PER, now=clock.now())
    form = HomeForm(request.POST, reasons=reasons)
    if not form.is_valid():
        return _address_page(request, form=form, wishes=wishes)
    home = form.home
    remember_home(
        request.session,
        HomeTyped(home.address, home.place.latitude, home.place.longitude, home.hint, form.cleaned_data["reason"]),
    )
    return redirect(f"{reverse('portal:home-times')}?{wishes.query}")


@personal
@require_safe
def choose_time(request: HttpRequest) -> HttpResponse:
    """The days on which the team comes near, and the times at which it can be there."""
    errand = _errand(request)
    return errand if isinstance(errand, HttpResponse) else home_times_page(request, errand=errand, now=clock.now())


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def hold_time(request: HttpRequest) -> HttpResponse:
    """Hold the chosen time and go on to the form."""
    errand = _errand(request)
    return errand if isinstance(errand, HttpResponse) else _hold(request, errand=errand)


@personal
@require_safe
def choose_other_time(request: HttpRequest, token: str) -> HttpResponse:
    """Another time for a visit, at the same home; the old one is kept until the new one is booked."""
    errand = _moving_errand(token)
    return errand if isinstance(errand, HttpResponse) else home_times_page(request, errand=errand, now=clock.now())


@personal
@require_POST
def hold_other_time(request: HttpRequest, token: str) -> HttpResponse:
    """Hold the new time and go on to the question."""
    errand = _moving_errand(token)
    return errand if isinstance(errand, HttpResponse) else _hold(request, errand=errand)


def choose_again(request: HttpRequest, *, held: Held, refusal: DomainError, now: datetime) -> HttpResponse:
    """The time could not be had: the page of times says why."""
    typed = home_in(request.session)
    wishes = Wishes(items=wishes_of(pairs=held.wishes, language=_language()))
    if typed is None:
        return redirect(f"{reverse('portal:home-address')}?{wishes.query}")
    return home_times_page(request, errand=_new_errand(wishes, typed, query=held.query), now=now, refusal=refusal)


def moving_errand(*, appointment: Appointment, token: str) -> Errand | None:
    """What moving a visit is about; None where people come to the office."""
    home = home_of(appointment)
    if home is None:
        return None
    return Errand(
        wishes=Wishes(items=wishes_of(pairs=appointment.wishes, language=_language())),
        home=home,
        reason=None,
        times_url=reverse("portal:change-home-times", args=[token]),
        hold_url=reverse("portal:change-home-hold", args=[token]),
        next_url=reverse("portal:move", args=[token]),
        address_url="",
        moving=summary_of_appointment(appointment=appointment, language=_language()),
        appointment_id=appointment.pk,
    )


def home_times_page(
    request: HttpRequest, *, errand: Errand, now: datetime, refusal: DomainError | None = None
) -> HttpResponse:
    """Days and times; with a `refusal`, which gives the response its status, why a time could not be had."""
    found = home_times(wishes=errand.wishes.pairs, place=errand.home.place, now=now, moving_id=errand.appointment_id)
    held = held_in(request.session)
    is_held = bool(held and held.is_at_home and held.appointment_id == errand.appointment_id and held.expires_at > now)
    place = (held.capacity_day_id, held.minute) if held and is_held else None
    rows = day_rows(times=found.times, held=place)
    context = {
        "errand": errand,
        "found": found,
        "rows": rows[:DAYS_SHOWN],
        "later": rows[DAYS_SHOWN:],
        "refusal": refusal,
        "command": new_id(),
        "held": held if is_held else None,
        "held_summary": summary_of_held(held=held, language=_language(), with_documents=False)
        if held and is_held
        else None,
        "now": now,
    }
    status = refusal.status if refusal else HTTPStatus.OK
    return render(request, "portal/booking/home_times.html", context, status=status)


def _hold(request: HttpRequest, *, errand: Errand) -> HttpResponse:
    if request.method != "POST":
        return redirect(errand.times_url)
    now = clock.now()
    count_attempt(key=f"portal.hold:{limit_key(request)}", limit=HOLDS, per=PER, now=now)
    earlier = held_in(request.session)
    try:
        capacity_day_id, minute = time_in(request.POST.get("zeit", ""))
        hold = hold_home_visit(
            capacity_day_id=capacity_day_id,
            start_minute=minute,
            wishes=errand.wishes.pairs,
            home=errand.home,
            reason=errand.reason,
            moving_id=errand.appointment_id,
            now=now,
            command_id=command_in(request.POST.get("command", "")),
        )
    except DomainError as refusal:
        return home_times_page(request, errand=errand, now=now, refusal=refusal)
    if earlier and earlier.hold_id != hold.pk:
        release_hold(hold_id=earlier.hold_id, now=now)
    held = new_held(hold=hold, query=errand.query, appointment_id=errand.appointment_id)
    remember_held(request.session, held)
    return redirect(errand.next_url)


def _errand(request: HttpRequest) -> Errand | HttpResponse:
    """The new visit that the address and the session speak of, or the page where what is missing can be said."""
    wishes = parse_wishes(query=request.GET, language=_language())
    if wishes.problems or not wishes:
        return services_page(request)
    typed = home_in(request.session)
    if typed is None or typed.reason not in reasons_for(wishes=wishes.pairs):
        return redirect(f"{reverse('portal:home-address')}?{wishes.query}")
    return _new_errand(wishes, typed, query=request.GET.urlencode())


def _new_errand(wishes: Wishes, typed: HomeTyped, *, query: str) -> Errand:
    return Errand(
        wishes=wishes,
        home=typed.home,
        reason=Reason(typed.reason),
        times_url=f"{reverse('portal:home-times')}?{wishes.query}",
        hold_url=f"{reverse('portal:home-hold')}?{wishes.query}",
        next_url=reverse("portal:details"),
        address_url=f"{reverse('portal:home-address')}?{wishes.query}",
        query=query or QueryDict(wishes.query).urlencode(),
    )


def _moving_errand(token: str) -> Errand | HttpResponse:
    try:
        appointment = appointment_by_token(token=token)
    except AppointmentNotFound:
        return redirect("portal:change", token=token)
    errand = moving_errand(appointment=appointment, token=token)
    can_change = is_changeable(state=appointment.case.state, starts_at=appointment.starts_at, now=clock.now())
    return redirect("portal:change", token=token) if errand is None or not can_change else errand


def _address_page(request: HttpRequest, *, form: HomeForm, wishes: Wishes) -> HttpResponse:
    context = {"form": form, "wishes": wishes, "times_url": f"{reverse('portal:times')}?{wishes.query}"}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portal/booking/home_address.html", context, status=status)


def _language() -> str:
    return get_language() or "de"
