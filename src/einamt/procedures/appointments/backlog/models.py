"""The backlog: one entry for each appointment whose time was lost."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models import PublicService
from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.regulations import AUTHORSHIP


class StatutoryDeadline(models.Model):
    """Within how many days after booking a matter must be dealt with, because a law sets its citizen a deadline."""

    policy: ClassVar[Policy] = AUTHORSHIP

    service = models.OneToOneField(PublicService, on_delete=models.CASCADE, related_name="statutory_deadline")
    days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    """The law and its section."""
    author = models.CharField(max_length=120, blank=True)
    """Who wrote it down last, as `kind:id`; empty: with the city's first content."""
    recorded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.days} ({self.source})"


class BacklogEntry(models.Model):
    """That somebody's time was lost; open until they have a new one, cancelled, or their old one is served again."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        OFFERED = "offered"
        SETTLED = "settled"

    class Settled(models.TextChoices):
        """How it ended."""

        NOT_YET = ""
        MOVED = "moved"
        CANCELLED = "cancelled"
        RESTORED = "restored"
        """The time is served after all."""
        BY_HAND = "by-hand"
        """Somebody was called, and the call says what became of it."""
        OVER = "over"
        """The time has passed, and nobody said anything."""

    policy: ClassVar[Policy] = Policy(
        owner="appointments", personal=True, keep=Until.WITH_OWNER, reason="erased with its appointment"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appointment = models.ForeignKey(
        "appointments.Appointment", on_delete=models.CASCADE, related_name="backlog_entries"
    )
    reason = models.CharField(max_length=200)
    """Why the time was lost, in words for the citizen."""
    lost_starts_at = models.DateTimeField()
    """The time that was lost."""
    deadline_date = models.DateField(null=True)
    """Of the law, where the service has one."""
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    settled = models.CharField(max_length=10, choices=Settled, default=Settled.NOT_YET, blank=True)
    settled_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    """When the message that the time is lost was written; None for who can only be called."""
    needs_call = models.BooleanField(default=False)
    """No offer can be sent by mail, or none was taken: somebody has to ring."""
    called_at = models.DateTimeField(null=True)
    called_by = models.CharField(max_length=80, blank=True)
    offers_made = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appointment"], condition=~models.Q(state="settled"), name="backlog_open_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["deadline_date", "created_at"],
                condition=~models.Q(state="settled"),
                name="backlog_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state}: {self.lost_starts_at}"
