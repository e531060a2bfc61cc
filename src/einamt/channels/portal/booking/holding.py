"""A tap on a time holds it; choosing another one gives it back."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from einamt.channels.parts.wishes import Wishes, parse_wishes
from einamt.channels.portal.booking.starting import services_page
from einamt.channels.portal.booking.times import Purpose, booking_purpose, times_page
from einamt.channels.portal.booking.visit import forget_held, held_in, new_held, remember_held
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key
from einamt.procedures.appointments.operations import hold_slot, release_hold
from einamt.procedures.appointments.tokens import token_of

HOLDS, PER = 60, timedelta(minutes=10)
"""What one address of the network may hold: a household that looks around, not a program that buys up."""

_TIME = re.compile(r"(\d{1,18})-(\d{1,4})", re.ASCII)


class NoSuchTime(DomainError):
    """What was sent is not a time from the calendar."""

    code = "no-such-time"
    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST
    message = N_("Diese Zeit kennen wir nicht. Bitte wählen Sie eine aus dem Kalender.")


@require_http_methods(["GET", "HEAD", "POST"])
def hold_time(request: HttpRequest) -> HttpResponse:
    """Hold the chosen time and go on to the form. The address carries the search, so nothing has to be told twice.

    Who only looks (after changing the language, or from a bookmark) is led back to that search.
    """
    if request.method != "POST":
        return to_search(reverse("portal:times"), request.GET.urlencode())
    wishes = parse_wishes(query=request.GET, language=get_language() or "de")
    if wishes.problems or not wishes:
        return services_page(request)
    return hold_chosen(request, wishes=wishes, purpose=booking_purpose(), now=clock.now())


def hold_chosen(request: HttpRequest, *, wishes: Wishes, purpose: Purpose, now: datetime) -> HttpResponse:
    """Hold the time that was tapped; when that fails, the page of times says why and offers the next one."""
    count_attempt(key=f"portal.hold:{limit_key(request)}", limit=HOLDS, per=PER, now=now)
    earlier = held_in(request.session)
    try:
        capacity_day_id, minute = time_in(request.POST.get("zeit", ""))
        if (
            earlier
            and (earlier.capacity_day_id, earlier.minute) == (capacity_day_id, minute)
            and sorted(earlier.wishes) == sorted(wishes.pairs)
            and earlier.appointment_id == purpose.appointment_id
            and earlier.expires_at > now
        ):
            return redirect(purpose.next_url)
        hold = hold_slot(
            capacity_day_id=capacity_day_id,
            start_minute=minute,
            wishes=wishes.pairs,
            now=now,
            command_id=command_in(request.POST.get("command", "")),
        )
    except DomainError as refusal:
        return times_page(request, wishes=wishes, query=request.GET, purpose=purpose, now=now, refusal=refusal)
    if earlier and earlier.hold_id != hold.pk:
        release_hold(hold_id=earlier.hold_id, now=now)
    held = new_held(hold=hold, query=request.GET.urlencode(), appointment_id=purpose.appointment_id)
    remember_held(request.session, held)
    return redirect(purpose.next_url)


@require_POST
def release_time(request: HttpRequest) -> HttpResponse:
    """Give the held time back and choose another one, for what it was held for; what was typed is kept."""
    held = held_in(request.session)
    if held is None:
        return redirect("portal:appointments")
    release_hold(hold_id=held.hold_id, now=clock.now())
    forget_held(request.session)
    if held.appointment_id:
        token = token_of(appointment_id=held.appointment_id)
        return to_search(reverse("portal:change-times", args=[token]), held.query)
    return to_search(reverse("portal:home-times" if held.is_at_home else "portal:times"), held.query)


def to_search(times_url: str, query: str) -> HttpResponse:
    """Back to the page of times with this search."""
    return redirect(f"{times_url}?{query}" if query else times_url)


def time_in(text: str) -> tuple[int, int]:
    """The capacity row and the minute in what a button of the calendar sends.

    :raises NoSuchTime: no button of ours sends this.
    """
    if match := _TIME.fullmatch(text):
        return int(match[1]), int(match[2])
    raise NoSuchTime


def command_in(text: str) -> UUID | None:
    """The page that a tap came from, so that tapping twice holds once; none where it was not ours."""
    try:
        return UUID(text)
    except ValueError:
        return None
