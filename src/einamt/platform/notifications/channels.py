"""The ways on which a message can go, and which of them it takes. Plain Python."""

from collections.abc import Collection, Sequence
from enum import StrEnum


class MessageChannel(StrEnum):
    """How somebody is told."""

    MAIL = "mail"
    SMS = "sms"
    LETTER = "letter"


ALL = frozenset(MessageChannel)


def route(
    *, wish: MessageChannel | None, allowed: Collection[MessageChannel], reachable: Collection[MessageChannel]
) -> MessageChannel | None:
    """The way that the person wished for, else the quickest one that the message may take and that leads to them.

    None: there is none.
    """
    order = [wish, *MessageChannel] if wish else list(MessageChannel)
    return next((each for each in order if each in allowed and each in reachable), None)


def way_round(
    *,
    tried: Collection[MessageChannel],
    allowed: Collection[MessageChannel],
    reachable: Collection[MessageChannel],
) -> MessageChannel | None:
    """What to try once one way has failed for good: the post first, because it needs no working address of a machine.

    None: nothing is left but a person.
    """
    order: Sequence[MessageChannel] = (MessageChannel.LETTER, MessageChannel.SMS, MessageChannel.MAIL)
    return next((each for each in order if each not in tried and each in allowed and each in reachable), None)
