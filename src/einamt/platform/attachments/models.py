"""What a file and its content are kept as, in tables of the room whose files they are."""

from typing import ClassVar

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.attachments.rules import MediaType, State
from einamt.platform.crypto.fields import EncryptedBytesField, EncryptedTextField


class Attachment(models.Model):
    """A file as it came, without its content."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = EncryptedTextField()
    """As its person sees it (`rules.shown_name`)."""
    media_type = models.CharField(max_length=20, choices=[(each.value, each.value) for each in MediaType])
    size = models.PositiveIntegerField()
    """Bytes."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the content, in hexadecimal digits."""
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in State])
    received_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["received_at", "id"]
        indexes: ClassVar = [
            # next to nothing among all that was ever sent
            models.Index(fields=["received_at"], name="%(class)s_waits", condition=models.Q(state="checking")),
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.id}"

    @property
    def is_clean(self) -> bool:
        """Whether it may be opened."""
        return self.state == State.CLEAN

    @property
    def is_refused(self) -> bool:
        """Whether its content is gone, because something was found in it."""
        return self.state == State.REFUSED


class AttachmentPart(models.Model):
    """A piece of a file's content: so that nobody holds a whole one in memory. Its table adds `file`, named `parts`."""

    piece: ClassVar[str] = "content"
    """Who exports the file puts this field of its parts together (`retention.exporting`)."""

    number = models.PositiveSmallIntegerField()
    content = EncryptedBytesField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "number"], name="%(class)s_once")]

    def __str__(self) -> str:
        return f"part {self.number}"
