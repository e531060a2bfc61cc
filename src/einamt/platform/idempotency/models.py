"""What a request with a key was answered."""

from typing import ClassVar

from django.db import models

from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.retention.policy import Policy, Until


class KeptAnswer(models.Model):
    """A request that was done, and its answer."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.idempotency",
        personal=True,
        keep=Until.DELIVERED,
        reason="so that a request sent again is done once; erased within the hour after a day",
    )

    key_hash = models.CharField(max_length=64, primary_key=True)
    """Keyed hash of who asks and the key that they chose."""
    request_hash = models.CharField(max_length=64)
    """Keyed hash of what was asked: the same key for something else is a mistake."""
    begun_at = models.DateTimeField(db_index=True)
    """When the request came."""
    status = models.PositiveSmallIntegerField()
    answer = EncryptedTextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key_hash[:8]} {self.status}"
