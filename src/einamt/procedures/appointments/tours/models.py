"""Tours, and the homes that they lead to."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models import PublicService
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.planning.models import SUPPLY


class Tour(models.Model):
    """That a counter group is a team of the mobile office: it drives from its office to people's homes.

    Its services stand here and not in the group, so that no search shows it as counters to go to. It is one team, and
    more counters than one bring no more visits (`planning.sources`). Base and ways stay as they are while visits are to
    come, since drives are reckoned by them.
    """

    policy: ClassVar[Policy] = SUPPLY

    group = models.OneToOneField("appointments.CounterGroup", on_delete=models.PROTECT, related_name="tour")
    services = models.ManyToManyField(PublicService, related_name="tours")
    base_latitude = models.FloatField()
    base_longitude = models.FloatField()
    kmh = models.PositiveSmallIntegerField()
    """As the crow flies."""
    overhead_minutes = models.PositiveSmallIntegerField()
    """Of each drive."""
    radius_km = models.PositiveSmallIntegerField()
    """So far from the base, as the crow flies, people are visited."""
    notice_hours = models.PositiveSmallIntegerField()
    """Only times that begin at least so long from now can be had."""
    reasons = models.JSONField()
    """List of values of `homes.Reason`: those for which this tour visits people."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kmh__range=(1, 150)), name="tour_speed"),
            models.CheckConstraint(condition=models.Q(overhead_minutes__lte=120), name="tour_overhead"),
        ]

    def __str__(self) -> str:
        return str(self.group_id)


class HomeVisit(models.Model):
    """Where a hold or an appointment of a tour leads to; when and how long, those say themselves."""

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=True,
        keep=Until.WITH_OWNER,
        reason="erased with its appointment, or a day after a hold that became none",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hold = models.OneToOneField("appointments.Hold", null=True, on_delete=models.CASCADE, related_name="home_visit")
    appointment = models.OneToOneField(
        "appointments.Appointment", null=True, on_delete=models.CASCADE, related_name="home_visit"
    )
    content = EncryptedTextField()
    """As `homes.written`: the address and its coordinates, which say as much as the address."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(hold=None) ^ models.Q(appointment=None), name="home_visit_of_hold_or_appointment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
