"""Reports as they were issued, answers with their evidence, and who gets which report by mail."""

from datetime import date
from typing import ClassVar
from uuid import UUID, uuid5

from django.db import models

from einamt.accounts.models import Staff
from einamt.insight.reports.rules import Rhythm
from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until


class IssuedReport(models.Model):
    """A report as it was issued: never changed, and the next one says what is defined otherwise since."""

    policy: ClassVar[Policy] = Policy(
        owner="insight.reports",
        personal=True,
        keep=Until.REPLACED,
        reason="what the city has said about itself, and who issued it",
    )

    id = models.UUIDField(primary_key=True, editable=False)
    """The command that issued it, so that a second press is the same issue."""
    report = models.CharField(max_length=40)
    """A code of `definitions.REPORTS`."""
    number = models.PositiveIntegerField()
    """From 1, in each report."""
    start = models.DateField()
    until = models.DateField()
    """Half-open."""
    is_public = models.BooleanField()
    data = models.JSONField()
    """All that stands in it: words by language, definitions, changes, checksums of the facts, the queries."""
    digest = models.CharField(max_length=64)
    """SHA-256 of `data` (`stated.digest_of`)."""
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    """An `Actor`."""

    class Meta:
        ordering: ClassVar = ["report", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="report_number_once"),
            models.UniqueConstraint(fields=["report", "start", "until"], name="report_period_once"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("start")), name="report_period_order"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"


class ReportFile(models.Model):
    """The sealed PDF of an issue in one language."""

    policy: ClassVar[Policy] = Policy(
        owner="insight.reports", personal=False, keep=Until.WITH_OWNER, reason="the file goes with its issue"
    )

    report = models.ForeignKey(IssuedReport, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(max_length=10)
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the file."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "language"], name="report_file_language")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.language}"


class EvidencePackage(models.Model):
    """The figures of an answer to a question of the parliament, with all that is needed to reckon them again."""

    policy: ClassVar[Policy] = Policy(
        owner="insight.reports",
        personal=True,
        keep=Until.REPLACED,
        reason="what the parliament was told (Art. 45 VvB), and who put it together",
    )

    id = models.UUIDField(primary_key=True, editable=False)
    """The command that made it."""
    number = models.CharField(max_length=40)
    """Of the question, as the parliament counts: 19/21345."""
    title = models.CharField(max_length=200)
    data = models.JSONField()
    """The question, the figures and what stands in the answer's sheet."""
    archive = models.BinaryField()
    """A ZIP file."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the file."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    """An `Actor`."""

    class Meta:
        ordering: ClassVar = ["-made_at", "id"]

    def __str__(self) -> str:
        return f"{self.number}"


class Subscription(models.Model):
    """That somebody who steers gets a report by mail, every week or month, while they may see it."""

    policy: ClassVar[Policy] = Policy(
        owner="insight.reports",
        personal=True,
        keep=Until.WITH_OWNER,
        reason="as long as the person works for the city (§ 18 BlnDSG), and wants it",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="report_subscriptions")
    report = models.CharField(max_length=40)
    rhythm = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Rhythm])
    language = models.CharField(max_length=10)
    since = models.DateField()
    """Periods that end before are not sent."""
    last_start = models.DateField(null=True)
    """The first day of the last period that was given to the worker."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "report", "rhythm"], name="subscription_once")
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.rhythm}"

    def mail_id(self, *, start: date) -> UUID:
        """The number of the message about the period that begins on `start`: it is sent once."""
        return uuid5(self.pk, start.isoformat())
