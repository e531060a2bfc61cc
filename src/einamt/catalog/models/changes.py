"""What editors have changed beside texts: offices, who serves what, rules of responsibility; services given up."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models.organisations import Office
from einamt.catalog.models.services import PublicService
from einamt.catalog.models.versions import AUTHORSHIP
from einamt.platform.retention.policy import Policy


class CatalogChange(models.Model):
    """One change of an office, of what it serves, or of a service's rules: who, when, from what to what.

    Fields and their wording are those of `catalog.offices.wording` and `catalog.rulebook.wording`.
    """

    class Kind(models.TextChoices):
        """What was changed."""

        OFFICE = "office"
        OFFER = "offer"
        RULE = "rule"

    policy: ClassVar[Policy] = AUTHORSHIP

    kind = models.CharField(max_length=10, choices=Kind)
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="changes")
    service = models.ForeignKey(PublicService, null=True, on_delete=models.CASCADE, related_name="changes")
    rule_number = models.PositiveBigIntegerField(null=True)
    """Key of the rule; no reference, since the change outlives it."""
    before = models.JSONField(default=dict)
    """Wording by field, of the changed fields only; empty where there was nothing before."""
    after = models.JSONField(default=dict)
    """The same afterwards; empty where nothing is left."""
    person = models.CharField(max_length=120)
    """Who did it, as `kind:id`."""
    changed_at = models.DateTimeField()
    note = models.TextField(blank=True)
    takes_back = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="taken_back_by")
    """The change that this one takes back."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="office", office__isnull=False, service=None, rule_number=None)
                | models.Q(kind="offer", office__isnull=False, service__isnull=False, rule_number=None)
                | models.Q(kind="rule", office=None, service__isnull=False, rule_number__isnull=False),
                name="change_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.office_id or ''} {self.service_id or ''}".strip()


class Retirement(models.Model):
    """That a service is to be given up: one person asks, another decides, and it can be brought back for a while."""

    class State(models.TextChoices):
        """How far it has come."""

        ASKED = "asked"
        REFUSED = "refused"
        RETIRED = "retired"
        RESTORED = "restored"

    policy: ClassVar[Policy] = AUTHORSHIP

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="retirements")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.TextField()
    was_public = models.BooleanField(default=True)
    """Whether the service had a page when it was given up: what it has again when it is brought back."""
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    restored_by = models.CharField(max_length=120, blank=True)
    restored_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(state__in=("asked", "retired")), name="retirement_open_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("retired", "restored"))
                | (~models.Q(decided_by="") & ~models.Q(decided_by=models.F("asked_by"))),
                name="retirement_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} ({self.state})"
