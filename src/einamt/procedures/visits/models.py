"""Visits: what becomes of a case when somebody comes to an office for it."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.cases.models import Case
from einamt.catalog.models import Office
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.appointments.proposals import Proposal, four_eyes
from einamt.procedures.visits.rules import AT_COUNTER, State

WITH_CASE = Policy(
    owner="visits",
    personal=True,
    keep=Until.WITH_OWNER,
    reason="erased with its case, by the case kind's retention",
)
STOPS_KEPT = timedelta(days=365)
RULES = Policy(
    owner="visits",
    personal=True,
    keep=Until.REPLACED,
    reason="who answers for a rule of the city, with the rule's history; no figure about anybody's work is made of it",
)


class Visit(models.Model):
    """One person (or party) in an office on one day, from arrival to the end.

    Before anything has happened there is no row: who is expected stands in the appointments. What somebody without an
    appointment comes for stands in `WalkIn`.
    """

    policy: ClassVar[Policy] = WITH_CASE

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="visit")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="visits")
    visit_date = models.DateField()
    number = models.CharField(max_length=10, blank=True)
    """By which the person is called, such as B047; from arrival on, and then for the whole day."""
    state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in State])
    before = models.JSONField(default=dict)
    """The columns that the last action changed, as they were, moments in ISO 8601; empty: nothing to take back."""
    counter = models.CharField(max_length=20, blank=True)
    group = models.ForeignKey(CounterGroup, null=True, on_delete=models.PROTECT, related_name="handed_visits")
    """To whose counters the person was handed on; None: those of the appointment or of the ticket."""
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
    last_counter = models.CharField(max_length=20, blank=True)
    """Where the person was called to last, also when they have gone on since."""
    last_group = models.ForeignKey(CounterGroup, null=True, on_delete=models.PROTECT, related_name="+")
    """Whose counters that was; None: of all."""
    started_at = models.DateTimeField(null=True)
    """When the service began at the counter where the person is, or was last."""
    ended_at = models.DateTimeField(null=True)
    service_minutes = models.PositiveSmallIntegerField(null=True)
    """What was counted as the time of service, so that it can be taken back as it was; None: it was not counted."""
    done = models.JSONField(null=True)
    """What was really done: list of [service id, persons], empty where nothing of it could be; None: not said yet."""
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
            models.UniqueConstraint(
                fields=["office", "visit_date", "number"], condition=~models.Q(number=""), name="visit_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class WalkIn(models.Model):
    """What somebody comes for who has no appointment here: the ticket."""

    policy: ClassVar[Policy] = WITH_CASE

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="walk_in")
    group = models.ForeignKey(CounterGroup, null=True, on_delete=models.PROTECT, related_name="walk_ins")
    """The counters that serve it; None: every counter of the office does."""
    wishes = models.JSONField()
    """List of [service id, persons]; the first is the case's service."""
    reason = models.CharField(max_length=40, blank=True)
    """Code of the emergency's reason; empty: it is none."""
    rank = models.PositiveSmallIntegerField(null=True)
    """That reason's rank on the day of the ticket."""
    language = models.CharField(max_length=10, default="de")
    follows = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="goes_on_as")
    """The visit in another office with which this one goes on; None: the person came by themselves."""
    origin = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="all_that_followed")
    """The case with which it began in the first office, however many offices came between."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(reason="", rank=None) | (~models.Q(reason="") & models.Q(rank__isnull=False)),
                name="walk_in_rank_of_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class TicketSeries(models.Model):
    """The last number that an office has given out on a day in one series; locked while a number is taken."""

    policy: ClassVar[Policy] = Policy(
        owner="visits", personal=False, keep=Until.DELIVERED, reason="a count, erased when its day is over"
    )

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="ticket_series")
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "day", "letter"], name="ticket_series_once")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day} {self.letter}{self.last}"


class TicketStop(models.Model):
    """That an office gives out no more tickets, at all or for one group of counters, until it ends, or the day."""

    policy: ClassVar[Policy] = Policy(
        owner="visits",
        personal=True,
        keep=STOPS_KEPT,
        reason="who answers for turning people away, for complaints; no figure about anybody's work is made of it",
    )

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="ticket_stops")
    group = models.ForeignKey(CounterGroup, null=True, on_delete=models.CASCADE, related_name="ticket_stops")
    day = models.DateField()
    reason = models.CharField(max_length=200)
    """What people are told, in the words of the office."""
    stopped_by = models.CharField(max_length=120)
    stopped_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    """When it ends by itself; None: with the day."""
    ended_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "day", "group"], condition=models.Q(ended_at=None), name="ticket_stop_of_group_once"
            ),
            models.UniqueConstraint(
                fields=["office", "day"], condition=models.Q(ended_at=None, group=None), name="ticket_stop_of_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day}: {self.reason}"


class CounterOpening(models.Model):
    """That a counter is to be opened for the rest of a day, beyond what is planned: who manages the office says so.

    Whoever takes the place is not written down.
    """

    policy: ClassVar[Policy] = Policy(
        owner="visits",
        personal=True,
        keep=STOPS_KEPT,
        reason="who answers for what an office did on a day; no figure about anybody's work is made of it",
    )

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="counter_openings")
    group = models.ForeignKey(CounterGroup, on_delete=models.CASCADE, related_name="counter_openings")
    """Whom it is to call."""
    day = models.DateField()
    counter = models.CharField(max_length=20)
    opened_by = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    closed_by = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "day", "counter"], condition=models.Q(closed_at=None), name="counter_opening_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day}: {self.counter}"


class CounterRest(models.Model):
    """That a counter calls nobody now, though it did today: whoever was there makes a pause, or has signed off.

    The row goes when the counter calls again. Neither since when nor who: the pauses of a counter where one person
    works would be a figure about that person.
    """

    policy: ClassVar[Policy] = Policy(
        owner="visits",
        personal=False,
        keep=Until.DELIVERED,
        reason="what a counter does now, erased when its day is over",
    )

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="counter_rests")
    day = models.DateField()
    counter = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "day", "counter"], name="counter_rest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day}: {self.counter}"


class FloorRules(models.Model):
    """What the city lays down for its halls, dated: the row with the latest `valid_from` that has come is in force.

    Grace periods stand in the rules of booking, because they bind those who book.
    """

    policy: ClassVar[Policy] = RULES

    valid_from = models.DateField(unique=True)
    check_in_minutes = models.PositiveSmallIntegerField(default=30)
    """How long before the appointed time somebody can say on a phone or at a screen that they are there."""
    call_minutes = models.PositiveSmallIntegerField(default=2)
    """How long somebody who was called has to come to the counter before a clerk may give them up."""
    source = models.CharField(max_length=200)
    """The regulation or decision behind it."""
    author = models.CharField(max_length=120, blank=True)
    """Who put it in force, as `kind:id`; empty: it came with the city, or from its operator."""
    recorded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"from {self.valid_from}"


class FloorProposal(Proposal):
    """Rules of the halls that are proposed: the history of `FloorRules`. `values` as `FloorSet.plain` writes them."""

    policy: ClassVar[Policy] = RULES

    rules = models.OneToOneField(FloorRules, null=True, on_delete=models.SET_NULL, related_name="proposal")

    class Meta:
        constraints: ClassVar = four_eyes(name="floor_proposal")


class EmergencyReason(models.Model):
    """A reason for which somebody without an appointment is served before those who have one."""

    policy: ClassVar[Policy] = RULES

    rules = models.ForeignKey(FloorRules, on_delete=models.CASCADE, related_name="reasons")
    code = models.SlugField(max_length=40)
    rank = models.PositiveSmallIntegerField()
    """The smallest goes first."""
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["rank", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rules", "code"], name="emergency_reason_once")]

    def __str__(self) -> str:
        return self.code

    def called(self, *, language: str) -> str:
        """Its name in a language of the interface."""
        return self.name if language == "de" else self.name_en


class FloorRevision(models.Model):
    """Counts up with every step of a visit in an office: screens and phones learn cheaply that they must look."""

    policy: ClassVar[Policy] = Policy(
        owner="visits", personal=False, keep=Until.REPLACED, reason="one number for each office"
    )

    office = models.OneToOneField(Office, primary_key=True, on_delete=models.CASCADE, related_name="floor_revision")
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.office_id}: {self.number}"


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
