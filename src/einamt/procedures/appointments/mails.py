"""What people are told about their appointments; mails bring the calendar file."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import override

from einamt.cases.tokens import holder_token
from einamt.kernel.errors import N_
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.channels import ALL, MessageChannel
from einamt.platform.notifications.operations import Attachment, tell
from einamt.platform.notifications.queries import recipient_for
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics
from einamt.platform.shell import words
from einamt.procedures.appointments import examples
from einamt.procedures.appointments.calendar_files import Method, calendar_file_of
from einamt.procedures.appointments.kinds import wishes_in_words
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.papers import papers_to_bring
from einamt.procedures.appointments.rules import is_changeable
from einamt.procedures.appointments.tokens import token_of
from einamt.procedures.appointments.tours.reading import home_of

_OF_ALL = frozenset({"name", "moment", "what", "reference"})
_OF_COMING = _OF_ALL | {
    "office",
    "address",
    "transit",
    "to_bring",
    "code",
    "status_link",
    "change_link",
    "home",
    "visit_link",
}
_IN_SIGHT = frozenset({"moment", "address", "home", "reference"})
"""The street, not the name of the office: "Sozialamt" on a screen says enough."""

CONFIRMED = MessageKind(
    code="appointments.confirmed",
    subject_template="appointments/mail/confirmed_subject.txt",
    text_template="appointments/mail/confirmed.txt",
    needs=_OF_COMING,
    in_sight=_IN_SIGHT,
    sms_template="appointments/mail/confirmed_sms.txt",
    channels=ALL,
    name=N_("Bestätigung eines Termins"),
    example=examples.coming,
)
MOVED = MessageKind(
    code="appointments.moved",
    subject_template="appointments/mail/moved_subject.txt",
    text_template="appointments/mail/moved.txt",
    needs=_OF_COMING,
    in_sight=_IN_SIGHT,
    sms_template="appointments/mail/moved_sms.txt",
    channels=ALL,
    name=N_("Termin verschoben"),
    example=examples.coming,
)
SHORTENED = MessageKind(
    code="appointments.shortened",
    subject_template="appointments/mail/shortened_subject.txt",
    text_template="appointments/mail/shortened.txt",
    needs=_OF_COMING,
    in_sight=_IN_SIGHT,
    sms_template="appointments/mail/shortened_sms.txt",
    channels=ALL,
    name=N_("Termin ist kürzer"),
    example=examples.coming,
)
NEAR = MessageKind(
    code="appointments.near",
    subject_template="appointments/mail/near_subject.txt",
    text_template="appointments/mail/near.txt",
    needs=_OF_COMING | {"cancel_link"},
    in_sight=_IN_SIGHT,
    sms_template="appointments/mail/near_sms.txt",
    channels=frozenset({MessageChannel.MAIL, MessageChannel.SMS}),
    name=N_("Erinnerung an einen Termin"),
    example=examples.near,
)
CANCELLED = MessageKind(
    code="appointments.cancelled",
    subject_template="appointments/mail/cancelled_subject.txt",
    text_template="appointments/mail/cancelled.txt",
    needs=_OF_ALL | {"book_link"},
    in_sight=frozenset({"moment", "reference"}),
    sms_template="appointments/mail/cancelled_sms.txt",
    channels=ALL,
    name=N_("Absage eines Termins"),
    example=examples.cancelled,
)


def register() -> None:
    """Declare the messages, the pages they name and the topics that cause them."""
    require("appointment-cancel", "appointment-change", "appointments", "case-status", "visit")
    for kind in (CONFIRMED, MOVED, SHORTENED, NEAR, CANCELLED):
        kinds_of_messages.register(kind)
    topics.subscribe(topic="appointments.confirmed", name="appointments.mails", handler=_tell_confirmed)
    topics.subscribe(topic="appointments.moved", name="appointments.mails", handler=_tell_moved)
    topics.subscribe(topic="appointments.shortened", name="appointments.mails", handler=_tell_shortened)
    topics.subscribe(topic="appointments.near", name="appointments.mails", handler=_tell_near)
    topics.subscribe(topic="appointments.cancelled", name="appointments.mails", handler=_tell_cancelled)


def _tell_confirmed(payload: Mapping[str, str], now: datetime) -> None:
    appointment = _appointment(payload)
    if appointment is not None and appointment.cancelled_at is None:
        _send(CONFIRMED, appointment, context=_coming(appointment), method=Method.REQUEST, now=now)


def _tell_moved(payload: Mapping[str, str], now: datetime) -> None:
    """Where it has been moved again since, this tells the latest time, and the next message finds itself told."""
    appointment = _appointment(payload)
    if appointment is not None and appointment.cancelled_at is None:
        _send(MOVED, appointment, context=_coming(appointment), method=Method.REQUEST, now=now)


def _tell_shortened(payload: Mapping[str, str], now: datetime) -> None:
    """Where it has been changed again since, this tells the latest, as for `_tell_moved`."""
    appointment = _appointment(payload)
    if appointment is not None and appointment.cancelled_at is None:
        _send(SHORTENED, appointment, context=_coming(appointment), method=Method.REQUEST, now=now)


def _tell_near(payload: Mapping[str, str], now: datetime) -> None:
    """Nothing is said of a time that is not the person's any more, nor of one that has begun."""
    appointment, starts_at = _appointment(payload), datetime.fromisoformat(payload["starts_at"])
    if (
        appointment is None
        or appointment.starts_at != starts_at
        or appointment.cancelled_at is not None
        or not is_changeable(state=appointment.case.state, starts_at=starts_at, now=now)
    ):
        return
    token = token_of(appointment_id=appointment.pk)
    cancel_link = absolute(name="appointment-cancel", parameters={"token": token}, language=appointment.language)
    _send(
        NEAR,
        appointment,
        context={**_coming(appointment), "cancel_link": cancel_link},
        method=None,
        occasion=f"{payload['starts_at']}:{payload['hours']}",
        now=now,
    )


def _tell_cancelled(payload: Mapping[str, str], now: datetime) -> None:
    appointment = _appointment(payload)
    if appointment is not None:
        link = absolute(name="appointments", parameters={}, language=appointment.language)
        context = {**_common(appointment), "book_link": link}
        _send(CANCELLED, appointment, context=context, method=Method.CANCEL, now=now)


def _appointment(payload: Mapping[str, str]) -> Appointment | None:
    """The appointment, unless it has been erased since."""
    related = Appointment.objects.select_related("case", "contact", "capacity_day__group__office")
    return related.filter(pk=UUID(payload["appointment"])).first()


def _send(
    kind: MessageKind,
    appointment: Appointment,
    *,
    context: Mapping[str, object],
    method: Method | None,
    now: datetime,
    occasion: str = "",
) -> None:
    """Tell, once for an occasion (without one, for the state that the calendar counts), with the calendar file where
    there is something new for it; unless nobody has left an address.
    """
    email = appointment.contact.email if appointment.contact is not None else ""
    attachments = []
    if method is not None:
        calendar = calendar_file_of(appointment=appointment, now=now, method=method)
        attachments.append(Attachment("termin.ics", f"text/calendar; method={method}", calendar))
    tell(
        kind=kind,
        to=recipient_for(about=appointment.case_id, email=email),
        language=appointment.language,
        context=context,
        attachments=attachments,
        command_id=uuid5(appointment.pk, f"{kind.code}:{occasion or appointment.sequence}"),
        about=appointment.case_id,
        office_id=appointment.capacity_day.group.office_id,
        now=now,
    )


def _common(appointment: Appointment) -> dict[str, object]:
    with override(appointment.language):
        return {
            "name": appointment.person_name,
            "moment": words.moment_long(appointment.starts_at),
            "what": wishes_in_words(wishes=appointment.wishes, language=appointment.language),
            "reference": appointment.case.reference,
        }


def _coming(appointment: Appointment) -> dict[str, object]:
    office = appointment.capacity_day.group.office
    home = home_of(appointment)
    token = token_of(appointment_id=appointment.pk)
    is_english = appointment.language == "en"
    return {
        **_common(appointment),
        "office": office.name,
        "address": f"{office.street}, {office.postal_code} {office.city}",
        "home": home.address if home else "",
        "transit": "" if home else office.transit_en if is_english and office.transit_en else office.transit,
        "to_bring": papers_to_bring(appointment=appointment, language=appointment.language),
        "code": appointment.case_code,
        "status_link": absolute(
            name="case-status",
            parameters={"reference": appointment.case.reference},
            language=appointment.language,
        ),
        "change_link": absolute(name="appointment-change", parameters={"token": token}, language=appointment.language),
        "visit_link": absolute(
            name="visit",
            parameters={"token": holder_token(case_id=appointment.case_id)},
            language=appointment.language,
        ),
    }
