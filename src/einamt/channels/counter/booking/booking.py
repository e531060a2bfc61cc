"""Booking a time for somebody: who comes, and one button that books."""

from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from einamt.accounts.rights import Right
from einamt.catalog.queries import office_entries
from einamt.channels.counter.booking.appointments import remember_booked
from einamt.channels.counter.booking.forms import CallerForm
from einamt.channels.counter.booking.times import time_in, times_page
from einamt.channels.counter.booking.where import place_of
from einamt.channels.parts.staff import requires, staff_of
from einamt.channels.parts.wishes import Wishes, parse_wishes
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import at_minute
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import HelpNotOffered, TooManyAppointments, TooShortNotice
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.appointments.needs import help_offered
from einamt.procedures.appointments.operations import book_slot
from einamt.procedures.appointments.rules import day_of, group_of


@requires(Right.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Who comes at the time that the address names; the button books it, once, however often it is pressed."""
    now = clock.now()
    wishes = parse_wishes(query=request.GET, language=get_language() or "de")
    time = time_in(request)
    if not wishes or wishes.problems or time is None:
        return redirect(f"{reverse('counter:times')}?{wishes.query}")
    form = CallerForm(request.POST if request.method == "POST" else None, help_offered=help_offered())
    if not form.is_valid():
        return _page(request, form=form, wishes=wishes, time=time)
    try:
        booked = book_slot(
            capacity_day_id=time[0],
            start_minute=time[1],
            wishes=wishes.pairs,
            contact=form.contact(language=form.cleaned_data["spoken"]),
            channel=place_of(request).channel,
            actor=staff_of(request).actor,
            command_id=form.cleaned_data["command"],
            now=now,
        )
    except (TooManyAppointments, TooShortNotice, HelpNotOffered) as refusal:
        return _page(request, form=form, wishes=wishes, time=time, refusal=refusal)
    except DomainError as refusal:
        return times_page(request, wishes=wishes, now=now, refusal=refusal)
    remember_booked(request, booked.appointment)
    address = reverse("counter:appointment", args=[booked.case.reference])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _page(
    request: HttpRequest,
    *,
    form: CallerForm,
    wishes: Wishes,
    time: tuple[int, int],
    refusal: DomainError | None = None,
) -> HttpResponse:
    group = CounterGroup.objects.filter(pk=group_of(time[0])).first()
    if group is None:
        return redirect(f"{reverse('counter:times')}?{wishes.query}")
    context = {
        "form": form,
        "wishes": wishes,
        "place": place_of(request),
        "office": office_entries(office_ids=[group.office_id])[group.office_id],
        "starts_at": _moment(time),
        "times_url": f"{reverse('counter:times')}?{wishes.query}",
        "refusal": refusal,
    }
    status = refusal.status if refusal else HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "counter/booking/book.html", context, status=status)


def _moment(time: tuple[int, int]) -> datetime:
    return at_minute(day=day_of(time[0]), minute=min(time[1], 1440), zone=city.zone())
