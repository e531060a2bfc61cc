"""Telling people whose time was lost: that it is, what they are offered, and that it is served after all."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import override

from einamt.kernel.localtime import at_minute
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.models import SentMessage
from einamt.platform.notifications.operations import tell
from einamt.platform.notifications.queries import recipient_for
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics
from einamt.platform.shell import city, words
from einamt.procedures.appointments import jobs
from einamt.procedures.appointments.backlog import steps
from einamt.procedures.appointments.backlog.messages import LOST, OFFERED, RESTORED
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.kinds import wishes_in_words
from einamt.procedures.appointments.models import Offer
from einamt.procedures.appointments.offers import offer_token
from einamt.procedures.appointments.rules import day_of
from einamt.procedures.appointments.tokens import token_of


def register() -> None:
    """Declare the messages, the page they name and the topics that cause them."""
    require("offer")
    for kind in (LOST, OFFERED, RESTORED):
        kinds_of_messages.register(kind)
    for topic in (steps.TIMES_LOST, steps.SERVED_AGAIN):
        topics.subscribe(topic=topic, name="appointments.backlog", handler=_work_off)
    topics.subscribe(topic="appointments.time-lost", name="appointments.mails", handler=_tell_lost)
    topics.subscribe(topic="appointments.offered", name="appointments.mails", handler=_tell_offered)
    topics.subscribe(topic=steps.TIME_RESTORED, name="appointments.mails", handler=_tell_restored)


def _work_off(_payload: Mapping[str, str], now: datetime) -> None:
    """At once, not only with the next minute."""
    jobs.work_off_backlog(now)


def _tell_lost(payload: Mapping[str, str], now: datetime) -> None:
    entry = _entry(payload["entry"])
    if entry is not None and entry.state != BacklogEntry.State.SETTLED:
        context = {**_common(entry), "is_at_home": entry.appointment.is_home_visit, "is_called": entry.needs_call}
        _send(LOST, entry, context=context, command_id=entry.pk, now=now)


def _tell_restored(payload: Mapping[str, str], now: datetime) -> None:
    """Only whom we have told that it was lost, and who is still to come at that time and has not lost it again; on the
    phone whom we have told on the phone alone.
    """
    entry = _entry(payload["entry"])
    if entry is None or entry.settled != BacklogEntry.Settled.RESTORED:
        return
    appointment = entry.appointment
    is_to_come = appointment.cancelled_at is None and now < appointment.starts_at == entry.lost_starts_at
    if not is_to_come or appointment.backlog_entries.filter(pk__gt=entry.pk).exists():
        return
    if SentMessage.objects.filter(command_id=entry.pk).exists():
        command_id = UUID(int=entry.pk.int ^ 1)  # beside the message of the loss, which has the entry's id
        _send(RESTORED, entry, context=_common(entry), command_id=command_id, now=now)
    elif entry.called_at and entry.settled_at and entry.called_at <= entry.settled_at:
        BacklogEntry.objects.filter(pk=entry.pk).update(needs_call=True)


def _tell_offered(payload: Mapping[str, str], now: datetime) -> None:
    related = Offer.objects.select_related("capacity_day__group__office")
    offer = related.filter(pk=UUID(payload["offer"]), outcome=Offer.Outcome.OPEN, expires_at__gt=now).first()
    entry = _entry(str(offer.subject_id)) if offer is not None else None
    if offer is None or entry is None:
        return
    office = offer.capacity_day.group.office
    language = entry.appointment.language
    starts_at = at_minute(day=day_of(offer.capacity_day_id), minute=offer.start_minute, zone=city.zone())
    with override(language):
        context = {
            **_common(entry),
            "offered_moment": words.moment_long(starts_at),
            "until": words.moment_long(offer.expires_at),
            "office": office.name,
            "address": f"{office.street}, {office.postal_code} {office.city}",
            "offer_link": absolute(
                name="offer", parameters={"token": offer_token(offer_id=offer.pk)}, language=language
            ),
        }
    _send(OFFERED, entry, context=context, command_id=offer.pk, now=now)


def _entry(pk: str) -> BacklogEntry | None:
    related = BacklogEntry.objects.select_related(
        "appointment__case", "appointment__contact", "appointment__capacity_day__group"
    )
    return related.filter(pk=UUID(pk)).first()


def _send(
    kind: MessageKind, entry: BacklogEntry, *, context: Mapping[str, object], command_id: UUID, now: datetime
) -> None:
    contact = entry.appointment.contact
    tell(
        kind=kind,
        to=recipient_for(about=entry.appointment.case_id, email=contact.email if contact else ""),
        language=entry.appointment.language,
        context=context,
        command_id=command_id,
        about=entry.appointment.case_id,
        office_id=entry.appointment.capacity_day.group.office_id,
        now=now,
    )


def _common(entry: BacklogEntry) -> dict[str, object]:
    appointment = entry.appointment
    with override(appointment.language):
        return {
            "name": appointment.person_name,
            "moment": words.moment_long(entry.lost_starts_at),
            "what": wishes_in_words(wishes=appointment.wishes, language=appointment.language),
            "reference": appointment.case.reference,
            "reason": entry.reason,
            "change_link": absolute(
                name="appointment-change",
                parameters={"token": token_of(appointment_id=appointment.pk)},
                language=appointment.language,
            ),
        }
