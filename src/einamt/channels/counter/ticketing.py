"""Numbers for people without an appointment: what for, on paper or on the phone, and stopping them."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.cases.tokens import holder_token
from einamt.catalog.models import Office
from einamt.catalog.queries import service_names
from einamt.channels.counter.desks import Workplace, workplace_of
from einamt.channels.parts.posted import id_of, uuid_of
from einamt.channels.parts.qr import qr_data
from einamt.channels.parts.staff import check_right, permissions_of, requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform import clock, links
from einamt.platform.shell import city
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.visits.errors import CheckInUnknown
from einamt.procedures.visits.floor_rules import emergency_reasons
from einamt.procedures.visits.hall_codes import display_key
from einamt.procedures.visits.holding import held_visit, spot_of_held
from einamt.procedures.visits.offered import services_here
from einamt.procedures.visits.ticketing import open_stops, resume_tickets, stop_tickets, take_ticket

SHOWN = 12
"""Services that are listed before anything is typed, those that are asked for most."""
MOST_PERSONS = 6
MOST_WISHES = 5
"""So many services one number can be for."""
_SEVERAL = "mehrere"
"""The page's address then says that services are gathered, and `mit` which, each as `12:2`."""


@requires(Right.SERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Find what somebody comes for by a few letters, and give out the number; several services are gathered before."""
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    if request.method != "POST":
        return _page(request, workplace=workplace, gathered=_gathered(request.GET))
    gathered = _gathered(request.POST)
    chosen = request.POST.get("service", "") or request.POST.get("add", "")
    service, persons = id_of(chosen), id_of(request.POST.get("persons", "1"))
    if service is not None and persons is not None and 1 <= persons <= MOST_PERSONS:
        gathered = [each for each in gathered if each[0] != service] + [(service, persons)]
    if "add" in request.POST:
        return redirect(
            _address(gathered, reason=request.POST.get("reason", "")[:40], language=_language(request.POST))
        )
    command_id = uuid_of(request.POST.get("command", ""))
    if (chosen and service is None) or not gathered or len(gathered) > MOST_WISHES or command_id is None:
        return redirect("counter:ticket")
    try:
        visit = take_ticket(
            wishes=gathered,
            desk=workplace.desk(request),
            command_id=command_id,
            now=clock.now(),
            reason=request.POST.get("reason", "")[:40],
            language=_language(request.POST),
        )
    except DomainError as refusal:
        return _page(request, workplace=workplace, gathered=_gathered(request.POST), refusal=refusal)
    return redirect("counter:ticket-of", case_id=visit.case_id)


@requires(Right.SERVE)
@require_safe
def ticket(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The number, to be printed on a receipt of 80 mm or kept on a phone; also one of another office that goes on with
    a visit of this one.

    :raises CheckInUnknown: there is no such ticket at this office.
    """
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    now = clock.now()
    held = held_visit(case_id=case_id, now=now)
    if held is None or workplace.office.pk not in {held.office_id, held.comes_from and held.comes_from.pk}:
        raise CheckInUnknown
    address = links.absolute(name="visit", parameters={"token": holder_token(case_id=case_id)})
    context = {
        "workplace": workplace,
        "held": held,
        "spot": spot_of_held(held=held, now=now),
        "service_name": held.service_name(language=get_language() or "de"),
        "address": address,
        "qr": qr_data(address),
        "drawn_at": held.arrived_at or now,
        "earlier": held.follows,
        "command": new_id(),
    }
    return render(request, "counter/ticket.html", context)


@requires(Right.SERVE)
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stop giving out numbers, or go on: for who manages the office.

    :raises AccessDenied: somebody else manages it.
    """
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    check_right(request, right=Right.MANAGE_OFFICE, office=workplace.office)
    now, text = clock.now(), request.POST.get("group", "")
    group_id = id_of(text)
    if text and not _is_counters_of(workplace.office, group_id):
        return redirect("counter:ticket")
    author = staff_of(request).actor
    if request.POST.get("act") == "resume":
        if resume_tickets(office_id=workplace.office.pk, group_id=group_id, author=author, now=now):
            messages.success(request, gettext("Es werden wieder Nummern ausgegeben."))
        else:
            messages.info(request, gettext("Dieser Stopp war schon vorbei. Sie müssen nichts mehr tun."))
        return redirect("counter:ticket")
    try:
        stop_tickets(
            office_id=workplace.office.pk,
            group_id=group_id,
            reason=request.POST.get("why", "")[:200],
            author=author,
            now=now,
        )
    except DomainError as refusal:
        return _page(request, workplace=workplace, refusal=refusal)
    messages.success(request, gettext("Es werden keine Nummern mehr ausgegeben."))
    return redirect("counter:ticket")


def _page(
    request: HttpRequest, *, workplace: Workplace, gathered: Sequence[Wish] = (), refusal: DomainError | None = None
) -> HttpResponse:
    now, language = clock.now(), get_language() or "de"
    text = request.GET.get("q", "")[:80].strip()
    services = services_here(office_id=workplace.office.pk, language=language, text=text)
    sent = request.POST if refusal else request.GET
    reason, spoken = sent.get("reason", "")[:40], _language(sent)
    names = service_names(service_ids=[service_id for service_id, _ in gathered], language=language)
    reasons = emergency_reasons(on=local_date(moment=now, zone=city.zone()))
    context = {
        "workplace": workplace,
        "text": text,
        "gathered": [
            {
                "value": f"{service_id}:{persons}",
                "name": names.get(service_id, ""),
                "persons": persons,
                "without": _address(
                    [each for each in gathered if each[0] != service_id], reason=reason, language=spoken
                ),
            }
            for service_id, persons in gathered
        ],
        "gathers": (_SEVERAL in request.GET or bool(gathered)) and len(gathered) < MOST_WISHES,
        "reason": reason,
        "spoken": spoken,
        "gathering": _address([]),
        "services": services[:SHOWN],
        "more": max(0, len(services) - SHOWN),
        "reasons": [(each.code, each.called(language=language)) for each in reasons],
        "counts": range(1, MOST_PERSONS + 1),
        "command": new_id(),
        "stops": open_stops(office_id=workplace.office.pk, now=now),
        "groups": CounterGroup.objects.filter(office=workplace.office, tour=None).order_by("name"),
        "may_stop": permissions_of(request).may(right=Right.MANAGE_OFFICE, office=workplace.office),
        "display": links.path(
            name="hall-display",
            parameters={"office": workplace.office.slug, "key": display_key(office_id=workplace.office.pk)},
        ),
        "refusal": refusal,
    }
    return render(request, "counter/draw.html", context, status=refusal.status if refusal else 200)


def _is_counters_of(office: Office, group_id: int | None) -> bool:
    """Whether an office has such a group of counters; a team on a tour is none."""
    return group_id is not None and CounterGroup.objects.filter(pk=group_id, office=office, tour=None).exists()


def _gathered(fields: QueryDict) -> list[Wish]:
    """The services that were gathered so far, each once; what cannot have come from the page is left out."""
    wishes: dict[int, int] = {}
    for each in fields.getlist("mit")[:MOST_WISHES]:
        service, persons = (id_of(part) for part in each.partition(":")[::2])
        if service is not None and persons is not None and 1 <= persons <= MOST_PERSONS:
            wishes[service] = persons
    return list(wishes.items())


def _language(sent: QueryDict) -> str:
    """In which of our languages the person reads."""
    return "en" if sent.get("language") == "en" else "de"


def _address(gathered: Sequence[Wish], *, reason: str = "", language: str = "de") -> str:
    """The page on which services are gathered, with those that are, the code of an emergency's reason, and the language
    of the person.
    """
    query = {_SEVERAL: "1", "mit": [f"{service_id}:{persons}" for service_id, persons in gathered]}
    if reason:
        query["reason"] = reason
    if language != "de":
        query["language"] = language
    return reverse("counter:ticket", query=query)
