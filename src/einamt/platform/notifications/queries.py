"""Reading what was told, what was not, and how somebody wants to be told."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from einamt.platform.crypto.fields import blind_index
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import BrokenAddress, LetterBatch, Reach, SentMessage, Settled
from einamt.platform.notifications.recipients import Recipient, recipient_of
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.notifications.ways import open_ways

SHUNNED = timedelta(days=30)
"""How long nothing is sent to an address from which a message came back; then it is tried again."""


def broken_ways(*, recipient: Recipient, now: datetime) -> set[MessageChannel]:
    """The ways on which messages to `recipient` came back lately."""
    indexes = {
        index: channel
        for channel in (MessageChannel.MAIL, MessageChannel.SMS)
        if (index := index_of(recipient=recipient, channel=channel))
    }
    if not indexes:
        return set()
    found = BrokenAddress.objects.filter(address_index__in=indexes, noted_at__gt=now - SHUNNED)
    return {indexes[index] for index in found.values_list("address_index", flat=True)}


def index_of(*, recipient: Recipient, channel: MessageChannel) -> str | None:
    """By which a mail address or number is known to be broken; None for others. Letters that come back are not kept:
    the address is about one matter only.
    """
    address = {MessageChannel.MAIL: recipient.email, MessageChannel.SMS: recipient.mobile}.get(channel, "")
    return blind_index(text=address, purpose="notifications.address") if address else None


def recipient_for(*, about: UUID, email: str) -> Recipient:
    """How the person of the case `about` can be reached: what they chose, else the mail address that the room knows."""
    return recipients_for(emails={about: email})[about]


def recipients_for(*, emails: Mapping[UUID, str]) -> dict[UUID, Recipient]:
    """As `recipient_for`, for many cases at once: `emails` holds the mail address that the room knows, by case."""
    chosen = {row.pk: recipient_of(json.loads(row.details)) for row in Reach.objects.filter(pk__in=emails.keys())}
    return {
        about: replace(chosen[about], email=chosen[about].email or email) if about in chosen else Recipient(email=email)
        for about, email in emails.items()
    }


def ways_of(*, kind: MessageKind, recipient: Recipient) -> frozenset[MessageChannel]:
    """The ways that a message of `kind` may take and that lead to `recipient`; empty: nothing can be told."""
    return open_ways(kind) & recipient.reachable()


Offices = Collection[int] | None
"""Ids of offices, by which is also meant what belongs to no office; None: all."""


def undelivered(*, offices: Offices) -> QuerySet[SentMessage]:
    """Messages that did not arrive and that nobody has dealt with, the oldest first."""
    rows = SentMessage.objects.filter(_of(offices), settled="").exclude(trouble="")
    return rows.order_by("trouble_at", "command_id")


def undelivered_at(*, office: OuterRef) -> Coalesce:
    """How many of them the office that `office` refers to has to deal with, for a query about offices."""
    rows = undelivered(offices=None).filter(Q(office_id=office) | Q(office_id=None)).order_by()
    counted = rows.annotate(all=Value(1)).values("all").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def letters_waiting(*, offices: Offices) -> QuerySet[SentMessage]:
    """Letters that are in no batch yet."""
    waiting = SentMessage.objects.filter(_of(offices), channel=MessageChannel.LETTER, batch=None, sent_at=None)
    return waiting.filter(trouble="", settled="")


def batches(*, offices: Offices) -> QuerySet[LetterBatch]:
    """Batches of letters: those that are not posted first, then the latest."""
    return LetterBatch.objects.filter(_of(offices)).order_by(F("posted_on").desc(nulls_first=True), "-made_at", "-pk")


def letters_of(*, batch: LetterBatch) -> list[SentMessage]:
    """The letters of a batch, in the order in which they are printed."""
    return list(batch.messages.order_by("place"))


def recalled(*, batches: Iterable[LetterBatch]) -> dict[int, list[str]]:
    """The numbers of the letters that are to be taken out, of each of the batches that has some and is not posted."""
    open_ones = [batch.pk for batch in batches if batch.posted_on is None]
    rows = SentMessage.objects.filter(batch_id__in=open_ones, settled=Settled.RECALLED).order_by("batch_id", "place")
    numbers: dict[int, list[str]] = {}
    for batch_id, place in rows.values_list("batch_id", "place"):
        numbers.setdefault(batch_id, []).append(letter_number(batch_id=batch_id, place=place))
    return numbers


def letter_number(*, batch_id: int, place: int | None) -> str:
    """As it stands on the letter, top right."""
    return f"{batch_id}-{place}"


def _of(offices: Offices) -> Q:
    return Q() if offices is None else Q(office_id__in=list(offices)) | Q(office_id=None)
