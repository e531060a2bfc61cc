"""Telling the holder of a case that the office asks, has written, or could not take a file: never what."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from einamt.cases import persons
from einamt.cases.conversation.files import REFUSED
from einamt.cases.conversation.models import CaseMessage, MessageFile
from einamt.cases.conversation.operations import ASKED, TOLD
from einamt.cases.models import Case
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
WRITTEN = MessageKind(
    code="conversation.written",
    subject_template="conversation/mail/written_subject.txt",
    text_template="conversation/mail/written.txt",
    needs=frozenset({"reference", "status_link"}),
    in_sight=frozenset({"reference"}),
    sms_template="conversation/mail/written_sms.txt",
    channels=ALL,
    name=N_("Das Amt hat geschrieben"),
    example=_example,
)
REFUSED_FILE = MessageKind(
    code="conversation.file-refused",
    subject_template="conversation/mail/file_refused_subject.txt",
    text_template="conversation/mail/file_refused.txt",
    needs=frozenset({"reference", "status_link"}),
    in_sight=frozenset({"reference"}),
    sms_template="conversation/mail/file_refused_sms.txt",
    channels=ALL,
    name=N_("Eine Datei konnte nicht angenommen werden"),
    example=_example,
)


def register() -> None:
    """Declare the messages, the page that they name and the topics that cause them."""
    require("case-status")
    for kind in (QUESTION, WRITTEN, REFUSED_FILE):
        kinds_of_messages.register(kind)
    topics.subscribe(topic=ASKED, name="conversation.mails", handler=_tell)
    topics.subscribe(topic=TOLD, name="conversation.mails", handler=_tell_written)
    topics.subscribe(topic=REFUSED, name="conversation.mails", handler=_tell_refused)


def _tell(payload: Mapping[str, str], now: datetime) -> None:
    """Once a question, unless it was answered meanwhile; whoever left no address sees it on the page of the status."""
    message = CaseMessage.objects.select_related("case").filter(pk=UUID(payload["message"])).first()
    if message is None or message.settled_at is not None:
        return
    _tell_holder(message.case, kind=QUESTION, command_id=uuid5(message.pk, "question"), now=now)


def _tell_written(payload: Mapping[str, str], now: datetime) -> None:
    """Once a message."""
    message = CaseMessage.objects.select_related("case").filter(pk=UUID(payload["message"])).first()
    if message is not None:
        _tell_holder(message.case, kind=WRITTEN, command_id=uuid5(message.pk, "written"), now=now)


def _tell_refused(payload: Mapping[str, str], now: datetime) -> None:
    """Once a file."""
    file = MessageFile.objects.select_related("message__case").filter(pk=UUID(payload["file"])).first()
    if file is not None:
        _tell_holder(file.message.case, kind=REFUSED_FILE, command_id=uuid5(file.pk, "refused"), now=now)


def _tell_holder(case: Case, *, kind: MessageKind, command_id: UUID, now: datetime) -> None:
    contact = persons.contact_of(case_id=case.pk)
    parameters = {"reference": case.reference}
    tell(
        kind=kind,
        to=recipient_for(about=case.pk, email=contact.email),
        language=contact.language,
        context={
            "reference": case.reference,
            "status_link": absolute(name="case-status", parameters=parameters, language=contact.language),
        },
        command_id=command_id,
        about=case.pk,
        office_id=case.office_id,
        now=now,
    )
