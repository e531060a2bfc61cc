"""Issued documents: what was issued is never changed; it can be revoked."""

from typing import ClassVar

from django.db import models

from einamt.cases.documents.rules import RevocationReason
from einamt.cases.models import Case
from einamt.catalog.models import Office, Organisation
from einamt.platform.crypto.fields import EncryptedBytesField
from einamt.platform.retention.policy import Policy, Until


class IssuedDocument(models.Model):
    """A document as it was issued, without its content. Its code stands on the paper; here is only its hash."""

    policy: ClassVar[Policy] = Policy(
        owner="documents", personal=True, keep=Until.WITH_OWNER, reason="a document is kept as long as its case"
    )

    id = models.UUIDField(primary_key=True, editable=False)
    """The command that issued it, so that a second press is the same document."""
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, db_index=True)
    """SHA-256 of the sealed file, in hexadecimal digits."""
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=120, blank=True)
    revocation = models.CharField(
        max_length=20, blank=True, choices=[(each.value, each.value) for each in RevocationReason]
    )

    class Meta:
        ordering: ClassVar = ["-issued_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revocation="", revoked_by="")
                | models.Q(revoked_at__isnull=False) & ~models.Q(revocation="") & ~models.Q(revoked_by=""),
                name="document_revoked_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class DocumentFile(models.Model):
    """The sealed PDF, apart from what is listed."""

    policy: ClassVar[Policy] = Policy(
        owner="documents", personal=True, keep=Until.WITH_OWNER, reason="the file goes with its document"
    )

    document = models.OneToOneField(IssuedDocument, primary_key=True, on_delete=models.CASCADE, related_name="file")
    pdf = EncryptedBytesField()

    def __str__(self) -> str:
        return str(self.document_id)
