"""The log of reading: changes of cases are in their events, this says who looked."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy


class ReadingEntry(models.Model):
    """That somebody read or administered something: appended, never edited."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.audit",
        personal=True,
        keep=timedelta(days=730),
        reason="to the end of the year after the entry, as § 76(4) BDSG has it for logs of access",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.CharField(max_length=120)
    """Who, as `kind:id`; `accounts` resolves it."""
    what = models.CharField(max_length=60)
    """What was done, such as `case-read`."""
    subject = models.CharField(max_length=120)
    """What it was done to, such as `case:0198…`: an identifier, never a name."""
    purpose = models.CharField(max_length=200)
    """What for, such as `visit` or the reason that was typed."""
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "at"], name="reading_subject"),
            models.Index(fields=["at"], name="reading_at"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.what} {self.subject}"
