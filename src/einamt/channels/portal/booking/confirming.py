"""The last steps: check, book, and what was booked."""

from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from einamt.cases.tokens import holder_token
from einamt.channels.parts import humans
from einamt.channels.parts.headers import personal
from einamt.channels.parts.qr import qr_data
from einamt.channels.parts.wishes import Wishes
from einamt.channels.portal.account.acting import acting_here, check_acting
from einamt.channels.portal.account.booked import take_booked
from einamt.channels.portal.account.session import signed_in
from einamt.channels.portal.booking.at_home import choose_again
from einamt.channels.portal.booking.details import nothing_held
from einamt.channels.portal.booking.forms import CommandForm
from einamt.channels.portal.booking.mailing import MailRefused, ask_by_mail
from einamt.channels.portal.booking.pending import PendingBooking, opened
from einamt.channels.portal.booking.summary import summary_of_appointment, summary_of_held, wishes_of
from einamt.channels.portal.booking.times import booking_purpose, times_page
from einamt.channels.portal.booking.visit import (
    Held,
    Person,
    booked_in,
    forget_held,
    held_in,
    person_in,
    remember_booked,
    remember_person,
)
from einamt.citizens.acting.errors import OutOfScope
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.platform import clock, links
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.procedures.appointments.errors import HelpNotOffered, TooManyAppointments, TooShortNotice
from einamt.procedures.appointments.operations import ContactDetails, confirm_booking
from einamt.procedures.appointments.queries import appointment_by_token, booked_by_command
from einamt.procedures.appointments.tokens import token_of


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: HttpRequest) -> HttpResponse:
    """Everything on one page, and one button. A second press, racing or not, finds what the first has booked."""
    now = clock.now()
    held, person = held_in(request.session), person_in(request.session)
    form = CommandForm(request.POST if request.method == "POST" else None)
    booked = booked_in(request.session)
    if booked and form.command_id == booked.command_id:
        return redirect("portal:confirmed")
    if held is None or held.appointment_id:
        return nothing_held(request)
    if person is None or not person.is_checked:
        return redirect("portal:details")
    if request.method == "POST":
        return _answered(request, form=form, held=held, person=person, now=now)
    return _check_page(request, held=held, person=person, now=now)


@personal
@require_safe
def mail_sent(request: HttpRequest) -> HttpResponse:
    """That a mail is on its way, until when the time is held, and what to do if it does not arrive."""
    now = clock.now()
    held, person = held_in(request.session), person_in(request.session)
    if held is None or person is None:
        return nothing_held(request)
    summary = summary_of_held(held=held, language=get_language() or "de")
    context = {"held": held, "summary": summary, "email": person.email, "now": now}
    return render(request, "portal/booking/mail_sent.html", context)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in the mail: what is to be booked, and the button that books it. Looking changes nothing."""
    now = clock.now()
    pending = opened(token)
    if pending is None:
        return render(request, "portal/booking/broken_link.html", status=HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        return _book_pending(request, pending=pending, now=now)
    earlier = booked_by_command(command_id=pending.command_id)
    context = {
        "pending": pending,
        "summary": pending.summary(language=get_language() or "de"),
        "change_token": earlier.token if earlier else "",
    }
    return render(request, "portal/booking/confirm_by_mail.html", context)


@personal
@require_safe
def confirmed(request: HttpRequest) -> HttpResponse:
    """What was booked in this browser: reference and code, what to bring, the calendar file, the way to change it."""
    booked = booked_in(request.session)
    if booked is None:
        return redirect("portal:appointments")
    token = token_of(appointment_id=booked.appointment_id)
    appointment = appointment_by_token(token=token)
    context = {
        "appointment": appointment,
        "reference": appointment.case.reference,
        "code": appointment.case_code,
        "email": appointment.contact.email if appointment.contact else "",
        "token": token,
        "visit_qr": qr_data(
            links.absolute(
                name="visit",
                parameters={"token": holder_token(case_id=appointment.case_id)},
                language=get_language() or "de",
            )
        ),
        "summary": summary_of_appointment(appointment=appointment, language=get_language() or "de"),
        "account": signed_in(request),
    }
    return render(request, "portal/booking/confirmed.html", context)


def _answered(request: HttpRequest, *, form: CommandForm, held: Held, person: Person, now: datetime) -> HttpResponse:
    if not form.names(hold_id=held.hold_id, command_id=held.command_id):
        return _check_page(request, held=held, person=person, now=now, other_tab=True)
    try:
        check_acting(request, service_ids=[service_id for service_id, _ in held.wishes])
    except OutOfScope as refusal:
        return _check_page(request, held=held, person=person, now=now, refusal=refusal)
    payload = form.cleaned_data["altcha"]
    if held.is_human or (payload and humans.is_solved(payload=payload, hold_id=held.hold_id, now=now)):
        return _book(request, held=held, person=person, now=now)
    return _ask(request, held=held, person=person, now=now)


def _book(request: HttpRequest, *, held: Held, person: Person, now: datetime) -> HttpResponse:
    contact = ContactDetails(
        name=person.name,
        email=person.email,
        phone=person.phone,
        language=get_language() or "de",
        papers_ready=summary_of_held(held=held, language=get_language() or "de").papers_ready,
        particulars=person.particulars,
    )
    try:
        booked = confirm_booking(
            hold_id=held.hold_id,
            contact=contact,
            channel=Channel.PORTAL,
            actor=CITIZEN,
            command_id=held.command_id,
            now=now,
        )
    except (TooManyAppointments, TooShortNotice, HelpNotOffered) as refusal:
        return _check_page(request, held=held, person=person, now=now, refusal=refusal)
    except DomainError as refusal:
        forget_held(request.session)
        return _choose_again(request, held=held, refusal=refusal, now=now)
    remember_booked(
        request.session,
        appointment_id=booked.appointment.pk,
        command_id=held.command_id,
        hold_id=held.hold_id,
    )
    take_booked(request, case_id=booked.case.pk, now=now)
    return redirect("portal:confirmed")


def _ask(request: HttpRequest, *, held: Held, person: Person, now: datetime) -> HttpResponse:
    try:
        return ask_by_mail(request, held=held, person=person, now=now)
    except (MailRefused, TooManyAttempts) as refusal:
        return _check_page(request, held=held_in(request.session) or held, person=person, now=now, refusal=refusal)
    except DomainError as refusal:
        forget_held(request.session)
        return _choose_again(request, held=held, refusal=refusal, now=now)


def _book_pending(request: HttpRequest, *, pending: PendingBooking, now: datetime) -> HttpResponse:
    try:
        booked = confirm_booking(
            hold_id=pending.hold_id,
            contact=pending.contact,
            channel=Channel.PORTAL,
            actor=CITIZEN,
            command_id=pending.command_id,
            now=now,
        )
    except DomainError as refusal:
        remember_person(request.session, pending.person)
        if pending.is_at_home:
            return render(request, "portal/booking/home_gone.html", {"refusal": refusal}, status=refusal.status)
        return _times_again(request, pairs=pending.wishes, query="", refusal=refusal, now=now)
    remember_booked(
        request.session,
        appointment_id=booked.appointment.pk,
        command_id=pending.command_id,
        hold_id=pending.hold_id,
    )
    take_booked(request, case_id=booked.case.pk, now=now)
    return redirect("portal:confirmed")


def _choose_again(request: HttpRequest, *, held: Held, refusal: DomainError, now: datetime) -> HttpResponse:
    if held.is_at_home:
        return choose_again(request, held=held, refusal=refusal, now=now)
    return _times_again(request, pairs=held.wishes, query=held.query, refusal=refusal, now=now)


def _times_again(
    request: HttpRequest, *, pairs: list[tuple[int, int]], query: str, refusal: DomainError, now: datetime
) -> HttpResponse:
    """The time could not be had: the page of times says why. What was typed is kept for the next one."""
    wishes = Wishes(items=wishes_of(pairs=pairs, language=get_language() or "de"))
    return times_page(
        request, wishes=wishes, query=QueryDict(query), purpose=booking_purpose(), now=now, refusal=refusal
    )


def _check_page(
    request: HttpRequest,
    *,
    held: Held,
    person: Person,
    now: datetime,
    other_tab: bool = False,
    refusal: DomainError | None = None,
) -> HttpResponse:
    context = {
        "held": held,
        "person": person,
        "summary": summary_of_held(held=held, language=get_language() or "de", particulars=person.particulars),
        "other_tab": other_tab,
        "refusal": refusal,
        "now": now,
        "acting": acting_here(request),
    }
    status = refusal.status if refusal else HTTPStatus.CONFLICT if other_tab else HTTPStatus.OK
    return render(request, "portal/booking/check.html", context, status=status)
