"""What is free, for the whole city at once: arrays of bits, kept in memory and brought up to date by each search.

A search reads what has changed since the last one (`remembered`), and asks every day at once where as many steps in a
row are free as its group needs (`bits`). What it finds stays an array (`Starts`) and is unfolded as far as somebody
asks. numpy is loaded with the first search, not when Django starts.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from einamt.kernel.localtime import local_date, minute_of_day
from einamt.platform.shell import city
from einamt.procedures.appointments import bits
from einamt.procedures.appointments.chain_search import add_chain_starts
from einamt.procedures.appointments.remembered import capacity_now
from einamt.procedures.appointments.rules import DAY_MINUTES, GROUP_BITS, Wish, horizon_end, merged
from einamt.procedures.appointments.serving import serving
from einamt.procedures.appointments.starts import OfficeTimes, Starts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from einamt.procedures.appointments.bits import Words
    from einamt.procedures.appointments.capacity_rows import Grid, Rows
    from einamt.procedures.appointments.serving import Serving

__all__ = ["OfficeTimes", "Starts", "days_to_first_free", "free_starts"]


def free_starts(
    *,
    wishes: Sequence[Wish],
    now: datetime,
    first_day: date | None = None,
    last_day: date | None = None,
    office_ids: Collection[int] | None = None,
    weekdays: Collection[int] | None = None,
    from_minute: int = 0,
    until_minute: int = DAY_MINUTES,
    not_before: datetime | None = None,
) -> Starts:
    """All times from `first_day` to `last_day` (both included; without them, all that can be booked) for `wishes`.

    One counter group serves all wishes, one person after the other; in an office where none does, several do in a row
    (`chains`), and the times are those of the first of them. `weekdays` are ISO (1 is Monday); a time begins at
    `from_minute` or later and before `until_minute`, and the lead time after `not_before`. Every time in the answer
    can be booked, unless somebody is faster: nothing in the past or within the city's lead time, nothing beyond the
    horizon, nothing that is still reserved for others. What was committed before the call is seen.

    :raises NotOffered: no wish, or one for nobody.
    :raises RulesMissing: the city has no rules of booking.
    """
    zone = city.zone()
    today = local_date(moment=now, zone=zone)
    wanted = merged(wishes)
    capacity = capacity_now(first_day=today)
    offered = serving(wishes=wanted, today=today, revision=capacity.revision).within(office_ids)
    earliest = max(now, not_before or now) + timedelta(minutes=offered.lead_minutes)
    soonest_day = local_date(moment=earliest, zone=zone)
    begin = max(first_day or soonest_day, soonest_day)
    end = horizon_end(now=now, horizon_days=offered.horizon_days, release_minute=offered.release_minute, zone=zone)
    if last_day is not None:
        end = min(end, last_day + timedelta(days=1))
    within = _between(capacity.rows, begin, end)
    opened_until = now + timedelta(hours=offered.late_hours)
    rows, words = _startable(within.open_until(opened_until, zone=zone), offered)
    if weekdays is not None:
        _keep_weekdays(words, rows.grid, weekdays)
    if begin == soonest_day:
        seconds = earliest.second or earliest.microsecond
        soonest = minute_of_day(moment=earliest, zone=zone) + bool(seconds)
        today_rows = int(rows.ids.searchsorted(begin.toordinal() + 1 << GROUP_BITS))
        first_rows = rows.grid.part(slice(today_rows))
        _keep_minutes(words[:today_rows], first_rows, soonest, DAY_MINUTES)
    if from_minute > 0 or until_minute < DAY_MINUTES:
        _keep_minutes(words, rows.grid, from_minute, until_minute)
    return Starts(
        grid=rows.grid,
        words=words,
        office_of=offered.all_offices_of,
        steps_of=offered.all_steps_of,
        is_brought_home=offered.is_brought_home,
    )


def days_to_first_free(
    *, service_ids: Collection[int], now: datetime, office_ids: Collection[int] | None = None
) -> dict[tuple[int, int], int | None]:
    """How many days from today the first free appointment is, by service and office (today is 0).

    For each service, all offices that serve it are there; None: nothing is free within the horizon.

    :raises RulesMissing: the city has no rules of booking.
    """
    today = local_date(moment=now, zone=city.zone()).toordinal()
    days: dict[tuple[int, int], int | None] = {}
    for service_id in service_ids:
        starts = free_starts(wishes=[(service_id, 1)], office_ids=office_ids, now=now)
        first = starts.first_by_office()
        for office_id in starts.office_of.values():
            found = first.get(office_id)
            days[service_id, office_id] = None if found is None else found.day.toordinal() - today
    return days


def _between(rows: Rows, begin: date, end: date) -> Rows:
    """The rows from `begin` until `end` (not included)."""
    first, last = rows.ids.searchsorted([begin.toordinal() << GROUP_BITS, end.toordinal() << GROUP_BITS])
    return rows.part(slice(int(first), max(int(first), int(last))))


def _startable(rows: Rows, offered: Serving) -> tuple[Rows, Words]:
    """Where the wishes can begin: the rows that may matter, and words that are the caller's to change."""
    import numpy as np  # noqa: PLC0415

    steps = offered.steps_at(rows.grid.group_ids)
    matters = steps > 0
    for chain in offered.chains:
        for part in chain:
            matters |= rows.grid.group_ids == part.group_id
    if 2 * np.count_nonzero(matters) < len(matters):
        chosen = np.flatnonzero(matters)
        rows, steps = rows.part(chosen), steps[chosen]
    words = _begun(rows.words, steps, offered.step_counts)
    if offered.chains:
        can_start = bits.unpacked(words)
        for chain in offered.chains:
            add_chain_starts(can_start, rows=rows, chain=chain)
        words = bits.packed(can_start)
    return rows, words


def _begun(free: Words, steps: NDArray[np.int16], counts: Collection[int]) -> Words:
    """Where as many steps in a row are free as each row needs; nowhere in a row that needs none. `counts` are all
    numbers of steps that occur, without 0.
    """
    import numpy as np  # noqa: PLC0415

    if len(counts) == 1:
        words = bits.runs(free, *counts)
        if not steps.all():
            words[steps == 0] = 0
        return words
    words = np.zeros_like(free)
    for count in counts:
        of_rows = steps == count
        words[of_rows] = bits.runs(free[of_rows], count)
    return words


def _keep_weekdays(words: Words, grid: Grid, weekdays: Collection[int]) -> None:
    """Leave only days of these weekdays, ISO."""
    for day, rows in grid.days():
        if day.isoweekday() not in weekdays:
            words[rows] = 0


def _keep_minutes(words: Words, grid: Grid, from_minute: int, until_minute: int) -> None:
    """Leave only what begins at `from_minute` or later and before `until_minute`."""
    words &= grid.minutes_between(from_minute, until_minute, width=words.shape[1])
