"""Telling who has objected that it came in, that it is decided, and that it was taken back: never what it is about,
which stands behind the code.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from django.utils.translation import override

from einamt.kernel.errors import N_
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.operations import tell
from einamt.platform.notifications.queries import recipient_for
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics
from einamt.platform.shell import words
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import DECIDED, RECEIVED, WITHDRAWAL_ASKED, WITHDRAWN
from einamt.procedures.objections.queries import withdrawal_token
from einamt.procedures.objections.rules import LINK_LASTS, Form


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


def _example_withdrawal(language: str) -> Mapping[str, object]:
    with override(language):
        until = words.moment_long(datetime(2027, 3, 3, 9, 30, tzinfo=UTC))
    link = "https://service.example.de/vorgang/widerspruch/zuruecknehmen/abc/"
    return {"reference": "K7M4-RX9-3PA", "link": link, "until": until}


def _example_withdrawn(_language: str) -> Mapping[str, object]:
    return {"reference": "K7M4-RX9-3PA", "contact_link": "https://service.example.de/kontakt/"}


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


MAIL_WITHDRAWAL = MessageKind(
    code="objections.withdrawal",
    subject_template="objections/mail/withdrawal_subject.txt",
    text_template="objections/mail/withdrawal.txt",
    needs=frozenset({"reference", "link", "until"}),
    in_sight=frozenset({"reference"}),
    name=N_("Link zum Zurücknehmen eines Widerspruchs"),
    example=_example_withdrawal,
)
MAIL_WITHDRAWN = MessageKind(
    code="objections.withdrawn",
    subject_template="objections/mail/withdrawn_subject.txt",
    text_template="objections/mail/withdrawn.txt",
    needs=frozenset({"reference", "contact_link"}),
    in_sight=frozenset({"reference"}),
    channels=_WAYS,
    name=N_("Widerspruch zurückgenommen"),
    example=_example_withdrawn,
)


def register() -> None:
    """Declare the messages, the pages that they name and the topics that cause them."""
    require("case-status", "contact", "objection-withdraw", "objection-withdraw-by-link")
    kinds_of_messages.register(MAIL_RECEIVED)
    kinds_of_messages.register(MAIL_DECIDED)
    kinds_of_messages.register(MAIL_WITHDRAWAL)
    kinds_of_messages.register(MAIL_WITHDRAWN)
    topics.subscribe(topic=RECEIVED, name="objections.mails", handler=_tell_received)
    topics.subscribe(topic=DECIDED, name="objections.mails", handler=_tell_decided)
    topics.subscribe(topic=WITHDRAWAL_ASKED, name="objections.mails", handler=_send_link)
    topics.subscribe(topic=WITHDRAWN, name="objections.mails", handler=_tell_withdrawn)


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
    _tell(found, kind=MAIL_RECEIVED, context={**context, **_status_link(found)}, now=now)


def _tell_decided(payload: Mapping[str, str], now: datetime) -> None:
    found = _objection(payload)
    if found is not None:
        _tell(found, kind=MAIL_DECIDED, context=_status_link(found), now=now)


def _send_link(payload: Mapping[str, str], now: datetime) -> None:
    """To the address on file alone; not what is over meanwhile."""
    found = _objection(payload)
    if found is None or found.withdrawal_asked_at is None or found.case.closed_at is not None:
        return
    asked_at, language = found.withdrawal_asked_at, found.language
    token = withdrawal_token(case_id=found.case_id, asked_at=asked_at)
    with override(language):
        until = words.moment_long(asked_at + LINK_LASTS)
    tell(
        kind=MAIL_WITHDRAWAL,
        to=Recipient(email=found.email),
        language=language,
        context={
            "reference": found.case.reference,
            "link": absolute(name="objection-withdraw-by-link", parameters={"token": token}, language=language),
            "until": until,
        },
        command_id=uuid5(found.case_id, f"{MAIL_WITHDRAWAL.code} {asked_at.timestamp()}"),
        about=found.case_id,
        office_id=found.case.office_id,
        now=now,
        is_asked_for=True,
    )


def _tell_withdrawn(payload: Mapping[str, str], now: datetime) -> None:
    """Also who has not done it: then they hear of it."""
    found = _objection(payload)
    if found is not None:
        link = absolute(name="contact", parameters={}, language=found.language)
        _tell(found, kind=MAIL_WITHDRAWN, context={"contact_link": link}, now=now)


def _status_link(objection: Objection) -> dict[str, object]:
    parameters = {"reference": objection.case.reference}
    return {"status_link": absolute(name="case-status", parameters=parameters, language=objection.language)}


def _tell(objection: Objection, *, kind: MessageKind, context: Mapping[str, object], now: datetime) -> None:
    case, language = objection.case, objection.language
    tell(
        kind=kind,
        to=recipient_for(about=case.pk, email=objection.email),
        language=language,
        context={**context, "reference": case.reference},
        command_id=uuid5(case.pk, kind.code),
        about=case.pk,
        office_id=case.office_id,
        now=now,
    )


def _objection(payload: Mapping[str, str]) -> Objection | None:
    """None: erased meanwhile."""
    return Objection.objects.select_related("case").filter(case_id=UUID(payload["case"])).first()
