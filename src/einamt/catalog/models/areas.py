"""The areas of a city, and what addresses lie in them."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models.organisations import Organisation
from einamt.catalog.models.policy import CONTENT
from einamt.platform.retention.policy import Policy


class Area(models.Model):
    """A part of the world for which somebody answers: a Land, a municipality, a district, a locality.

    Areas stand in a tree of their own: keys need not be prefixes of each other. Where an official key (ARS, up to 12
    digits) exists it is used; docs/reference/responsibility.md says how districts of a city are keyed.
    """

    class Kind(models.TextChoices):
        """What sort of area it is, from the largest to the smallest."""

        LAND = "land"
        COMMUNITY = "community"
        """Gemeindeverband: an administrative community of municipalities (the first nine digits of an ARS)."""
        MUNICIPALITY = "municipality"
        DISTRICT = "district"
        LOCALITY = "locality"

    policy: ClassVar[Policy] = CONTENT

    key = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    also_called = models.JSONField(default=list)
    """Other names by which people say where they live in it: localities, and what it was before a reform."""
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="areas")
    """Who stands for the area: answers for services of residence that have no rules of their own."""
    boundary = models.JSONField(null=True)
    """Coordinates of a GeoJSON MultiPolygon (RFC 7946): longitude and latitude in degrees, WGS 84."""
    south = models.FloatField(null=True)
    west = models.FloatField(null=True)
    north = models.FloatField(null=True)
    east = models.FloatField(null=True)

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class AddressEntry(models.Model):
    """A house, a row of houses or a whole street of an address file, and the area it lies in.

    `number_from` to `number_to` is a range of house numbers, both included; 0 and 0 is the whole street within its
    postal code. `suffix` is a letter, only where both numbers are the same.
    """

    policy: ClassVar[Policy] = CONTENT

    source = models.CharField(max_length=60)
    street = models.CharField(max_length=200)
    street_key = models.CharField(max_length=200)
    """The street as it is searched for (`catalog.rules.addresses.street_key`)."""
    number_from = models.PositiveIntegerField(default=0)
    number_to = models.PositiveIntegerField(default=0)
    suffix = models.CharField(max_length=4, blank=True)
    postal_code = models.CharField(max_length=5)
    city = models.CharField(max_length=100)
    area = models.ForeignKey(Area, null=True, on_delete=models.SET_NULL, related_name="addresses")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_of_complete_file = models.BooleanField(default=False)
    """Whether its file names every address of the city: then a street that it has once, there is once."""
    delivery = models.PositiveIntegerField(default=0)
    """The number of the import that named it last; what an import does not name any more is erased."""

    class Meta:
        verbose_name_plural = "address entries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "postal_code", "street_key", "number_from", "number_to", "suffix"],
                name="address_once",
            ),
            models.CheckConstraint(condition=models.Q(number_to__gte=models.F("number_from")), name="address_range"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["street_key", "postal_code"],
                name="address_by_street",
                # so that PostgreSQL finds streets by their beginning in any locale; others do anyway
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.number_from or ''}{self.suffix}, {self.postal_code}"
