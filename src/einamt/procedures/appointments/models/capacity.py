"""What supply makes of each day, and the number of the plan that a booking rests on."""

from typing import ClassVar

from django.db import models

from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.models.supply import CounterGroup
from einamt.procedures.appointments.planning.models import SUPPLY


class CapacityDay(models.Model):
    """The capacity of one counter group on one day, one byte a step; written by `capacity` alone.

    `total` counters serve, `free` of them are still to be had, and `over` counts how many more are taken than serve
    (after a closure): free = max(0, total - taken) and over = max(0, taken - total), where taken are the holds that
    keep their time and the appointments that are not cancelled. Of the free ones, `reserved` are left for urgent
    services until the late release (`late_release`); it is empty where nothing is. A day whose appointments have been
    erased stays as it was on that day.
    """

    policy: ClassVar[Policy] = SUPPLY

    id = models.BigIntegerField(primary_key=True)
    """Made of day and group (`rules.capacity_day_id`), so that a span of days is a span of ids."""
    group = models.ForeignKey(CounterGroup, on_delete=models.PROTECT, related_name="days", db_index=False)
    day = models.DateField()
    first_minute = models.PositiveSmallIntegerField()
    step_minutes = models.PositiveSmallIntegerField()
    total = models.BinaryField()
    free = models.BinaryField()
    over = models.BinaryField()
    reserved = models.BinaryField(default=b"")
    header = models.BinaryField()
    """Id, first minute, minutes of a step and number of steps (`capacity.HEADER`): in front of `free` it makes the row
    readable by itself, so that a search can take all rows as one value."""
    changed_in = models.BigIntegerField(default=0)
    """On SQLite a count of changes, which says what a search need not read again since it knows it (`remembered`); kept
    by triggers, and found by an index that is there alone. PostgreSQL has `CapacityChange` for that: a row whose
    indexed columns stay as they are costs a booking no entry in any index."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "day"], name="capacity_group_day")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.day}"


class CapacityChange(models.Model):
    """That a transaction has written a capacity row, on PostgreSQL: what a search has to read again (`remembered`).

    Triggers write it, so that no way of writing can forget it. The newest are kept; `forget_changes` knows how many.
    """

    policy: ClassVar[Policy] = Policy(
        owner="appointments", personal=False, keep=Until.DELIVERED, reason="read within minutes; the newest are kept"
    )

    pk = models.CompositePrimaryKey("changed_in", "capacity_day_id")
    changed_in = models.BigIntegerField()
    """PostgreSQL's number of the transaction."""
    capacity_day_id = models.BigIntegerField()
    """No foreign key: the trigger that writes it has just seen the row, and every booking would have it looked up."""

    def __str__(self) -> str:
        return f"{self.capacity_day_id} in {self.changed_in}"


class PlanRevision(models.Model):
    """Counts up with every change of what a booking rests on beside capacity: offers, groups, rules, offices.

    One row. Triggers of the database count, so that no way of writing can forget it: on PostgreSQL when the transaction
    ends, so that nobody waits for the row longer than a commit takes.
    """

    policy: ClassVar[Policy] = SUPPLY

    number = models.PositiveBigIntegerField(default=1)
    transaction = models.PositiveBigIntegerField(default=0)
    """PostgreSQL's number of the transaction that counted last: each counts once."""

    def __str__(self) -> str:
        return str(self.number)
