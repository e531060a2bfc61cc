"""Facts that the worker has not yet written to Parquet."""

from typing import ClassVar

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until


class Fact(models.Model):
    """One fact on its way to the month's file."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.facts", personal=False, keep=Until.DELIVERED, reason="moves to the month's Parquet file"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    schema = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    data = models.JSONField()

    def __str__(self) -> str:
        return f"{self.schema} {self.occurred_at}"
