"""A year of facts: bookings and visits as they would have been counted, without the people behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from einamt.catalog.models import PublicService
from einamt.channels.demo.seeding.bookings import PlannedBooking
from einamt.channels.demo.seeding.demand import SEED, Pressure, leads
from einamt.channels.demo.seeding.measures import Before
from einamt.kernel.channels import Channel
from einamt.kernel.periods import months_later
from einamt.platform.facts.writer import write_history
from einamt.platform.shell import city
from einamt.procedures.appointments.facts import BOOKED
from einamt.procedures.appointments.models import CapacityDay, CounterGroup, OpeningRule
from einamt.procedures.appointments.planning.models import holidays_in_force, in_force
from einamt.procedures.visits.facts import VISITED
from einamt.procedures.visits.rules import Arrival

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator
    from numpy.typing import NDArray

    Column = NDArray[Any]
    Columns = dict[str, Column]

MONTHS = 12
CHANNELS = np.array([Channel.PORTAL, Channel.HOTLINE, Channel.COUNTER], dtype=object)
CHANNEL_SHARES = (0.82, 0.12, 0.06)
TAKEN = 0.93
"""The share of a past day's capacity that had been booked in the end."""
DAYS_SWING, NO_SHOW_SWING, CARRIED_ON = 0.12, 0.07, 0.5
"""How much days until anything is free, and the share that does not come, go up and down from month to month; how much
of it stays until the next.
"""
STEADY_MONTHS = 2
"""Of late, which have none of it: they lead up to the bookings of today."""
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of counters as history needs it."""

    office: str
    district: str
    key: str
    step_minutes: int
    weekly: list[tuple[int, int, int, int]]
    """ISO weekday, opening minute, number of steps, counters."""
    services: NDArray[np.object_]
    weights: NDArray[np.float64]
    steps: NDArray[np.int64]


def write(
    *, pressures: dict[str, Pressure], before: Mapping[str, Before], step_minutes: int, until: date, now: datetime
) -> int:
    """Facts of the bookings and visits of the twelve whole months before `until` (a day that is not included), and of
    its own month; how many visits.

    `pressures` are the districts' of today, `before` those of districts that have taken a measure since;
    `step_minutes` is the grid of the year.
    """
    generator = np.random.default_rng(SEED)
    first = months_later(until.replace(day=1), -MONTHS)
    holidays = set(holidays_in_force().filter(day__range=(first, until)).values_list("day", flat=True))
    days = [day for day in (first + timedelta(days=n) for n in range((until - first).days)) if day not in holidays]
    pieces = [
        _visits(
            group,
            days=days,
            pressure=pressures[group.district],
            before=before.get(group.district),
            swings=Swings.of(group.district),
            generator=generator,
        )
        for group in _groups(step_minutes=step_minutes)
    ]
    columns = {name: _joined([piece[name] for piece in pieces]) for name in pieces[0]}
    _write_bookings(columns, first=first, generator=generator, now=now)
    _write_visits(columns, now=now)
    return len(columns["visit_date"])


def write_bookings(plans: Sequence[PlannedBooking], *, now: datetime) -> None:
    """Facts of the bookings that were written in bulk."""
    groups = {
        row.pk: row.group
        for row in CapacityDay.objects.select_related("group__office__organisation").filter(
            day__range=(plans[0].day, plans[-1].day)
        )
    }
    services = dict(PublicService.objects.values_list("pk", "identifier"))
    of = [groups[plan.capacity_day_id] for plan in plans]
    visit_date = np.array([plan.day for plan in plans], dtype="datetime64[D]")
    booked_on = np.array([plan.booked_at.astimezone(city.zone()).date() for plan in plans], dtype="datetime64[D]")
    columns = {
        "occurred_at": np.array([plan.booked_at.replace(tzinfo=None) for plan in plans], dtype="datetime64[s]"),
        "service": [services[plan.wishes[0][0]] for plan in plans],
        "district": [group.office.organisation.identifier for group in of],
        "office": [group.office.identifier for group in of],
        "counter_group": [group.key for group in of],
        "channel": [plan.channel.value for plan in plans],
        "visit_date": visit_date,
        "booked_on": booked_on,
        "lead_days": (visit_date - booked_on).astype(int),
        "steps": np.array([plan.steps for plan in plans]),
        "start_minute": np.array([plan.start_minute for plan in plans]),
        "services": np.array([len(plan.wishes) for plan in plans]),
        "persons": np.array([sum(persons for _, persons in plan.wishes) for plan in plans]),
    }
    write_history(
        schema=BOOKED,
        columns={
            name: np.array(values, dtype=object) if isinstance(values, list) else values
            for name, values in columns.items()
        },
        now=now,
    )


def _joined(arrays: list[Column]) -> Column:
    if isinstance(arrays[0], np.ma.MaskedArray):
        masked: Column = np.ma.concatenate(arrays)  # type: ignore[no-untyped-call]
        return masked
    return np.concatenate(arrays)


def _groups(*, step_minutes: int) -> list[_Group]:
    groups = CounterGroup.objects.select_related("office__organisation").order_by("pk")
    rules: dict[int, list[tuple[int, int, int, int]]] = {}
    for rule in in_force(OpeningRule.objects.all()):
        length = (rule.closes_minute - rule.opens_minute) // step_minutes
        rules.setdefault(rule.group_id, []).append((rule.weekday, rule.opens_minute, length, rule.counters))
    found = []
    for group in groups:
        services = list(
            PublicService.objects.filter(counter_groups=group, offers__office=group.office_id, demand__gt=0)
            .order_by("slug")
            .values_list("identifier", "demand", "offers__steps")
        )
        if services and group.pk in rules:
            identifiers, demands, steps = zip(*services, strict=True)
            found.append(
                _Group(
                    office=group.office.identifier,
                    district=group.office.organisation.identifier,
                    key=group.key,
                    step_minutes=step_minutes,
                    weekly=rules[group.pk],
                    services=np.array(identifiers, dtype=object),
                    weights=np.array(demands) / sum(demands),
                    steps=np.array(steps),
                )
            )
    return found


def _visits(
    group: _Group,
    *,
    days: list[date],
    pressure: Pressure,
    before: Before | None,
    swings: Swings,
    generator: Generator,
) -> Columns:
    """One entry a visit of one group over all days, as parallel arrays."""
    mean_steps = float((group.steps * group.weights).sum())
    dates, minutes = [], []
    for day in days:
        season = 1 - 0.12 * (day.month in {7, 8}) - 0.25 * (day.month == 12 and day.day > 20)
        for weekday, opens, steps, counters in group.weekly:
            if weekday == day.isoweekday():
                number = int(steps * counters * TAKEN * season / mean_steps)
                dates.append(np.full(number, np.datetime64(day)))
                minutes.append(opens + group.step_minutes * generator.integers(0, steps, number))
    visit_date = np.concatenate(dates)
    count = len(visit_date)
    chosen = generator.choice(len(group.services), count, p=group.weights)
    ago = _months_ago(visit_date)
    is_missed = generator.random(count) < pressure.no_show * np.array(swings.no_show)[ago]
    return {
        "visit_date": visit_date,
        "start_minute": np.concatenate(minutes),
        "service": group.services[chosen],
        "district": np.full(count, group.district, dtype=object),
        "office": np.full(count, group.office, dtype=object),
        "counter_group": np.full(count, group.key, dtype=object),
        "steps": group.steps[chosen],
        "channel": generator.choice(CHANNELS, count, p=CHANNEL_SHARES),
        "lead_days": _leads(visit_date, pressure=pressure, before=before, swings=swings.days, generator=generator),
        "is_missed": is_missed,
        "wait_minutes": np.ma.masked_array(
            np.minimum(generator.gamma(1.6, 2.5 + pressure.days_booked_out / 6, count), 120).astype(int), mask=is_missed
        ),
        "service_minutes": np.ma.masked_array(
            np.maximum(3, generator.normal((group.step_minutes - 1) * group.steps[chosen], 3.5)).astype(int),
            mask=is_missed,
        ),
    }


@dataclass(frozen=True, slots=True)
class Swings:
    """By what a district's figures were larger than usual, by how many months ago.

    No two districts move alike, as in any city; and each does so before any day, so that what is told of a measure does
    not hang on the day on which the city is made.
    """

    days: Sequence[float]
    no_show: Sequence[float]

    @classmethod
    def of(cls, district: str) -> Swings:
        """Those of a district."""
        generator = np.random.default_rng([SEED, crc32(district.encode())])
        return cls(_swings(DAYS_SWING, generator), _swings(NO_SHOW_SWING, generator))


def _swings(size: float, generator: Generator) -> list[float]:
    swings, last = [], 0.0
    for ago in range(MONTHS + 1):
        if ago >= STEADY_MONTHS:
            last = CARRIED_ON * last + generator.normal(0, size * (1 - CARRIED_ON**2) ** 0.5)
        swings.append(1 + last)
    return swings


def _leads(
    visit_date: Column,
    *,
    pressure: Pressure,
    before: Before | None,
    swings: Sequence[float],
    generator: Generator,
) -> NDArray[np.int64]:
    """How many days ahead each visit was booked: under `pressure` what was not booked until `before` ended."""
    months_ago = _months_ago(visit_date)
    found = np.zeros(len(visit_date), np.int64)
    for ago in range(int(months_ago.max()) + 1):
        of_month = months_ago == ago
        found[of_month] = _leads_of_month(
            visit_date[of_month],
            pressure=_swung(pressure, swings[ago]),
            before=before and replace(before, pressure=_swung(before.pressure, swings[ago])),
            generator=generator,
        )
    return found


def _months_ago(visit_date: Column) -> NDArray[np.int64]:
    months = visit_date.astype("datetime64[M]").astype(np.int64)
    found: NDArray[np.int64] = months.max() - months
    return found


def _swung(pressure: Pressure, swing: float) -> Pressure:
    days = round(pressure.days_booked_out * swing)
    return replace(pressure, days_booked_out=min(max(days, 0), pressure.horizon_days - 1))


def _leads_of_month(
    visit_date: Column, *, pressure: Pressure, before: Before | None, generator: Generator
) -> NDArray[np.int64]:
    at_least = np.zeros(len(visit_date), int)
    same_chance = deepcopy(generator)
    since = leads(pressure=pressure, at_least=at_least, generator=generator)
    if before is None:
        return since
    until_then = leads(pressure=before.pressure, at_least=at_least, generator=same_chance)
    is_before = visit_date - until_then * _DAY < np.datetime64(before.until)
    chosen: NDArray[np.int64] = np.where(is_before, until_then, since)
    return chosen


def _write_bookings(columns: Columns, *, first: date, generator: Generator, now: datetime) -> None:
    """Bookings of before the `first` day of the year are left out: only those for far-off days would be among them."""
    is_within = columns["visit_date"] - columns["lead_days"] * _DAY >= np.datetime64(first)
    columns = {name: values[is_within] for name, values in columns.items()}
    booked_on = columns["visit_date"] - columns["lead_days"] * _DAY
    count = len(booked_on)
    persons = generator.choice([1, 2, 3], count, p=[0.9, 0.08, 0.02])
    names = (
        "service",
        "district",
        "office",
        "counter_group",
        "channel",
        "visit_date",
        "lead_days",
        "steps",
        "start_minute",
    )
    write_history(
        schema=BOOKED,
        columns={name: columns[name] for name in names}
        | {
            "occurred_at": _moment(booked_on, generator.integers(6 * 60, 21 * 60, count)),
            "booked_on": booked_on,
            "services": np.ones(count, int),
            "persons": persons,
        },
        now=now,
    )


def _write_visits(columns: Columns, *, now: datetime) -> None:
    count = len(columns["visit_date"])
    names = (
        "service",
        "district",
        "office",
        "counter_group",
        "channel",
        "visit_date",
        "wait_minutes",
        "service_minutes",
    )
    write_history(
        schema=VISITED,
        columns={name: columns[name] for name in names}
        | {
            "occurred_at": _moment(columns["visit_date"], np.zeros(count, int)),
            "arrival": np.full(count, Arrival.APPOINTMENT.value, dtype=object),
            "arrival_channel": np.where(columns["is_missed"], "", Channel.COUNTER.value).astype(object),
            "outcome": np.where(columns["is_missed"], "no-show", "served").astype(object),
            "count": np.ones(count, int),
        },
        now=now,
    )


def _offset() -> timedelta:
    return datetime(2026, 1, 15, tzinfo=city.zone()).utcoffset() or timedelta()


def _moment(days: Column, minutes: Column) -> NDArray[np.datetime64]:
    """UTC of local days and minutes, with the zone's winter offset all year: in summer an hour off, on the same day."""
    local = days.astype("datetime64[s]") + (minutes * 60).astype("timedelta64[s]")
    moments: NDArray[np.datetime64] = local - np.timedelta64(int(_offset().total_seconds()), "s")
    return moments
