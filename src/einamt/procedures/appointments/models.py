"""Supply, capacity, holds and appointments; the models of the city's rules stand in `regulations`.

Time of day is counted in minutes after local midnight (`…_minute`), days are local dates; moments are UTC. Capacity is
one row per counter group and day; byte i of its fields is about the step that begins at
`first_minute + i * step_minutes`.
Holds and appointments name their first minute, not their first byte, so that a day can be replanned under them.
"""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.cases.models import Case
from einamt.catalog.models import Office, Organisation, PublicService
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import BlindIndexField, EncryptedTextField
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.backlog.models import BacklogEntry, StatutoryDeadline
from einamt.procedures.appointments.fairness.models import Draw, KeptBack, WaitlistEntry
from einamt.procedures.appointments.planning.models import (
    SUPPLY,
    CapacityFactor,
    GroupChange,
    HolidayRemoval,
    OpeningEnd,
    Plan,
    RosterShift,
    SupplyChange,
)
from einamt.procedures.appointments.regulations import (
    BookingRules,
    FailedSearch,
    MinimumSupply,
    RuleFinding,
    RulesProposal,
)

__all__ = [
    "Appointment",
    "AppointmentParticulars",
    "ArrangedHelp",
    "BacklogEntry",
    "BookingRules",
    "CapacityDay",
    "CapacityFactor",
    "Closure",
    "Contact",
    "CounterGroup",
    "Draw",
    "FailedSearch",
    "GroupChange",
    "HelpOrder",
    "Hold",
    "Holiday",
    "HolidayRemoval",
    "KeptBack",
    "Leg",
    "MinimumSupply",
    "NoShowShare",
    "Offer",
    "OpeningEnd",
    "OpeningRule",
    "Plan",
    "PlanRevision",
    "Reminder",
    "RosterShift",
    "RuleFinding",
    "RulesProposal",
    "StatutoryDeadline",
    "SupplyChange",
    "WaitlistEntry",
]

BOOKING = Policy(
    owner="appointments",
    personal=True,
    keep=Until.WITH_OWNER,
    reason="erased with its case, by the case kind's retention",
)

HOLD_REMEMBERED = timedelta(days=1)
"""How long an ended hold is kept, so that a form left open can still be told what became of it."""
OFFER_REMEMBERED = timedelta(days=30)
"""How long an ended offer is kept, so that a late tap on its link can still be told what became of it."""


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

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "day"], name="capacity_group_day")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.day}"


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


class Contact(models.Model):
    """Where somebody can be reached, once per address: the lock under which open appointments are counted."""

    policy: ClassVar[Policy] = BOOKING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    address_index = BlindIndexField(unique=True)
    """Of the e-mail address, or of the phone number where there is none (`contacts`)."""
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Hold(models.Model):
    """A time that is kept for somebody while the form is filled in; its capacity is taken until the hold has ended."""

    class Outcome(models.TextChoices):
        """How a hold ended."""

        KEPT = "kept"
        """Not yet."""
        BOOKED = "booked"
        RELEASED = "released"
        EXPIRED = "expired"

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=False,
        keep=HOLD_REMEMBERED,
        reason="a time without a person",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    capacity_day = models.ForeignKey(CapacityDay, on_delete=models.PROTECT, related_name="holds")
    start_minute = models.PositiveSmallIntegerField()
    steps = models.PositiveSmallIntegerField()
    wishes = models.JSONField()
    """List of [service id, persons]."""
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.KEPT)
    is_chain = models.BooleanField(default=False, db_default=False)
    """Whether it keeps further parts at other groups (`Leg`), so that nobody has to look where there are none."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="hold_expires")]

    def __str__(self) -> str:
        return str(self.id)


class Offer(models.Model):
    """A time held for somebody who did not ask for it just now: after theirs was lost, or from a waitlist.

    Whose it is, `kind` and `subject_id` say (`offers`). The hold behind it is forgotten a day after its end, the
    offer is not, so that a late answer finds out what became of it.
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        EXPIRED = "expired"
        WITHDRAWN = "withdrawn"
        """The time could not be had any more, or nobody needed it."""

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=False,
        keep=OFFER_REMEMBERED,
        reason="a time without a person; long enough for a late answer to be told what became of it",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    hold = models.ForeignKey(Hold, null=True, on_delete=models.SET_NULL, related_name="offers")
    capacity_day = models.ForeignKey(CapacityDay, on_delete=models.PROTECT, related_name="offers")
    start_minute = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=models.Q(outcome="open"), name="offer_open_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["outcome", "expires_at"], name="offer_expires")]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome} until {self.expires_at}"


class Appointment(models.Model):
    """A booked time at an office."""

    policy: ClassVar[Policy] = BOOKING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="appointment")
    capacity_day = models.ForeignKey(CapacityDay, on_delete=models.PROTECT, related_name="appointments")
    start_minute = models.PositiveSmallIntegerField()
    steps = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    wishes = models.JSONField()
    """List of [service id, persons]; the first is the case's service."""
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="appointments")
    person_name = EncryptedTextField(blank=True)
    language = models.CharField(max_length=10, default="de")
    papers_ready = models.JSONField(default=list)
    """List of [service id, key, name in `language`]: what the person said to have at hand when booking (`papers`)."""
    command_id = models.UUIDField(unique=True)
    """Of the request that made it: a repeated request finds the first appointment."""
    changed_by = models.UUIDField(null=True)
    """The command that last moved or cancelled it: repeated, it answers the same."""
    case_code = EncryptedTextField(blank=True)
    """The access code of its case, for the confirmation and for who asks twice."""
    token_hash = models.CharField(max_length=64, unique=True)
    """Keyed hash of the secret in the citizen's change link (`tokens`)."""
    sequence = models.PositiveSmallIntegerField(default=0)
    """SEQUENCE of the calendar file (RFC 5545, section 3.8.7.4), counted up by every change."""
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="appointment_order")
        ]

    def __str__(self) -> str:
        return str(self.id)


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


class AppointmentParticulars(models.Model):
    """For whom somebody comes and what help they need; only of appointments about which something was said."""

    policy: ClassVar[Policy] = BOOKING

    appointment = models.OneToOneField(
        Appointment, primary_key=True, on_delete=models.CASCADE, related_name="particulars"
    )
    content = EncryptedTextField()
    """As `helping.written`: encrypted, because a need of help may tell of somebody's health (Art. 9 GDPR)."""

    def __str__(self) -> str:
        return str(self.appointment_id)


class ArrangedHelp(models.Model):
    """A kind of help that the city can have at an appointment, and how many days before it has to know."""

    policy: ClassVar[Policy] = SUPPLY

    kind = models.CharField(max_length=20, unique=True)
    """A value of `helping.Help`."""
    notice_days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.notice_days} days"


class HelpOrder(models.Model):
    """That somebody was ordered who interprets at an appointment, for the begin that it had then.

    Moved or cancelled since, the appointment does not need this order any more: it is to be called off.
    """

    policy: ClassVar[Policy] = BOOKING

    id = models.CharField(primary_key=True, max_length=64, editable=False)
    """Keyed hash of appointment, begin and kind, so that each is ordered once and the kind cannot be read from it."""
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="help_orders")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="help_orders")
    starts_at = models.DateTimeField()
    kind = EncryptedTextField()
    """A value of `helping.Help`: encrypted, as the particulars are."""
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=20)
    """The role of who noted it, never the person."""
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["office", "starts_at"], name="help_order_office_begin")]

    def __str__(self) -> str:
        return f"{self.appointment_id}: {self.starts_at}"


class Reminder(models.Model):
    """That the reminder which was due so many hours before an appointment has been dealt with, for this begin."""

    policy: ClassVar[Policy] = BOOKING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="reminders")
    starts_at = models.DateTimeField()
    """Where it has been moved since, the new begin has a reminder of its own."""
    hours = models.PositiveSmallIntegerField()
    is_needed = models.BooleanField()
    """False: the person had been told of this time so shortly before that a reminder would say nothing new."""
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appointment", "starts_at", "hours"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id}: {self.hours} h"


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
