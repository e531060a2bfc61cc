"""What somebody on the waitlist wants, and what can honestly be said of the wait: plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from einamt.procedures.appointments.rules import DAY_MINUTES, Wish

ANSWERED_BEFORE = timedelta(hours=1)
"""How long before its time an offer ends at the latest, so that somebody else can still have it."""
ENTRY_REMEMBERED = timedelta(days=30)
"""How long an entry is kept after its end: long enough for a late question, or for a draw to be checked."""
CONFIRMED_WITHIN = timedelta(days=1)
"""An entry whose address nobody confirmed is forgotten then."""
FEWEST_WAITS = 8
"""With fewer waits than that nothing is said of the next one."""
MOST_WAITING, FEWEST_WAITING = 0.75 - 1e-9, 0.25 + 1e-9
"""The middle half of those who wait, with room for the arithmetic of fractions."""


@dataclass(frozen=True, slots=True)
class TimeWish:
    """When and where a time would do. Empty collections mean any; minutes are half-open; both days are included."""

    office_ids: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    """ISO: 1 is Monday."""
    from_minute: int = 0
    until_minute: int = DAY_MINUTES
    earliest: date | None = None
    latest: date | None = None

    def fits(self, *, office_id: int, day: date, minute: int) -> bool:
        """Whether a time is one that was wished for."""
        return (
            (not self.office_ids or office_id in self.office_ids)
            and (not self.weekdays or day.isoweekday() in self.weekdays)
            and self.from_minute <= minute < self.until_minute
            and (self.earliest is None or day >= self.earliest)
            and (self.latest is None or day <= self.latest)
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an entry of the waitlist wants, and nothing of whose it is."""

    entry_id: UUID
    wishes: tuple[Wish, ...]
    time_wish: TimeWish


def offer_expires_at(*, starts_at: datetime, offer_minutes: int, now: datetime) -> datetime:
    """Until when a time is held for somebody on the waitlist."""
    return min(now + timedelta(minutes=offer_minutes), starts_at - ANSWERED_BEFORE)


@dataclass(frozen=True, slots=True)
class Waited:
    """How long an entry waited for its first offer, or, where it has had none (it ended before, or still waits), so
    far.
    """

    time: timedelta
    is_offered: bool


@dataclass(frozen=True, slots=True)
class UsualWait:
    """A quarter of those who wait have an offer within `least_days`, three quarters within `most_days`; None where so
    few have had one that it cannot be told.
    """

    least_days: int
    most_days: int | None


def usual_wait(*, waits: Collection[Waited]) -> UsualWait | None:
    """What is to be expected, from the waits of others; None: too few, or too few offers among them, to tell.

    The product-limit estimate (Kaplan and Meier, 1958): whoever has waited in vain so far counts for as long as they
    have waited. To look only at those who got an offer would promise what only the lucky had.
    """
    if len(waits) < FEWEST_WAITS:
        return None
    waiting, left = 1.0, len(waits)
    least: int | None = None
    # at the same moment, an offer comes before an end
    for wait in sorted(waits, key=lambda wait: (wait.time, not wait.is_offered)):
        if wait.is_offered:
            waiting *= (left - 1) / left
            if least is None and waiting < MOST_WAITING:
                least = wait.time.days
            if waiting <= FEWEST_WAITING:
                return UsualWait(wait.time.days if least is None else least, wait.time.days + 1)
        left -= 1
    return None if least is None else UsualWait(least, None)
