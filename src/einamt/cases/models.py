"""Cases and their history."""

from typing import ClassVar

from django.db import models

from einamt.cases.rules import PromiseBasis
from einamt.catalog.models import Office, Organisation, PublicService
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.platform.retention.persons import Basis
from einamt.platform.retention.policy import Policy, Until


class StatusWord(models.TextChoices):
    """The six words of the federal inbox (ZBP); every kind of case maps its own states to them."""

    INITIATED = "INITIATED"
    SUBMITTED = "SUBMITTED"
    RECEIVED = "RECEIVED"
    PROCESSING = "PROCESSING"
    ACTION_REQUIRED = "ACTION_REQUIRED"
    COMPLETED = "COMPLETED"


class Case(models.Model):
    """One matter of one citizen, whatever it is about and however it came in."""

    policy: ClassVar[Policy] = Policy(
        owner="cases", personal=True, keep=Until.WITH_OWNER, reason="each kind of case registers its own retention"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    code_hash = models.CharField(max_length=64)
    """Keyed hash of the access code that only the citizen has."""
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    """The kind's own state; `registry` maps it to a `StatusWord` and to words for people."""
    service = models.ForeignKey(PublicService, on_delete=models.PROTECT, related_name="cases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="cases")
    channel = models.CharField(max_length=20, choices=[(channel.value, channel.value) for channel in Channel])
    promised_at = models.DateTimeField(null=True)
    promise_basis = models.CharField(
        max_length=20, blank=True, choices=[(basis.value, basis.value) for basis in PromiseBasis]
    )
    promise_source = models.CharField(max_length=200, blank=True)
    """Which statute, service standard or rule of the city the promise comes from."""
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(promised_at=None) | ~models.Q(promise_basis="") & ~models.Q(promise_source=""),
                name="case_promise_has_a_source",
            )
        ]
        indexes: ClassVar = [
            # for the erasing, which asks every night for the oldest; an open case does not pay for it
            models.Index(fields=["closed_at"], name="case_closed", condition=models.Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseEvent(models.Model):
    """Something that happened to a case; appended, never edited."""

    policy: ClassVar[Policy] = Policy(
        owner="cases", personal=True, keep=Until.WITH_OWNER, reason="the history goes with its case"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=60)
    """What happened, such as `booked`, `moved`, `arrived`; the case kind registers its words."""
    state = models.CharField(max_length=40)
    """The state of the case after it."""
    occurred_at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    channel = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    """Plain values without personal data, such as the office and time of an appointment."""

    class Meta:
        ordering: ClassVar = ["occurred_at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class CaseBlock(models.Model):
    """That a case is shown to nobody of the staff: Art. 18 GDPR, § 35 BDSG."""

    policy: ClassVar[Policy] = Policy(
        owner="cases", personal=True, keep=Until.WITH_OWNER, reason="goes with its case, or when it is lifted"
    )

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="block")
    basis = models.CharField(max_length=12, choices=[(basis.value, basis.value) for basis in Basis])
    reason = models.CharField(max_length=200)
    """The file number of the request."""
    blocked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.basis}"
