"""Looking into the log of reading: one person asks with a reason, another releases, for a day; each step is logged."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from einamt.kernel.actor import Actor
from einamt.platform.audit.errors import LogClosed, LogRequestUnknown, SecondPersonNeeded
from einamt.platform.audit.models import LogRequest, ReadingEntry
from einamt.platform.audit.queries import readings
from einamt.platform.audit.steps import record_reading

OPEN_FOR = timedelta(hours=24)


def open_requests(*, now: datetime) -> list[LogRequest]:
    """What waits for a second person, and what may be looked at now; the newest first."""
    rows = LogRequest.objects.order_by("-asked_at")
    return [row for row in rows[:200] if row.expires_at is None or row.expires_at > now]


def log_request(*, request_id: UUID) -> LogRequest:
    """A request.

    :raises LogRequestUnknown: there is none.
    """
    found = LogRequest.objects.filter(pk=request_id).first()
    if found is None:
        raise LogRequestUnknown
    return found


@transaction.atomic
def ask_for_log(*, subject: str, reason: str, actor: Actor, now: datetime) -> LogRequest:
    """Ask to see who has read about `subject`, such as `case:0198…`; asking again while it waits changes nothing."""
    earlier = LogRequest.objects.filter(subject=subject, asked_by=str(actor), expires_at=None).first()
    if earlier:
        return earlier
    made = LogRequest.objects.create(subject=subject, reason=reason.strip(), asked_by=str(actor), asked_at=now)
    record_reading(actor=actor, what="log-asked", subject=subject, purpose=f"request:{made.pk}", now=now)
    return made


@transaction.atomic
def release_log(*, request_id: UUID, actor: Actor, now: datetime) -> None:
    """Let whoever has asked look for a day; again changes nothing.

    :raises LogRequestUnknown: there is no such request.
    :raises SecondPersonNeeded: it is one's own.
    """
    found = LogRequest.objects.select_for_update().filter(pk=request_id).first()
    if found is None:
        raise LogRequestUnknown
    if found.asked_by == str(actor):
        raise SecondPersonNeeded
    if found.expires_at is not None:
        return
    found.released_by, found.expires_at = str(actor), now + OPEN_FOR
    found.save(update_fields=["released_by", "expires_at"])
    record_reading(actor=actor, what="log-released", subject=found.subject, purpose=f"request:{found.pk}", now=now)


@transaction.atomic
def read_log(*, request_id: UUID, actor: Actor, now: datetime) -> list[ReadingEntry]:
    """Who has read about the request's subject, newest first, for who has asked and while it is released.

    :raises LogRequestUnknown: there is no such request.
    :raises LogClosed: it is somebody else's, not released, or no longer.
    """
    found = log_request(request_id=request_id)
    if found.asked_by != str(actor) or found.expires_at is None or found.expires_at <= now:
        raise LogClosed
    record_reading(actor=actor, what="log-read", subject=found.subject, purpose=f"request:{found.pk}", now=now)
    return readings(subject=found.subject)
