"""Plans of supply: sets of changes that somebody saved and can take back.

A record of supply belongs to a plan, or to none (what the city was founded with, and the Land's holidays). In force is
what belongs to no plan that was withdrawn: taking back never edits or deletes a record, it dates the plan. Days are
local dates, spans of days are half-open, minutes count from local midnight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef

from einamt.catalog.models import Office, Organisation
from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until

if TYPE_CHECKING:
    from einamt.procedures.appointments.models import Holiday

SUPPLY = Policy(
    owner="appointments", personal=False, keep=Until.REPLACED, reason="planning of the city, no personal data"
)


Record = TypeVar("Record", bound=models.Model)


def in_force(records: models.QuerySet[Record]) -> models.QuerySet[Record]:
    """Those of no plan, and of plans that were not withdrawn."""
    return records.filter(plan__withdrawn_at=None)


def holidays_in_force() -> models.QuerySet[Holiday]:
    """The holidays of no withdrawn plan that no plan in force has lifted."""
    from einamt.procedures.appointments.models import Holiday  # noqa: PLC0415 - that module imports this one

    lifted = HolidayRemoval.objects.filter(holiday=OuterRef("pk"), plan__withdrawn_at=None)
    return in_force(Holiday.objects.all()).filter(~Exists(lifted))


class Plan(models.Model):
    """One set of changes that somebody saved, for a reason; withdrawn as a whole or not at all."""

    class Kind(models.TextChoices):
        """What sort of change it is, for the words of its history."""

        CLOSURE = "closure"
        CLOSING_EARLY = "closing-early"
        COUNTERS = "counters"
        LENDING = "lending"
        OPENING = "opening"
        ROSTER = "roster"
        FACTOR = "factor"
        HOLIDAY = "holiday"
        HOLIDAY_REMOVED = "holiday-removed"
        GROUP = "group"

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=True,
        keep=Until.REPLACED,
        reason="who answers for a change of the supply, with its history; no figure about anybody's work is made of it",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.CharField(max_length=200)
    """Told to citizens whose time it takes."""
    author = models.CharField(max_length=80)
    """An `Actor`, as text."""
    made_at = models.DateTimeField()
    command_id = models.UUIDField(unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    """The day after its last; None: without an end."""
    offices = models.ManyToManyField(Office, related_name="plans")
    """All whose supply it touches."""
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gt=models.F("starts_on")), name="plan_order"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-made_at"], name="plan_made_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}: {self.reason}"


class OpeningEnd(models.Model):
    """That an opening rule ends sooner than it says."""

    policy: ClassVar[Policy] = SUPPLY

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="opening_ends")
    rule = models.ForeignKey("appointments.OpeningRule", on_delete=models.CASCADE, related_name="ends")
    ends_on = models.DateField()
    """The first day on which the rule is not in force."""

    def __str__(self) -> str:
        return f"{self.rule_id} until {self.ends_on}"


class SupplyChange(models.Model):
    """That a group has more or fewer counters than usual, between two minutes of each day in a span of days."""

    policy: ClassVar[Policy] = SUPPLY

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="supply_changes")
    group = models.ForeignKey("appointments.CounterGroup", on_delete=models.CASCADE, related_name="supply_changes")
    first_day = models.DateField()
    end_day = models.DateField()
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()
    counters = models.SmallIntegerField(null=True)
    """How many more (or, below zero, fewer); None: all of them stay closed."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(end_day__gt=models.F("first_day")), name="supply_change_days"),
            models.CheckConstraint(
                condition=models.Q(closes_minute__gt=models.F("opens_minute"), closes_minute__lte=1440),
                name="supply_change_minutes",
            ),
            models.CheckConstraint(
                condition=models.Q(counters=None) | models.Q(counters__range=(-255, 255)),
                name="supply_change_fits_a_byte",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} {self.opens_minute}-{self.closes_minute}: {self.counters}"


class RosterShift(models.Model):
    """How many counters of a group serve between two minutes of one day, by an imported duty roster.

    The shifts of a day stand in place of its opening rules; of several rosters the one saved last counts for the day.
    """

    policy: ClassVar[Policy] = SUPPLY

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="roster_shifts")
    group = models.ForeignKey("appointments.CounterGroup", on_delete=models.CASCADE, related_name="roster_shifts")
    day = models.DateField(db_index=True)
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()
    counters = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_minute__gt=models.F("opens_minute"), closes_minute__lte=1440),
                name="roster_shift_minutes",
            ),
            models.CheckConstraint(condition=models.Q(counters__lte=255), name="roster_shift_fits_a_byte"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.opens_minute}-{self.closes_minute} x {self.counters}"


class CapacityFactor(models.Model):
    """That an office, or all offices of an organisation and below, serve with a share of their counters only."""

    policy: ClassVar[Policy] = SUPPLY

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="factors")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="factors")
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="factors")
    first_day = models.DateField()
    end_day = models.DateField()
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(end_day__gt=models.F("first_day")), name="factor_days"),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="factor_percent"),
            models.CheckConstraint(
                condition=models.Q(organisation=None) ^ models.Q(office=None), name="factor_of_office_or_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day}: {self.percent} %"


class HolidayRemoval(models.Model):
    """That a holiday is none: written by mistake, or lifted."""

    policy: ClassVar[Policy] = SUPPLY

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="holiday_removals")
    holiday = models.ForeignKey("appointments.Holiday", on_delete=models.CASCADE, related_name="removals")

    def __str__(self) -> str:
        return str(self.holiday_id)


class GroupChange(models.Model):
    """That a counter group was renamed, or serves other services than before; taken back by turning it around."""

    policy: ClassVar[Policy] = SUPPLY

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="group_changes")
    group = models.ForeignKey("appointments.CounterGroup", on_delete=models.CASCADE, related_name="changes")
    name_before = models.CharField(max_length=120, blank=True)
    """Empty: the group was new."""
    name_after = models.CharField(max_length=120)
    services_added = models.JSONField(default=list)
    services_removed = models.JSONField(default=list)
    """Lists of service ids."""

    def __str__(self) -> str:
        return self.name_after
