"""Telling both sides, each in their language: that it was decided, that somebody acts for them, that it ends soon or
has ended. Never a name in sight.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Exists

from einamt.citizens.acting import queries
from einamt.citizens.acting.models import Representation
from einamt.citizens.acting.operations import DECIDED, ENDED
from einamt.citizens.acting.rules import REMINDER, EndedBy, State
from einamt.kernel.errors import N_
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.operations import send_mail
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics

LINK = "account-representations"


def _example(_language: str) -> Mapping[str, object]:
    """Nobody's, for staff who look at the texts."""
    return {"link": "https://service.example.de/konto/vertretungen/"}


def _kind(name: str, title: str) -> MessageKind:
    return MessageKind(
        code=f"acting.{name}",
        subject_template=f"acting/mail/{name}_subject.txt",
        text_template=f"acting/mail/{name}.txt",
        needs=frozenset({"link"}),
        in_sight=frozenset(),
        name=title,
        example=_example,
    )


DECISION = _kind("decision", N_("Über eine Vertretung wurde entschieden"))
ACTED_FOR = _kind("acted_for", N_("Jemand darf für Sie handeln"))
ENDING = _kind("ending", N_("Eine Vertretung endet bald"))
OVER = _kind("over", N_("Eine Vertretung ist beendet (an die Person, die handelt)"))
OVER_FOR = _kind("over_for", N_("Eine Vertretung ist beendet (an die vertretene Person)"))


def register() -> None:
    """Declare the messages, the page that they name, and when they are sent."""
    require(LINK)
    kinds_of_messages.matters(lambda about: Exists(Representation.objects.filter(pk=about)))
    for kind in (DECISION, ACTED_FOR, ENDING, OVER, OVER_FOR):
        kinds_of_messages.register(kind)
    topics.subscribe(topic=DECIDED, name="acting.decision", handler=_tell_account)
    topics.subscribe(topic=DECIDED, name="acting.acted-for", handler=_tell_person)
    topics.subscribe(topic=ENDED, name="acting.over", handler=_tell_account_of_end)
    topics.subscribe(topic=ENDED, name="acting.over-for", handler=_tell_person_of_end)


def remind(now: datetime) -> None:
    """Once, in the month before the end."""
    soon = queries.today(now=now) + REMINDER
    for each in Representation.objects.filter(queries.in_force(now=now), ends_date__lte=soon, reminded_at=None):
        _tell_acting(each, kind=ENDING, now=now)
        Representation.objects.filter(pk=each.pk).update(reminded_at=now)


def _tell_account(payload: Mapping[str, str], now: datetime) -> None:
    if found := Representation.objects.filter(pk=UUID(payload["representation"])).first():
        _tell_acting(found, kind=DECISION, now=now)


def _tell_person(payload: Mapping[str, str], now: datetime) -> None:
    """Who is acted for can end it at once, so they hear of it."""
    found = Representation.objects.filter(pk=UUID(payload["representation"]), state=State.CONFIRMED).first()
    if found is not None:
        _tell_represented(found, kind=ACTED_FOR, now=now)


def _tell_account_of_end(payload: Mapping[str, str], now: datetime) -> None:
    """Also whoever has ended it themselves: it may have been somebody else at their computer. Not of a request that
    they have taken back before anybody had looked at it.
    """
    found = Representation.objects.filter(pk=UUID(payload["representation"])).first()
    if found is not None and (found.decided_at or found.ended_side != EndedBy.ACTING):
        _tell_acting(found, kind=OVER, now=now)


def _tell_person_of_end(payload: Mapping[str, str], now: datetime) -> None:
    """Only of what they were told of before."""
    found = Representation.objects.filter(pk=UUID(payload["representation"])).first()
    if found is not None and found.decided_at:
        _tell_represented(found, kind=OVER_FOR, now=now)


def _tell_acting(found: Representation, *, kind: MessageKind, now: datetime) -> None:
    _tell(found, kind=kind, to=_address_of(found), language=found.language, now=now)


def _tell_represented(found: Representation, *, kind: MessageKind, now: datetime) -> None:
    _tell(found, kind=kind, to=found.person_email, language=found.person_language, now=now)


def _address_of(found: Representation) -> str:
    """Where the mail of the account goes; empty where its person signs in at a service alone."""
    first = found.account.addresses.order_by("proved_at").first()
    return str(first.address if first else found.account.email)


def _tell(found: Representation, *, kind: MessageKind, to: str, language: str, now: datetime) -> None:
    if not to:
        return
    send_mail(
        kind=kind,
        to=to,
        language=language,
        context={"link": absolute(name=LINK, parameters={}, language=language)},
        command_id=uuid5(found.pk, kind.code),
        about=found.pk,
        now=now,
    )
