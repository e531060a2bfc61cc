"""What a person was told about their matter, and where they wished to be told: for `einamt person`."""

import json
from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import QuerySet

from einamt.platform.notifications.models import Reach, SentMessage
from einamt.platform.notifications.recipients import Recipient, recipient_of
from einamt.platform.notifications.rendering import Content
from einamt.platform.retention.exporting import exported
from einamt.platform.retention.registry import Counts


def wishes() -> Iterator[tuple[UUID, Recipient]]:
    """Each case whose person chose how to be told, with what they gave. Sealed without an index: opened one by one."""
    for row in Reach.objects.iterator(chunk_size=500):
        yield row.about, recipient_of(json.loads(row.details))


def wish_about(case_id: UUID) -> Recipient | None:
    """What the person of a case gave to be told at; None where it is simply the mail address of the matter."""
    row = Reach.objects.filter(pk=case_id).first()
    return None if row is None else recipient_of(json.loads(row.details))


def told_about(case_id: UUID) -> dict[str, object]:
    """How the person of a case wants to be told, and each message: when, on which way, to where, under which subject.

    Without the texts: what they say stands in the case, and they hold the links and codes with which somebody could act
    for the person.
    """
    wish = wish_about(case_id)
    found: dict[str, object] = {}
    if wish is not None:
        found[Reach._meta.label] = [_address(wish)]
    if messages := [_message(row) for row in _messages(case_id)]:
        found[SentMessage._meta.label] = messages
    return found


def forget_about(case_id: UUID) -> Counts:
    """Erase all of that, in the transaction that erases the case."""
    return {
        Reach._meta.label: Reach.objects.filter(pk=case_id).delete()[0],
        SentMessage._meta.label: _messages(case_id).delete()[0],
    }


def forget_messages(command_ids: Collection[UUID]) -> Counts:
    """Erase single messages, in the transaction that erases whom they went to."""
    return {SentMessage._meta.label: SentMessage.objects.filter(pk__in=command_ids).delete()[0]}


def _messages(case_id: UUID) -> QuerySet[SentMessage]:
    return SentMessage.objects.filter(about=case_id).order_by("claimed_at", "command_id")


def _message(row: SentMessage) -> dict[str, object]:
    values = exported(row)
    del values["content"]
    if row.content:
        content = Content.opened(row.content)
        values |= {"subject": content.subject, "recipient": _address(content.recipient)}
    return values


def _address(recipient: Recipient) -> dict[str, object]:
    """In lines, as it stands on an envelope."""
    address = recipient.address
    return recipient.as_data() | {"address": address.lines() if address else []}
