"""Visits: what becomes of a case when somebody comes to an office for it."""

from typing import ClassVar

from django.db import models

from einamt.cases.models import Case
from einamt.catalog.models import Office
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits.rules import AT_COUNTER, State

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
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="visit")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="visits")
    visit_date = models.DateField()
    state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in State])
    before = models.JSONField(default=dict)
    """The columns that the last action changed, as they were, moments in ISO 8601; empty: nothing to take back."""
    counter = models.CharField(max_length=20, blank=True)
    group = models.ForeignKey(CounterGroup, null=True, on_delete=models.PROTECT, related_name="handed_visits")
    """To whose counters the person was handed on; None: those of the appointment."""
    part = models.PositiveSmallIntegerField(default=0)
    """Which part of a chain of counters comes now: 0 is the appointment's own, then its legs by their position."""
    due_at = models.DateTimeField(null=True)
    """When that part is due; None: when the appointment is."""
    arrived_at = models.DateTimeField(null=True)
    resumed_at = models.DateTimeField(null=True)
    """Since when somebody waits again who was at a counter before."""
    called_at = models.DateTimeField(null=True)
    """When the person was called for the first time: the end of the wait."""
    last_called_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    """When the service began at the counter where the person is, or was last."""
    ended_at = models.DateTimeField(null=True)
    note = EncryptedTextField(blank=True)
    """What the office wants to remember about this visit, such as which paper is missing."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["office", "visit_date", "state"], name="visit_office_day_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "visit_date", "counter"],
                condition=models.Q(state__in=sorted(AT_COUNTER)),
                name="visit_one_at_a_counter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


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
