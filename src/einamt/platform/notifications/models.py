"""Which messages are to go out, have gone out, or could not; how somebody wants to be told; batches of letters."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from einamt.platform.crypto.fields import BlindIndexField, EncryptedTextField
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.retention.policy import Policy, Until

KEEP_CONTENT = timedelta(days=30)
"""How long address and text of a message are kept: a mail comes back within five days (RFC 5321, 4.5.4.1), a letter,
from abroad, within a few weeks; until then it must be possible to tell the person on another way."""

_CHANNELS = [(each.value, each.value) for each in MessageChannel]


class Trouble(models.TextChoices):
    """Why somebody has not been told."""

    REFUSED = "refused"
    """The mail server or the gateway says that there is no such address."""
    RETURNED = "returned"
    """It came back."""
    GIVEN_UP = "given-up"
    """It was tried for about a day."""
    UNSURE = "unsure"
    """Whoever was sending it crashed and nobody came after: it may have gone out."""
    NO_WAY = "no-way"
    """All that is known of the person is an address from which messages came back."""


class Settled(models.TextChoices):
    """What became of a message that did not arrive."""

    OTHER_WAY = "other-way"
    """Sent again by itself, on another way."""
    RESENT = "resent"
    """Somebody had it sent again."""
    DONE = "done"
    """Somebody has told the person, or nothing needs to be told any more."""
    RECALLED = "recalled"
    """Not to go out any more, or not once more: what it says has been overtaken."""


class LetterBatch(models.Model):
    """Letters of an office that are printed together."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.notifications",
        personal=True,
        keep=timedelta(days=90),
        reason="how many letters went to the post on which day; erased after the letters",
    )

    office_id = models.BigIntegerField(null=True)
    """Of `catalog.Office`; None: of no office's."""
    made_at = models.DateTimeField(db_index=True)
    letters = models.PositiveIntegerField()
    posted_on = models.DateField(null=True)
    """The day on which it was handed to the post (§ 41(2) VwVfG counts from it)."""
    posted_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class SentMessage(models.Model):
    """One message that is to be sent once; `sent_at` is empty until it has gone out."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.notifications",
        personal=True,
        keep=timedelta(days=90),
        reason="that it went out, longer than anything is retried; the text for 30 days, while it may come back",
    )

    command_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=_CHANNELS, default=MessageChannel.MAIL.value, db_default="mail")
    about = models.UUIDField(null=True)
    """The case; a room of a higher floor, which is told by the outbox where something went wrong."""
    office_id = models.BigIntegerField(null=True)
    """Of `catalog.Office`: who looks after it when it does not arrive, and prints it when it is a letter."""
    claimed_at = models.DateTimeField()
    is_free = models.BooleanField(default=False, db_default=False)
    """Nobody is sending it: the last attempt failed, and who comes next may try at once."""
    not_before = models.DateTimeField(null=True)
    """The gateway asks to be left alone until then (Retry-After)."""
    sent_at = models.DateTimeField(null=True)
    content = EncryptedTextField(null=True)
    """JSON of `rendering.Content`; None once it is not needed any more."""
    batch = models.ForeignKey(LetterBatch, null=True, on_delete=models.PROTECT, related_name="messages")
    place = models.PositiveSmallIntegerField(null=True)
    """In its batch, from 1 on: it is printed on the letter, and stays when another of the batch is erased."""
    trouble = models.CharField(max_length=10, blank=True, default="", db_default="", choices=Trouble.choices)
    trouble_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=200, blank=True, default="", db_default="")
    """What the other side said, without addresses."""
    settled = models.CharField(max_length=10, blank=True, default="", db_default="", choices=Settled.choices)
    settled_by = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["claimed_at"], name="sent_message_claimed"),
            models.Index(
                fields=["office_id", "trouble_at"],
                name="message_in_trouble",
                condition=models.Q(settled="") & ~models.Q(trouble=""),
            ),
            models.Index(
                fields=["office_id", "claimed_at"],
                name="message_to_print",
                condition=models.Q(channel="letter", batch=None),
            ),
            models.Index(fields=["claimed_at"], name="message_unsent", condition=models.Q(sent_at=None)),
            models.Index(fields=["about"], name="message_about", condition=models.Q(about__isnull=False)),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "place"], name="letter_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.command_id}"


class BrokenAddress(models.Model):
    """A mail address or number from which messages come back: nothing is sent there for a while."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.notifications",
        personal=True,
        keep=timedelta(days=180),
        reason="a keyed hash; long enough not to try in vain, short enough for an address that is put in order",
    )

    address_index = BlindIndexField(primary_key=True)
    noted_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"noted {self.noted_at:%Y-%m-%d}"


class Reach(models.Model):
    """How somebody wants to be told about one matter, where that is not simply by mail."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.notifications", personal=True, keep=Until.WITH_OWNER, reason="erased once its case is"
    )

    about = models.UUIDField(primary_key=True)
    """The case."""
    details = EncryptedTextField()
    """JSON of `recipients.Recipient`."""

    def __str__(self) -> str:
        return f"of {self.about}"
