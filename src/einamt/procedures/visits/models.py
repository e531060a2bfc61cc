"""Visits."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models import Office
from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.models import Appointment


class Visit(models.Model):
    """One person (or party) in an office on one day, from arrival to the end."""

    class State(models.TextChoices):
        """How far the visit is; the transitions stand in `rules`."""

        EXPECTED = "expected"
        WAITING = "waiting"
        CALLED = "called"
        DONE = "done"
        NO_SHOW = "no-show"

    policy: ClassVar[Policy] = Policy(
        owner="visits",
        personal=True,
        keep=Until.WITH_OWNER,
        reason="erased with its case, by the case kind's retention",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="visit")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="visits")
    state = models.CharField(max_length=20, choices=State)
    counter = models.CharField(max_length=20, blank=True)
    arrived_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["office", "state"], name="visit_office_state")]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.state}"
