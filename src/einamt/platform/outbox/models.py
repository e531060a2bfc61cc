"""The outbox's rows: messages on their way, when scheduled jobs are due, and which workers are alive.

Who works on a row holds it by a lease: `holder` is the worker, `leased_until` when another may take it.
A worker at work renews its leases; of one that crashed, they run out.
"""

from typing import ClassVar

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until


class OutboxMessage(models.Model):
    """One thing to be told to the subscribers of a topic.

    Deleted when all have dealt with it, kept as a dead letter when one of them cannot.
    """

    policy: ClassVar[Policy] = Policy(
        owner="platform.outbox", personal=False, keep=Until.DELIVERED, reason="identifiers only; erased when delivered"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    delivered_to = models.JSONField(default=list)
    """Names of the subscribers that have dealt with it: a retry does not call them again."""
    last_error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="outbox_due", condition=models.Q(dead_at=None)),
            models.Index(fields=["dead_at"], name="outbox_dead", condition=models.Q(dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.id}"


class ScheduledJob(models.Model):
    """When a job of the schedule is due next, and who is at it."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.outbox", personal=False, keep=Until.REPLACED, reason="one row a job, no personal data"
    )

    name = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField(db_index=True)
    """When it is to run next; after a failure later than it should have."""
    due_day = models.DateField(null=True)
    """Of a daily job: the day it has to run for next."""
    holder = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often it has failed since it last succeeded."""
    last_success_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A worker process that is alive, or was when it was last seen."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.outbox", personal=False, keep=Until.DELIVERED, reason="erased an hour after it was last seen"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    """Machine and process number."""
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
