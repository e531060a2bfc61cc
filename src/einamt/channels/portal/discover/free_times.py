"""The next free times, for pages that are about something else: where nothing can be booked, they say nothing."""

from collections.abc import Collection
from datetime import date, datetime

from einamt.procedures.appointments.errors import FreeTime, RulesMissing
from einamt.procedures.appointments.search import free_starts


def next_times(
    *, service_id: int, count: int, now: datetime, office_ids: Collection[int] | None = None
) -> list[FreeTime]:
    """The first `count` times for one person; empty also in a city that has not laid down its rules of booking yet."""
    try:
        return free_starts(wishes=[(service_id, 1)], office_ids=office_ids, now=now).earliest(count)
    except RulesMissing:
        return []


def first_by_office(*, service_id: int, last_day: date, now: datetime) -> dict[int, FreeTime]:
    """The first time of each office that has one until `last_day`; where none has, of each that has one at all.

    Two weeks are read much faster than eight.

    :raises RulesMissing: the city has no rules of booking.
    """
    wishes = [(service_id, 1)]
    starts = free_starts(wishes=wishes, last_day=last_day, now=now)
    return (starts if len(starts) else free_starts(wishes=wishes, now=now)).first_by_office()
