"""The day of an office: who waits and in what order, the case of one person, and what can be done next."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.cases.queries import case_by_reference, references_of, status_view
from einamt.cases.telling import Asker
from einamt.channels.counter.actions import Act, Order, follow_ups, is_at, possible_acts
from einamt.channels.counter.desks import Workplace, choose_url, workplace_of
from einamt.channels.counter.sheets import sheet_of, systems_of
from einamt.channels.counter.work import posted_work, work_of
from einamt.channels.parts.posted import seconds_of, uuid_of
from einamt.channels.parts.scanning import LONGEST, case_scanned
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.kernel.references import BadReference, parse_reference
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.links import path
from einamt.platform.shell import city
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits.entries import DayEntry, DayList
from einamt.procedures.visits.floor_rules import emergency_reasons
from einamt.procedures.visits.hall_codes import list_key
from einamt.procedures.visits.operations import write_note
from einamt.procedures.visits.queries import day_list, day_version, evidence, given_up_from
from einamt.procedures.visits.replaying import pressed_at
from einamt.procedures.visits.rules import State, whole_minute_from

SOON = timedelta(minutes=60)
"""Who is expected within this stands in the open list; the others are one click away."""
_LIST = "day-list"
"""Session: the office and the hour for which the reading of the day's names was recorded last."""
_READING = "reading"
"""Session: the case whose reading was recorded last, so that one look is one entry."""

_KINDS = {
    State.EXPECTED: "neutral",
    State.WAITING: "waiting",
    State.CALLED: "active",
    State.SERVING: "active",
    State.PARKED: "neutral",
    State.DONE: "good",
    State.NO_SHOW: "bad",
    State.LEFT: "neutral",
    State.SENT_ON: "neutral",
    State.WITHDRAWN: "neutral",
}
"""How the shell colours the states."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for and who was found."""

    text: str
    found: list[DayEntry]


@requires(Right.SERVE)
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The day's page, with the case of `?vorgang=` or of whoever is at the counter."""
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    today = _read_day(workplace, clock.now())
    return _page(request, workplace=workplace, today=today, chosen=uuid_of(request.GET.get("vorgang", "")))


@requires(Right.SERVE)
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Find somebody of today by name, number, reference, time or the scanned code of a confirmation or a number.

    A name is personal: it is posted and never in an address.
    """
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    now, text = clock.now(), request.POST.get("text", "")[:LONGEST].strip()
    if not text:
        return redirect("counter:day")
    today = _read_day(workplace, now)
    scanned = case_scanned(text)
    found = today.scanned(scanned) if scanned else today.found(text)
    record_reading(
        actor=staff_of(request).actor,
        what="day-searched",
        subject=f"office:{workplace.office.pk}",
        purpose="visit",
        now=now,
    )
    if len(found) == 1:
        return _to(found[0].case_id)
    if not found and (reference := references_of(case_ids=[scanned]).get(scanned) if scanned else _reference(text)):
        return redirect("counter:case", reference=reference)
    return _page(request, workplace=workplace, today=today, chosen=None, searched=Search(text=text, found=found))


@requires(Right.SERVE)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do what one of the page's buttons says; a refusal comes back on the same page, with its own status."""
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    now, chosen = clock.now(), uuid_of(request.POST.get("case", ""))
    command_id = uuid_of(request.POST.get("command", ""))
    wanted = Order.posted(request.POST.get("act", ""))
    if command_id is None or wanted is None or (chosen is None and wanted.act.needs_person):
        return redirect("counter:day")
    if wanted.act is Act.FINISH_WITH:
        wanted = replace(wanted, done=tuple(posted_work(request.POST)))
    moment = now
    if chosen is not None and not wanted.act.calls:
        moment = pressed_at(case_id=chosen, seconds_ago=seconds_of(request.POST.get("age", "")), now=now)
    try:
        visit = wanted.run(
            case_id=chosen,
            desk=workplace.desk(request),
            group_ids=workplace.group_ids,
            command_id=command_id,
            now=moment,
        )
    except DomainError as refusal:
        return _page(request, workplace=workplace, today=_read_day(workplace, now), chosen=chosen, refusal=refusal)
    return _done(request, visit.case_id)


@requires(Right.SERVE)
@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Keep the office's note about a visit."""
    workplace = workplace_of(request)
    chosen = uuid_of(request.POST.get("case", ""))
    if workplace is None or chosen is None:
        return redirect("counter:day")
    now = clock.now()
    try:
        write_note(case_id=chosen, desk=workplace.desk(request), text=request.POST.get("note", "")[:2000], now=now)
    except DomainError as refusal:
        return _page(request, workplace=workplace, today=_read_day(workplace, now), chosen=chosen, refusal=refusal)
    messages.success(request, gettext("Die Notiz ist gespeichert."))
    return _done(request, chosen)


def refused(request: HttpRequest, *, workplace: Workplace, refusal: DomainError) -> HttpResponse:
    """The day's page with whoever is at the counter, and on top of it why something was not done."""
    return _page(request, workplace=workplace, today=_read_day(workplace, clock.now()), chosen=None, refusal=refusal)


def _given_up_from(entry: DayEntry | None, now: datetime) -> datetime | None:
    """From when on the person who is called may be given up; None: nobody is called, or the time is over."""
    if entry is None or entry.state is not State.CALLED:
        return None
    limit = given_up_from(case_id=entry.case_id, day=local_date(moment=now, zone=city.zone()))
    return whole_minute_from(limit) if now < limit else None


def _page(
    request: HttpRequest,
    *,
    workplace: Workplace,
    today: DayList,
    chosen: UUID | None,
    refusal: DomainError | None = None,
    searched: Search | None = None,
) -> HttpResponse:
    """The page; a `refusal` stands on top of it and gives the response its status."""
    now = today.read_at
    _record_list(request, workplace, now)
    at_counter = today.at_counter(workplace.counter) if workplace.counter else None
    entry = (today.entry(chosen) if chosen else None) or (at_counter if searched is None else None)
    is_here = is_at(entry=entry, counter=workplace.counter)
    context: dict[str, Any] = {
        "workplace": workplace,
        "choose_url": choose_url(workplace.office),
        "day": today,
        "soon": [each for each in today.expected if each.at <= now + SOON],
        "later": [each for each in today.expected if each.at > now + SOON],
        "at_counter": at_counter,
        "entry": entry,
        "acts": possible_acts(
            entry=entry,
            at_counter=at_counter,
            counter=workplace.counter,
            given_up_from=_given_up_from(entry, now) if is_here else None,
        ),
        "follow_ups": follow_ups(),
        "hand_on_to": _other_groups(workplace, entry) if is_here else None,
        "work": work_of(entry, office_id=workplace.office.pk, language=get_language() or "de")
        if entry and is_here
        else None,
        "command": new_id(),
        "steps_of": f"{staff_of(request).actor}:{workplace.office.pk}:{workplace.counter}",
        "version": str(day_version(office_id=workplace.office.pk, day=today.day)),
        "list_key": list_key(office_id=workplace.office.pk, day=today.day),
        "refusal": refusal,
        "search": searched,
        "undelivered": workplace.undelivered,
        "undelivered_url": path(name="undelivered", parameters={}),
        **(_case_context(request, entry, now) if entry else {}),
    }
    return render(request, "counter/day.html", context, status=refusal.status if refusal else 200)


def _record_list(request: HttpRequest, workplace: Workplace, now: datetime) -> None:
    """Note that the day's names were read, once an hour and office: the page is loaded after every step."""
    look = f"{workplace.office.pk}:{now:%Y-%m-%dT%H}"
    if request.session.get(_LIST) != look:
        record_reading(
            actor=staff_of(request).actor,
            what="day-read",
            subject=f"office:{workplace.office.pk}",
            purpose="visit",
            now=now,
        )
        request.session[_LIST] = look


def _case_context(request: HttpRequest, entry: DayEntry, now: datetime) -> dict[str, object]:
    language = get_language() or "de"
    if request.session.get(_READING) != str(entry.case_id):
        record_reading(
            actor=staff_of(request).actor,
            what="case-read",
            subject=f"case:{entry.case_id}",
            purpose="visit",
            now=now,
        )
        request.session[_READING] = str(entry.case_id)
    return {
        "evidence": evidence(
            wishes=entry.wishes, language=language, papers_ready=entry.papers_ready, read_in=entry.language
        ),
        "systems": systems_of(entry),
        "sheet": sheet_of(entry),
        "status_kind": _KINDS[entry.state],
        "reason": _reason(entry, language) if entry.reason else "",
        "status": status_view(
            case=case_by_reference(reference=entry.reference), asker=Asker.CLERK, language=language, now=now
        ),
    }


def _reason(entry: DayEntry, language: str) -> str:
    """Why somebody goes first, in words; a reason that the city no longer has by its code."""
    for reason in emergency_reasons(on=local_date(moment=entry.place.arrived_at, zone=city.zone())):
        if reason.code == entry.reason:
            return reason.called(language=language)
    return entry.reason


def _other_groups(workplace: Workplace, entry: DayEntry | None) -> list[CounterGroup]:
    """To whom somebody at the counter can be handed on: the office's counters but those where they are. A team on a
    tour is none of them.
    """
    groups = CounterGroup.objects.filter(office=workplace.office, tour=None).order_by("name")
    return [group for group in groups if entry is None or group.pk != entry.group_id]


def _read_day(workplace: Workplace, now: datetime) -> DayList:
    today = local_date(moment=now, zone=city.zone())
    return day_list(
        office_id=workplace.office.pk,
        day=today,
        now=now,
        language=get_language() or "de",
        group_ids=workplace.group_ids,
    )


def led_on(request: HttpRequest, response: HttpResponseRedirect) -> HttpResponse:
    """On to the next page; to the page's script, which keeps what could not be sent, only the way there."""
    return JsonResponse({"to": response["Location"]}) if request.headers.get("X-Kept") else response


def _done(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return led_on(request, _to(case_id))


def _to(case_id: UUID) -> HttpResponseRedirect:
    address = reverse("counter:day", query={"vorgang": str(case_id)})
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _reference(text: str) -> str | None:
    try:
        return parse_reference(text)
    except BadReference:
        return None
