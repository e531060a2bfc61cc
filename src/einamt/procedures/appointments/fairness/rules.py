"""What somebody on the waitlist wants, and what can honestly be said of the wait: plain Python."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from einamt.procedures.appointments.rules import DAY_MINUTES

ANSWERED_BEFORE = timedelta(hours=1)
"""How long before its time an offer ends at the latest, so that somebody else can still have it."""
ENTRY_REMEMBERED = timedelta(days=30)
"""How long an entry is kept after its end: long enough for a late question, or for a draw to be checked."""
CONFIRMED_WITHIN = timedelta(days=1)
"""An entry whose address nobody confirmed is forgotten then."""
FEWEST_WAITS = 8
"""With fewer waits than that nothing is said of the next one."""


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


def offer_expires_at(*, starts_at: datetime, offer_minutes: int, now: datetime) -> datetime:
    """Until when a time is held for somebody on the waitlist."""
    return min(now + timedelta(minutes=offer_minutes), starts_at - ANSWERED_BEFORE)


def usual_wait(*, waits: Collection[timedelta]) -> tuple[int, int] | None:
    """Between how many days and how many days the middle half of `waits` took; None: too few to tell."""
    if len(waits) < FEWEST_WAITS:
        return None
    days: Sequence[int] = sorted(wait.days for wait in waits)
    return days[len(days) // 4], days[-1 - len(days) // 4] + 1
