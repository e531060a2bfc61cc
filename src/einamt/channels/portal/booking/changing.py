"""Changing and cancelling by the link in the confirmation. Opening a link changes nothing: every act asks first.

What can no longer be changed is not asked about either: every page then leads back to the appointment, which says why.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from einamt.channels.parts.headers import personal
from einamt.channels.parts.wishes import Wishes
from einamt.channels.portal.booking.at_home import home_times_page, moving_errand
from einamt.channels.portal.booking.forms import CommandForm, LeaveOutForm
from einamt.channels.portal.booking.holding import hold_chosen, to_search
from einamt.channels.portal.booking.summary import Summary, summary_of_appointment, summary_of_held, wishes_of
from einamt.channels.portal.booking.times import Purpose, times_page
from einamt.channels.portal.booking.visit import Held, forget_held, held_in
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key
from einamt.procedures.appointments.calendar_files import calendar_file_of
from einamt.procedures.appointments.errors import AlreadyCancelled, AppointmentNotFound, TooLate
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.operations import (
    cancel_appointment,
    change_appointment,
    leave_out,
    release_hold,
)
from einamt.procedures.appointments.queries import appointment_by_token
from einamt.procedures.appointments.rules import is_changeable

MISSES, PER = 30, timedelta(minutes=10)
"""Wrong links from one network address: a mail program that breaks lines, not somebody who guesses."""


def _behind_the_link(view: Callable[..., HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give the view the appointment of the link; a page says where a link leads nowhere.

    Who tries many such links has to wait (`TooManyAttempts`).
    """

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        now = clock.now()
        try:
            appointment = appointment_by_token(token=token)
        except AppointmentNotFound:
            count_attempt(key=f"portal.change:{limit_key(request)}", limit=MISSES, per=PER, now=now)
            return render(request, "portal/booking/broken_link.html", status=HTTPStatus.NOT_FOUND)
        return view(request, appointment=appointment, token=token, now=now)

    return opened


@personal
@require_safe
@_behind_the_link
def show(request: HttpRequest, *, appointment: Appointment, token: str, now: datetime) -> HttpResponse:
    """The appointment behind the link, and what can be done with it."""
    return _shown(request, appointment=appointment, token=token, now=now)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@_behind_the_link
def cancel(request: HttpRequest, *, appointment: Appointment, token: str, now: datetime) -> HttpResponse:
    """Ask whether the appointment is to be cancelled; the button does it, once however often it is pressed."""
    form = CommandForm(request.POST if request.method == "POST" else None)
    command_id = form.command_id
    if command_id is None:
        if not _can_change(appointment, now):
            return redirect("portal:change", token=token)
        context = {"token": token, "summary": _summary(appointment), "command_id": new_id()}
        status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
        return render(request, "portal/booking/cancel.html", context, status=status)
    try:
        cancel_appointment(
            appointment_id=appointment.pk, actor=CITIZEN, channel=Channel.PORTAL, command_id=command_id, now=now
        )
    except AlreadyCancelled:
        pass  # what was wanted is so
    except TooLate as refusal:
        return _shown(request, appointment=appointment_by_token(token=token), token=token, now=now, refusal=refusal)
    return redirect("portal:change", token=token)


@personal
@require_safe
@_behind_the_link
def choose_time(request: HttpRequest, *, appointment: Appointment, token: str, now: datetime) -> HttpResponse:
    """Another time for the same matter; the old one is kept until the new one is booked."""
    if not _can_change(appointment, now):
        return redirect("portal:change", token=token)
    if appointment.is_home_visit:
        return redirect("portal:change-home-times", token=token)
    return times_page(
        request, wishes=_wishes(appointment), query=request.GET, purpose=_purpose(appointment, token), now=now
    )


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@_behind_the_link
def hold_time(request: HttpRequest, *, appointment: Appointment, token: str, now: datetime) -> HttpResponse:
    """Hold the new time and go on to the question."""
    if not _can_change(appointment, now):
        return redirect("portal:change", token=token)
    purpose = _purpose(appointment, token)
    if request.method != "POST":
        return to_search(purpose.times_url, request.GET.urlencode())
    return hold_chosen(request, wishes=_wishes(appointment), purpose=purpose, now=now)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@_behind_the_link
def move(request: HttpRequest, *, appointment: Appointment, token: str, now: datetime) -> HttpResponse:
    """Ask whether the appointment is to be moved to the time that is held; the button does it."""
    held = held_in(request.session)
    form = CommandForm(request.POST if request.method == "POST" else None)
    if held is None or held.appointment_id != appointment.pk:
        is_done = form.command_id is not None and appointment.changed_by == form.command_id
        return redirect("portal:change" if is_done else "portal:change-times", token=token)
    if request.method != "POST":
        if not _can_change(appointment, now):
            _give_back(request, held=held, now=now)
            return redirect("portal:change", token=token)
        return _move_page(request, appointment=appointment, token=token, held=held, now=now)
    if not form.names(hold_id=held.hold_id, command_id=held.command_id):
        return _move_page(request, appointment=appointment, token=token, held=held, now=now, other_tab=True)
    return _move(request, appointment=appointment, token=token, held=held, now=now)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@_behind_the_link
def leave_out_one(request: HttpRequest, *, appointment: Appointment, token: str, now: datetime) -> HttpResponse:
    """Ask who or what falls away; the button leaves one person out, and the rest of the appointment stays."""
    summary = _summary(appointment)
    form = LeaveOutForm(request.POST if request.method == "POST" else None, wishes=summary.wishes)
    if not form.is_valid():
        if not _can_change(appointment, now) or not _can_be_shorter(appointment):
            return redirect("portal:change", token=token)
        context = {
            "token": token,
            "summary": summary,
            "form": form,
            "command_id": new_id(),
            "sequence": appointment.sequence,
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return render(request, "portal/booking/leave_out.html", context, status=status)
    try:
        leave_out(
            appointment_id=appointment.pk,
            service_id=int(form.cleaned_data["what"]),
            sequence=form.cleaned_data["sequence"],
            actor=CITIZEN,
            channel=Channel.PORTAL,
            command_id=form.cleaned_data["command"],
            now=now,
        )
    except DomainError as refusal:
        return _shown(request, appointment=appointment_by_token(token=token), token=token, now=now, refusal=refusal)
    response = redirect("portal:change", token=token)
    response["Location"] += "?kuerzer=1"
    return response


@personal
@require_safe
@_behind_the_link
def calendar_file(
    request: HttpRequest,  # noqa: ARG001 - what a view is given
    *,
    appointment: Appointment,
    token: str,  # noqa: ARG001
    now: datetime,
) -> HttpResponse:
    """The appointment for the calendar of a phone or computer."""
    response = HttpResponse(
        calendar_file_of(appointment=appointment, now=now), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="termin.ics"'
    return response


def _move(request: HttpRequest, *, appointment: Appointment, token: str, held: Held, now: datetime) -> HttpResponse:
    try:
        change_appointment(
            appointment_id=appointment.pk,
            hold_id=held.hold_id,
            actor=CITIZEN,
            channel=Channel.PORTAL,
            command_id=held.command_id,
            now=now,
        )
    except (AlreadyCancelled, TooLate) as refusal:
        _give_back(request, held=held, now=now)
        return _shown(request, appointment=appointment_by_token(token=token), token=token, now=now, refusal=refusal)
    except DomainError as refusal:
        forget_held(request.session)
        if errand := moving_errand(appointment=appointment, token=token):
            return home_times_page(request, errand=errand, now=now, refusal=refusal)
        purpose = _purpose(appointment, token)
        return times_page(
            request, wishes=_wishes(appointment), query=request.GET, purpose=purpose, now=now, refusal=refusal
        )
    forget_held(request.session)
    response = redirect("portal:change", token=token)
    response["Location"] += "?verschoben=1"
    return response


def _can_be_shorter(appointment: Appointment) -> bool:
    """Whether something would be left."""
    return bool(sum(persons for _, persons in appointment.wishes) > 1)


def _can_change(appointment: Appointment, now: datetime) -> bool:
    return is_changeable(state=appointment.case.state, starts_at=appointment.starts_at, now=now)


def _give_back(request: HttpRequest, *, held: Held, now: datetime) -> None:
    """The time that nothing can be moved to any more."""
    release_hold(hold_id=held.hold_id, now=now)
    forget_held(request.session)


def _wishes(appointment: Appointment) -> Wishes:
    return Wishes(items=wishes_of(pairs=appointment.wishes, language=get_language() or "de"))


def _purpose(appointment: Appointment, token: str) -> Purpose:
    return Purpose(
        times_url=reverse("portal:change-times", args=[token]),
        hold_url=reverse("portal:change-hold", args=[token]),
        next_url=reverse("portal:move", args=[token]),
        moving=_summary(appointment),
        appointment_id=appointment.pk,
    )


def _summary(appointment: Appointment) -> Summary:
    return summary_of_appointment(appointment=appointment, language=get_language() or "de")


def _shown(
    request: HttpRequest,
    *,
    appointment: Appointment,
    token: str,
    now: datetime,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The appointment; with a `refusal`, which gives the response its status, why what was wanted could not be done."""
    context = {
        "appointment": appointment,
        "token": token,
        "summary": _summary(appointment),
        "is_over": appointment.starts_at <= now,
        "can_be_shorter": _can_be_shorter(appointment),
        "shortened": request.GET.get("kuerzer") == "1",
        "moved": request.GET.get("verschoben") == "1",
        "can_change": _can_change(appointment, now),
        "refusal": refusal,
    }
    return render(request, "portal/booking/change.html", context, status=refusal.status if refusal else HTTPStatus.OK)


def _move_page(
    request: HttpRequest,
    *,
    appointment: Appointment,
    token: str,
    held: Held,
    now: datetime,
    other_tab: bool = False,
) -> HttpResponse:
    context = {
        "token": token,
        "old": _summary(appointment),
        "new": summary_of_held(held=held, language=get_language() or "de", with_documents=False),
        "held": held,
        "other_tab": other_tab,
        "now": now,
    }
    status = HTTPStatus.CONFLICT if other_tab else HTTPStatus.OK
    return render(request, "portal/booking/move.html", context, status=status)
