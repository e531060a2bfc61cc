"""The appointment of somebody who says its reference: read, moved, made shorter, cancelled."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.cases.access import asker_of
from einamt.cases.errors import CaseNotFound
from einamt.cases.queries import status_view
from einamt.catalog.queries import service_cards
from einamt.channels.counter.booking.forms import CommandForm, LeaveOutForm
from einamt.channels.counter.booking.home_moves import move_page
from einamt.channels.counter.booking.times import time_in, times_page
from einamt.channels.counter.booking.where import appointment_for, place_of
from einamt.channels.parts.staff import permissions_of, requires, staff_of
from einamt.channels.parts.wishes import Wish, Wishes
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import at_minute
from einamt.kernel.references import BadReference, parse_reference
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import AlreadyCancelled, AppointmentNotFound, TooLate
from einamt.procedures.appointments.helping import PROOFS
from einamt.procedures.appointments.models import Appointment, CounterGroup
from einamt.procedures.appointments.needs import particulars_of
from einamt.procedures.appointments.operations import (
    cancel_appointment,
    change_appointment,
    hold_home_visit,
    hold_slot,
    leave_out,
    release_hold,
)
from einamt.procedures.appointments.rules import day_of, group_of, is_changeable
from einamt.procedures.appointments.tours.reading import home_of

_BOOKED = "counter-booked"
"""In the session: the appointment that was booked here last, whose code may be told to its owner."""


def remember_booked(request: HttpRequest, appointment: Appointment) -> None:
    """Let the next page of this appointment name the code of its case."""
    request.session[_BOOKED] = str(appointment.pk)


@requires(Right.BOOK)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """To the appointment of a reference that somebody has said; it is posted, and in no address while it is typed."""
    try:
        reference = parse_reference(request.POST.get("nummer", ""))
    except BadReference as refusal:
        return render(request, "counter/booking/not_found.html", {"refusal": refusal}, status=refusal.status)
    return redirect("counter:appointment", reference=reference)


@requires(Right.BOOK, is_local=True)
@require_safe
def appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """When, where, what for, and what can be done; the reading is recorded."""
    try:
        found = appointment_for(request, reference=reference)
    except (CaseNotFound, AppointmentNotFound) as refusal:
        return render(request, "counter/booking/not_found.html", {"refusal": refusal}, status=refusal.status)
    return _page(request, found)


@requires(Right.BOOK, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose another time; with one in the address, ask; the button moves. The old time is kept until then."""
    now = clock.now()
    found = appointment_for(request, reference=reference)
    if not _can_change(found, now):
        return _page(request, found)
    if request.method != "POST":
        _record(request, found, now)
    wishes, time = _wishes(found), time_in(request)
    command_id = CommandForm(request.POST).command_id if request.method == "POST" else None
    if time is None:
        return _times(request, wishes=wishes, found=found, now=now)
    if command_id is None:
        return _move_page(request, found, time)
    try:
        _moved(request, found, time=time, command_id=command_id, now=now)
    except (AlreadyCancelled, TooLate) as refusal:
        return _page(request, appointment_for(request, reference=reference), refusal=refusal)
    except DomainError as refusal:
        return _times(request, wishes=wishes, found=found, now=now, refusal=refusal)
    messages.success(request, gettext("Der Termin ist verschoben."))
    return _to(reference)


@requires(Right.BOOK, is_local=True)
@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel; the time is free for others at once."""

    def work(found: Appointment, command_id: UUID, now: datetime) -> None:
        cancel_appointment(
            appointment_id=found.pk,
            actor=staff_of(request).actor,
            channel=place_of(request).channel,
            command_id=command_id,
            now=now,
        )

    return _done(
        request, reference, form=CommandForm(request.POST), work=work, said=gettext("Der Termin ist abgesagt.")
    )


@requires(Right.BOOK, is_local=True)
@require_POST
def shorten(request: HttpRequest, reference: str) -> HttpResponse:
    """Let one person less come for a matter."""
    wishes = _wishes(appointment_for(request, reference=reference)).items
    form = LeaveOutForm(request.POST, wishes=wishes)

    def work(found: Appointment, command_id: UUID, now: datetime) -> None:
        leave_out(
            appointment_id=found.pk,
            service_id=int(form.cleaned_data["what"]),
            sequence=form.cleaned_data["sequence"],
            actor=staff_of(request).actor,
            channel=place_of(request).channel,
            command_id=command_id,
            now=now,
        )

    return _done(request, reference, form=form, work=work, said=gettext("Der Termin ist kürzer geworden."))


def _done(
    request: HttpRequest,
    reference: str,
    *,
    form: CommandForm,
    work: Callable[[Appointment, UUID, datetime], None],
    said: str,
) -> HttpResponse:
    found = appointment_for(request, reference=reference)
    command_id = form.command_id
    if command_id is None:
        return _to(reference)
    try:
        work(found, command_id, clock.now())
    except DomainError as refusal:
        return _page(request, appointment_for(request, reference=reference), refusal=refusal)
    messages.success(request, said)
    return _to(reference)


def _moved(request: HttpRequest, found: Appointment, *, time: tuple[int, int], command_id: UUID, now: datetime) -> None:
    """Hold the new time and take it; where it cannot be taken, it is free again at once."""
    if found.changed_by == command_id:
        return
    wishes = [(service_id, persons) for service_id, persons in found.wishes]
    row_id, minute = time
    if home := home_of(found):
        hold = hold_home_visit(
            capacity_day_id=row_id,
            start_minute=minute,
            wishes=wishes,
            home=home,
            reason=None,
            moving_id=found.pk,
            now=now,
            command_id=command_id,
        )
    else:
        hold = hold_slot(capacity_day_id=row_id, start_minute=minute, wishes=wishes, now=now, command_id=command_id)
    try:
        change_appointment(
            appointment_id=found.pk,
            hold_id=hold.pk,
            actor=staff_of(request).actor,
            channel=place_of(request).channel,
            command_id=command_id,
            now=now,
        )
    except DomainError:
        release_hold(hold_id=hold.pk, now=now)
        raise


def _page(request: HttpRequest, found: Appointment, *, refusal: DomainError | None = None) -> HttpResponse:
    now, language = clock.now(), get_language() or "de"
    _record(request, found, now)
    wishes = _wishes(found).items
    context = {
        "appointment": found,
        "view": status_view(
            case=found.case, asker=asker_of(permissions=permissions_of(request)), language=language, now=now
        ),
        "place": place_of(request),
        "code": found.case_code if request.session.get(_BOOKED) == str(found.pk) else "",
        "proofs": [PROOFS[each] for each in particulars_of(found).acting_for],
        "can_change": found.cancelled_at is None and _can_change(found, now),
        "can_be_shorter": sum(wish.persons for wish in wishes) > 1,
        "shorten_form": LeaveOutForm(None, wishes=wishes),
        "command": new_id(),
        "home": home_of(found),
        "refusal": refusal,
    }
    status = refusal.status if refusal else HTTPStatus.OK
    return render(request, "counter/booking/appointment.html", context, status=status)


def _record(request: HttpRequest, found: Appointment, now: datetime) -> None:
    record_reading(
        actor=staff_of(request).actor, what="case-read", subject=f"case:{found.case_id}", purpose="booking", now=now
    )


def _times(
    request: HttpRequest, *, wishes: Wishes, found: Appointment, now: datetime, refusal: DomainError | None = None
) -> HttpResponse:
    """The times to move to: of counters, or at which the team can be at the same home."""
    if found.is_home_visit:
        return move_page(request, found=found, now=now, refusal=refusal)
    return times_page(request, wishes=wishes, now=now, moving=found, refusal=refusal)


def _move_page(request: HttpRequest, found: Appointment, time: tuple[int, int]) -> HttpResponse:
    group = CounterGroup.objects.select_related("office").filter(pk=group_of(time[0])).first()
    if group is None:
        return redirect("counter:move", reference=found.case.reference)
    context = {
        "appointment": found,
        "office": group.office,
        "starts_at": at_minute(day=day_of(time[0]), minute=min(time[1], 1440), zone=city.zone()),
        "place": place_of(request),
        "command": new_id(),
    }
    return render(request, "counter/booking/move.html", context)


def _can_change(found: Appointment, now: datetime) -> bool:
    return is_changeable(state=found.case.state, starts_at=found.starts_at, now=now)


def _wishes(found: Appointment) -> Wishes:
    persons = dict(found.wishes)
    cards = service_cards(service_ids=list(persons), language=get_language() or "de")
    return Wishes(items=[Wish(card, persons[card.id]) for card in cards])


def _to(reference: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("counter:appointment", args=[reference]), status=HTTPStatus.SEE_OTHER)
