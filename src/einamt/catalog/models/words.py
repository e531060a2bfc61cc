"""Words of people: what they searched for in vain, and what editors know them to mean."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.catalog.models.policy import CONTENT
from einamt.catalog.models.versions import AUTHORSHIP
from einamt.platform.retention.policy import Policy

MISSED_KEPT = timedelta(days=90)
UNTOLD_KEPT = timedelta(days=14)
"""How long a search is kept that too few people have made to be read."""


class MissedSearch(models.Model):
    """A text that people searched for and that found nothing.

    What somebody types may be about themselves. The text is kept only once several callers have typed the same; until
    then there is a keyed hash of it, and keyed hashes of who asked, which say nothing without the key and nothing about
    any other text. Once the text is kept, the hashes of the callers go.
    """

    policy: ClassVar[Policy] = Policy(
        owner="catalog",
        personal=True,
        keep=MISSED_KEPT,
        reason="to find words that the catalogue lacks (Art. 6(1)(e) GDPR): keyed hashes of callers until several have "
        "typed the same, at most 14 days after the last time; then the words alone, 90 days",
    )

    text_hash = models.CharField(max_length=64, unique=True)
    text = models.CharField(max_length=100, blank=True)
    """Empty until enough different callers have typed it."""
    language = models.CharField(max_length=10)
    callers = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=0)
    first_date = models.DateField()
    last_date = models.DateField()
    is_settled = models.BooleanField(default=False)
    """Whether an editor has dealt with it, or found that it needs nothing."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-count"], name="missed_by_count", condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text or "not told yet"


class EditorWord(models.Model):
    """What people say and which official words it means, beside the words that come with einamt."""

    policy: ClassVar[Policy] = CONTENT

    said = models.CharField(max_length=100)
    language = models.CharField(max_length=10)
    means = models.CharField(max_length=300)
    """Official words; several meanings are parted by commas."""
    weight = models.FloatField(default=1.0)
    """How well the official words render what is said, above 0 to 1."""
    note = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["said", "language"], name="editor_word_once"),
            models.CheckConstraint(condition=models.Q(weight__gt=0, weight__lte=1), name="editor_word_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.said}: {self.means}"


class WordVersion(models.Model):
    """A wording of an editors' word that one person proposes and another one puts in force; the word's history."""

    class State(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed"
        IN_FORCE = "in-force"
        REFUSED = "refused"
        REPLACED = "replaced"

    policy: ClassVar[Policy] = AUTHORSHIP

    word = models.ForeignKey(EditorWord, on_delete=models.CASCADE, related_name="versions")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    said = models.CharField(max_length=100)
    language = models.CharField(max_length=10)
    means = models.CharField(max_length=300)
    weight = models.FloatField(default=1.0)
    note = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)
    """Whether the search is to use the word."""
    author = models.CharField(max_length=120)
    """Who proposed it, as `kind:id`."""
    proposed_at = models.DateTimeField()
    reviewer = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["word"], condition=models.Q(state="proposed"), name="word_version_proposed_once"
            ),
            models.UniqueConstraint(
                fields=["word"], condition=models.Q(state="in-force"), name="word_version_in_force_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="in-force")
                | (~models.Q(reviewer="") & ~models.Q(reviewer=models.F("author"))),
                name="word_version_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.said}: {self.means} ({self.state})"
