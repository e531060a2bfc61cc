"""Sending whoever is at the counter on to another office: which ones can go on today, and the slip to take along."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from einamt.accounts.rights import Right
from einamt.channels.counter.actions import is_at
from einamt.channels.counter.desks import Workplace, workplace_of
from einamt.channels.parts.posted import id_of, uuid_of
from einamt.channels.parts.staff import requires
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.visits.entries import DayEntry
from einamt.procedures.visits.queries import day_list
from einamt.procedures.visits.sending_on import done_before, offices_to_go_on, send_on

NEAREST = 9
"""Offices that have a key of their own; the others are a click away."""


@requires(Right.SERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Choose the office, and with the choice give out the number there."""
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    if request.method != "POST":
        return _page(request, workplace=workplace, case_id=case_id)
    office_id, command_id = id_of(request.POST.get("office", "")), uuid_of(request.POST.get("command", ""))
    if office_id is None or command_id is None:
        return redirect("counter:send-on", case_id=case_id)
    try:
        there = send_on(
            case_id=case_id,
            office_id=office_id,
            desk=workplace.desk(request),
            command_id=command_id,
            now=clock.now(),
            still_to_do=_still_to_do(request.POST),
        )
    except DomainError as refusal:
        return _page(request, workplace=workplace, case_id=case_id, refusal=refusal)
    return redirect("counter:ticket-of", case_id=there.case_id)


def _page(
    request: HttpRequest, *, workplace: Workplace, case_id: UUID, refusal: DomainError | None = None
) -> HttpResponse:
    entry = _entry(workplace, case_id)
    if refusal is None and (entry is None or not is_at(entry=entry, counter=workplace.counter)):
        return redirect("counter:day")
    wished = entry.wishes if entry else []
    ticked = _still_to_do(request.POST if refusal else request.GET)
    if ticked is None:
        ticked = {wish.service_id for wish in wished} - done_before(case_id=case_id)
    is_at_home = Appointment.objects.filter(case_id=case_id, is_home_visit=True).exists()
    rest = [(wish.service_id, wish.persons) for wish in wished if wish.service_id in ticked]
    offices = offices_to_go_on(wishes=rest, office=workplace.office, now=clock.now()) if rest and not is_at_home else []
    context = {
        "workplace": workplace,
        "entry": entry,
        "wishes": [(wish, wish.service_id in ticked) for wish in wished],
        "is_something_left": bool(rest),
        "nearest": offices[:NEAREST],
        "others": offices[NEAREST:],
        "command": new_id(),
        "refusal": refusal,
    }
    return render(request, "counter/send_on.html", context, status=refusal.status if refusal else 200)


def _still_to_do(sent: QueryDict) -> set[int] | None:
    """The services that are ticked to go on; None: nothing was said about them."""
    if "choice" not in sent:
        return None
    return {service_id for each in sent.getlist("service") if (service_id := id_of(each)) is not None}


def _entry(workplace: Workplace, case_id: UUID) -> DayEntry | None:
    now = clock.now()
    today = local_date(moment=now, zone=city.zone())
    return day_list(
        office_id=workplace.office.pk,
        day=today,
        now=now,
        language=get_language() or "de",
        group_ids=workplace.group_ids,
    ).entry(case_id)
