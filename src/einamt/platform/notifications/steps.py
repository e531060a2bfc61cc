"""What several operations write about messages; each is one transaction of its own where none is around it."""

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from einamt.platform.notifications import queries
from einamt.platform.notifications.channels import MessageChannel, way_round
from einamt.platform.notifications.models import BrokenAddress, Reach, SentMessage, Settled, Trouble
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.registry import kind_of
from einamt.platform.notifications.rendering import Content
from einamt.platform.notifications.ways import open_ways
from einamt.platform.outbox import steps as outbox
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.shapes import new_row

UNDELIVERED, WAITING = "notifications.undelivered", "notifications.waiting"
"""Topics: a message did not arrive; one that is written down is to be sent. The payload names the message."""
POSTED = "notifications.posted"
"""Topic: a batch of letters was handed to the post. The payload names the `batch`."""


@transaction.atomic
def write_letter(*, row: SentMessage) -> None:
    """Lay a letter with those that are printed next, once."""
    values = {field: getattr(row, field) for field in ("kind", "about", "office_id", "claimed_at", "content")}
    SentMessage.objects.get_or_create(
        command_id=row.command_id, defaults={**values, "channel": MessageChannel.LETTER, "is_free": True}
    )


@transaction.atomic
def write_lost(*, row: SentMessage, now: datetime) -> None:
    """Write down somebody who cannot be reached, for a person to see; once."""
    values = {field: getattr(row, field) for field in ("kind", "channel", "about", "office_id", "content")}
    _, is_new = SentMessage.objects.get_or_create(command_id=row.command_id, defaults={**values, "claimed_at": now})
    if is_new:
        write_trouble(message_id=row.command_id, trouble=Trouble.NO_WAY, detail="", now=now)


@transaction.atomic
def write_trouble(*, message_id: UUID, trouble: Trouble, detail: str, now: datetime) -> bool:
    """A message did not arrive: say so, and send it on another way where the person can be reached on one.

    Whether it is news: said twice, it is the same.
    """
    row = SentMessage.objects.select_for_update().filter(pk=message_id, trouble="").first()
    if row is None:
        return False
    row.trouble, row.trouble_at, row.detail = trouble, now, detail[:200]
    content = Content.opened(row.content) if row.content else None
    if content and trouble in {Trouble.REFUSED, Trouble.RETURNED}:
        note_broken(content=content, channel=MessageChannel(row.channel), now=now)
    if content and (channel := _next_way(row=row, content=content, now=now)):
        row.settled, row.settled_by = Settled.OTHER_WAY, channel
        write_again(row=row, content=content, channel=channel, now=now)
    row.save(update_fields=["trouble", "trouble_at", "detail", "settled", "settled_by"])
    if row.about is not None:
        payload = {"message": str(row.pk), "case": str(row.about), "channel": row.channel, "then": row.settled_by}
        outbox.publish(topic=UNDELIVERED, payload=payload, now=now)
    return True


def write_again(*, row: SentMessage, content: Content, channel: MessageChannel, now: datetime) -> UUID:
    """The same message once more, as one of its own, on `channel`; in the transaction of what decided it."""
    command_id = again_id(message_id=row.pk, channel=channel)
    tried = (*content.tried, MessageChannel(row.channel))
    fresh = SentMessage(
        command_id=command_id,
        kind=row.kind,
        channel=channel,
        about=row.about,
        office_id=row.office_id,
        claimed_at=now,
        is_free=True,
        content=replace(content, tried=tried).sealed(),
    )
    SentMessage.objects.bulk_create([fresh], ignore_conflicts=True)
    if channel != MessageChannel.LETTER:
        outbox.publish(topic=WAITING, payload={"message": str(command_id)}, now=now)
    return command_id


def again_id(*, message_id: UUID, channel: MessageChannel) -> UUID:
    """The id of the message that goes out once more on `channel` for one that did not arrive."""
    return uuid5(message_id, f"again:{channel}")


def forbid_letter(*, message_id: UUID, kind: str, about: UUID, office_id: int | None, now: datetime) -> None:
    """Have a letter that may not be written yet never be: its place is taken, in the transaction of what decided it."""
    require_transaction()
    SentMessage.objects.get_or_create(
        command_id=message_id,
        defaults={
            "kind": kind,
            "channel": MessageChannel.LETTER,
            "about": about,
            "office_id": office_id,
            "claimed_at": now,
            "settled": Settled.RECALLED,
        },
    )


def call_letter_back(*, message_id: UUID) -> bool:
    """Have a letter not go out, or, where it came back, not go out again; whether it is not with the post.

    In a batch that is printed already it leaves a gap, and the cover sheet says what is to be taken out.
    """
    require_transaction()
    row = SentMessage.objects.select_for_update().filter(pk=message_id, channel=MessageChannel.LETTER).first()
    if row is None:
        return True
    if not row.settled and (row.sent_at is None or row.trouble):
        row.settled, row.content = Settled.RECALLED, None
        row.save(update_fields=["settled", "content"])
    return row.sent_at is None


def settle_overtaken(*, message_id: UUID) -> None:
    """Have nobody send a message once more that did not arrive: what it says holds no longer, or was told otherwise."""
    require_transaction()
    lost = SentMessage.objects.filter(pk=message_id, settled="").exclude(trouble="")
    lost.update(settled=Settled.RECALLED, content=None)


def note_broken(*, content: Content, channel: MessageChannel, now: datetime) -> None:
    """Send nothing more to where a message came back from."""
    if index := queries.index_of(recipient=content.recipient, channel=channel):
        BrokenAddress.objects.update_or_create(address_index=index, defaults={"noted_at": now})


def new_reach(*, about: UUID, recipient: Recipient) -> Reach:
    """The unsaved row of how somebody wants to be told about the case `about`, for the transaction that opens it."""
    return new_row(Reach, about=about, details=json.dumps(recipient.as_data(), ensure_ascii=False))


def _next_way(*, row: SentMessage, content: Content, now: datetime) -> MessageChannel | None:
    kind = kind_of(row.kind)
    if kind is None:
        return None
    working = content.recipient.reachable() - queries.broken_ways(recipient=content.recipient, now=now)
    return way_round(tried={*content.tried, MessageChannel(row.channel)}, allowed=open_ways(kind), reachable=working)
