"""What the linter has found, and what it knows of the addresses that texts link to."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models.organisations import Office
from einamt.catalog.models.policy import CONTENT
from einamt.catalog.models.services import PublicService
from einamt.platform.retention.policy import Policy, Until


class Finding(models.Model):
    """Something about a service or an office that somebody should look at.

    It ends when the check finds nothing any more; when it comes back, it is the same row again. A finding that is no
    fault is dismissed, with a reason, until the text changes.
    """

    class Severity(models.TextChoices):
        """How much it matters: an error misleads people, a warning may, a notice would be better otherwise."""

        ERROR = "error"
        WARNING = "warning"
        NOTICE = "notice"

    policy: ClassVar[Policy] = Policy(
        owner="catalog",
        personal=True,
        keep=Until.REPLACED,
        reason="who has taken a task over and until when; an ended finding is erased after a year",
    )

    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=Severity)
    subject = models.CharField(max_length=40)
    """`service:12`, `office:3`, or `city`."""
    service = models.ForeignKey(PublicService, null=True, on_delete=models.CASCADE, related_name="findings")
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="findings")
    place = models.CharField(max_length=120, blank=True)
    """Where in the subject, so that one check can find several things: a field, a language, a link."""
    message = models.TextField()
    """A German msgid with named placeholders."""
    params = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """When a check last found it."""
    ended_at = models.DateTimeField(null=True)
    owner = models.CharField(max_length=120, blank=True)
    """Who sees to it, as `kind:id`; empty where no person does: then the editors of its organisation."""
    due_date = models.DateField(null=True)
    """Until when. Only rows from before there were dates have none, until the next night."""
    taken_date = models.DateField(null=True)
    """When an editor last said who and until when; before that both follow from the text and `FindingTerm`."""
    note = models.TextField(blank=True)
    dismissed_at = models.DateTimeField(null=True)
    """When somebody said that it is no fault; over as soon as what it is about is written anew."""
    dismissed_by = models.CharField(max_length=120, blank=True)
    """Who, as `kind:id`."""
    dismissal = models.TextField(blank=True)
    """Why it is no fault."""
    dismissed_text = models.CharField(max_length=32, blank=True)
    """Digest of what it was about then (`catalog.linting.dismissing`)."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "subject", "place"], name="finding_once"),
            models.CheckConstraint(
                condition=models.Q(service=None) | models.Q(office=None), name="finding_of_one_subject"
            ),
            models.CheckConstraint(
                condition=models.Q(dismissed_at=None) | (~models.Q(dismissal="") & ~models.Q(dismissed_by="")),
                name="finding_dismissed_with_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["severity", "found_at"], name="finding_open", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject} {self.place}".strip()


class FindingTerm(models.Model):
    """Within how many days the city wants findings of one weight put right; `linting.terms` where it says nothing."""

    policy: ClassVar[Policy] = CONTENT

    severity = models.CharField(max_length=10, choices=Finding.Severity, unique=True)
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(days__gte=1, days__lte=366), name="finding_term_days"),
        ]

    def __str__(self) -> str:
        return f"{self.severity}: {self.days} days"


class LinkCheck(models.Model):
    """An address that the catalogue links to, and how it answered."""

    policy: ClassVar[Policy] = CONTENT

    url = models.CharField(max_length=1000, unique=True)
    host = models.CharField(max_length=255)
    next_at = models.DateTimeField(db_index=True)
    """When it is to be visited next."""
    checked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    """When it last answered as it should."""
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    """How often in a row it has failed."""
    status = models.PositiveSmallIntegerField(null=True)
    """The last HTTP status; none where no answer came."""
    trouble = models.CharField(max_length=20, blank=True)
    """Value of `catalog.linting.visiting.Trouble`; empty where all was well."""

    def __str__(self) -> str:
        return self.url
