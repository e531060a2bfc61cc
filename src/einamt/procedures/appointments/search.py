"""What is free: loads the small capacity rows of the days in question and works on arrays.

numpy is loaded with the first search, not when Django starts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from einamt.catalog.models import ServiceOffer
from einamt.kernel.localtime import local_date, minute_of_day
from einamt.platform.shell import city
from einamt.platform.writing.statements import Statement, fetch, rows_of
from einamt.procedures.appointments.errors import FreeTime, NotOffered, TooManyPersons
from einamt.procedures.appointments.models import CapacityDay, CounterGroup
from einamt.procedures.appointments.rulebook import city_rules
from einamt.procedures.appointments.rules import DAY_MINUTES, Offer, Wish, horizon_end, merged, steps_needed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class OfficeTimes:
    """The free minutes of one counter group on one day."""

    office_id: int
    group_id: int
    capacity_day_id: int
    minutes: list[int]


@dataclass(frozen=True, slots=True)
class Starts:
    """All times at which the wishes can begin, as parallel arrays sorted by day, minute and group.

    `days` are ordinals of dates, `minutes` count from midnight.
    """

    days: NDArray[np.int32]
    minutes: NDArray[np.int32]
    groups: NDArray[np.int64]
    capacity_days: NDArray[np.int64]
    office_of: dict[int, int]
    steps_of: dict[int, int]

    def __len__(self) -> int:
        """How many times there are in all."""
        return len(self.days)

    def by_day(self) -> dict[date, int]:
        """How many times each day has; days without any are missing."""
        import numpy as np  # noqa: PLC0415

        days, counts = np.unique(self.days, return_counts=True)
        return {date.fromordinal(int(day)): int(count) for day, count in zip(days, counts, strict=True)}

    def at(self, day: date) -> list[OfficeTimes]:
        """The times of a day by counter group, the group with the earliest in front."""
        import numpy as np  # noqa: PLC0415

        times: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index in np.flatnonzero(self.days == day.toordinal()):
            times[int(self.groups[index]), int(self.capacity_days[index])].append(int(self.minutes[index]))
        return [
            OfficeTimes(self.office_of[group], group, capacity_day, minutes)
            for (group, capacity_day), minutes in times.items()
        ]

    def earliest(self, count: int) -> list[FreeTime]:
        """The first `count` times."""
        return [self._time(index) for index in range(min(count, len(self.days)))]

    def first_by_office(self) -> dict[int, FreeTime]:
        """The first time of each office that has any."""
        import numpy as np  # noqa: PLC0415

        first: dict[int, FreeTime] = {}
        for index in sorted(np.unique(self.groups, return_index=True)[1]):
            time = self._time(int(index))
            first.setdefault(time.office_id, time)
        return first

    def _time(self, index: int) -> FreeTime:
        group = int(self.groups[index])
        return FreeTime(
            office_id=self.office_of[group],
            group_id=group,
            capacity_day_id=int(self.capacity_days[index]),
            day=date.fromordinal(int(self.days[index])),
            minute=int(self.minutes[index]),
        )


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
) -> Starts:
    """All times from `first_day` to `last_day` (both included; without them, all that can be booked) for `wishes`.

    One counter group serves all wishes, one person after the other. `weekdays` are ISO (1 is Monday); a time begins at
    `from_minute` or later and before `until_minute`. Every time in the answer can be booked, unless somebody is faster:
    nothing in the past or within the city's lead time, nothing beyond the horizon.

    :raises NotOffered: no wish, or one for nobody.
    :raises RulesMissing: the city has no rules of booking.
    """
    import numpy as np  # noqa: PLC0415

    zone = city.zone()
    today = local_date(moment=now, zone=zone)
    rules = city_rules(on=today)
    begin = max(first_day or today, today)
    end = horizon_end(now=now, horizon_days=rules.horizon_days, zone=zone) - timedelta(days=1)
    steps_of, office_of = _serving_groups(wishes=merged(wishes), office_ids=office_ids)
    earliest = now + timedelta(minutes=rules.lead_minutes)
    rows = _load(first_day=begin, last_day=min(last_day or end, end), group_ids=steps_of)
    pieces: list[tuple[Any, ...]] = []
    for pk, group_id, day, first_minute, step_minutes, free in rows:
        ordinal = date.fromisoformat(str(day)).toordinal()
        if weekdays is not None and date.fromordinal(ordinal).isoweekday() not in weekdays:
            continue
        has_free = np.frombuffer(free, dtype=np.uint8) > 0
        steps = steps_of[group_id]
        if len(has_free) < steps:
            continue
        can_start = np.lib.stride_tricks.sliding_window_view(has_free, steps).all(axis=1)
        minutes = first_minute + can_start.nonzero()[0] * step_minutes
        soonest = from_minute
        if ordinal == local_date(moment=earliest, zone=zone).toordinal():
            soonest = max(soonest, minute_of_day(moment=earliest, zone=zone))
        elif ordinal < local_date(moment=earliest, zone=zone).toordinal():
            continue
        minutes = minutes[(minutes >= soonest) & (minutes < until_minute)]
        if len(minutes):
            pieces.append(
                (np.full(len(minutes), ordinal), minutes, np.full(len(minutes), group_id), np.full(len(minutes), pk))
            )
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)] if pieces else [np.zeros(0, int)] * 4
    order = np.lexsort((columns[2], columns[1], columns[0]))
    days, minutes, groups, capacity_days = (column[order] for column in columns)
    return Starts(days, minutes, groups, capacity_days, office_of, steps_of)


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


def _serving_groups(
    *, wishes: Sequence[Wish], office_ids: Collection[int] | None
) -> tuple[dict[int, int], dict[int, int]]:
    """The groups that serve all wishes: how many steps they need there, and the office of each."""
    offer, group = ServiceOffer._meta.db_table, CounterGroup._meta.db_table
    serves = CounterGroup.services.through._meta.db_table
    service_ids = [service_id for service_id, _ in wishes]
    sql = f"""
        SELECT g.id, g.office_id, f.service_id, f.steps, f.max_persons
        FROM {group} g
        JOIN {serves} gs ON gs.countergroup_id = g.id
        JOIN {offer} f ON f.office_id = g.office_id AND f.service_id = gs.publicservice_id AND f.is_bookable
        WHERE f.service_id IN {rows_of(service_ids)}
    """  # noqa: S608 - names of our own models
    offers: dict[int, dict[int, Offer]] = defaultdict(dict)
    office_of: dict[int, int] = {}
    for group_id, office_id, service_id, steps, max_persons in fetch(Statement(sql, tuple(service_ids))):
        if office_ids is None or office_id in office_ids:
            offers[group_id][service_id] = Offer(steps, max_persons)
            office_of[group_id] = office_id
    steps_of: dict[int, int] = {}
    for group_id, of_group in offers.items():
        try:
            steps_of[group_id] = steps_needed(wishes=wishes, offers=of_group)
        except (NotOffered, TooManyPersons):
            continue
    return steps_of, office_of


def _load(*, first_day: date, last_day: date, group_ids: Collection[int]) -> list[tuple[Any, ...]]:
    if not group_ids:
        return []
    sql = (
        f"SELECT id, group_id, day, first_minute, step_minutes, free FROM {CapacityDay._meta.db_table} "  # noqa: S608
        f"WHERE day BETWEEN %s AND %s AND group_id IN {rows_of(list(group_ids))}"
    )
    span = (connection.ops.adapt_datefield_value(day) for day in (first_day, last_day))
    return fetch(Statement(sql, (*span, *group_ids)))
