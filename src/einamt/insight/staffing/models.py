"""What the city reckons with, and what somebody has asked the model."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.accounts.models import Staff
from einamt.platform.retention.policy import Policy, Until

SCENARIOS_KEPT = timedelta(days=30)


class StaffingParameters(models.Model):
    """Values for reckoning staff from a day on; never changed, a later row follows."""

    policy: ClassVar[Policy] = Policy(
        owner="insight.staffing",
        personal=True,
        keep=Until.REPLACED,
        reason="what posts were reckoned with, and who set it",
    )

    starts_on = models.DateField(unique=True)
    annual_hours = models.FloatField()
    allowance = models.FloatField()
    wait_minutes = models.FloatField()
    source = models.CharField(max_length=200)
    set_by = models.CharField(max_length=80)
    """An `Actor`."""
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(annual_hours__gt=0, allowance__gte=0, wait_minutes__gt=0),
                name="staffing_parameters_positive",
            )
        ]

    def __str__(self) -> str:
        return f"from {self.starts_on}"


class Scenario(models.Model):
    """A question to the model of supply and demand, and its answer once the worker has it."""

    policy: ClassVar[Policy] = Policy(
        owner="insight.staffing",
        personal=True,
        keep=SCENARIOS_KEPT,
        reason="who asked what, so that the answer can be looked at again for a month",
    )

    id = models.UUIDField(primary_key=True, editable=False)
    """The command that asked."""
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="scenarios")
    question = models.JSONField()
    """A `whatif.question.WhatIf`."""
    answer = models.JSONField(null=True)
    """A `whatif.question.Answer`; None while the worker reckons."""
    refusal = models.CharField(max_length=300, blank=True)
    """German, marked for translation: why there is no answer."""
    asked_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "id"]

    def __str__(self) -> str:
        return str(self.id)
