"""What steering writes itself: targets."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from einamt.catalog.models import Organisation
from einamt.platform.retention.policy import Policy, Until


class Target(models.Model):
    """Where an indicator should be from a day on, in the whole city or in one district.

    Targets are never changed: a later one follows, one for a place and day. Without any bound it says that there is no
    target from then on.
    """

    policy: ClassVar[Policy] = Policy(
        owner="insight.steering", personal=True, keep=Until.REPLACED, reason="what was aimed for, and who set it"
    )

    indicator = models.CharField(max_length=60)
    """A code of `indicators.INDICATORS`."""
    district = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Empty: the whole city, and every district without a target of its own."""
    starts_on = models.DateField()
    at_least = models.FloatField(null=True, blank=True)
    at_most = models.FloatField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    set_by = models.CharField(max_length=80)
    """An `Actor`."""
    set_at = models.DateTimeField()
    command_id = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="target_bounds_in_order",
                condition=Q(at_least__isnull=True) | Q(at_most__isnull=True) | Q(at_least__lte=F("at_most")),
            ),
            models.UniqueConstraint(
                fields=["indicator", "starts_on"], condition=Q(district__isnull=True), name="target_of_city_once"
            ),
            models.UniqueConstraint(
                fields=["indicator", "district", "starts_on"],
                condition=Q(district__isnull=False),
                name="target_of_district_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["indicator", "starts_on"], name="target_indicator_start")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.starts_on}"
