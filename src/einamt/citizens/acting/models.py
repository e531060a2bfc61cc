"""Representations: who may act for whom, for what, until when, and which matters were begun so."""

from typing import ClassVar

from django.db import models

from einamt.cases.models import Case
from einamt.catalog.models import PublicService
from einamt.citizens.acting.rules import KEPT_AT_MOST, EndedBy, State
from einamt.citizens.models import CitizenAccount
from einamt.kernel.acting import ActingFor
from einamt.kernel.assurance import Level
from einamt.platform.attachments.models import Attachment, AttachmentPart
from einamt.platform.crypto.fields import BlindIndexField, EncryptedTextField
from einamt.platform.retention.policy import Policy, Until


class Representation(models.Model):
    """That an account asks to act for somebody, and what became of it. It is about two people."""

    policy: ClassVar[Policy] = Policy(
        owner="acting",
        personal=True,
        keep=KEPT_AT_MOST,
        reason="who could act for whom may be disputed until claims lapse, three years after the end of the calendar "
        "year in which it ended (§§ 195, 199 BGB): so long at most; "
        "goes at once with the account, which its person can delete, and on request of the person represented",
    )

    id = models.UUIDField(primary_key=True, editable=False)
    """The command of the form, so that a second press is the same one."""
    reference = models.CharField(max_length=12, unique=True)
    """What is said at the counter, where the proof is shown."""
    account = models.ForeignKey(CitizenAccount, on_delete=models.CASCADE, related_name="representations")
    kind = models.CharField(max_length=10, choices=[(each.value, each.value) for each in ActingFor])
    level = models.PositiveSmallIntegerField(null=True, choices=[(each.value, each.name) for each in Level])
    """How surely whoever asked was seen; None: nobody says."""
    issuer = models.CharField(max_length=300, blank=True, default="", db_default="")
    """The service at which they were signed in; empty for the link of a mail."""
    language = models.CharField(max_length=12, default="de", db_default="de")
    """In which whoever acts reads."""
    acting_name = EncryptedTextField()
    person_name = EncryptedTextField()
    birth_date = EncryptedTextField()
    """ISO 8601."""
    person_email = EncryptedTextField()
    """Where the person represented is told, and by which they find it in an account of their own; may be empty."""
    person_language = models.CharField(max_length=12, default="de", db_default="de")
    """In which the person represented is told."""
    person_index = BlindIndexField(db_index=True, blank=True)
    duties = EncryptedTextField()
    """The areas of a ward's guardian, as the card names them (§ 1815 BGB)."""
    is_for_all = models.BooleanField()
    services = models.ManyToManyField(PublicService, related_name="+")
    """For which alone, where it is not for all."""
    ends_date = models.DateField()
    """Half-open: on this day, by the city's clock, nobody acts any more."""
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in State])
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = EncryptedTextField()
    """Why it was refused."""
    ended_at = models.DateTimeField(null=True)
    ended_side = models.CharField(max_length=10, blank=True, choices=[(each.value, each.value) for each in EndedBy])
    ended_by = models.CharField(max_length=120, blank=True, default="", db_default="")
    end_reason = EncryptedTextField(null=True)
    """Why the office has ended it; the two sides need not say (§ 168 BGB). None where nobody has ended it."""
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="representation_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class ProofFile(Attachment):
    """A proof that was sent; gone as soon as it was decided (Art. 5(1)(c) GDPR)."""

    policy: ClassVar[Policy] = Policy(
        owner="acting", personal=True, keep=Until.WITH_OWNER, reason="needed until it is decided, then deleted at once"
    )

    representation = models.ForeignKey(Representation, on_delete=models.CASCADE, related_name="proofs")


class ProofFilePart(AttachmentPart):
    """A piece of it."""

    policy: ClassVar[Policy] = Policy(
        owner="acting", personal=True, keep=Until.WITH_OWNER, reason="the content goes with its file"
    )

    file = models.ForeignKey(ProofFile, on_delete=models.CASCADE, related_name="parts")


class ActedCase(models.Model):
    """A case that was begun for somebody: who acts for them sees it as long as they may."""

    policy: ClassVar[Policy] = Policy(
        owner="acting", personal=True, keep=Until.WITH_OWNER, reason="goes with its representation or with its case"
    )

    representation = models.ForeignKey(Representation, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="acted")
    begun_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["representation", "case"], name="acted_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.representation_id} {self.case_id}"
