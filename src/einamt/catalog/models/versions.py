"""Versions of what is said about a service: drafts, what is in force, and what was."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models.services import PublicService
from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until

AUTHORSHIP = Policy(
    owner="catalog",
    personal=True,
    keep=Until.REPLACED,
    reason="who answers for a published text, with the text's history; no figure about anybody's work is made of it",
)


class ServiceVersion(models.Model):
    """One version of a service's content, whole. What is in force stands in the service's own rows as well."""

    class State(models.TextChoices):
        """How far it has come; the ways from one to the next stand in `catalog.editing.rules`."""

        DRAFT = "draft"
        IN_REVIEW = "in-review"
        REJECTED = "rejected"
        APPROVED = "approved"
        PUBLISHED = "published"
        REPLACED = "replaced"
        DISCARDED = "discarded"

    class Origin(models.TextChoices):
        """Who wrote it."""

        EDITOR = "editor"
        OUTSIDE = "outside"
        """Content found in the service's rows that no editor had published: an import, or a city's first content."""

    policy: ClassVar[Policy] = AUTHORSHIP

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.EDITOR)
    content = models.JSONField()
    """As `catalog.editing.content` writes it, with its schema's number."""
    base = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="successors")
    """What was in force when the draft was begun."""
    restores = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="restorations")
    """The earlier version whose content it brings back."""
    edits = models.PositiveIntegerField(default=0)
    """Counts up with every saving: what somebody approves is what they have read."""
    note = models.TextField(blank=True)
    """What was changed and why, for whoever reviews it."""
    reason = models.TextField(blank=True)
    """Why it was sent back."""
    author = models.CharField(max_length=120, blank=True)
    """Who began it, as `kind:id`; `accounts` resolves it."""
    reviewer = models.CharField(max_length=120, blank=True)
    """Who approved it."""
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    valid_from = models.DateTimeField(null=True)
    """When it is to be published; set when it is approved."""
    published_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["service"],
                condition=models.Q(state__in=("draft", "in-review", "rejected", "approved")),
                name="version_open_once",
            ),
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(state="published"), name="version_published_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("approved", "published", "replaced"), origin="editor")
                | (~models.Q(reviewer="") & ~models.Q(reviewer=models.F("author"))),
                name="version_four_eyes",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(valid_from__isnull=False), name="version_approved_when"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["valid_from"], name="version_due", condition=models.Q(state="approved")),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} no. {self.number} ({self.state})"


class VersionHand(models.Model):
    """Whose hand a version went through. One row for a person and a version: who has written it cannot review it."""

    class Role(models.TextChoices):
        """What the person did."""

        EDITED = "edited"
        REVIEWED = "reviewed"

    policy: ClassVar[Policy] = Policy(
        owner="catalog", personal=True, keep=Until.WITH_OWNER, reason="proves that four eyes saw a version"
    )

    version = models.ForeignKey(ServiceVersion, on_delete=models.CASCADE, related_name="hands")
    person = models.CharField(max_length=120)
    """As `kind:id`."""
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "person"], name="version_hand_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.version_id}"
