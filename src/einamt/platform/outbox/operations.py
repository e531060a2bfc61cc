"""What operators do about messages that could not be delivered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.platform.outbox.models import OutboxMessage


@transaction.atomic
def retry_dead_letters(*, ids: list[UUID] | None, now: datetime) -> int:
    """Have dead letters tried again from the first attempt, those with `ids` or all; how many there were."""
    dead = OutboxMessage.objects.filter(dead_at__isnull=False)
    if ids is not None:
        dead = dead.filter(pk__in=ids)
    return dead.update(dead_at=None, attempts=0, due_at=now)


@transaction.atomic
def drop_dead_letter(*, message_id: UUID) -> bool:
    """Give a dead letter up for good; whether there was one."""
    deleted, _ = OutboxMessage.objects.filter(pk=message_id, dead_at__isnull=False).delete()
    return bool(deleted)
