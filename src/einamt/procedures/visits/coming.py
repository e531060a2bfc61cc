"""Who may still go in front of somebody who waits, though they are behind now or not there yet. Plain Python."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from einamt.procedures.visits import rules
from einamt.procedures.visits.estimating import Ahead
from einamt.procedures.visits.rules import QueueRules, Standing, Waiting


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who is expected, or there too early, with the group of counters.

    `due_at` is the appointed time, by which the line is sorted; `ahead.from_at` is from when on they are called, which
    comes before it for who is there already. `case_id` is theirs who are there.
    """

    group_id: int | None
    due_at: datetime
    ahead: Ahead
    case_id: UUID | None = None


def may_overtake(
    place: Waiting,
    *,
    group_id: int | None,
    coming: Iterable[Coming],
    without: Collection[UUID],
    of_line: QueueRules,
    now: datetime,
) -> list[Ahead]:
    """Whoever of `coming` would go in front of somebody at `place` who waits for the counters of `group_id`.

    `without` are the person's own case and those that are counted in front already.
    """
    match rules.standing(place, rules=of_line, now=now):
        case Standing.RESUMED | Standing.EMERGENCY:
            return []
        case Standing.PUNCTUAL | Standing.EARLY:
            before = place.due_at
        case _:
            before = None
    return [
        each.ahead
        for each in coming
        if compete(each.group_id, group_id) and each.case_id not in without and (before is None or each.due_at < before)
    ]


def compete(one: int | None, other: int | None) -> bool:
    """Whether two may be called to the same counter."""
    return one is None or other is None or one == other
