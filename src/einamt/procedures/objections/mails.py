"""Telling who has objected that it came in, and that it is decided: never how, which stands behind the code."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from django.utils.translation import override

from einamt.kernel.errors import N_
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.operations import tell
from einamt.platform.notifications.queries import recipient_for
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics
from einamt.platform.shell import words
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import DECIDED, RECEIVED
from einamt.procedures.objections.rules import Form


def _example_received(language: str) -> Mapping[str, object]:
    """Nobody's objection, for staff who look at the texts."""
    with override(language):
        return {
            "reference": "K7M4-RX9-3PA",
            "code": "4711-0815",
            "received": words.date_long(date(2027, 3, 1)),
            "decide_by": words.date_long(date(2027, 6, 1)),
            "needs_signature": True,
            "status_link": "https://service.example.de/vorgang/",
        }


def _example_decided(_language: str) -> Mapping[str, object]:
    return {"reference": "K7M4-RX9-3PA", "status_link": "https://service.example.de/vorgang/"}


_WAYS = frozenset({MessageChannel.MAIL, MessageChannel.LETTER})
MAIL_RECEIVED = MessageKind(
    code="objections.received",
    subject_template="objections/mail/received_subject.txt",
    text_template="objections/mail/received.txt",
    needs=frozenset({"reference", "code", "received", "decide_by", "needs_signature", "status_link"}),
    in_sight=frozenset({"reference"}),
    channels=_WAYS,
    name=N_("Widerspruch eingegangen"),
    example=_example_received,
)
MAIL_DECIDED = MessageKind(
    code="objections.decided",
    subject_template="objections/mail/decided_subject.txt",
    text_template="objections/mail/decided.txt",
    needs=frozenset({"reference", "status_link"}),
    in_sight=frozenset({"reference"}),
    channels=_WAYS,
    name=N_("Über den Widerspruch ist entschieden"),
    example=_example_decided,
)


def register() -> None:
    """Declare the messages, the page that they name and the topics that cause them."""
    require("case-status", "objection-withdraw")
    kinds_of_messages.register(MAIL_RECEIVED)
    kinds_of_messages.register(MAIL_DECIDED)
    topics.subscribe(topic=RECEIVED, name="objections.mails", handler=_tell_received)
    topics.subscribe(topic=DECIDED, name="objections.mails", handler=_tell_decided)


def _tell_received(payload: Mapping[str, str], now: datetime) -> None:
    found = _objection(payload)
    if found is None:
        return
    with override(found.language):
        context = {
            "code": found.case_code,
            "received": words.date_long(found.received_on),
            "decide_by": words.date_long(found.case.promised_at) if found.case.promised_at else "",
            "needs_signature": found.form == Form.PLAIN,
        }
    _tell(found, kind=MAIL_RECEIVED, context=context, now=now)


def _tell_decided(payload: Mapping[str, str], now: datetime) -> None:
    found = _objection(payload)
    if found is not None:
        _tell(found, kind=MAIL_DECIDED, context={}, now=now)


def _tell(objection: Objection, *, kind: MessageKind, context: Mapping[str, object], now: datetime) -> None:
    case, language = objection.case, objection.language
    link = absolute(name="case-status", parameters={"reference": case.reference}, language=language)
    tell(
        kind=kind,
        to=recipient_for(about=case.pk, email=objection.email),
        language=language,
        context={**context, "reference": case.reference, "status_link": link},
        command_id=uuid5(case.pk, kind.code),
        about=case.pk,
        office_id=case.office_id,
        now=now,
    )


def _objection(payload: Mapping[str, str]) -> Objection | None:
    """None: erased meanwhile."""
    return Objection.objects.select_related("case").filter(case_id=UUID(payload["case"])).first()
