"""A visit at home for somebody who has called or stands at the counter: where, when and for whom, on one page.

What is said stands in the page's form and in no address; with every step it is looked at again.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from einamt.accounts.rights import Right
from einamt.channels.counter.booking.appointments import remember_booked
from einamt.channels.counter.booking.forms import CallerForm
from einamt.channels.counter.booking.times import time_named
from einamt.channels.counter.booking.where import place_of
from einamt.channels.parts.homes import HomeForm, day_rows
from einamt.channels.parts.staff import requires, staff_of
from einamt.channels.parts.wishes import Wishes, parse_wishes
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.procedures.appointments.needs import help_offered
from einamt.procedures.appointments.operations import book_home_visit
from einamt.procedures.appointments.tours.homes import Reason
from einamt.procedures.appointments.tours.placing import reasons_for
from einamt.procedures.appointments.tours.search import home_times


@requires(Right.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """First where, then when and for whom; the button books, once, however often it is pressed."""
    wishes = parse_wishes(query=request.GET, language=get_language() or "de")
    reasons = [] if wishes.problems else reasons_for(wishes=wishes.pairs)
    if not reasons:
        return redirect(f"{reverse('counter:times')}?{wishes.query}")
    if request.method != "POST":
        return _page(request, wishes=wishes, where=HomeForm(reasons=reasons))
    where = HomeForm(request.POST, reasons=reasons)
    if not where.is_valid():
        return _page(request, wishes=wishes, where=where)
    is_asked = "name" in request.POST
    caller = CallerForm(request.POST if is_asked else None, help_offered=help_offered())
    time = time_named(request.POST.get("zeit", ""))
    if not is_asked or not caller.is_valid() or time is None:
        return _page(request, wishes=wishes, where=where, caller=caller, is_time_missing=is_asked and time is None)
    try:
        booked = book_home_visit(
            capacity_day_id=time[0],
            start_minute=time[1],
            wishes=wishes.pairs,
            home=where.home,
            reason=Reason(where.cleaned_data["reason"]),
            contact=caller.contact(language=caller.cleaned_data["spoken"]),
            channel=place_of(request).channel,
            actor=staff_of(request).actor,
            command_id=caller.cleaned_data["command"],
            now=clock.now(),
        )
    except DomainError as refusal:
        return _page(request, wishes=wishes, where=where, caller=caller, refusal=refusal)
    remember_booked(request, booked.appointment)
    address = reverse("counter:appointment", args=[booked.case.reference])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _page(
    request: HttpRequest,
    *,
    wishes: Wishes,
    where: HomeForm,
    caller: CallerForm | None = None,
    is_time_missing: bool = False,
    refusal: DomainError | None = None,
) -> HttpResponse:
    found = home_times(wishes=wishes.pairs, place=where.home.place, now=clock.now()) if caller else None
    context = {
        "wishes": wishes,
        "where": where,
        "caller": caller,
        "found": found,
        "rows": day_rows(times=found.times) if found else [],
        "chosen": request.POST.get("zeit", ""),
        "place": place_of(request),
        "times_url": f"{reverse('counter:times')}?{wishes.query}",
        "is_time_missing": is_time_missing,
        "refusal": refusal,
    }
    is_wrong = where.errors or is_time_missing or (caller is not None and caller.errors)
    status = refusal.status if refusal else HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render(request, "counter/booking/home.html", context, status=status)
