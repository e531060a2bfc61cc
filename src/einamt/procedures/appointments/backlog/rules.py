"""Who is next, what is offered, and for how long: plain Python. The reasons stand in docs/rules/appointments.md."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from einamt.procedures.appointments.errors import FreeTime

ANSWERED_BEFORE = timedelta(hours=1)
"""How long before its time an offer ends at the latest, so that somebody else can still have it."""


def offer_expires_at(*, starts_at: datetime, offer_hours: int, now: datetime) -> datetime:
    """Until when an offer is held."""
    return min(now + timedelta(hours=offer_hours), starts_at - ANSWERED_BEFORE)


def chosen_time(
    *,
    nearby: Sequence[FreeTime],
    anywhere: Sequence[FreeTime],
    declined: Collection[tuple[int, int]],
    deadline: date | None,
    nearer_days: int,
) -> FreeTime | None:
    """The time to offer: the first in one's own office, unless another office has one that is more than `nearer_days`
    sooner, or one that still keeps the law's deadline where the own office has none.

    `nearby` and `anywhere` are ascending; `declined` are capacity rows and minutes that were offered before.
    """
    own = _first(nearby, declined)
    other = _first(anywhere, declined)
    if own is None or other is None:
        return own or other
    if deadline is not None and own.day > deadline >= other.day:
        return other
    return own if own.day - other.day <= timedelta(days=nearer_days) else other


def _first(times: Iterable[FreeTime], declined: Collection[tuple[int, int]]) -> FreeTime | None:
    return next((time for time in times if (time.capacity_day_id, time.minute) not in declined), None)
