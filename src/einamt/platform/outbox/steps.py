"""Writing to the outbox, for operations of other rooms."""

from datetime import datetime

from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.shapes import new_row


def new_message(*, topic: str, payload: dict[str, str], now: datetime) -> OutboxMessage:
    """An unsaved message, to be written in the transaction of what it announces.

    `payload` holds identifiers, never personal data: what the message needs is read when it is handled.
    """
    return new_row(OutboxMessage, topic=topic, payload=payload, created_at=now, due_at=now)


def publish(*, topic: str, payload: dict[str, str], now: datetime) -> OutboxMessage:
    """Write a message and return it; refuses to run without a transaction around it."""
    require_transaction()
    message = new_message(topic=topic, payload=payload, now=now)
    message.save(force_insert=True)
    return message
