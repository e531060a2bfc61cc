"""The log of reading: changes of cases are in their events, this says who looked.

Entries are inserted and never edited; the worker binds them into a chain of links (docs/explanation/audit.md).
"""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until

OF_THE_LOG = Policy(
    owner="platform.audit",
    personal=True,
    keep=timedelta(days=730),
    reason="to the end of the year after the entry, as § 76(4) BDSG has it for logs of access",
)


class ReadingEntry(models.Model):
    """That somebody read or administered something: appended, never edited."""

    policy: ClassVar[Policy] = OF_THE_LOG

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
    mac = models.CharField(max_length=64)
    """What only a process with the installation's key can compute from the entry (`chain.entry_mac`)."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "at"], name="reading_subject"),
            models.Index(fields=["at"], name="reading_at"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.what} {self.subject}"


class ChainLink(models.Model):
    """The place of an entry in the chain, sealed together with all that stand before it.

    No foreign key: a link stays when somebody deletes its entry, and that is how it is found out.
    """

    policy: ClassVar[Policy] = OF_THE_LOG

    position = models.BigIntegerField(primary_key=True)
    """1, 2, 3, … without a gap."""
    entry_id = models.UUIDField(unique=True)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.position}: {self.entry_id}"


class LogRequest(models.Model):
    """That somebody wants to see who has read about a subject; another person has to release it."""

    policy: ClassVar[Policy] = OF_THE_LOG

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(max_length=120)
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    released_by = models.CharField(max_length=120, blank=True)
    expires_at = models.DateTimeField(null=True)
    """Until when whoever asked may look; None until it is released."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(released_by=models.F("asked_by")), name="log_needs_two_persons")
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} for {self.subject}"


class ChainStart(models.Model):
    """That the chain was cut up to `position`, because what stood there was kept long enough."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.audit",
        personal=False,
        keep=Until.FOREVER,
        reason="the one row that says where the log begins; names nobody",
    )

    position = models.BigIntegerField(primary_key=True)
    """The last position that was erased."""
    seal = models.CharField(max_length=64)
    """The seal of that position: what the next link goes on from."""
    at = models.DateTimeField()
    mac = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"from {self.position} on"
