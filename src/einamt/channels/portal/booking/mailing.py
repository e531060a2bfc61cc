"""Asking by mail whether a booking is meant, where the browser could not do the proof of work."""

from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import ClassVar
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from einamt.channels.portal.booking.pending import pending_of, sealed
from einamt.channels.portal.booking.summary import summary_of_held
from einamt.channels.portal.booking.visit import Held, Person, remember_held
from einamt.kernel.errors import N_, DomainError
from einamt.platform import links
from einamt.platform.notifications.operations import SendingInProgress, send_mail
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell import words
from einamt.platform.web.client import limit_key
from einamt.procedures.appointments.operations import extend_hold

CONFIRM = MessageKind(
    code="portal.confirm-booking",
    subject_template="portal/mail/confirm_subject.txt",
    text_template="portal/mail/confirm.txt",
    needs=frozenset({"name", "summary", "until", "link"}),
    name=N_("Bitte um Bestätigung einer Buchung"),
)
PER_ADDRESS, PER_MAILBOX, PER = 10, 4, timedelta(hours=1)
"""Mails an hour to be asked for from one network address and to one mailbox: nobody is to be flooded by us."""


class MailRefused(DomainError):
    """Our mail server does not take the mail at the moment."""

    code = "mail-refused"
    status: ClassVar[HTTPStatus] = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_(
        "Wir können die E-Mail gerade nicht verschicken. Ihr Termin bleibt bis %(time)s Uhr für Sie gehalten. "
        "Bitte versuchen Sie es in ein paar Minuten noch einmal, oder rufen Sie uns an."
    )


def ask_by_mail(request: HttpRequest, *, held: Held, person: Person, now: datetime) -> HttpResponse:
    """Send the link that books, keep the time longer, and say so. The same press twice sends one mail.

    :raises MailRefused: the mail could not be sent; the time is held.
    :raises TooManyAttempts: too many mails were asked for.
    :raises HoldExpired: the hold had run out, and the time has gone to somebody else.
    """
    count_attempt(key=f"portal.mail:{limit_key(request)}", limit=PER_ADDRESS, per=PER, now=now)
    count_attempt(key=f"portal.mail:{person.email.casefold()}", limit=PER_MAILBOX, per=PER, now=now)
    language = get_language() or "de"
    hold = extend_hold(hold_id=held.hold_id, now=now)
    kept = replace(held, expires_at=hold.expires_at)
    remember_held(request.session, kept)
    summary = summary_of_held(held=kept, language=language)
    token = sealed(pending_of(held=kept, person=person, papers_ready=summary.papers_ready, language=language))
    try:
        send_mail(
            kind=CONFIRM,
            to=person.email,
            language=language,
            context={
                "name": person.name,
                "summary": summary,
                "until": kept.expires_at,
                "link": links.absolute(name="booking-confirm", parameters={"token": token}, language=language),
            },
            command_id=uuid5(kept.command_id, person.email),
            now=now,
        )
    except SendingInProgress:
        pass  # the same button, pressed twice
    except OSError as error:
        raise MailRefused({"time": words.clock_of(kept.expires_at)}) from error
    return redirect("portal:mail-sent")
