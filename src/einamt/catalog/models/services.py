"""Public services, what is said about them, and how people come upon them."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models.organisations import Organisation
from einamt.catalog.models.policy import CONTENT
from einamt.platform.retention.policy import Policy


class LifeEvent(models.Model):
    """A situation in which people need several services."""

    policy: ClassVar[Policy] = CONTENT

    key = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    hint = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "key"]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A subject area under which a source files its services, in a tree; helps the search."""

    policy: ClassVar[Policy] = CONTENT

    source = models.CharField(max_length=60)
    identifier = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "identifier"], name="topic_identifier")]

    def __str__(self) -> str:
        return self.name


class PublicService(models.Model):
    """A service of the city; what is said about it stands in its texts."""

    class Responsible(models.TextChoices):
        """Which office may serve a person."""

        ANY_OFFICE = "any-office"
        DISTRICT = "district"
        CENTRAL = "central"

    policy: ClassVar[Policy] = CONTENT

    source = models.CharField(max_length=60)
    identifier = models.CharField(max_length=80)
    slug = models.SlugField(max_length=160, unique=True)
    leika = models.CharField(max_length=14, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    life_events = models.ManyToManyField(LifeEvent, related_name="services")
    topics = models.ManyToManyField(Topic, related_name="services")
    needs_appointment = models.BooleanField(default=False)
    responsible = models.CharField(max_length=20, choices=Responsible, default=Responsible.ANY_OFFICE)
    channels = models.JSONField(default=list)
    """Values of `ServiceChannel`: office, online, post, phone."""
    online_url = models.URLField(max_length=500, blank=True)
    demand = models.PositiveIntegerField(default=0)
    """Relative share of bookings; orders what is often asked for."""
    is_public = models.BooleanField(default=True)
    """Whether it has a page and can be found."""
    is_listed = models.BooleanField(default=True)
    """Whether it stands in lists; what is public but not listed is found by search only, after what is listed."""
    updated_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    """When its source deleted it; the row is removed when nobody needs it any more (`catalog.usage`)."""
    extra = models.JSONField(default=dict)
    """What the imported source says beyond these columns, by its own keys; written out again on export."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "identifier"], name="service_identifier")]
        indexes: ClassVar = [
            models.Index(fields=["deleted_at"], name="service_deleted", condition=models.Q(deleted_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.slug


class ServiceText(models.Model):
    """What a service is called and how it is explained, in one language."""

    policy: ClassVar[Policy] = CONTENT

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    description = models.TextField(blank=True)
    plain = models.TextField(blank=True)
    procedure = models.TextField(blank=True)
    duration = models.TextField(blank=True)
    costs_note = models.TextField(blank=True)
    responsible_body = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "language"], name="service_text_language")]

    def __str__(self) -> str:
        return self.name


class ServiceItem(models.Model):
    """One entry of a list in a service's text: a condition, evidence to bring, a legal basis, a form, a link."""

    class Kind(models.TextChoices):
        """Which list the entry stands in."""

        CONDITION = "condition"
        EVIDENCE = "evidence"
        LEGAL_BASIS = "legal-basis"
        FORM = "form"
        LINK = "link"
        PUBLICATION = "publication"

    policy: ClassVar[Policy] = CONTENT

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="items")
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=Kind)
    position = models.PositiveSmallIntegerField()
    name = models.TextField()
    description = models.TextField(blank=True)
    link = models.URLField(max_length=1000, blank=True)
    key = models.CharField(max_length=8, blank=True)
    """Of evidence: the same for the same paper in every language (`catalog.rules.papers`)."""

    class Meta:
        ordering: ClassVar = ["kind", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "language", "kind", "position"], name="service_item_position")
        ]

    def __str__(self) -> str:
        return self.name


class Cost(models.Model):
    """A fee of a service, in euro cents."""

    policy: ClassVar[Policy] = CONTENT

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="costs")
    position = models.PositiveSmallIntegerField()
    cents = models.PositiveIntegerField()
    label = models.CharField(max_length=300, blank=True)
    label_en = models.CharField(max_length=300, blank=True)
    further_labels = models.JSONField(default=dict, blank=True)
    """The label in further languages, by their code."""

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "position"], name="cost_position")]

    def __str__(self) -> str:
        return f"{self.cents / 100:.2f}"

    def label_in(self, *, language: str) -> str:
        """The label in this language, else in English, else in German."""
        if language == "de":
            return self.label
        return str(self.further_labels.get(language) or self.label_en or self.label)


class Synonym(models.Model):
    """What people say instead of a service's name."""

    class Origin(models.TextChoices):
        """Who wrote it: an import replaces only what an import has written."""

        EDITOR = "editor"
        IMPORT = "import"

    policy: ClassVar[Policy] = CONTENT

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="synonyms")
    language = models.CharField(max_length=10)
    text = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.EDITOR)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "language", "text"], name="synonym_once")]

    def __str__(self) -> str:
        return self.text
