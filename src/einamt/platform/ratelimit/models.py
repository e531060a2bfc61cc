"""How often somebody has lately tried something."""

from typing import ClassVar

from django.db import models

from einamt.platform.retention.policy import Policy, Until


class Limit(models.Model):
    """One key's use of its limit; worthless, and erased, once `used_until` has passed."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.ratelimit", personal=False, keep=Until.DELIVERED, reason="keyed hashes, erased within the hour"
    )

    key_hash = models.CharField(max_length=64, primary_key=True)
    used_until = models.BigIntegerField(db_index=True)
    """Microseconds since 1970 at which all that has been used is paid back."""

    def __str__(self) -> str:
        return self.key_hash
