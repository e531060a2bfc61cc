"""Documents on their way, what was reported about them, and the systems that report."""

from typing import ClassVar

from django.db import models

from einamt.accounts.models import ApiClient
from einamt.cases.models import Case
from einamt.catalog.models import Office, Organisation, PublicService
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import BlindIndexField, EncryptedTextField
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.identity_documents.rules import REMEMBERED, DocumentState, Verdict, Why


class ReportingSystem(models.Model):
    """A specialist system that says where documents are, by file or by interface, for one authority."""

    policy: ClassVar[Policy] = Policy(
        owner="identity_documents", personal=False, keep=Until.REPLACED, reason="a program and who runs it"
    )

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The authority that issues the documents."""
    client = models.OneToOneField(ApiClient, null=True, on_delete=models.PROTECT, related_name="+")
    """By whose token it reports through the interface; without one, by file only."""

    def __str__(self) -> str:
        return self.code


class IdentityDocument(models.Model):
    """An ordered identity card or passport, beside its case.

    The serial number is not here: § 20(3) PAuswG, § 16(3) and (4) PassG. See docs/rules/identity-documents.md.
    """

    policy: ClassVar[Policy] = Policy(
        owner="identity_documents", personal=True, keep=Until.WITH_OWNER, reason="goes with its case"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="identity_document")
    system = models.ForeignKey(ReportingSystem, on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=60)
    """The order in the specialist system; never the serial number."""
    number_hash = BlindIndexField(blank=True, db_index=True)
    state_at = models.DateTimeField(db_index=True)
    """When the document came to where its case says that it is."""
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    """Where it can be fetched."""
    ready_until = models.DateField(null=True)
    """The last day on which it can be fetched."""
    email = EncryptedTextField(blank=True)
    language = models.CharField(max_length=12, default="de")
    case_code = EncryptedTextField()
    """The access code of the case, so that the mail can name it."""
    slip_version = models.PositiveSmallIntegerField(default=1)
    """Counts up when slips that were printed are to work no longer."""
    slip_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "order_number"], name="identity_document_order")
        ]

    def __str__(self) -> str:
        return str(self.id)


class StateReport(models.Model):
    """One thing that a specialist system has said, and what became of it; said again, it is the same row."""

    policy: ClassVar[Policy] = Policy(
        owner="identity_documents",
        personal=True,
        keep=REMEMBERED,
        reason="goes with its case; one that belongs to none is kept for questions once somebody has decided about it",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(ReportingSystem, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    """Keyed hash of all that was said."""
    document = models.ForeignKey(IdentityDocument, null=True, on_delete=models.CASCADE, related_name="reports")
    order_number = models.CharField(max_length=60)
    number_hash = BlindIndexField(blank=True)
    service = models.ForeignKey(PublicService, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=[(each.value, each.value) for each in DocumentState])
    occurred_at = models.DateTimeField()
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    ready_until = models.DateField(null=True)
    email = EncryptedTextField(blank=True)
    language = models.CharField(max_length=12, default="de")
    received_at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Verdict])
    why = models.CharField(max_length=20, blank=True, choices=[(each.value, each.value) for each in Why])
    """Why it waits, or waited."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "fingerprint"], name="state_report_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["system", "order_number"], name="state_report_order"),
            models.Index(
                fields=["received_at"], name="state_report_waiting", condition=models.Q(verdict=Verdict.WAITING.value)
            ),
            models.Index(
                fields=["decided_at"], name="state_report_decided", condition=models.Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"
