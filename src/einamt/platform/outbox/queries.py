"""How the outbox, the schedule and the workers are doing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from einamt.platform.outbox.models import OutboxMessage, ScheduledJob, Worker

WORKER_SEEN = timedelta(seconds=60)
"""A worker that was not seen for longer is taken for gone; it shows itself every 15 seconds."""


@dataclass(frozen=True, slots=True)
class Health:
    """What operators watch."""

    backlog: int
    """Messages to be delivered, also those that wait for their next attempt."""
    oldest_due_seconds: float
    """How long the message that has been due longest has been so; 0 when none is."""
    dead_letters: int
    failing_jobs: list[str]
    """Names of jobs whose last run failed."""
    workers: int
    """Alive."""


def health(*, now: datetime) -> Health:
    """The state of background work."""
    messages = OutboxMessage.objects.aggregate(
        backlog=Count("pk", filter=Q(dead_at=None)),
        dead=Count("pk", filter=Q(dead_at__isnull=False)),
        oldest=Min("due_at", filter=Q(dead_at=None)),
    )
    oldest: datetime | None = messages["oldest"]
    return Health(
        backlog=messages["backlog"],
        oldest_due_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        dead_letters=messages["dead"],
        failing_jobs=list(ScheduledJob.objects.filter(attempts__gt=0).order_by("name").values_list("name", flat=True)),
        workers=Worker.objects.filter(seen_at__gte=now - WORKER_SEEN).count(),
    )


def dead_letters(*, limit: int = 100) -> list[OutboxMessage]:
    """Messages that could not be delivered, newest first."""
    return list(OutboxMessage.objects.filter(dead_at__isnull=False).order_by("-dead_at", "-id")[:limit])


def named_in(*, topic: str, key: str) -> set[str]:
    """What stands at `key` in the messages of a topic that are on their way or dead: whoever finds work by the clock
    says each piece once. For topics of which few messages wait.
    """
    return {payload[key] for payload in OutboxMessage.objects.filter(topic=topic).values_list("payload", flat=True)}


def jobs() -> list[ScheduledJob]:
    """The schedule, by name."""
    return list(ScheduledJob.objects.order_by("name"))
