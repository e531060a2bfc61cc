"""What the city offers: counters, openings, closures, and what is known of who does not come; not about anybody."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models import Office, Organisation, PublicService
from einamt.platform.retention.policy import Policy
from einamt.procedures.appointments.planning.models import SUPPLY, Plan


class CounterGroup(models.Model):
    """Counters of an office that can serve the same services."""

    policy: ClassVar[Policy] = SUPPLY

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="counter_groups")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    services = models.ManyToManyField(PublicService, related_name="counter_groups")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "key"], name="counter_group_key")]

    def __str__(self) -> str:
        return self.name


class OpeningRule(models.Model):
    """That a group opens so many counters on a weekday between two minutes, in a period (half-open)."""

    policy: ClassVar[Policy] = SUPPLY

    group = models.ForeignKey(CounterGroup, on_delete=models.CASCADE, related_name="opening_rules")
    weekday = models.PositiveSmallIntegerField()
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()
    counters = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.CASCADE, related_name="opening_rules")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="opening_weekday"),
            models.CheckConstraint(
                condition=models.Q(closes_minute__gt=models.F("opens_minute")), name="opening_order"
            ),
            models.CheckConstraint(condition=models.Q(closes_minute__lte=1440), name="opening_within_day"),
            models.CheckConstraint(condition=models.Q(counters__lte=255), name="opening_counters_fit_a_byte"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens_minute}-{self.closes_minute} x {self.counters}"


class Closure(models.Model):
    """Days (half-open) on which an office, or all offices of an organisation and below, stay closed."""

    policy: ClassVar[Policy] = SUPPLY

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="closures")
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="closures")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.CASCADE, related_name="closures")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="closure_order"),
            models.CheckConstraint(
                condition=models.Q(organisation=None) ^ models.Q(office=None), name="closure_of_office_or_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}: {self.reason}"


class Holiday(models.Model):
    """A public holiday of an organisation's area and below: state law, and the municipality's own (Fronleichnam in
    parts of Saxony).
    """

    policy: ClassVar[Policy] = SUPPLY

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=120)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.CASCADE, related_name="holidays")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "day"], condition=models.Q(plan=None), name="holiday_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class NoShowShare(models.Model):
    """How many of a group's appointments nobody came to, as it was measured; planning goes by it from `valid_from` on.

    A count over eight weeks, about nobody in particular.
    """

    policy: ClassVar[Policy] = SUPPLY

    group = models.ForeignKey(CounterGroup, on_delete=models.CASCADE, related_name="no_show_shares")
    valid_from = models.DateField()
    appointments = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    measured_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "valid_from"], name="no_show_share_once"),
            models.CheckConstraint(
                condition=models.Q(missed__lte=models.F("appointments")), name="no_show_share_of_appointments"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.missed} of {self.appointments}"


class ArrangedHelp(models.Model):
    """A kind of help that the city can have at an appointment, and how many days before it has to know."""

    policy: ClassVar[Policy] = SUPPLY

    kind = models.CharField(max_length=20, unique=True)
    """A value of `helping.Help`."""
    notice_days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.notice_days} days"
