"""What people on the waitlist are told: that they are on it (with the link to their entry), and what is offered."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import override

from einamt.kernel.errors import N_
from einamt.kernel.localtime import at_minute
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.operations import send_mail
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics
from einamt.platform.shell import city, words
from einamt.procedures.appointments import jobs
from einamt.procedures.appointments.fairness.models import WaitlistEntry
from einamt.procedures.appointments.fairness.tokens import entry_token
from einamt.procedures.appointments.kinds import wishes_in_words
from einamt.procedures.appointments.models import Offer
from einamt.procedures.appointments.offers import offer_token
from einamt.procedures.appointments.rules import day_of

JOINED = MessageKind(
    code="appointments.waitlist-joined",
    subject_template="appointments/mail/waitlist_joined_subject.txt",
    text_template="appointments/mail/waitlist_joined.txt",
    needs=frozenset({"name", "what", "entry_link", "is_confirmed", "latest"}),
    in_sight=frozenset({"is_confirmed"}),
    name=N_("Platz auf der Warteliste"),
)
OFFERED = MessageKind(
    code="appointments.waitlist-offered",
    subject_template="appointments/mail/waitlist_offered_subject.txt",
    text_template="appointments/mail/waitlist_offered.txt",
    needs=frozenset({"name", "what", "moment", "office", "address", "until", "offer_link", "entry_link"}),
    in_sight=frozenset({"moment"}),
    name=N_("Termin für jemanden auf der Warteliste"),
)


def register() -> None:
    """Declare the messages, the pages they name and the topics that cause them."""
    require("offer", "waitlist-entry")
    for kind in (JOINED, OFFERED):
        kinds_of_messages.register(kind)
    topics.subscribe(topic="appointments.freed", name="appointments.waitlist", handler=_serve)
    topics.subscribe(topic="appointments.waitlist-joined", name="appointments.mails", handler=_tell_joined)
    topics.subscribe(topic="appointments.waitlist-offered", name="appointments.mails", handler=_tell_offered)


def _serve(_payload: Mapping[str, str], now: datetime) -> None:
    """At once, not only with the next minute."""
    jobs.serve_waitlist(now)


def _tell_joined(payload: Mapping[str, str], now: datetime) -> None:
    entry = WaitlistEntry.objects.filter(pk=UUID(payload["entry"])).first()
    if entry is None or entry.state not in WaitlistEntry.OPEN:
        return
    is_confirmed = entry.state != WaitlistEntry.State.UNCONFIRMED
    with override(entry.language):
        context = {**_common(entry), "is_confirmed": is_confirmed, "latest": words.date_long(entry.latest_date)}
    # once a day for who writes again and again, and a second one after the address was confirmed
    once = uuid5(entry.pk, f"joined:{is_confirmed}:{now.date().isoformat()}")
    send_mail(kind=JOINED, to=entry.email, language=entry.language, context=context, command_id=once, now=now)


def _tell_offered(payload: Mapping[str, str], now: datetime) -> None:
    related = Offer.objects.select_related("capacity_day__group__office")
    offer = related.filter(pk=UUID(payload["offer"]), outcome=Offer.Outcome.OPEN, expires_at__gt=now).first()
    entry = WaitlistEntry.objects.filter(pk=offer.subject_id).first() if offer is not None else None
    if offer is None or entry is None:
        return
    office = offer.capacity_day.group.office
    starts_at = at_minute(day=day_of(offer.capacity_day_id), minute=offer.start_minute, zone=city.zone())
    with override(entry.language):
        context = {
            **_common(entry),
            "moment": words.moment_long(starts_at),
            "until": words.moment_long(offer.expires_at),
            "office": office.name,
            "address": f"{office.street}, {office.postal_code} {office.city}",
            "offer_link": absolute(
                name="offer", parameters={"token": offer_token(offer_id=offer.pk)}, language=entry.language
            ),
        }
    send_mail(kind=OFFERED, to=entry.email, language=entry.language, context=context, command_id=offer.pk, now=now)


def _common(entry: WaitlistEntry) -> dict[str, object]:
    return {
        "name": entry.person_name,
        "what": wishes_in_words(wishes=entry.wishes, language=entry.language),
        "entry_link": absolute(
            name="waitlist-entry", parameters={"token": entry_token(entry_id=entry.pk)}, language=entry.language
        ),
    }
