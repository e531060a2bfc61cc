"""The catalogue's rows: organisations, offices, public services with their texts, and who offers what.

Names follow CPSV-AP (PublicService, PublicOrganisation, Evidence, Cost, Channel). An identifier is unique only together
with its `source`, as in XZuFi (`schemeAgencyID`): two cities may both have a service 120335.
"""

from typing import ClassVar

from django.db import models

from einamt.platform.retention.policy import Policy, Until

CONTENT = Policy(
    owner="catalog",
    personal=False,
    keep=Until.REPLACED,
    reason="published content; contact data of offices, not of persons",
)


class Organisation(models.Model):
    """A public organisation: city, district, municipality or authority, in a tree."""

    class Kind(models.TextChoices):
        """What sort of organisation it is."""

        CITY = "city"
        DISTRICT = "district"
        MUNICIPALITY = "municipality"
        AUTHORITY = "authority"

    policy: ClassVar[Policy] = CONTENT

    source = models.CharField(max_length=60)
    identifier = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    area_key = models.CharField(max_length=12, blank=True)
    residents = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "identifier"], name="organisation_identifier")
        ]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A place where people are served."""

    class Accessibility(models.TextChoices):
        """How somebody in a wheelchair gets in."""

        STEP_FREE = "step_free"
        LIFT = "lift"
        LIMITED = "limited"
        UNKNOWN = "unknown"

    policy: ClassVar[Policy] = CONTENT

    source = models.CharField(max_length=60)
    identifier = models.CharField(max_length=80)
    slug = models.SlugField(max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    coordinate_source = models.CharField(max_length=40, blank=True)
    accessibility = models.CharField(max_length=20, choices=Accessibility, default=Accessibility.UNKNOWN)
    accessibility_note = models.TextField(blank=True)
    transit = models.TextField(blank=True)
    transit_en = models.TextField(blank=True)
    payment = models.TextField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    contact_url = models.URLField(max_length=500, blank=True)
    hours_note = models.TextField(blank=True)
    is_public = models.BooleanField(default=True)
    extra = models.JSONField(default=dict)
    """What the imported source says beyond these columns, by its own keys; written out again on export."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "identifier"], name="office_identifier")]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """When the door of an office is open, as published; what can be booked is planned in `appointments`."""

    policy: ClassVar[Policy] = CONTENT

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    """ISO: 1 is Monday."""
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["weekday", "opens_minute"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="hours_weekday"),
            models.CheckConstraint(condition=models.Q(closes_minute__gt=models.F("opens_minute")), name="hours_order"),
            models.CheckConstraint(condition=models.Q(closes_minute__lte=1440), name="hours_within_day"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_minute}-{self.closes_minute}"


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
    extra = models.JSONField(default=dict)
    """What the imported source says beyond these columns, by its own keys; written out again on export."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "identifier"], name="service_identifier")]

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

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "position"], name="cost_position")]

    def __str__(self) -> str:
        return f"{self.cents / 100:.2f}"


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


class ServiceOffer(models.Model):
    """That an office serves a service, and how many time steps it takes there for one person."""

    policy: ClassVar[Policy] = CONTENT

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="offers")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="offers")
    steps = models.PositiveSmallIntegerField(default=1)
    is_bookable = models.BooleanField(default=True)
    max_persons = models.PositiveSmallIntegerField(null=True)
    hint = models.TextField(blank=True)
    link = models.URLField(max_length=1000, blank=True)
    extra = models.JSONField(default=dict)
    """What each side of the imported source says: `service` from its list of services, `office` from its offices'."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "office"], name="offer_once")]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.office_id}"


class Responsibility(models.Model):
    """Which organisation answers for a service in an area (XZuFi: Zuständigkeit)."""

    policy: ClassVar[Policy] = CONTENT

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="responsibilities")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="responsibilities")
    area_key = models.CharField(max_length=12, blank=True)
    """ARS of the area, by prefix; empty is everywhere."""
    role = models.CharField(max_length=40, default="responsible")

    class Meta:
        verbose_name_plural = "responsibilities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "organisation", "area_key", "role"], name="responsibility_once")
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.organisation_id}"


class PostalArea(models.Model):
    """A postal code with its centre; it may span several districts, so it gives candidates, not an answer."""

    policy: ClassVar[Policy] = CONTENT

    postal_code = models.CharField(max_length=5, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    districts = models.ManyToManyField(Organisation, related_name="postal_areas")

    def __str__(self) -> str:
        return self.postal_code


class CatalogRevision(models.Model):
    """Counts up with every change of the catalogue's content; whoever holds something derived from it compares."""

    policy: ClassVar[Policy] = CONTENT

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
