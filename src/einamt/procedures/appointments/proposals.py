"""What one person proposes and another puts in force: rules of booking, and rules of the halls.

The models of proposals are tables of their own; what makes them proposals is the same.
"""

from django.db import models


class Proposal(models.Model):
    """Rules that one person proposes and another puts in force: their history."""

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        IN_FORCE = "in-force"
        """It has become rules, from its day on."""
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"
        """By who proposed it before it was decided, or by anybody in charge before its day came."""

    valid_from = models.DateField()
    values = models.JSONField()
    reason = models.TextField()
    """Why the rules are to change, for whoever decides and for the history."""
    author = models.CharField(max_length=120)
    """Who proposed it, as `kind:id`."""
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    """Who took rules back that were to come into force."""
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"from {self.valid_from} ({self.outcome})"


def four_eyes(*, name: str) -> list[models.BaseConstraint]:
    """What the database holds of a table of proposals: nobody puts their own in force, and an end has its moment."""
    return [
        models.CheckConstraint(
            condition=~models.Q(outcome="in-force")
            | (~models.Q(decided_by="") & ~models.Q(decided_by=models.F("author"))),
            name=f"{name}_four_eyes",
        ),
        models.CheckConstraint(
            condition=models.Q(outcome="open") ^ models.Q(decided_at__isnull=False), name=f"{name}_decided"
        ),
    ]
