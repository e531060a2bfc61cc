"""Which messages have gone out: that they have, not to whom nor what they said."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.platform.retention.policy import Policy


class SentMessage(models.Model):
    """One message that was to be sent once; `sent_at` is empty while somebody is at it."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.notifications",
        personal=False,
        keep=timedelta(days=90),
        reason="neither address nor text, only that it went out; longer than anything is retried",
    )

    command_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=60)
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    is_refused = models.BooleanField(default=False)
    """The mail server says that there is no such address: nothing was delivered, and nothing would be later."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["claimed_at"], name="sent_message_claimed")]

    def __str__(self) -> str:
        return f"{self.kind} {self.command_id}"
