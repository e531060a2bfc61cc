"""Further parts of a visit, at other counter groups."""

from typing import ClassVar

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.models.booking import Appointment
from einamt.procedures.appointments.models.capacity import CapacityDay
from einamt.procedures.appointments.models.holding import Hold


class Leg(models.Model):
    """A further part of a visit, at another counter group, after the one that the hold or appointment itself names."""

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=False,
        keep=Until.WITH_OWNER,
        reason="part of a hold or an appointment, without anything about the person",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hold = models.ForeignKey(Hold, null=True, on_delete=models.CASCADE, related_name="legs")
    appointment = models.ForeignKey(Appointment, null=True, on_delete=models.CASCADE, related_name="legs")
    position = models.PositiveSmallIntegerField()
    """From 1; the first part of all stands in the hold or appointment."""
    capacity_day = models.ForeignKey(CapacityDay, on_delete=models.PROTECT, related_name="legs")
    start_minute = models.PositiveSmallIntegerField()
    steps = models.PositiveSmallIntegerField()
    wishes = models.JSONField()
    """List of [service id, persons]: what this group serves of all that was wished for."""

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hold", "position"], name="leg_of_hold_once"),
            models.UniqueConstraint(fields=["appointment", "position"], name="leg_of_appointment_once"),
            models.CheckConstraint(
                condition=models.Q(hold=None) ^ models.Q(appointment=None), name="leg_of_hold_or_appointment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.capacity_day_id} {self.start_minute}"
