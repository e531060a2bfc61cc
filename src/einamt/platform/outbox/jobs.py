"""Running the jobs of the schedule that are due."""

import logging
import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from einamt.kernel.localtime import at_minute, local_date
from einamt.platform import clock
from einamt.platform.outbox import leases, rules
from einamt.platform.outbox.models import ScheduledJob
from einamt.platform.outbox.relay import WorkerCrashed
from einamt.platform.outbox.schedule import Entry, registered
from einamt.platform.redaction import describe
from einamt.platform.shell import city

_log = logging.getLogger(__name__)


def prepare(*, now: datetime) -> None:
    """Give every registered job its row; a row that was made for another rhythm is brought in line.

    A new interval job is due at once, a new daily job at its next time of day.
    """
    rows = {row.name: row for row in ScheduledJob.objects.filter(name__in=registered().keys())}
    for entry in registered().values():
        fresh = _first(entry, now=now)
        row = rows.get(entry.name)
        if row is None:
            ScheduledJob.objects.bulk_create([fresh], ignore_conflicts=True)
        elif entry.every is not None and (row.due_at > now + entry.every or row.due_day is not None):
            ScheduledJob.objects.filter(pk=row.pk).update(due_at=now, due_day=None)
        elif entry.every is None and row.due_day is None:
            ScheduledJob.objects.filter(pk=row.pk).update(due_at=fresh.due_at, due_day=fresh.due_day)


def run_due(*, holder: UUID, lease: timedelta) -> int:
    """Run the job that has been due longest, if there is one; how many were run."""
    now = clock.now()
    due = ScheduledJob.objects.filter(name__in=registered().keys(), due_at__lte=now).order_by("due_at", "name")
    rows = leases.take(due, holder=holder, now=now, lease=lease, limit=1)
    for row in rows:
        _run(row, entry=registered()[row.name], holder=holder, now=now)
    return len(rows)


def _run(row: ScheduledJob, *, entry: Entry, holder: UUID, now: datetime) -> None:
    if row.due_day is not None:
        row.due_day = rules.day_to_run(due_day=row.due_day, today=local_date(moment=now, zone=city.zone()))
    given = now if row.due_day is None else _moment(entry, row=row)
    # as it was before it was taken: whoever had it never came back, and it may be this very job's fault
    error = WorkerCrashed() if row.leased_until is not None else _failure(entry, given=given)
    changes: dict[str, Any]
    if error is not None:
        _log.error("the job %s failed", entry.name, exc_info=error)
        attempts = row.attempts + 1
        pause = rules.job_pause(attempts=attempts, spread=random.random())  # noqa: S311 - spreads load, guards nothing
        changes = {"attempts": attempts, "due_at": clock.now() + pause, "last_error": describe(error)}
    else:
        _advance(row, entry=entry, now=now)
        changes = {
            "attempts": 0,
            "due_at": row.due_at,
            "due_day": row.due_day,
            "last_success_at": clock.now(),
            "last_error": "",
        }
    # a worker that was frozen for too long no longer holds the row, and changes nothing
    ScheduledJob.objects.filter(pk=row.pk, holder=holder).update(**changes, holder=None, leased_until=None)


def _failure(entry: Entry, *, given: datetime) -> Exception | None:
    """Run the job; what it raised."""
    try:
        entry.job(given)
    except Exception as error:  # noqa: BLE001 - whatever a job raises is a failed run
        return error
    return None


def _first(entry: Entry, *, now: datetime) -> ScheduledJob:
    if entry.every is not None:
        return ScheduledJob(name=entry.name, due_at=now)
    today = local_date(moment=now, zone=city.zone())
    row = ScheduledJob(name=entry.name, due_day=today)
    row.due_at = _moment(entry, row=row)
    if row.due_at <= now:
        _advance(row, entry=entry, now=now)
    return row


def _advance(row: ScheduledJob, *, entry: Entry, now: datetime) -> None:
    """To the next time that the job is due."""
    if entry.every is not None:
        row.due_at = rules.next_interval(due_at=row.due_at, every=entry.every, now=now)
    elif row.due_day is not None:
        row.due_day += timedelta(days=1)
        row.due_at = _moment(entry, row=row)


def _moment(entry: Entry, *, row: ScheduledJob) -> datetime:
    """When a daily job is due on the row's day, by the city's wall clock."""
    assert entry.daily_at is not None  # noqa: S101 - for the type checker: only daily jobs have a day
    assert row.due_day is not None  # noqa: S101
    minute = entry.daily_at.hour * 60 + entry.daily_at.minute
    return at_minute(day=row.due_day, minute=minute, zone=city.zone())
