"""Which office serves what, and which organisation answers for it."""

from typing import ClassVar

from django.db import models

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


class Responsibility(models.Model):
    """Which organisation answers for a service in an area (XZuFi: Zuständigkeit)."""

    class Origin(models.TextChoices):
        """Who wrote it: an import replaces only what an import has written."""

        EDITOR = "editor"
        IMPORT = "import"

    policy: ClassVar[Policy] = CONTENT

    service = models.ForeignKey(PublicService, on_delete=models.CASCADE, related_name="responsibilities")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="responsibilities")
    area_key = models.CharField(max_length=12, blank=True)
    """ARS of the area, by prefix; empty is everywhere."""
    role = models.CharField(max_length=40, default="responsible")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.EDITOR)

    class Meta:
        verbose_name_plural = "responsibilities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "organisation", "area_key", "role"], name="responsibility_once")
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.organisation_id}"
