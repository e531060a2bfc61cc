"""What steering writes itself: targets, and the measures that are taken to reach them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from einamt.catalog.models import Office, Organisation
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


class Measure(models.Model):
    """Something that is done at some places to change an indicator, written down before it starts.

    What is expected of it can be changed until the start, and never after: the history keeps what it was before. From
    then on it can be ended or withdrawn with a reason. Without places it is the whole city's.
    """

    policy: ClassVar[Policy] = Policy(
        owner="insight.steering",
        personal=True,
        keep=Until.REPLACED,
        reason="what was tried and expected, and who recorded it; no figure about anybody's work is made of it",
    )

    title = models.CharField(max_length=120)
    hypothesis = models.TextField()
    """Why it should change the indicator, in the words of who recorded it."""
    indicator = models.CharField(max_length=60)
    """A code of `indicators.INDICATORS`."""
    expected_change = models.FloatField()
    """In the indicator's unit; below 0 it is to fall."""
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    """The first day on which it does not hold any more."""
    districts = models.ManyToManyField(Organisation, related_name="+")
    offices = models.ManyToManyField(Office, related_name="+")
    """Either districts or offices are treated; neither: the whole city."""
    is_recorded_afterwards = models.BooleanField()
    """It had started when it was recorded: whoever wrote down what to expect may have known the figures."""
    recorded_by = models.CharField(max_length=80)
    """An `Actor`."""
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    command_id = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="measure_expects_a_change", condition=~Q(expected_change=0)),
            models.CheckConstraint(
                name="measure_ends_after_its_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["indicator", "starts_on"], name="measure_indicator_start")]

    def __str__(self) -> str:
        return self.title


class MeasureEntry(models.Model):
    """What was done to the record of a measure; only added."""

    policy: ClassVar[Policy] = Policy(
        owner="insight.steering",
        personal=True,
        keep=Until.WITH_OWNER,
        reason="the history of a measure: what was expected before, and who changed it",
    )

    class Kind(models.TextChoices):
        RECORDED = "recorded"
        CHANGED = "changed"
        ENDED = "ended"
        WITHDRAWN = "withdrawn"

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict)
    """Of a change: each field that differs, as it was."""
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["measure", "at"], name="measure_history")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
