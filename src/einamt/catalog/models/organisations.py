"""Who serves people, and where: organisations in a tree, their offices with hours, and where postal codes lie."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models.policy import CONTENT
from einamt.platform.retention.policy import Policy


class Organisation(models.Model):
    """A public organisation: city, district, municipality or authority, in a tree.

    The root is the city, or the administrative community whose municipalities share this installation.
    """

    class Kind(models.TextChoices):
        """What sort of organisation it is."""

        CITY = "city"
        DISTRICT = "district"
        MUNICIPALITY = "municipality"
        AUTHORITY = "authority"

    PARTS: ClassVar = (Kind.DISTRICT, Kind.MUNICIPALITY)
    """The kinds of what the root consists of: districts of a city, municipalities of a community."""

    policy: ClassVar[Policy] = CONTENT

    source = models.CharField(max_length=60)
    identifier = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    area_key = models.CharField(max_length=12, blank=True)
    residents = models.PositiveIntegerField(null=True)
    street = models.CharField(max_length=200, blank=True)
    """This and what follows: how the organisation itself is reached, where a matter has no office of its own."""
    postal_code = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    """When it is open, in words."""
    hours_en = models.CharField(max_length=200, blank=True)
    extra = models.JSONField(default=dict)
    """What the imported source says beyond these columns, by its own keys; written out again on export."""

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


class PostalArea(models.Model):
    """A postal code with its centre; it may span several districts, so it gives candidates, not an answer."""

    policy: ClassVar[Policy] = CONTENT

    postal_code = models.CharField(max_length=5, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    districts = models.ManyToManyField(Organisation, related_name="postal_areas")

    def __str__(self) -> str:
        return self.postal_code
