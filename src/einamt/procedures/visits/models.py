"""Visits: what an appointment becomes on its day."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models import Office
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.visits.rules import State

WITH_CASE = Policy(
    owner="visits",
    personal=True,
    keep=Until.WITH_OWNER,
    reason="erased with its case, by the case kind's retention",
)


class Visit(models.Model):
    """One person (or party) in an office on one day, from arrival to the end.

    Before anything has happened there is no row: who is expected stands in the appointments.
    """

    policy: ClassVar[Policy] = WITH_CASE

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="visit")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="visits")
    visit_date = models.DateField()
    state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in State])
    previous_state = models.CharField(max_length=20, blank=True)
    """Where taking back the last action leads; empty where there is nothing to take back."""
    counter = models.CharField(max_length=20, blank=True)
    station = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Which part of the visit the person is at or waits for: 0 is the first, the others are the appointment's legs."""
    arrived_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    """When the person was first called to the part of the visit that they are at."""
    last_called_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    note = EncryptedTextField(blank=True)
    """What the office wants to remember about this visit, such as which paper is missing."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["office", "visit_date", "state"], name="visit_office_day_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "visit_date", "counter"],
                condition=models.Q(state=State.CALLED.value),
                name="visit_one_at_a_counter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.state}"


class ServedStation(models.Model):
    """A part of a visit that is over: where the person was before being handed on to the next counters."""

    policy: ClassVar[Policy] = WITH_CASE

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="served_stations")
    position = models.PositiveSmallIntegerField()
    counter = models.CharField(max_length=20)
    called_at = models.DateTimeField()
    last_called_at = models.DateTimeField()
    calls = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit", "position"], name="served_station_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.position}"


class VisitCommand(models.Model):
    """A click that has been done: the same click again finds what the first one did."""

    policy: ClassVar[Policy] = WITH_CASE

    id = models.UUIDField(primary_key=True, editable=False)
    """The command id that the page's form carried."""
    visit = models.ForeignKey(Visit, null=True, on_delete=models.CASCADE, related_name="commands")
    """Empty only while the command is being done."""
    done_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
