"""Telling those who hold a case in their account that the office has written, where the case has another address."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists

from einamt.cases import persons
from einamt.cases.conversation.mails import QUESTION, WRITTEN
from einamt.cases.conversation.models import CaseMessage
from einamt.cases.conversation.operations import ASKED, TOLD
from einamt.citizens.mailed import told_once
from einamt.citizens.models import CitizenAccount
from einamt.citizens.rules import normal_address
from einamt.platform.links import absolute
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.operations import send_mail
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics


def register() -> None:
    """Subscribe to the topic; what is told of a message is erased once the message is, which goes with its case.

    It is not told as about the case: where an account has its mail is not for those who read what the case's own person
    was told.
    """
    kinds_of_messages.matters(lambda about: Exists(CaseMessage.objects.filter(pk=about)))
    topics.subscribe(topic=ASKED, name="citizens.mails", handler=_tell_of_question)
    topics.subscribe(topic=TOLD, name="citizens.mails", handler=_tell_of_message)


def _tell_of_question(payload: Mapping[str, str], now: datetime) -> None:
    """Unless it was answered meanwhile."""
    message = _message_in(payload)
    if message is not None and message.settled_at is None:
        _tell(message, kind=QUESTION, now=now)


def _tell_of_message(payload: Mapping[str, str], now: datetime) -> None:
    """That wants no answer."""
    if message := _message_in(payload):
        _tell(message, kind=WRITTEN, now=now)


def _message_in(payload: Mapping[str, str]) -> CaseMessage | None:
    return CaseMessage.objects.select_related("case").filter(pk=UUID(payload["message"])).first()


def _tell(message: CaseMessage, *, kind: MessageKind, now: datetime) -> None:
    """Each account once, at the address that it proved first."""
    contact, reference = persons.contact_of(case_id=message.case_id), message.case.reference
    for account in CitizenAccount.objects.filter(cases__case=message.case_id):
        first = account.addresses.order_by("proved_at").first()
        if first is None or normal_address(first.address) == normal_address(contact.email):
            continue
        link = absolute(name="case-status", parameters={"reference": reference}, language=contact.language)
        send_mail(
            kind=kind,
            to=first.address,
            language=contact.language,
            context={"reference": reference, "status_link": link},
            command_id=told_once(message_id=message.pk, account_id=account.pk),
            about=message.pk,
            now=now,
        )
