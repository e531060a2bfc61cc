"""Writing to the city."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.platform.outbox.steps import publish
from einamt.platform.shell import city
from einamt.procedures.inquiries.errors import NothingWritten, NowhereToSend
from einamt.procedures.inquiries.models import Inquiry
from einamt.procedures.inquiries.rules import LONGEST, Subject


@transaction.atomic
def send_inquiry(
    *, subject: Subject, message: str, person_name: str, email: str, language: str, command_id: UUID, now: datetime
) -> Inquiry:
    """Keep a message and have it passed on by mail; the same command again is the same message.

    :raises NothingWritten: there is no text, or more than `rules.LONGEST` letters.
    :raises NowhereToSend: the city has named no address.
    """
    text = message.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST:
        raise NothingWritten({"longest": LONGEST})
    if not city.current().email:
        raise NowhereToSend
    inquiry, is_new = Inquiry.objects.get_or_create(
        pk=command_id,
        defaults={
            "subject": subject.value,
            "message": text,
            "person_name": person_name.strip(),
            "email": email.strip(),
            "language": language,
            "written_at": now,
        },
    )
    if is_new:
        publish(topic="inquiries.written", payload={"inquiry": str(inquiry.pk)}, now=now)
    return inquiry
