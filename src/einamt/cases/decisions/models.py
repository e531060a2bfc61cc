"""Decisions, and each way on which one was to be made known."""

from typing import ClassVar

from django.db import models

from einamt.cases.decisions.rules import Court, Law, Remedy, Way
from einamt.cases.documents.models import IssuedDocument
from einamt.catalog.models import PublicService
from einamt.platform.crypto.fields import BlindIndexField, EncryptedTextField
from einamt.platform.retention.policy import Policy, Until


class Decision(models.Model):
    """A decision (Verwaltungsakt, § 35 VwVfG), beside the sealed document that says it."""

    policy: ClassVar[Policy] = Policy(
        owner="decisions",
        personal=True,
        keep=Until.WITH_OWNER,
        reason="goes with its case, which is kept until no missed deadline can be forgiven any more (§ 60(3) VwGO)",
    )

    document = models.OneToOneField(IssuedDocument, primary_key=True, on_delete=models.CASCADE, related_name="decision")
    law = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Law])
    court = models.CharField(
        max_length=14,
        choices=[(each.value, each.value) for each in Court],
        default=Court.ADMINISTRATIVE.value,
        db_default="administrative",
    )
    remedy = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Remedy])
    is_remedy_wrong = models.BooleanField(default=False)
    """What it says about its remedy is wrong: then there is a year (§ 58(2) VwGO)."""
    subject = EncryptedTextField()
    person_name = EncryptedTextField()
    address = EncryptedTextField(blank=True)
    """JSON of `notifications.addresses.PostalAddress`; empty where it was handed over."""
    email = EncryptedTextField(blank=True)
    """Where its person is told that it lies ready; who has proved this address may fetch it."""
    email_index = BlindIndexField(null=True, db_index=True)
    """As of the contact of an appointment, so that both are seen to be one person's; empty for no address. None:
    written by a release that knew no index; it is opened to be compared."""
    held_until = models.DateField(db_index=True)
    """The case is kept at least so long: docs/rules/decisions.md."""

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Delivery(models.Model):
    """One try to make a decision known (Bekanntgabe, § 41 VwVfG): what happened, and when; the effect follows."""

    policy: ClassVar[Policy] = Policy(
        owner="decisions", personal=True, keep=Until.WITH_OWNER, reason="the proof of the effect goes with its decision"
    )

    id = models.UUIDField(primary_key=True, editable=False)
    """Also the command of the message or letter with which it is done."""
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="deliveries")
    way = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Way])
    is_abroad = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True)
    """When the person was sent word that it lies ready."""
    fetched_at = models.DateTimeField(null=True)
    fetching_account = models.UUIDField(null=True)
    """Of `citizens.CitizenAccount`: who has fetched it, as proof, also after the account is deleted."""
    posted_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    """When it was handed over or served, or a letter arrived, where somebody knows."""
    disputed_at = models.DateTimeField(null=True)
    """When it was noted that its person says it never came: it counts no more, unless its arrival is proved."""
    ended_at = models.DateTimeField(null=True)
    """When this try was over without effect: not fetched in time, come back, or called off."""

    class Meta:
        ordering: ClassVar = ["begun_at", "id"]
        indexes: ClassVar = [
            # for the job that lets letters follow: what lies ready is little among all that ever did
            models.Index(
                fields=["notified_at"],
                name="decision_lies_ready",
                condition=models.Q(way="portal", fetched_at=None, ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.id}"


class ServiceLaw(models.Model):
    """By which law of procedure decisions on a service are made, and which courts decide about them in the end."""

    policy: ClassVar[Policy] = Policy(
        owner="decisions", personal=False, keep=Until.REPLACED, reason="about a service, with the law it rests on"
    )

    service = models.OneToOneField(
        PublicService, primary_key=True, on_delete=models.CASCADE, related_name="decision_law"
    )
    law = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Law])
    court = models.CharField(max_length=14, choices=[(each.value, each.value) for each in Court])
    source = models.CharField(max_length=200)
    """Where that is written, such as `§ 68 no. 10 SGB I, § 40(1) VwGO`."""

    def __str__(self) -> str:
        return f"{self.service_id} {self.law} {self.court}"
