"""Plans of supply, saved by who answers for them."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from einamt.kernel.actor import Actor, ActorKind
from einamt.procedures.appointments.operations import SavedPlan, save_plan
from einamt.procedures.appointments.planning.drafts import Draft, changing_counters
from tests.factories.appointments import Bookable

AMTSLEITUNG = Actor(ActorKind.STAFF, "7")
TEN, NOON = 600, 720


def ill(
    at: Bookable,
    day: date,
    *,
    counters: int | None = -1,
    opens: int = TEN,
    closes: int = NOON,
    days: int = 1,
    reason: str = "Erkrankung",
) -> Draft:
    """More or fewer counters of an office's group on some days; none of them (None)."""
    return changing_counters(
        group=at.group,
        first_day=day,
        end_day=day + timedelta(days=days),
        opens_minute=opens,
        closes_minute=closes,
        counters=counters,
        reason=reason,
    )


def save(draft: Draft, *, now: datetime, seen: str | None = None) -> SavedPlan:
    """A draft saved by a manager."""
    return save_plan(draft=draft, actor=AMTSLEITUNG, command_id=uuid4(), seen=seen, now=now)
