"""One service at a terminal: what a number means before it is drawn, drawing it, and emergencies."""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.models import Terminal
from einamt.channels.kiosk.devices import at_terminal, desk_of, shown_token
from einamt.channels.kiosk.pages import address, page
from einamt.channels.parts.posted import uuid_of
from einamt.channels.parts.qr import qr_data
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform import clock, links
from einamt.platform.ratelimit.operations import allow
from einamt.platform.shell import city
from einamt.procedures.visits.errors import NotServedHere, NumbersTooFast, TicketsStopped
from einamt.procedures.visits.floor_rules import emergency_reasons
from einamt.procedures.visits.hall import newcomers_spot
from einamt.procedures.visits.offered import ServiceHere, service_here
from einamt.procedures.visits.ticketing import counters_for, has_drawn, stop_for, take_ticket

MOST_PERSONS = 6
AT_ONCE, WITHIN = 20, timedelta(minutes=5)
"""Numbers from one terminal: so many at once, then one every fifteen seconds. Nobody is faster who reads the page."""


@at_terminal
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, terminal: Terminal, service_id: int) -> HttpResponse:
    """How long it will take, and the button that draws the number; or why there is none, and what to do instead."""
    if request.method != "POST":
        return _service_page(request, terminal, service_id=service_id)
    persons, command_id = request.POST.get("persons", "1"), uuid_of(request.POST.get("command", ""))
    if command_id is None or persons not in {str(count) for count in range(1, MOST_PERSONS + 1)}:
        return _service_page(request, terminal, service_id=service_id)
    try:
        _slow_down(terminal, command_id=command_id)
        visit = take_ticket(
            wishes=[(service_id, int(persons))],
            desk=desk_of(terminal),
            command_id=command_id,
            now=clock.now(),
            reason=request.POST.get("reason", "")[:40],
            language=get_language() or "de",
        )
    except DomainError as refusal:
        return _service_page(request, terminal, service_id=service_id, refusal=refusal)
    shown = address("shown", terminal, token=shown_token(request, case_id=visit.case_id))
    return HttpResponseRedirect(shown, status=HTTPStatus.SEE_OTHER)


@at_terminal
@require_safe
def emergency(request: HttpRequest, terminal: Terminal, service_id: int) -> HttpResponse:
    """The city's reasons for going first, each a button that draws the number."""
    context = {"service": _wanted(terminal, service_id), "reasons": _reasons(), "command": new_id()}
    return page(request, terminal, template="kiosk/emergency.html", context=context)


def _slow_down(terminal: Terminal, *, command_id: UUID) -> None:
    """Somebody who draws one number after the other makes the wait of all others look long, and counters call nobody.

    :raises NumbersTooFast: too many were drawn here just now; a tap that has drawn one before is told its number.
    """
    if allow(key=f"terminal-numbers:{terminal.pk}", limit=AT_ONCE, per=WITHIN, now=clock.now()):
        return
    if not has_drawn(command_id=command_id):
        raise NumbersTooFast


def _service_page(
    request: HttpRequest, terminal: Terminal, *, service_id: int, refusal: DomainError | None = None
) -> HttpResponse:
    now, wanted = clock.now(), _wanted(terminal, service_id)
    wishes = [(service_id, 1)]
    group = counters_for(wishes=wishes, office_id=terminal.office_id)
    stop = stop_for(office_id=terminal.office_id, group=group, now=now)
    booking = links.absolute(name="service", parameters={"slug": wanted.slug})
    context = {
        "service": wanted,
        "stops": [stop] if stop else [],
        "spot": None
        if stop
        else newcomers_spot(office_id=terminal.office_id, wishes=wishes, group_id=group.pk if group else None, now=now),
        "counts": range(1, MOST_PERSONS + 1),
        "has_reasons": bool(_reasons()),
        "booking_qr": qr_data(booking) if wanted.needs_appointment else "",
        "command": new_id(),
    }
    # that numbers are stopped stands on the page already
    said = None if stop and isinstance(refusal, TicketsStopped) else refusal
    status = refusal.status if refusal else HTTPStatus.OK
    return page(request, terminal, template="kiosk/service.html", context=context, refusal=said, status=status)


def _wanted(terminal: Terminal, service_id: int) -> ServiceHere:
    found = service_here(office_id=terminal.office_id, service_id=service_id, language=get_language() or "de")
    if found is None:
        raise NotServedHere({"service": "–"})
    return found


def _reasons() -> list[tuple[str, str]]:
    language = get_language() or "de"
    reasons = emergency_reasons(on=local_date(moment=clock.now(), zone=city.zone()))
    return [(each.code, each.called(language=language)) for each in reasons]
