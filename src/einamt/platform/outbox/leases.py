"""Taking rows to work on, so that no two workers have the same one.

Here is all that differs between the databases. On PostgreSQL, rows that another worker is just taking are passed over
(FOR UPDATE SKIP LOCKED). SQLite has no row locks and Django leaves the clause out; there the transaction is an
immediate one, which holds the writers' lock from its first moment, so that workers take rows one after the other.
"""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from einamt.platform.outbox.models import OutboxMessage, ScheduledJob

Leased = TypeVar("Leased", OutboxMessage, ScheduledJob)


def take(rows: QuerySet[Leased], *, holder: UUID, now: datetime, lease: timedelta, limit: int) -> list[Leased]:
    """Up to `limit` of `rows` that nobody holds, in their order, now held by `holder` until `now` plus `lease`."""
    free = rows.filter(Q(leased_until=None) | Q(leased_until__lte=now))
    # on SQLite, even a transaction that finds nothing would stand in the way of every writer
    if not free.exists():
        return []
    with transaction.atomic():
        taken = list(free.select_for_update(skip_locked=True)[:limit])
        rows.filter(pk__in=[row.pk for row in taken]).update(holder=holder, leased_until=now + lease)
    return taken


def renew(*, holder: UUID, now: datetime, lease: timedelta) -> None:
    """Put off the end of all that `holder` holds."""
    for held in (OutboxMessage.objects.filter(holder=holder), ScheduledJob.objects.filter(holder=holder)):
        if held.exists():
            held.update(leased_until=now + lease)
