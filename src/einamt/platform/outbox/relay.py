"""Delivering messages to their subscribers."""

import logging
import random
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.outbox import leases, rules
from einamt.platform.outbox.attempts import attempt
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.outbox.registry import subscribers
from einamt.platform.redaction import describe

LONG_LEASE = timedelta(minutes=10)
"""For those who do not renew it: a pass on request, as opposed to a worker process."""

_BATCH = 10
_log = logging.getLogger(__name__)


class WorkerCrashed(RuntimeError):
    """The worker that had a message or a job never said how it ended."""


def drain() -> int:
    """Deliver until no message is due; how many were tried. What failed and is due later stays."""
    holder, total = new_id(), 0
    while tried := deliver_due(holder=holder, lease=LONG_LEASE):
        total += tried
    return total


def deliver_due(*, holder: UUID, lease: timedelta) -> int:
    """Deliver a few messages that are due, oldest first; how many were tried."""
    now = clock.now()
    due = OutboxMessage.objects.filter(dead_at=None, due_at__lte=now).order_by("due_at", "id")
    messages = leases.take(due, holder=holder, now=now, lease=lease, limit=_BATCH)
    for message in messages:
        if message.leased_until is None:
            _deliver(message, holder=holder)
        else:
            # as it was before it was taken: whoever had it never came back, and it may be this very message's fault
            _put_off(message, holder=holder, error=WorkerCrashed(), now=now)
    return len(messages)


def _deliver(message: OutboxMessage, *, holder: UUID) -> None:
    """Call each subscriber that has not dealt with `message` yet, and note how it went before the next one's turn."""
    error: Exception | None = None
    waiting = [one for one in subscribers(message.topic) if one.name not in message.delivered_to]
    for subscription in waiting:
        try:
            with attempt(is_last=message.attempts + 1 >= rules.ATTEMPTS):
                subscription.handler(dict(message.payload), clock.now())
        except Exception as raised:  # noqa: BLE001 - whatever a subscriber raises is a failed attempt
            error = raised
            _log.warning("%s could not deal with %s %s", subscription.name, message.topic, message.pk, exc_info=raised)
        else:
            message.delivered_to.append(subscription.name)
            if subscription is not waiting[-1] or error is not None:
                _held(message, holder=holder).update(delivered_to=message.delivered_to)
    if error is None:
        _held(message, holder=holder).delete()
    else:
        _put_off(message, holder=holder, error=error, now=clock.now())


def _put_off(message: OutboxMessage, *, holder: UUID, error: Exception, now: datetime) -> None:
    """Have `message` tried again later, or lay it with the dead letters."""
    attempts = message.attempts + 1
    is_dead = attempts >= rules.ATTEMPTS
    if is_dead:
        _log.error("%s %s is a dead letter after %s attempts", message.topic, message.pk, attempts)
    _held(message, holder=holder).update(
        attempts=attempts,
        due_at=now + rules.pause(attempts=attempts, spread=random.random()),  # noqa: S311 - spreads load, guards nothing
        dead_at=now if is_dead else None,
        last_error=describe(error),
        holder=None,
        leased_until=None,
    )


def _held(message: OutboxMessage, *, holder: UUID) -> QuerySet[OutboxMessage]:
    """`message`, if it is still held: a worker that was frozen for too long finds nothing and changes nothing."""
    return OutboxMessage.objects.filter(pk=message.pk, holder=holder)
