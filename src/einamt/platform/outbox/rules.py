"""When to try again, and when a job is due: plain arithmetic."""

from datetime import date, datetime, timedelta

ATTEMPTS = 8
"""After so many a message is a dead letter. With the pauses below that is about 23 hours: longer than a night without a
mail server."""

MISSED_DAYS = 31
"""So many days a daily job makes up for, today included."""

_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_JOB_PAUSE = timedelta(hours=1)


def pause(*, attempts: int, spread: float) -> timedelta:
    """How long to wait after the `attempts`-th failure: 15 s, then four times as long each time.

    `spread`, random in [0, 1), moves it by up to a quarter either way, so that what failed together does not come back
    together.
    """
    factor: int = 4 ** (attempts - 1)
    return _FIRST_PAUSE * factor * (0.75 + spread / 2)


def job_pause(*, attempts: int, spread: float) -> timedelta:
    """The same for a job of the schedule, which is never given up: at most an hour."""
    return min(pause(attempts=min(attempts, ATTEMPTS), spread=spread), _LONGEST_JOB_PAUSE)


def next_interval(*, due_at: datetime, every: timedelta, now: datetime) -> datetime:
    """The first moment after `now` on the job's grid: what was missed is not made up for."""
    if due_at > now:
        return due_at
    return due_at + every * ((now - due_at) // every + 1)


def day_to_run(*, due_day: date, today: date) -> date:
    """The day a daily job has to run for next: the first missed one, but not further back than `MISSED_DAYS`."""
    return max(due_day, today - timedelta(days=MISSED_DAYS - 1))
