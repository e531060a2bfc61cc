"""What this process has held a moment ago: whoever confirms it here need not read it again.

What a hold is of never changes, only what has become of it; the statement that makes an appointment of it looks at both
(`steps.guard_by_hold`).
"""

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from einamt.procedures.appointments.models import Hold
from einamt.procedures.appointments.rules import Wish

KEPT = 2_000


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """What a hold of one part keeps, at an office."""

    capacity_day_id: int
    start_minute: int
    steps: int
    wishes: tuple[Wish, ...]


def remember(hold: Hold) -> None:
    """Keep what was just held; the oldest is forgotten."""
    _held[hold.pk] = HeldPlace(
        hold.capacity_day_id, hold.start_minute, hold.steps, tuple((wish[0], wish[1]) for wish in hold.wishes)
    )
    if len(_held) > KEPT:
        _held.popitem(last=False)


def lately_held(hold_id: UUID) -> HeldPlace | None:
    """What is kept of a hold of this process, once."""
    return _held.pop(hold_id, None)


_held: OrderedDict[UUID, HeldPlace] = OrderedDict()
