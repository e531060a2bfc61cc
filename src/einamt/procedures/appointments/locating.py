"""All that must be known about a place and wishes before it can be held or booked, read in one query or remembered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from einamt.catalog.models import Office, Organisation, PublicService, ServiceOffer
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.writing.statements import Statement, fetch, rows_of
from einamt.procedures.appointments.errors import NotOffered, RulesMissing
from einamt.procedures.appointments.late_release import free_beyond
from einamt.procedures.appointments.models import BookingRules, CapacityDay, Contact, CounterGroup
from einamt.procedures.appointments.placement import Grounds, GroupDay, Located, Placement, ServedService, placed
from einamt.procedures.appointments.remembered import PLAN_REVISION, remembered_day
from einamt.procedures.appointments.rules import Offer, Wish, day_of, group_of


@dataclass(frozen=True, slots=True)
class _GroupServing:
    """A group as `GroupDay` has it from `group_id` on, and what it serves of the services in question."""

    identity: tuple[Any, ...]
    served: dict[int, ServedService]


@dataclass(frozen=True, slots=True)
class _Example:
    """Grounds of one place, and all groups by which those of other places can be told."""

    grounds: Grounds
    groups: Mapping[int, _GroupServing]
    only_group: Mapping[int, int]
    """Of an office in which no more than one group serves all of the services."""


def locate(
    *,
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    now: datetime,
    steps: int | None = None,
    address_index: str | None = None,
) -> Located:
    """Whether `wishes` can be served at a minute of a group's day, as far as can be told without a lock.

    `address_index` is the blind index of an address, whose contact is to be found along the way.

    :raises NotOffered: as for `placed`, or the day lies beyond the horizon.
    :raises TooManyPersons: for more persons than the office serves in one appointment.
    :raises TimePassed: the time has begun.
    :raises RulesMissing: the city has no rules of booking.
    """
    grounds, total, free, reserved, contact_id = _read(
        capacity_day_id=capacity_day_id, wishes=wishes, now=now, address_index=address_index
    )
    placement = grounds.placement(start_minute=start_minute, wishes=wishes, steps=steps, now=now)
    at = placement.at
    begin = (start_minute - at.first_minute) // at.step_minutes
    span = slice(begin, begin + placement.place.steps)
    to_be_had = free_beyond(
        free=bytes(free),
        reserved=bytes(reserved),
        first_minute=at.first_minute,
        step_minutes=at.step_minutes,
        reserved_from_minute=placement.reserved_from_minute,
    )
    is_free = 0 not in to_be_had[span]
    return Located(
        placement=placement,
        is_free=is_free,
        is_reserved=not is_free and 0 not in bytes(free)[span],
        is_planned=0 not in bytes(total)[span],
        hold_minutes=grounds.hold_minutes,
        appointments_per_contact=grounds.appointments_per_contact,
        contact_id=UUID(contact_id) if isinstance(contact_id, str) else contact_id,
    )


def grounds_at(*, capacity_day_id: int, wishes: Sequence[Wish], now: datetime) -> tuple[Grounds, bytes]:
    """What a group's day rests on, read for many placements there, and its free counters as they were then.

    :raises NotOffered: the group serves none of the wishes.
    :raises RulesMissing: the city has no rules of booking.
    """
    grounds, _, free, _, _ = _read(capacity_day_id=capacity_day_id, wishes=wishes, now=now, address_index=None)
    return grounds, bytes(free)


def _read(
    *, capacity_day_id: int, wishes: Sequence[Wish], now: datetime, address_index: str | None
) -> tuple[Grounds, Any, Any, Any, Any]:
    """Grounds; total, free and reserved counters; the contact of an address."""
    service_ids = frozenset(service_id for service_id, _ in wishes)
    today = local_date(moment=now, zone=city.zone())
    on = connection.ops.adapt_datefield_value(today)
    sql = _locate_sql(len(service_ids))
    parameters = (*[on] * len(_RULES), *service_ids, on, address_index or "", capacity_day_id, *service_ids)
    rows = fetch(Statement(sql, parameters))
    if not rows:
        raise NotOffered
    columns = rows[0][_GROUP_DAY : _GROUP_DAY + len(_RULES) + 6]
    *in_force, late_hours, revision, total, free, reserved, contact_id = columns
    if in_force[0] is None:
        raise RulesMissing
    served = {row[-4]: ServedService(identifier=row[-1], offer=Offer(row[-3], row[-2])) for row in rows}
    horizon_days, release_minute, hold_minutes, appointments_per_contact = in_force
    grounds = Grounds(
        at=_group_day(rows[0]),
        served=served,
        horizon_days=horizon_days,
        release_minute=release_minute,
        hold_minutes=hold_minutes,
        appointments_per_contact=appointments_per_contact,
        late_hours=late_hours,
        revision=revision,
    )
    _remember(capacity_day_id, service_ids, today, grounds)
    return grounds, total, free, reserved, contact_id


def remembered_grounds(*, capacity_day_id: int, wishes: Sequence[Wish], now: datetime) -> Grounds | None:
    """What this process knows of a group's day and these services, by the rules of the calendar day that `now` is on.

    It may be out of date: whoever writes by it lets the same statement compare the revision (`steps.guard_of`).
    """
    service_ids = frozenset(service_id for service_id, _ in wishes)
    today = local_date(moment=now, zone=city.zone())
    found = _remembered.get((capacity_day_id, service_ids, today))
    return found or _put_together(capacity_day_id, service_ids, today)


def _put_together(capacity_day_id: int, service_ids: frozenset[int], today: date) -> Grounds | None:
    """Grounds at a place that nobody has booked here yet: of the whole city it is known who serves the services, since
    somebody has booked them elsewhere, and how the day is cut, since somebody has searched.
    """
    example = _examples.get((service_ids, today))
    cut = remembered_day(capacity_day_id)
    if example is None or cut is None:
        return None
    known = example.groups.get(group_of(capacity_day_id))
    if known is None:
        return None
    at = GroupDay(capacity_day_id, day_of(capacity_day_id), *cut, *known.identity)
    grounds = replace(example.grounds, at=at, served=known.served)
    _keep((capacity_day_id, service_ids, today), grounds)
    return grounds


def _remember(capacity_day_id: int, service_ids: frozenset[int], today: date, grounds: Grounds) -> None:
    """Keep what was read, unless a transaction is open: that one sees what it has changed and not yet counted.

    With it, who else in the city serves the services, once for each state of the plan.
    """
    if connection.in_atomic_block or grounds.revision is None:
        return
    example = _examples.get((service_ids, today))
    if example is None or example.grounds.revision != grounds.revision:
        if example is not None:
            forget_grounds()
        groups = _groups_serving(service_ids, revision=grounds.revision)
        if groups is not None:
            _examples[service_ids, today] = _Example(grounds, groups, _only_groups(groups, service_ids))
    _keep((capacity_day_id, service_ids, today), grounds)


def _keep(key: tuple[int, frozenset[int], date], grounds: Grounds) -> None:
    if len(_remembered) >= KEPT:
        _remembered.clear()
    _remembered[key] = grounds


def _only_groups(groups: Mapping[int, _GroupServing], service_ids: frozenset[int]) -> dict[int, int]:
    of_office: dict[int, list[int]] = defaultdict(list)
    for group_id, group in groups.items():
        if group.served.keys() >= service_ids:
            of_office[group.identity[_OFFICE_ID]].append(group_id)
    return {office_id: found[0] for office_id, found in of_office.items() if len(found) == 1}


def only_group(*, office_id: int, wishes: Sequence[Wish], now: datetime) -> int | None:
    """The one group of an office that serves the wishes; None where there are several, or nobody remembers.

    It may be out of date, as `remembered_grounds`.
    """
    service_ids = frozenset(service_id for service_id, _ in wishes)
    example = _examples.get((service_ids, local_date(moment=now, zone=city.zone())))
    return None if example is None else example.only_group.get(office_id)


def _groups_serving(service_ids: frozenset[int], *, revision: int) -> dict[int, _GroupServing] | None:
    """All groups that serve some of the services; None where the plan has changed since `revision`."""
    sql = (
        f"SELECT g.id, {_IDENTITY}, f.service_id, f.steps, f.max_persons, s.identifier, {PLAN_REVISION} "  # noqa: S608
        f"FROM {_GROUPS} g {_OFFICE_TABLES} {_SERVED_TABLES} WHERE f.service_id IN {rows_of(list(service_ids))}"
    )
    groups: dict[int, _GroupServing] = {}
    for group_id, *identity, service_id, steps, max_persons, identifier, number in fetch(
        Statement(sql, tuple(service_ids))
    ):
        if number != revision:
            return None
        known = groups.setdefault(group_id, _GroupServing((group_id, *identity), {}))
        known.served[service_id] = ServedService(identifier=identifier, offer=Offer(steps, max_persons))
    return groups


def forget_grounds() -> None:
    """Read all anew, as after a change of the plan; and in tests, whose cities come and go under the same numbers."""
    _remembered.clear()
    _examples.clear()


_examples: dict[tuple[frozenset[int], date], _Example] = {}
_remembered: dict[tuple[int, frozenset[int], date], Grounds] = {}
KEPT = 5_000
"""Grounds that a process keeps at most, about a kilobyte each."""


class Directory:
    """Group days and what is served there, read in a few queries for many placements."""

    def __init__(self, *, capacity_day_ids: Iterable[int], service_ids: Collection[int]) -> None:
        self._zone = city.zone()
        self._days: dict[int, GroupDay] = {}
        wanted = sorted(set(capacity_day_ids))
        for begin in range(0, len(wanted), 500):
            some = tuple(wanted[begin : begin + 500])
            sql = f"SELECT {_DAY_COLUMNS} {_DAY_TABLES} WHERE d.id IN {rows_of(some)}"
            self._days |= {row[0]: _group_day(row) for row in fetch(Statement(sql, some))}
        self._served: dict[int, dict[int, ServedService]] = {}
        sql = (
            "SELECT gs.countergroup_id, f.service_id, f.steps, f.max_persons, s.identifier "  # noqa: S608
            f"FROM {_GROUPS} g {_SERVED_TABLES} WHERE f.service_id IN {rows_of(list(service_ids))}"
        )
        for group_id, service_id, steps, max_persons, identifier in fetch(Statement(sql, tuple(service_ids))):
            of_group = self._served.setdefault(group_id, {})
            of_group[service_id] = ServedService(identifier=identifier, offer=Offer(steps, max_persons))

    def day(self, capacity_day_id: int) -> GroupDay | None:
        """A group's day; None where nothing is planned."""
        return self._days.get(capacity_day_id)

    def served(self, group_id: int) -> Mapping[int, ServedService]:
        """What a group serves of the services in question."""
        return self._served.get(group_id, {})

    def placed(self, *, capacity_day_id: int, start_minute: int, wishes: Sequence[Wish]) -> Placement:
        """As `placed`.

        :raises NotOffered, TooManyPersons: as there, or there is no such day.
        """
        at = self._days.get(capacity_day_id)
        if at is None:
            raise NotOffered
        served = self._served.get(at.group_id, {})
        return placed(at=at, start_minute=start_minute, wishes=wishes, served=served, zone=self._zone)


def _group_day(row: Sequence[object]) -> GroupDay:
    pk, day, *others = row[:_GROUP_DAY]
    return GroupDay(pk, day if isinstance(day, date) else date.fromisoformat(str(day)), *others)  # type: ignore[arg-type]


_DAYS, _GROUPS, _OFFICES = (model._meta.db_table for model in (CapacityDay, CounterGroup, Office))
_IDENTITY = "g.key, g.office_id, o.identifier, o.name, o.organisation_id, a.identifier"
_OFFICE_ID = 2
"""Where the office stands in a `_GroupServing`, after the group and its key."""
_DAY_COLUMNS = f"d.id, d.day, d.first_minute, d.step_minutes, length(d.total), d.group_id, {_IDENTITY}"
_GROUP_DAY = _DAY_COLUMNS.count(",") + 1
_OFFICE_TABLES = f"""
    JOIN {_OFFICES} o ON o.id = g.office_id
    JOIN {Organisation._meta.db_table} a ON a.id = o.organisation_id
"""
_DAY_TABLES = f"FROM {_DAYS} d JOIN {_GROUPS} g ON g.id = d.group_id {_OFFICE_TABLES}"
_SERVED_TABLES = f"""
    JOIN {CounterGroup.services.through._meta.db_table} gs ON gs.countergroup_id = g.id
    JOIN {ServiceOffer._meta.db_table} f
      ON f.office_id = g.office_id AND f.service_id = gs.publicservice_id AND f.is_bookable
    JOIN {PublicService._meta.db_table} s ON s.id = f.service_id
"""


_CONTACT = f"(SELECT c.id FROM {Contact._meta.db_table} c WHERE c.address_index = %s)"  # noqa: S608


@lru_cache(maxsize=16)
def late_hours_sql(services: int) -> str:
    """SQL for how long before it begins a reserved step opens for so many services, all of which are urgent or not.

    Its parameters are the services' ids and the day whose rules count.
    """
    urgent = BookingRules.urgent_services.through._meta.db_table
    return f"""(
        SELECT CASE WHEN (
            SELECT count(*) FROM {urgent} u
            WHERE u.bookingrules_id = r.id AND u.publicservice_id IN {rows_of(range(services))}
        ) = {services} THEN r.late_release_hours ELSE r.late_open_hours END
        FROM {BookingRules._meta.db_table} r WHERE r.valid_from <= %s ORDER BY r.valid_from DESC LIMIT 1
    )"""  # noqa: S608 - names of our own models


_RULES = ("horizon_days", "release_minute", "hold_minutes", "appointments_per_contact")


@lru_cache(maxsize=16)
def _locate_sql(services: int) -> str:
    in_force = f"FROM {BookingRules._meta.db_table} WHERE valid_from <= %s ORDER BY valid_from DESC LIMIT 1"
    rules = ", ".join(f"(SELECT {column} {in_force})" for column in _RULES)
    return f"""
        SELECT {_DAY_COLUMNS}, {rules}, {late_hours_sql(services)}, {PLAN_REVISION},
               d.total, d.free, d.reserved, {_CONTACT},
               f.service_id, f.steps, f.max_persons, s.identifier
        {_DAY_TABLES} {_SERVED_TABLES}
        WHERE d.id = %s AND f.service_id IN {rows_of(range(services))}
    """
