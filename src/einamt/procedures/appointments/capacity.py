"""The only writer of `CapacityDay`. See docs/adr/0002-capacity-row.md and 0003-one-statement-booking.md.

Taking is one conditional UPDATE: it changes the row only where every step has a counter left, and whoever waited for
the row sees it as the one before left it. All else (giving back, replanning) locks its rows first, in the order of
their ids; operations take these locks last of all, so that nobody waits in a circle.
"""

import struct
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from einamt.platform.transactions import require_transaction
from einamt.platform.writing.shapes import current_database, new_row
from einamt.platform.writing.statements import Statement, fetch
from einamt.platform.writing.together import insert_many, rewrite
from einamt.procedures.appointments.late_release import free_beyond
from einamt.procedures.appointments.models import CapacityDay
from einamt.procedures.appointments.rules import DAY_MINUTES, DayPlan, capacity_day_id, day_of, group_of
from einamt.procedures.appointments.tours.reading import taken_on

TABLE = CapacityDay._meta.db_table
HEADER = struct.Struct(">qHBH")
"""What a capacity row says of itself in front of its `free` bytes: id, first minute, minutes of a step, steps."""


@dataclass(frozen=True, slots=True)
class Place:
    """Steps in a row on a counter group's day."""

    capacity_day_id: int
    start_minute: int
    steps: int
    is_at_home: bool = False
    """Of a tour: what it takes besides, for the drives, is reckoned from all visits of the day (`tours.travelling`)."""


def taking(*, place: Place, first_minute: int, step_minutes: int, reserved_from_minute: int = DAY_MINUTES) -> Statement:
    """The UPDATE that takes a counter in each step of `place`, or changes nothing where one has none left.

    In steps from `reserved_from_minute` of the day on, those that are reserved do not count. `first_minute` and
    `step_minutes` are what the caller has read: where the day has been replanned to other steps since, nothing is
    changed either. On SQLite this reads the row, so the transaction must have begun (immediate).
    """
    index = (place.start_minute - first_minute) // step_minutes
    if current_database().vendor == "postgresql":
        opened = min(place.steps, max(0, -(-(reserved_from_minute - place.start_minute) // step_minutes)))
        sql = _taking_sql(place.steps, opened)
        return Statement(sql, (index, place.capacity_day_id, first_minute, step_minutes))
    require_transaction()
    rows = fetch(Statement(_READ_FREE, (place.capacity_day_id, first_minute, step_minutes)))
    free, reserved = rows[0] if rows else (b"", b"")
    span = slice(index, index + place.steps)
    to_be_had = free_beyond(
        free=free,
        reserved=reserved,
        first_minute=first_minute,
        step_minutes=step_minutes,
        reserved_from_minute=reserved_from_minute,
    )[span]
    if len(to_be_had) < place.steps or 0 in to_be_had:
        return Statement(_CHANGE_NOTHING, (place.capacity_day_id,))
    less = free[:index] + bytes(count - 1 for count in free[span]) + free[index + place.steps :]
    return Statement(_COMPARE_AND_SET, (less, place.capacity_day_id, free))


_READ_FREE = f"SELECT free, reserved FROM {TABLE} WHERE id = %s AND first_minute = %s AND step_minutes = %s"  # noqa: S608
_COMPARE_AND_SET = f"UPDATE {TABLE} SET free = %s WHERE id = %s AND free = %s"  # noqa: S608
_CHANGE_NOTHING = f"UPDATE {TABLE} SET free = free WHERE id = %s AND 1 = 0"  # noqa: S608


@lru_cache(maxsize=64)
def _taking_sql(steps: int, opened: int) -> str:
    """For PostgreSQL; the first `opened` of the steps may take what is reserved.

    The CASE keeps `get_byte` from being asked for a byte that a shorter row does not have.
    """
    positions = ["p.at" if step == 0 else f"p.at + {step}" for step in range(steps)]
    less = "d.free"
    for position in positions:
        less = f"set_byte({less}, {position}, get_byte(d.free, {position}) - 1)"
    all_free = " AND ".join(
        f"get_byte(d.free, {position}) > {'0' if step < opened else _RESERVED.format(position)}"
        for step, position in enumerate(positions)
    )
    return (
        f"UPDATE {TABLE} AS d SET free = {less} FROM (SELECT %s::int AS at) AS p "  # noqa: S608
        "WHERE d.id = %s AND d.first_minute = %s AND d.step_minutes = %s "
        f"AND CASE WHEN p.at >= 0 AND length(d.free) >= p.at + {steps} THEN {all_free} ELSE false END"
    )


_RESERVED = "CASE WHEN length(d.reserved) = 0 THEN 0 ELSE get_byte(d.reserved, {}) END"


def give_back(*, places: Iterable[Place]) -> None:
    """Give the counters of `places` back; what is taken beyond the day's counters is paid back first.

    The day of a tour is counted anew, since its drives are others now: what was given up must be written before.
    """
    by_day: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_day[place.capacity_day_id].append(place)
    rows = locked_days(capacity_day_ids=by_day)
    count_tours_anew(days=[row for row in rows if by_day[row.pk][0].is_at_home])
    for row in rows:
        if by_day[row.pk][0].is_at_home:
            continue
        free, over = bytearray(row.free), bytearray(row.over)
        for place in by_day[row.pk]:
            index = (place.start_minute - row.first_minute) // row.step_minutes
            for step in range(index, index + place.steps):
                if over[step]:
                    over[step] -= 1
                elif free[step] < row.total[step]:
                    free[step] += 1
                else:
                    raise CapacityBroken(row.pk, place)
        row.free, row.over = bytes(free), bytes(over)
        row.save(update_fields=["free", "over"])


def count_tours_anew(*, days: Collection[CapacityDay]) -> None:
    """Bring locked days of tours in line with their visits and the drives between these."""
    require_transaction()
    taken = taken_on(days=days) if days else {}
    for row in days:
        counts = [0] * len(row.total)
        for start_minute, steps in taken[row.pk]:
            index = (start_minute - row.first_minute) // row.step_minutes
            for step in range(index, index + steps):
                counts[step] += 1
        row.free = bytes(max(0, total - count) for total, count in zip(row.total, counts, strict=True))
        row.over = bytes(max(0, count - total) for total, count in zip(row.total, counts, strict=True))
        row.save(update_fields=["free", "over"])


def is_overtaken(*, day: CapacityDay, place: Place) -> bool:
    """Whether more is taken than serves, in some step of `place`; sure where `day` is locked."""
    index = (place.start_minute - day.first_minute) // day.step_minutes
    return any(day.over[index : index + place.steps])


class CapacityBroken(RuntimeError):
    """More was given back than taken: a bug, found before it can lead to a double booking."""


def take_many(*, places: Sequence[Place]) -> list[bool]:
    """Take all `places` that still have a counter in each step, one after the other; which were taken.

    For seeding and imports: each day's row is read and written once.
    """
    rows = {row.pk: row for row in locked_days(capacity_day_ids={place.capacity_day_id for place in places})}
    free_of = {pk: bytearray(row.free) for pk, row in rows.items()}
    taken: list[bool] = []
    for place in places:
        row, free = rows[place.capacity_day_id], free_of[place.capacity_day_id]
        index, rest = divmod(place.start_minute - row.first_minute, row.step_minutes)
        steps = range(index, index + place.steps)
        is_free = not rest and 0 <= index <= len(free) - place.steps and all(free[step] for step in steps)
        taken.append(is_free)
        if is_free:
            for step in steps:
                free[step] -= 1
    for pk, row in rows.items():
        row.free = bytes(free_of[pk])
    CapacityDay.objects.bulk_update(rows.values(), ["free"], batch_size=400)
    return taken


def read_days(*, capacity_day_ids: Iterable[int]) -> list[CapacityDay]:
    """The rows as they are at this moment, in the order of their ids."""
    return [_plain(row) for row in CapacityDay.objects.filter(pk__in=list(capacity_day_ids)).order_by("pk")]


def locked_days(*, capacity_day_ids: Iterable[int]) -> list[CapacityDay]:
    """The rows, locked in the order of their ids."""
    require_transaction()
    wanted = CapacityDay.objects.filter(pk__in=list(capacity_day_ids)).order_by("pk")
    return [_plain(row) for row in wanted.select_for_update(no_key=True)]


def plan_of(row: CapacityDay) -> DayPlan:
    """The row's plan."""
    return DayPlan(
        row.first_minute, row.step_minutes, bytes(row.total), bytes(row.free), bytes(row.over), bytes(row.reserved)
    )


def is_sound(row: CapacityDay) -> bool:
    """Whether the row has as many bytes in each field as its header says, and says of itself what its columns say."""
    if not len(row.total) == len(row.free) == len(row.over) or len(row.reserved) not in {0, len(row.total)}:
        return False
    return bytes(row.header) == HEADER.pack(row.pk, row.first_minute, row.step_minutes, len(row.free))


def write_plans(*, plans: Mapping[int, DayPlan]) -> None:
    """Write the plans of rows that the caller has locked, by id."""
    rewrite(rows=[_row(plan, pk=pk) for pk, plan in plans.items()], names=_PLANNED)


def add_days(*, plans: Mapping[tuple[int, date], DayPlan]) -> None:
    """Write the plans of new days, by group and day."""
    by_id = {capacity_day_id(day=day, group_id=group_id): plan for (group_id, day), plan in plans.items()}
    insert_many(rows=[_row(plan, pk=pk) for pk, plan in sorted(by_id.items())])


_PLANNED = ("first_minute", "step_minutes", "total", "free", "over", "reserved", "header")


def _row(plan: DayPlan, *, pk: int) -> CapacityDay:
    return new_row(
        CapacityDay,
        id=pk,
        group_id=group_of(pk),
        day=day_of(pk),
        first_minute=plan.first_minute,
        step_minutes=plan.step_minutes,
        total=plan.total,
        free=plan.free,
        over=plan.over,
        reserved=plan.reserved,
        header=HEADER.pack(pk, plan.first_minute, plan.step_minutes, len(plan.free)),
    )


def _plain(row: CapacityDay) -> CapacityDay:
    """PostgreSQL's driver hands memoryviews; bytes compare and index the same on both."""
    for name in ("total", "free", "over", "reserved"):
        setattr(row, name, bytes(getattr(row, name)))
    return row
