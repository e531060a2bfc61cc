"""What somebody has booked, and where they can be reached."""

from typing import ClassVar

from django.db import models

from einamt.cases.models import Case
from einamt.catalog.models import Office
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import BlindIndexField, EncryptedTextField
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.models.capacity import CapacityDay

BOOKING = Policy(
    owner="appointments",
    personal=True,
    keep=Until.WITH_OWNER,
    reason="erased with its case, by the case kind's retention",
)


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
    is_home_visit = models.BooleanField(default=False, db_default=False)
    """Whether a tour comes to the person (`HomeVisit`), so that nobody has to look where people come to the office."""
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="appointment_order")
        ]

    def __str__(self) -> str:
        return str(self.id)


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
