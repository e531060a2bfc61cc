"""Messages about a case."""

from typing import ClassVar

from django.db import models

from einamt.cases.conversation.rules import Side
from einamt.cases.models import Case
from einamt.platform.attachments.models import Attachment, AttachmentPart
from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.retention.policy import Policy, Until


class CaseMessage(models.Model):
    """One message, never changed. Who of the staff wrote it, the event of the case says."""

    policy: ClassVar[Policy] = Policy(
        owner="conversation", personal=True, keep=Until.WITH_OWNER, reason="what was said about a case goes with it"
    )

    id = models.UUIDField(primary_key=True, editable=False)
    """The command of the form, so that a second press is the same message."""
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Side])
    text = EncryptedTextField()
    """Empty where the files say it all."""
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    """When the other side had dealt with it: the office with what was written, the holder by answering. What the office
    writes that wants no answer is so from the beginning."""

    class Meta:
        ordering: ClassVar = ["written_at", "id"]
        indexes: ClassVar = [
            # what waits for the office, which is little among all that was ever written
            models.Index(
                fields=["written_at"], name="answer_waits", condition=models.Q(side="holder", settled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.id}"


class MessageFile(Attachment):
    """A file that came with a message."""

    policy: ClassVar[Policy] = Policy(
        owner="conversation", personal=True, keep=Until.WITH_OWNER, reason="a file goes with its message"
    )

    message = models.ForeignKey(CaseMessage, on_delete=models.CASCADE, related_name="files")


class MessageFilePart(AttachmentPart):
    """A piece of it."""

    policy: ClassVar[Policy] = Policy(
        owner="conversation", personal=True, keep=Until.WITH_OWNER, reason="the content goes with its file"
    )

    file = models.ForeignKey(MessageFile, on_delete=models.CASCADE, related_name="parts")
