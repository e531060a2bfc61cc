"""Telling the holder of a case that the office asks: never what."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from einamt.cases import persons
from einamt.cases.conversation.models import CaseMessage
from einamt.cases.conversation.operations import ASKED
from einamt.kernel.errors import N_
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.channels import ALL
from einamt.platform.notifications.operations import tell
from einamt.platform.notifications.queries import recipient_for
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics


def _example(_language: str) -> Mapping[str, object]:
    """Nobody's case, for staff who look at the texts."""
    return {"reference": "K7M4-RX9-3PA", "status_link": "https://service.example.de/vorgang/"}


QUESTION = MessageKind(
    code="conversation.question",
    subject_template="conversation/mail/question_subject.txt",
    text_template="conversation/mail/question.txt",
    needs=frozenset({"reference", "status_link"}),
    in_sight=frozenset({"reference"}),
    sms_template="conversation/mail/question_sms.txt",
    channels=ALL,
    name=N_("Das Amt hat eine Frage"),
    example=_example,
)


def register() -> None:
    """Declare the message, the page that it names and the topic that causes it."""
    require("case-status")
    kinds_of_messages.register(QUESTION)
    topics.subscribe(topic=ASKED, name="conversation.mails", handler=_tell)


def _tell(payload: Mapping[str, str], now: datetime) -> None:
    """Once a question, unless it was answered meanwhile; whoever left no address sees it on the page of the status."""
    message = CaseMessage.objects.select_related("case").filter(pk=UUID(payload["message"])).first()
    if message is None or message.settled_at is not None:
        return
    case = message.case
    contact = persons.contact_of(case_id=case.pk)
    parameters = {"reference": case.reference}
    tell(
        kind=QUESTION,
        to=recipient_for(about=case.pk, email=contact.email),
        language=contact.language,
        context={
            "reference": case.reference,
            "status_link": absolute(name="case-status", parameters=parameters, language=contact.language),
        },
        command_id=uuid5(message.pk, "question"),
        about=case.pk,
        office_id=case.office_id,
        now=now,
    )
