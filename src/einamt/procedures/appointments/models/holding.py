"""Times that are kept for somebody: while a form is filled in, or offered."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy
from einamt.procedures.appointments.models.capacity import CapacityDay

HOLD_REMEMBERED = timedelta(days=1)
"""How long an ended hold is kept, so that a form left open can still be told what became of it."""
OFFER_REMEMBERED = timedelta(days=30)
"""How long an ended offer is kept, so that a late tap on its link can still be told what became of it."""


class Hold(models.Model):
    """A time that is kept for somebody while the form is filled in; its capacity is taken until the hold has ended."""

    class Outcome(models.TextChoices):
        """How a hold ended."""

        KEPT = "kept"
        """Not yet."""
        BOOKED = "booked"
        RELEASED = "released"
        EXPIRED = "expired"

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=False,
        keep=HOLD_REMEMBERED,
        reason="a time without a person",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    capacity_day = models.ForeignKey(CapacityDay, on_delete=models.PROTECT, related_name="holds")
    start_minute = models.PositiveSmallIntegerField()
    steps = models.PositiveSmallIntegerField()
    wishes = models.JSONField()
    """List of [service id, persons]."""
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.KEPT)
    is_chain = models.BooleanField(default=False, db_default=False)
    """Whether it keeps further parts at other groups (`Leg`), so that nobody has to look where there are none."""
    is_home_visit = models.BooleanField(default=False, db_default=False)
    """Whether it keeps a time of a tour for somebody's home (`HomeVisit`)."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="hold_expires")]

    def __str__(self) -> str:
        return str(self.id)


class Offer(models.Model):
    """A time held for somebody who did not ask for it just now: after theirs was lost, or from a waitlist.

    Whose it is, `kind` and `subject_id` say (`offers`). The hold behind it is forgotten a day after its end, the
    offer is not, so that a late answer finds out what became of it.
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        EXPIRED = "expired"
        WITHDRAWN = "withdrawn"
        """The time could not be had any more, or nobody needed it."""

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=False,
        keep=OFFER_REMEMBERED,
        reason="a time without a person; long enough for a late answer to be told what became of it",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    hold = models.ForeignKey(Hold, null=True, on_delete=models.SET_NULL, related_name="offers")
    capacity_day = models.ForeignKey(CapacityDay, on_delete=models.PROTECT, related_name="offers")
    start_minute = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=models.Q(outcome="open"), name="offer_open_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["outcome", "expires_at"], name="offer_expires")]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome} until {self.expires_at}"
