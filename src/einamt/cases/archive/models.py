"""What is agreed with the archive, what was offered to it, and what it took."""

from typing import ClassVar

from django.db import models

from einamt.cases.models import Case
from einamt.platform.retention.policy import Policy, Until

_WITHOUT_PERSONS = "says what was agreed and offered, and names nobody"


class ArchiveAgreement(models.Model):
    """What is agreed with the archive about a kind of case (§ 5(2) ArchGB); only added, the last one holds."""

    policy: ClassVar[Policy] = Policy(owner="archive", personal=False, keep=Until.FOREVER, reason=_WITHOUT_PERSONS)

    kind = models.CharField(max_length=40)
    is_offered = models.BooleanField()
    """Whether its cases are offered; not: the archive has said that it takes none."""
    source = models.CharField(max_length=200)
    """The agreement's file number and date."""
    agreed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.is_offered}"


class ArchiveOffer(models.Model):
    """Cases of one kind that were offered together; its number stands on the list that the archive gets."""

    policy: ClassVar[Policy] = Policy(owner="archive", personal=False, keep=Until.FOREVER, reason=_WITHOUT_PERSONS)

    kind = models.CharField(max_length=40)
    offered_at = models.DateTimeField()
    cases = models.PositiveIntegerField()
    answered_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=200, blank=True)
    """The file number of the archive's answer."""
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class OfferedCase(models.Model):
    """That a case was offered, and what became of it."""

    policy: ClassVar[Policy] = Policy(
        owner="archive", personal=True, keep=Until.WITH_OWNER, reason="goes with the case that was offered"
    )

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="offered")
    offer = models.ForeignKey(ArchiveOffer, on_delete=models.PROTECT, related_name="offered")
    is_taken = models.BooleanField(default=False)
    handed_over_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.case_id)
