"""The outbox's rows: messages on their way, and when scheduled jobs are due."""

from typing import ClassVar

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until


class OutboxMessage(models.Model):
    """One thing to be done by one subscriber of a topic; deleted when done, kept as a dead letter when it cannot be."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.outbox", personal=False, keep=Until.DELIVERED, reason="identifiers only; erased when delivered"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    delivered_to = models.JSONField(default=list)
    last_error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="outbox_due", condition=models.Q(dead_at=None))]

    def __str__(self) -> str:
        return f"{self.topic} {self.id}"


class ScheduledJob(models.Model):
    """When a job of the schedule is due next, and who is at it."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.outbox", personal=False, keep=Until.REPLACED, reason="one row a job, no personal data"
    )

    name = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
