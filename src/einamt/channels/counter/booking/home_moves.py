"""Other times for a visit at home that is booked."""

from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from einamt.channels.counter.booking.where import place_of
from einamt.channels.parts.homes import day_rows
from einamt.kernel.errors import DomainError
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.tours.reading import home_of
from einamt.procedures.appointments.tours.search import home_times

DAYS_SHOWN = 6


def move_page(
    request: HttpRequest, *, found: Appointment, now: datetime, refusal: DomainError | None = None
) -> HttpResponse:
    """Other times for a visit that is booked, at the same home."""
    home = home_of(found)
    wishes = [(service_id, persons) for service_id, persons in found.wishes]
    searched = home_times(wishes=wishes, place=home.place, now=now, moving_id=found.pk) if home else None
    context = {
        "moving": found,
        "home": home,
        "rows": day_rows(times=searched.times)[:DAYS_SHOWN] if searched else [],
        "here": reverse("counter:move", args=[found.case.reference]),
        "place": place_of(request),
        "refusal": refusal,
    }
    status = refusal.status if refusal else HTTPStatus.OK
    return render(request, "counter/booking/home_move.html", context, status=status)
