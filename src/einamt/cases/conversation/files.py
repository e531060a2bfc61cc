"""Files of messages: where they are kept, and what follows where one is refused after all."""

from datetime import datetime

from einamt.cases.conversation.models import CaseMessage, MessageFile, MessageFilePart
from einamt.cases.conversation.rules import Side
from einamt.platform.attachments.registry import Kind
from einamt.platform.outbox.steps import publish

REFUSED = "conversation.file-refused"
"""Topic: in a file of the holder something was found, after it had been taken. Payload: `file`."""


def _refused(file: MessageFile, now: datetime) -> None:
    """The questions that were answered with it are open again, so that the office goes on waiting for another file, and
    its holder is told.
    """
    message = file.message
    if message.side != Side.HOLDER:
        return
    answered = CaseMessage.objects.filter(case=message.case_id, side=Side.OFFICE, settled_at=message.written_at)
    answered.exclude(written_at=message.written_at).update(settled_at=None)
    publish(topic=REFUSED, payload={"file": str(file.pk)}, now=now)


FILES = Kind(file=MessageFile, part=MessageFilePart, owner="message", refused=_refused)
