"""The systems in which the city's offices do what is decided: MESO, VOIS, AutiSta and the like."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models.policy import CONTENT
from einamt.catalog.models.services import PublicService
from einamt.platform.retention.policy import Policy


class SpecialistSystem(models.Model):
    """A system, what is done in it, and how a clerk's computer opens it."""

    policy: ClassVar[Policy] = CONTENT

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    link = models.CharField(max_length=500, blank=True)
    """A template, see `specialist_systems.rules`; empty: there is nothing to open, only a sheet to copy from."""
    services = models.ManyToManyField(PublicService, related_name="specialist_systems")

    class Meta:
        ordering: ClassVar = ["name", "key"]

    def __str__(self) -> str:
        return self.name
