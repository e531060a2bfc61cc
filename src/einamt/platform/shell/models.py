"""The city's own row: what every page says about who is speaking."""

from copy import copy
from typing import ClassVar

from django.db import models

from einamt.platform.retention.policy import Policy, Until

GERMAN = "de"


class City(models.Model):
    """The city, or administrative community, whose installation this is. There is one row; `city.current` reads it."""

    class Parts(models.TextChoices):
        """What it consists of, and what its pages therefore call the parts."""

        DISTRICT = "district"
        MUNICIPALITY = "municipality"

    policy: ClassVar[Policy] = Policy(
        owner="platform.shell", personal=False, keep=Until.REPLACED, reason="the city's published contact data"
    )

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=120, help_text="As people say it: Berlin, Halle (Saale).")
    name_en = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=2, blank=True, help_text="The Land, as in ISO 3166-2 without DE-: BE, SN, ST.")
    area_key = models.CharField(max_length=12, blank=True, help_text="Amtlicher Regionalschlüssel (ARS), 12 digits.")
    parts = models.CharField(
        max_length=20,
        choices=Parts,
        default=Parts.DISTRICT,
        help_text="What it consists of: districts of one city, or municipalities of an administrative community.",
    )
    zone = models.CharField(max_length=40, default="Europe/Berlin", help_text="IANA name of the wall clock's zone.")
    publisher = models.CharField(max_length=200, blank=True, help_text="Who answers for the site, for the imprint.")
    street = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    town = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    hotline = models.CharField(max_length=30, blank=True, help_text="What to dial for the service centre: 115.")
    hotline_hours = models.CharField(max_length=120, blank=True)
    hotline_hours_en = models.CharField(max_length=120, blank=True)
    hotline_hours_further = models.JSONField(
        default=dict, blank=True, help_text="The same in further languages, by their code."
    )
    is_demo = models.BooleanField(default=False, help_text="Every page then says that this is no real city.")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="city_is_one_row")]

    def __str__(self) -> str:
        return self.name

    def in_language(self, language: str) -> "City":
        """The row as it is read in `language`: a copy with the name and the hours of the hotline in that language.

        The name is the English one where there is no other; hours that are not said in a further language are left out.
        """
        said = copy(self)
        if language != GERMAN:
            said.name = self.name_en or self.name
            hours = {**self.hotline_hours_further, "en": self.hotline_hours_en or self.hotline_hours}
            said.hotline_hours = str(hours.get(language, ""))
        return said

    @property
    def is_community(self) -> bool:
        """Whether several municipalities share this installation: then it is not "the city" and has no districts."""
        return self.parts == self.Parts.MUNICIPALITY
