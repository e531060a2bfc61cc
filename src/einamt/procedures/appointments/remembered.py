"""The capacity of the whole city as this process remembers it, brought up to date before every answer.

A search reads what has changed since the last one, not all there is. What has changed is told exactly, never by a
clock, and noted by triggers, whoever writes.

- PostgreSQL: `CapacityChange` says which transaction has written which row. A transaction's number says when it began,
  not when it ended. So what is remembered carries the database's own list of whose writes it saw
  (`txid_current_snapshot`), and the next query asks for the rows of every transaction that is not on it. It sees what
  was committed before it began, whatever the order of numbers and ends. The oldest notes are forgotten, and who has not
  seen what they were about (`_is_told_all`) reads everything.
- SQLite: one transaction writes after the other, so that a number counted up in the row (`CapacityDay.changed_in`) is
  in the order of commits.

After a crash PostgreSQL may give the number of a transaction that was rolled back to another one. A crash ends all
connections; so a connection that was not there before reads everything once.

Within an open transaction nothing is remembered: it sees what it has written and others do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from einamt.platform.writing.shapes import current_database
from einamt.platform.writing.statements import Statement, fetch, joined_bytes
from einamt.procedures.appointments.capacity_rows import Rows, read_rows
from einamt.procedures.appointments.models import CapacityChange, CapacityDay, PlanRevision
from einamt.procedures.appointments.rules import GROUP_BITS

if TYPE_CHECKING:
    from datetime import date

PLAN_REVISION = f"(SELECT number FROM {PlanRevision._meta.db_table} WHERE id = 1)"  # noqa: S608
"""SQL for the number of the plan as it is."""


KEPT_CHANGES = 10_000
"""Notes that stay: who has searched since they were written reads what they name, and nobody else."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """All capacity rows from an id on, as they were at `mark`, and the plan's number then."""

    first_id: int
    rows: Rows
    mark: str | int
    """What had been committed: PostgreSQL's snapshot, or the number of SQLite's last change."""
    revision: int | None


def capacity_now(*, first_day: date) -> Remembered:
    """The capacity from `first_day` on (perhaps of days before, too), as it is in the database.

    Whatever was committed before the call is in it. The arrays are shared: nobody writes to them.
    """
    global _remembered  # noqa: PLW0603
    first_id = first_day.toordinal() << GROUP_BITS
    database = current_database()
    if database.in_atomic_block:
        return _all_from(first_id)
    database.ensure_connection()
    known = _remembered
    is_continued = database.vendor == "sqlite" or database.connection in _connections
    if known is not None and is_continued and 0 <= first_id - known.first_id <= _KEPT_IDS:
        found = _since(known)
    else:
        found = _all_from(first_id)
        if not is_continued:
            _connections.add(database.connection)
    _remembered = found  # threads may overwrite each other's: each is right for the moment at its mark
    return found


def remembered_day(capacity_day_id: int) -> tuple[int, int, int] | None:
    """First minute, minutes of a step and number of steps of a group's day, as far as this process remembers it."""
    if _remembered is None:
        return None
    grid = _remembered.rows.grid
    at = grid.position(capacity_day_id)
    return None if at is None else (int(grid.first_minutes[at]), int(grid.step_minutes[at]), int(grid.lengths[at]))


def forget_capacity() -> None:
    """Read all anew; for tests, whose cities come and go under the same numbers."""
    global _remembered  # noqa: PLW0603
    _remembered = None


def forget_changes(*, keep: int = KEPT_CHANGES) -> int:
    """Erase all notes but about the newest `keep`; how many were erased.

    A note says from where on all are left. That is no later than where the oldest running transaction began, so that
    nobody has to read everything for as long as it runs.
    """
    return int(fetch(Statement(_FORGET, (keep,)))[0][0]) if current_database().vendor == "postgresql" else 0


_remembered: Remembered | None = None
_connections: WeakSet[Any] = WeakSet()
"""PostgreSQL's connections that have read everything once."""
_KEPT_IDS = 31 << GROUP_BITS
"""Days that have passed are dropped after a month."""


def _all_from(first_id: int) -> Remembered:
    [(mark, revision, free, reserved)] = fetch(Statement(_sql(current_database().vendor), (first_id,)))
    return Remembered(first_id, read_rows(free, reserved), mark, revision)


def _since(known: Remembered) -> Remembered:
    vendor = current_database().vendor
    since: tuple[str | int, ...] = (known.mark, known.mark, known.mark) if vendor == "postgresql" else (known.mark,)
    statement = Statement(_sql(vendor, _CHANGED[vendor]), (known.first_id, *since))
    [(mark, revision, free, reserved)] = fetch(statement) or [(None, None, None, None)]
    if mark is None:
        return _all_from(known.first_id)
    rows = known.rows.changed_to(read_rows(free, reserved)) if free else known.rows
    return Remembered(known.first_id, rows, mark, revision)


_TABLE, _CHANGES = CapacityDay._meta.db_table, CapacityChange._meta.db_table


def _is_told_all(mark: str) -> str:
    """SQL for whether no note was forgotten of a transaction that `mark` has not seen."""
    return (
        f"NOT EXISTS (SELECT FROM {_CHANGES} WHERE capacity_day_id = {_FORGOTTEN} "
        f"AND changed_in > txid_snapshot_xmin({mark}) "
        "AND changed_in < txid_snapshot_xmax(txid_current_snapshot()))"
    )


_FORGOTTEN = -1
"""In the place of a row: the notes of all transactions before this one were forgotten."""
_FORGET = f"""
WITH kept AS (
    SELECT least(changed_in, txid_snapshot_xmin(txid_current_snapshot())) AS since
    FROM {_CHANGES} WHERE changed_in < txid_snapshot_xmax(txid_current_snapshot())
    ORDER BY changed_in DESC OFFSET %s LIMIT 1
), said AS (
    INSERT INTO {_CHANGES} (changed_in, capacity_day_id) SELECT since, {_FORGOTTEN} FROM kept ON CONFLICT DO NOTHING
), forgotten AS (
    DELETE FROM {_CHANGES} USING kept
    WHERE changed_in < kept.since OR changed_in >= txid_snapshot_xmax(txid_current_snapshot())
    RETURNING 1
)
SELECT count(*) FROM forgotten
"""  # noqa: S608 - names of our own models
_MARK = {
    "postgresql": "txid_current_snapshot()::text",
    "sqlite": f"(SELECT coalesce(max(changed_in), 0) FROM {_TABLE})",  # noqa: S608 - names of our own models
}
_CHANGED = {
    # The first two conditions are those of an index; the second also leaves out what a restored backup brought along:
    # notes of transactions that this server has not begun yet.
    "postgresql": f"AND id IN (SELECT capacity_day_id FROM {_CHANGES} "  # noqa: S608 - names of our own models
    "WHERE changed_in >= txid_snapshot_xmin(%s::txid_snapshot) "
    "AND changed_in < txid_snapshot_xmax(txid_current_snapshot()) "
    "AND NOT txid_visible_in_snapshot(changed_in, %s::txid_snapshot)) "
    f"HAVING {_is_told_all('%s::txid_snapshot')}",
    "sqlite": "AND changed_in > %s",
}


@lru_cache(maxsize=4)
def _sql(vendor: str, changed: str = "") -> str:
    """Mark, plan, what is free and what is reserved in one statement, so that all of it is of one moment."""
    reserved = joined_bytes("header || reserved", where="length(reserved) > 0")
    return (
        f"SELECT {_MARK[vendor]}, {PLAN_REVISION}, {joined_bytes('header || free')}, {reserved} "  # noqa: S608
        f"FROM {_TABLE} WHERE id >= %s {changed}"
    )
