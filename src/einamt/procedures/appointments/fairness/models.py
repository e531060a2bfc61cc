"""The waitlist, draws, and the times that are kept back for either."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import BlindIndexField, EncryptedTextField
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.fairness.rules import ENTRY_REMEMBERED, TimeWish, Waiting

DRAW_REMEMBERED = timedelta(days=365)


class Draw(models.Model):
    """That the wishes for the new times of a release are collected, then served in the order of lots."""

    class State(models.TextChoices):
        """How far it is."""

        ANNOUNCED = "announced"
        """The seed is settled and its hash published; what time it is tells whether wishes are being collected."""
        DRAWN = "drawn"

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=False,
        keep=DRAW_REMEMBERED,
        reason="so that a draw can be checked; the list holds random names of entries, nobody's data",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40, unique=True)
    """What is released, such as `day:2027-01-21`: a release is drawn once."""
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    """Wishes that come at this moment or later wait for what is left."""
    seed = EncryptedTextField()
    """Secret until the draw."""
    commitment = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.ANNOUNCED)
    drawn_at = models.DateTimeField(null=True)
    order = models.JSONField(default=list)
    """The names of the entries in the order of their lots, once they are drawn."""
    offers_made = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="draw_order")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "closes_at"], name="draw_due")]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class WaitlistEntry(models.Model):
    """What somebody waits for. An address has one entry at a time."""

    class State(models.TextChoices):
        """How far it is."""

        UNCONFIRMED = "unconfirmed"
        """Neither a proof of work nor an answer from the address; gets no offer."""
        WAITING = "waiting"
        OFFERED = "offered"
        BOOKED = "booked"
        LEFT = "left"
        UNANSWERED = "unanswered"
        """Several offers came and nobody answered them."""
        OVER = "over"
        """The last day that would do has passed."""

    OPEN: ClassVar = (State.UNCONFIRMED, State.WAITING, State.OFFERED)

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=True,
        keep=ENTRY_REMEMBERED,
        reason="to offer a time; after its end long enough for a late question (Art. 5(1)(e) GDPR)",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lot = models.CharField(max_length=32, unique=True)
    """Random name under which it is drawn: tells nobody whose it is, and its owner where it stands."""
    draw = models.ForeignKey(Draw, null=True, on_delete=models.SET_NULL, related_name="entries")
    """The last draw that it took part in."""
    rank = models.PositiveIntegerField(null=True)
    """Its place in the draw."""
    wishes = models.JSONField()
    """List of [service id, persons]."""
    office_ids = models.JSONField(default=list)
    weekdays = models.JSONField(default=list)
    from_minute = models.PositiveSmallIntegerField(default=0)
    until_minute = models.PositiveSmallIntegerField(default=1440)
    earliest_date = models.DateField(null=True)
    latest_date = models.DateField()
    """The last day that would do; the entry ends with it."""
    person_name = EncryptedTextField()
    email = EncryptedTextField()
    phone = EncryptedTextField(blank=True)
    address_index = BlindIndexField()
    language = models.CharField(max_length=10, default="de")
    token_hash = models.CharField(max_length=64, unique=True)
    command_id = models.UUIDField(unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.UNCONFIRMED)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    """Since when it counts: its place in the line, and whether it came in time for a draw."""
    ended_at = models.DateTimeField(null=True)
    unanswered = models.PositiveSmallIntegerField(default=0)
    appointment = models.OneToOneField(
        "appointments.Appointment", null=True, on_delete=models.SET_NULL, related_name="waitlist_entry"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["address_index"],
                condition=models.Q(state__in=("unconfirmed", "waiting", "offered")),
                name="waitlist_open_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "confirmed_at"], name="waitlist_line")]

    def __str__(self) -> str:
        return f"{self.lot} {self.state}"

    @property
    def waiting(self) -> Waiting:
        """What it is looked for by."""
        return Waiting(self.pk, tuple((service_id, persons) for service_id, persons in self.wishes), self.time_wish)

    @property
    def time_wish(self) -> TimeWish:
        """When and where a time would do."""
        return TimeWish(
            office_ids=frozenset(self.office_ids),
            weekdays=frozenset(self.weekdays),
            from_minute=self.from_minute,
            until_minute=self.until_minute,
            earliest=self.earliest_date,
            latest=self.latest_date,
        )


class KeptBack(models.Model):
    """That a hold keeps a time back for the waitlist (a freed one) or for a draw, until it has been offered.

    The hold ends by itself where nobody comes to offer it, so that nothing is kept back for ever.
    """

    policy: ClassVar[Policy] = Policy(
        owner="appointments", personal=False, keep=Until.WITH_OWNER, reason="part of a hold"
    )

    hold = models.OneToOneField("appointments.Hold", on_delete=models.CASCADE, related_name="kept_back")
    draw = models.ForeignKey(Draw, null=True, on_delete=models.CASCADE, related_name="kept_back")

    def __str__(self) -> str:
        return str(self.hold_id)
