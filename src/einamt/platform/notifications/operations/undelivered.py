"""What did not arrive: found, returned, and dealt with by a person."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from einamt.platform.notifications import queries, steps
from einamt.platform.notifications.bounces import Verdict, read_bounce
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.errors import AlreadySettled, NoSuchWay
from einamt.platform.notifications.models import BrokenAddress, SentMessage, Settled, Trouble
from einamt.platform.notifications.registry import kind_of
from einamt.platform.notifications.rendering import Content
from einamt.platform.notifications.ways import open_ways

STUCK = timedelta(days=2)
"""The outbox gives a message up after about 23 hours; what is still under way after twice that is nobody's any more."""


def take_bounce(*, raw: bytes, now: datetime) -> Verdict:
    """Take in a mail that came to the address for returned mails; what it was.

    One that says for good that a mail of ours could not be delivered marks the message and its address. A repeated one,
    and one about a message that is forgotten, changes nothing.
    """
    bounce = read_bounce(raw)
    if bounce.verdict is not Verdict.FAILED or bounce.message_id is None:
        return bounce.verdict
    row = SentMessage.objects.filter(pk=bounce.message_id, channel=MessageChannel.MAIL).exclude(sent_at=None).first()
    if row is None:
        return Verdict.UNKNOWN
    steps.write_trouble(message_id=row.pk, trouble=Trouble.RETURNED, detail=bounce.detail, now=now)
    return Verdict.FAILED


def find_stuck(now: datetime) -> None:
    """Say of messages that nobody is sending any more that they may not have arrived; a job of the schedule."""
    stuck = SentMessage.objects.filter(sent_at=None, trouble="", claimed_at__lt=now - STUCK)
    for row in stuck.exclude(channel=MessageChannel.LETTER).order_by("claimed_at")[:200]:
        trouble = Trouble.GIVEN_UP if row.is_free else Trouble.UNSURE
        steps.write_trouble(message_id=row.pk, trouble=trouble, detail="", now=now)


@transaction.atomic
def send_again(*, message_id: UUID, channel: MessageChannel, by: str, now: datetime) -> None:
    """Send what did not arrive once more, on the same way or another; whoever asks for it knows that the address is
    right after all, so it is not shunned any more.

    :raises AlreadySettled: somebody else has dealt with it.
    :raises NoSuchWay: the person cannot be reached there, or the text is not kept any more.
    """
    row = _open(message_id)
    content = Content.opened(row.content) if row.content else None
    if content is None or channel not in ways_of(row=row):
        raise NoSuchWay
    if index := queries.index_of(recipient=content.recipient, channel=channel):
        BrokenAddress.objects.filter(pk=index).delete()
    steps.write_again(row=row, content=content, channel=channel, now=now)
    _settle(row, how=Settled.RESENT, by=by)


@transaction.atomic
def settle(*, message_id: UUID, by: str) -> None:
    """The person has been told otherwise, or needs to be told no more.

    :raises AlreadySettled: somebody else has dealt with it.
    """
    _settle(_open(message_id), how=Settled.DONE, by=by)


def ways_of(*, row: SentMessage) -> list[MessageChannel]:
    """The ways on which a message can be sent again, and on which somebody carries it."""
    kind = kind_of(row.kind)
    if kind is None or not row.content:
        return []
    reachable = Content.opened(row.content).recipient.reachable()
    return [channel for channel in MessageChannel if channel in open_ways(kind) and channel in reachable]


def _open(message_id: UUID) -> SentMessage:
    row = SentMessage.objects.select_for_update().filter(pk=message_id, settled="").exclude(trouble="").first()
    if row is None:
        raise AlreadySettled
    return row


def _settle(row: SentMessage, *, how: Settled, by: str) -> None:
    row.settled, row.settled_by = how, by
    row.save(update_fields=["settled", "settled_by"])
