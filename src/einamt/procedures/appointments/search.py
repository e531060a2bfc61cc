"""What is free: one query brings the capacity of all days in question, arrays do the rest.

A search of the whole city reads some 2,500 rows of about 60 bytes. What costs is not the bytes but the rows: each would
become a tuple of Python objects. So the database joins them to one value, in which every row says by its `header` what
it is about, and numpy reads that value as it lies. numpy is loaded with the first search, not when Django starts.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection

from einamt.catalog.models import ServiceOffer
from einamt.kernel.localtime import local_date, minute_of_day
from einamt.platform.shell import city
from einamt.platform.writing.statements import Statement, fetch, joined_bytes, rows_of
from einamt.procedures.appointments.capacity import HEADER
from einamt.procedures.appointments.chain_search import add_chain_starts, chains_by_office
from einamt.procedures.appointments.errors import NotOffered, RulesMissing, TooManyPersons
from einamt.procedures.appointments.late_release import reserved_from_minute
from einamt.procedures.appointments.models import BookingRules, CapacityDay, CounterGroup
from einamt.procedures.appointments.placement import late_hours_sql
from einamt.procedures.appointments.rules import (
    DAY_MINUTES,
    GROUP_BITS,
    Offer,
    Wish,
    horizon_end,
    merged,
    steps_needed,
)
from einamt.procedures.appointments.starts import OfficeTimes, Starts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from zoneinfo import ZoneInfo

    import numpy as np
    from numpy.typing import NDArray

    from einamt.procedures.appointments.chains import Part

__all__ = ["OfficeTimes", "Starts", "days_to_first_free", "free_starts"]

FEW_GROUPS = 8
"""Up to so many groups their rows are picked out; beyond, reading all of the city's is quicker."""


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
    `from_minute` or later and before `until_minute`, and not before the moment `not_before`. Every time in the answer
    can be booked, unless somebody is faster: nothing in the past or within the city's lead time, nothing beyond the
    horizon, nothing that is still reserved for others.

    :raises NotOffered: no wish, or one for nobody.
    :raises RulesMissing: the city has no rules of booking.
    """
    import numpy as np  # noqa: PLC0415

    zone = city.zone()
    today = local_date(moment=now, zone=zone)
    serving = _Serving(wishes=merged(wishes), office_ids=office_ids, today=today)
    earliest = max(now + timedelta(minutes=serving.lead_minutes), not_before or now)
    soonest_day = local_date(moment=earliest, zone=zone)
    begin = max(first_day or soonest_day, soonest_day)
    end = horizon_end(now=now, horizon_days=serving.horizon_days, release_minute=serving.release_minute, zone=zone)
    if last_day is not None:
        end = min(end, last_day + timedelta(days=1))
    opened_until = now + timedelta(hours=serving.late_hours)
    rows = _load(
        begin=begin,
        end=end,
        group_ids={*serving.steps_of, *serving.groups_of_chains},
        reserved_from=local_date(moment=opened_until, zone=zone) if serving.is_some_reserved else end,
    )
    rows.leave_reserved(opened_until=opened_until, zone=zone)
    steps = _looked_up(serving.steps_of, rows.ids & (1 << GROUP_BITS) - 1)
    can_start = _can_start(rows.free > 0, steps)
    if serving.chains:
        can_start = np.pad(can_start, ((0, 0), (0, rows.free.shape[1] - can_start.shape[1])))
    for chain in serving.chains:
        add_chain_starts(can_start, rows=rows, chain=chain)
    if weekdays is not None:
        # ordinal 1, the first of January of the year 1, is a Monday
        can_start &= np.isin(((rows.ids >> GROUP_BITS) - 1) % 7 + 1, list(weekdays))[:, None]
    if begin == soonest_day:
        seconds = earliest.second or earliest.microsecond
        _leave_out(can_start, rows, day=begin, before=minute_of_day(moment=earliest, zone=zone) + bool(seconds))
    if from_minute > 0 or until_minute < DAY_MINUTES:
        minutes = rows.first_minutes[:, None] + np.arange(can_start.shape[1]) * rows.step_minutes[:, None]
        can_start &= (minutes >= from_minute) & (minutes < until_minute)
    return Starts(
        ids=rows.ids,
        first_minutes=rows.first_minutes,
        step_minutes=rows.step_minutes,
        can_start=can_start,
        office_of=serving.office_of | serving.offices_of_chains,
        steps_of=serving.steps_of | serving.steps_of_chains,
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


class _Serving:
    """The groups that serve all wishes, the steps they take there, and the rules in force; one query."""

    def __init__(self, *, wishes: Sequence[Wish], office_ids: Collection[int] | None, today: date) -> None:
        service_ids = [service_id for service_id, _ in wishes]
        on = connection.ops.adapt_datefield_value(today)
        rows = fetch(Statement(_serving_sql(len(service_ids)), (*service_ids, on, on, *service_ids)))
        if not rows:
            raise RulesMissing
        self.horizon_days: int
        self.lead_minutes: int
        self.release_minute: int
        self.late_hours: int
        """So long before it begins, the wishes can have a step that is reserved."""
        self.is_some_reserved: bool
        """Whether any rules, in force or to come, reserve something."""
        self.horizon_days, self.lead_minutes, self.release_minute, self.late_hours, self.is_some_reserved = rows[0][:5]
        offers: dict[tuple[int, int], dict[int, Offer]] = defaultdict(dict)
        for group_id, office_id, service_id, steps, max_persons in (row[5:] for row in rows):
            if group_id is not None and (office_ids is None or office_id in office_ids):
                offers[group_id, office_id][service_id] = Offer(steps, max_persons)
        self.steps_of: dict[int, int] = {}
        self.office_of: dict[int, int] = {}
        for (group_id, office_id), of_group in offers.items():
            try:
                self.steps_of[group_id] = steps_needed(wishes=wishes, offers=of_group)
                self.office_of[group_id] = office_id
            except (NotOffered, TooManyPersons):
                continue
        by_office = chains_by_office(wishes=wishes, offers=offers)
        self.chains: list[tuple[Part, ...]] = [chain for of_office in by_office.values() for chain in of_office]
        self.groups_of_chains = {part.group_id for chain in self.chains for part in chain}
        self.offices_of_chains = {chain[0].group_id: office for office, of in by_office.items() for chain in of}
        self.steps_of_chains = {chain[0].group_id: sum(part.steps for part in chain) for chain in self.chains}


@lru_cache(maxsize=16)
def _serving_sql(services: int) -> str:
    group, offer = CounterGroup._meta.db_table, ServiceOffer._meta.db_table
    return f"""
        SELECT r.horizon_days, r.lead_minutes, r.release_minute, {late_hours_sql(services)},
               EXISTS (SELECT 1 FROM {BookingRules._meta.db_table} WHERE late_share_percent > 0),
               s.group_id, s.office_id, s.service_id, s.steps, s.max_persons
        FROM (
            SELECT horizon_days, lead_minutes, release_minute FROM {BookingRules._meta.db_table}
            WHERE valid_from <= %s ORDER BY valid_from DESC LIMIT 1
        ) r
        LEFT JOIN (
            SELECT g.id AS group_id, g.office_id, f.service_id, f.steps, f.max_persons
            FROM {group} g
            JOIN {CounterGroup.services.through._meta.db_table} gs ON gs.countergroup_id = g.id
            JOIN {offer} f ON f.office_id = g.office_id AND f.service_id = gs.publicservice_id AND f.is_bookable
            WHERE f.service_id IN {rows_of(range(services))}
        ) s ON true
    """  # noqa: S608 - names of our own models


class Rows:
    """Capacity rows as arrays, ascending by id; `free` is filled up with zeros to the longest day."""

    def __init__(self, joined: bytes) -> None:
        import numpy as np  # noqa: PLC0415

        header = np.dtype([("id", ">i8"), ("first", ">u2"), ("step", "u1"), ("length", ">u2")])
        length = HEADER.unpack_from(joined)[3] if joined else 0
        width = header.itemsize + length
        records = np.frombuffer(joined, [("header", header), ("free", "u1", (length,))], len(joined) // width)
        if len(joined) % width == 0 and (records["header"]["length"] == length).all():
            headers, free = records["header"], records["free"]
        else:
            headers, free = _of_different_lengths(joined, header)
        ids = headers["id"].astype(np.int64)
        order = None if (ids[1:] > ids[:-1]).all() else ids.argsort()
        self.ids: NDArray[np.int64] = ids if order is None else ids[order]
        self.free: NDArray[np.uint8] = free if order is None else free[order]
        first_minutes, step_minutes = headers["first"].astype(np.int64), headers["step"].astype(np.int64)
        self.first_minutes: NDArray[np.int64] = first_minutes if order is None else first_minutes[order]
        self.step_minutes: NDArray[np.int64] = step_minutes if order is None else step_minutes[order]
        self.reserved: Rows | None = None
        """The rows of which some counters are reserved, with these as their `free`."""

    def leave_reserved(self, *, opened_until: datetime, zone: ZoneInfo) -> None:
        """Take out of `free` what is reserved in steps that begin after a moment."""
        import numpy as np  # noqa: PLC0415

        if self.reserved is None or not len(self.reserved.ids):
            return
        days, day = self.reserved.ids >> GROUP_BITS, local_date(moment=opened_until, zone=zone)
        opens = reserved_from_minute(day=day, opened_until=opened_until, zone=zone)
        left = self.reserved.free * (days >= day.toordinal())[:, None]
        on_the_day = np.flatnonzero(days == day.toordinal())
        minutes = np.arange(left.shape[1]) * self.reserved.step_minutes[on_the_day, None]
        left[on_the_day] *= self.reserved.first_minutes[on_the_day, None] + minutes >= opens
        rows = self.ids.searchsorted(self.reserved.ids)
        free = self.free.copy()
        free[rows, : left.shape[1]] -= np.minimum(free[rows, : left.shape[1]], left)
        self.free = free


def _of_different_lengths(joined: bytes, header: np.dtype[np.void]) -> tuple[NDArray[np.void], NDArray[np.uint8]]:
    """Headers, and free bytes filled up with zeros. Rows of one length are taken out of `joined` together."""
    import numpy as np  # noqa: PLC0415

    offsets: dict[int, list[int]] = defaultdict(list)
    numbers: dict[int, list[int]] = defaultdict(list)
    position, number = 0, 0
    while position < len(joined):
        length = joined[position + header.itemsize - 2] << 8 | joined[position + header.itemsize - 1]
        offsets[length].append(position)
        numbers[length].append(number)
        position += header.itemsize + length
        number += 1
    flat = np.frombuffer(joined, np.uint8)
    headers = np.empty((number, header.itemsize), np.uint8)
    free = np.zeros((number, max(offsets)), np.uint8)
    for length, of_length in offsets.items():
        records = flat[np.array(of_length)[:, None] + np.arange(header.itemsize + length)]
        headers[numbers[length]] = records[:, : header.itemsize]
        free[numbers[length], :length] = records[:, header.itemsize :]
    return headers.view(header)[:, 0], free


def _load(*, begin: date, end: date, group_ids: Collection[int], reserved_from: date) -> Rows:
    """The rows from `begin` until `end` (not included), of the groups, or of all where they are many; what is reserved
    is read with them where some of them lie on or after `reserved_from`.
    """
    if not group_ids or end <= begin:
        return Rows(b"")
    table = CapacityDay._meta.db_table
    reserved = "NULL"
    if reserved_from < end:
        reserved = joined_bytes("header || reserved", where="length(reserved) > 0")
    joined = f"SELECT {joined_bytes('header || free')}, {reserved} FROM {table} WHERE "  # noqa: S608 - our own models
    if len(group_ids) > FEW_GROUPS:
        span = (begin.toordinal() << GROUP_BITS, end.toordinal() << GROUP_BITS)
        statement = Statement(joined + "id >= %s AND id < %s", span)
    else:
        days = (connection.ops.adapt_datefield_value(day) for day in (begin, end))
        condition = f"day >= %s AND day < %s AND group_id IN {rows_of(list(group_ids))}"
        statement = Statement(joined + condition, (*days, *group_ids))
    ((free, of_reserved),) = fetch(statement)
    rows = Rows(free or b"")
    if of_reserved:
        rows.reserved = Rows(of_reserved)
    return rows


def _looked_up(steps_of: Mapping[int, int], group_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The steps of each row's group, 0 where it does not serve the wishes."""
    import numpy as np  # noqa: PLC0415

    if not len(group_ids) or not steps_of:
        return np.zeros(len(group_ids), np.int64)
    table = np.zeros(max(int(group_ids.max()), *steps_of) + 1, np.int64)
    table[list(steps_of)] = list(steps_of.values())
    found: NDArray[np.int64] = table[group_ids]
    return found


def _can_start(is_free: NDArray[np.bool_], steps: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where as many steps in a row are free as each row needs."""
    import numpy as np  # noqa: PLC0415

    needed = np.unique(steps[steps > 0]).tolist()
    if len(needed) == 1:
        can_start = _runs(is_free, needed[0])
    else:
        can_start = np.zeros_like(is_free)
        for count in needed:
            rows = steps == count
            runs = _runs(is_free[rows], count)
            can_start[rows, : runs.shape[1]] = runs
    if not steps.all():
        can_start &= (steps > 0)[:, None]
    return can_start


def _runs(is_free: NDArray[np.bool_], steps: int) -> NDArray[np.bool_]:
    """Where `steps` columns in a row are true; narrower by as many columns as cannot begin a run."""
    runs, length = is_free, 1
    while length < steps:
        shift = min(length, steps - length)
        runs = runs[:, :-shift] & runs[:, shift:]
        length += shift
    return runs


def _leave_out(can_start: NDArray[np.bool_], rows: Rows, *, day: date, before: int) -> None:
    """Take the starts before a minute of `day` (the first one) out."""
    import numpy as np  # noqa: PLC0415

    count = int(rows.ids.searchsorted(day.toordinal() + 1 << GROUP_BITS))
    minutes = rows.first_minutes[:count, None] + np.arange(can_start.shape[1]) * rows.step_minutes[:count, None]
    can_start[:count] &= minutes >= before
