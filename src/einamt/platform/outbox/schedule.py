"""What happens by the clock: rooms register their jobs when they start, the worker runs them.

- An interval job is called with the present. After downtime it runs once.
- A daily job is called with the moment at which it was due, by the city's wall clock. After downtime it runs once for
  each day that was missed, oldest first, up to 31 days.

A job runs in one worker at a time, outside a transaction, and at least once: it must bear being repeated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

Job = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered job: either `every` so often or `daily_at` a time of day."""

    name: str
    job: Job
    every: timedelta | None
    daily_at: time | None


_entries: dict[str, Entry] = {}


def register(*, name: str, job: Job, every: timedelta | None = None, daily_at: time | None = None) -> None:
    """Have `job` called every so often, or daily at a time of day on the city's wall clock.

    `name` is unique and stays the same over releases, such as `appointments.expire-holds`.

    :raises ValueError: the name is taken; not exactly one of `every` and `daily_at` is given; `every` is tiny.
    """
    if name in _entries:
        message = f"the job {name!r} is registered twice"
        raise ValueError(message)
    if (every is None) == (daily_at is None) or (every is not None and every < timedelta(seconds=1)):
        message = f"the job {name!r} needs either `every` (a second or more) or `daily_at`"
        raise ValueError(message)
    _entries[name] = Entry(name=name, job=job, every=every, daily_at=daily_at)


def registered() -> Mapping[str, Entry]:
    """All jobs by name."""
    return _entries
