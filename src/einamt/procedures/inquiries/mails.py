"""Passing inquiries on to the city's own mailbox."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext, override

from einamt.kernel.errors import N_
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.operations import send_mail
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics
from einamt.platform.shell import city
from einamt.procedures.inquiries.errors import NowhereToSend
from einamt.procedures.inquiries.models import Inquiry
from einamt.procedures.inquiries.rules import Subject

SUBJECTS: dict[Subject, str] = {
    Subject.QUESTION: N_("Frage"),
    Subject.COMPLAINT: N_("Beschwerde"),
    Subject.PRAISE: N_("Lob"),
    Subject.PAGE: N_("Fehler auf einer Seite"),
}
WRITTEN = MessageKind(
    code="inquiries.written",
    subject_template="inquiries/mail/written_subject.txt",
    text_template="inquiries/mail/written.txt",
    needs=frozenset({"subject", "message", "person_name", "email", "language"}),
    name=N_("Anfrage an die Stadt"),
)
OFFICE_LANGUAGE = "de"


def register() -> None:
    """Declare the message and the topic that causes it."""
    kinds_of_messages.register(WRITTEN)
    topics.subscribe(topic="inquiries.written", name="inquiries.mails", handler=_pass_on)


def _pass_on(payload: Mapping[str, str], now: datetime) -> None:
    inquiry = Inquiry.objects.filter(pk=payload["inquiry"]).first()
    if inquiry is None:  # erased meanwhile
        return
    address = city.current().email
    if not address:
        raise NowhereToSend  # the outbox tries again until the city has named one
    with override(OFFICE_LANGUAGE):
        subject = gettext(SUBJECTS[Subject(inquiry.subject)])
    send_mail(
        kind=WRITTEN,
        to=address,
        language=OFFICE_LANGUAGE,
        context={
            "subject": subject,
            "message": inquiry.message,
            "person_name": inquiry.person_name,
            "email": inquiry.email,
            "language": inquiry.language,
        },
        command_id=uuid5(UUID(payload["inquiry"]), WRITTEN.code),
        now=now,
    )
    Inquiry.objects.filter(pk=inquiry.pk).update(passed_on_at=now)
