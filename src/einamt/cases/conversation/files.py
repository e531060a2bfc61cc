"""Files of messages: where they are kept, and what follows where one is refused after all."""

from datetime import datetime

from einamt.cases.conversation.models import CaseMessage, MessageFile, MessageFilePart
from einamt.cases.conversation.rules import Side
from einamt.platform.attachments.registry import Kind
from einamt.platform.outbox.steps import publish

REFUSED = "conversation.file-refused"
"""Topic: in a file of the holder something was found, after it had been taken. Payload: `file`."""


def _refused(file: MessageFile, now: datetime) -> None:
    """The office's last question is open again, so that its holder can send another file, and they are told so."""
    message = file.message
    if message.side != Side.HOLDER:
        return
    asked = CaseMessage.objects.filter(case=message.case_id, side=Side.OFFICE, written_at__lte=message.written_at)
    CaseMessage.objects.filter(pk__in=asked.order_by("-written_at").values("pk")[:1]).update(settled_at=None)
    publish(topic=REFUSED, payload={"file": str(file.pk)}, now=now)


FILES = Kind(file=MessageFile, part=MessageFilePart, owner="message", refused=_refused)
