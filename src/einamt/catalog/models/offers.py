"""Which office serves what, and which organisation answers for it."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce

from einamt.catalog.models.organisations import Office, Organisation
from einamt.catalog.models.policy import CONTENT
from einamt.catalog.models.services import PublicService
from einamt.platform.retention.policy import Policy


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


class ServiceMatter(models.Model):
    """A kind of matter that a city tells apart within one service, because somebody else answers for it."""

    policy: ClassVar[Policy] = CONTENT

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="matters")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "key"], name="matter_once")]

    def __str__(self) -> str:
        return self.name


class Responsibility(models.Model):
    """A rule: which organisation answers for a service (XZuFi: Zuständigkeit), where, for whom, and for what.

    What is empty does not narrow the rule. Which rule wins is said in `catalog.rules.responsibility`.
    """

    class Origin(models.TextChoices):
        """Who wrote it: an import replaces only what an import has written."""

        EDITOR = "editor"
        IMPORT = "import"

    policy: ClassVar[Policy] = CONTENT

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="responsibilities")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="responsibilities")
    unit = models.CharField(max_length=200, blank=True)
    """The part of the organisation that does it, as people find it: a team, a desk, a room."""
    unit_en = models.CharField(max_length=200, blank=True)
    area_key = models.CharField(max_length=12, blank=True)
    """Key of the area, by prefix; empty is everywhere."""
    letters_from = models.CharField(max_length=20, blank=True)
    letters_to = models.CharField(max_length=20, blank=True)
    """Beginnings of surnames, both included; both empty is everybody."""
    matter = models.ForeignKey(ServiceMatter, null=True, on_delete=models.CASCADE, related_name="responsibilities")
    role = models.CharField(max_length=40, default="responsible")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    """Half-open: on this day the rule no longer holds."""
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.EDITOR)

    class Meta:
        verbose_name_plural = "responsibilities"
        constraints: ClassVar = [
            models.UniqueConstraint(
                *("service", "organisation", "unit", "area_key", "letters_from", "letters_to", "role"),
                Coalesce("matter", 0),
                Coalesce("valid_from", date(1, 1, 1)),
                name="responsibility_once",
            ),
            models.CheckConstraint(
                condition=models.Q(letters_from="", letters_to="")
                | ~models.Q(letters_from="") & ~models.Q(letters_to=""),
                name="responsibility_letters",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="responsibility_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.organisation_id}"
