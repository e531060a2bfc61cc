"""Filling the demo's calendar: what has been booked for the coming weeks, and who was served in the last ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

import numpy as np

from einamt.catalog.models import ServiceOffer
from einamt.channels.demo.seeding.demand import SEED, Pressure, leads
from einamt.channels.demo.seeding.names import person
from einamt.kernel.channels import Channel
from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.procedures.appointments.late_release import free_beyond
from einamt.procedures.appointments.models import CapacityDay, CounterGroup

TRIES = 4
"""How often a random start is tried before what is left is filled from the front."""


RESERVED_FROM_DAY = 2
"""Today and tomorrow what was reserved has been open for all, and is booked; on later days it is still kept."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What one counter group serves: services with their steps, and how often each and all before it are asked for."""

    district: str
    services: list[tuple[int, int]]
    cumulated: list[int]
    shortest: tuple[int, int]
    """The service that fits where little is left."""


@dataclass(frozen=True, slots=True)
class PlannedBooking:
    """One made-up appointment."""

    capacity_day_id: int
    day: date
    start_minute: int
    steps: int
    step_minutes: int
    wishes: list[tuple[int, int]]
    name: str
    channel: Channel
    booked_at: datetime
    is_missed: bool


def planned_bookings(
    *, days: list[date], today: date, pressures: dict[str, Pressure], share: float | None = None
) -> Iterator[PlannedBooking]:
    """Made-up appointments that fit into what is planned on `days`, day by day.

    They take `share` of what is free, or as much as the pressure of the district gives.
    """
    chance = random.Random(SEED + days[0].toordinal())  # noqa: S311 - a demo's dice
    generator = np.random.default_rng(SEED + days[0].toordinal())
    offered = _offered()
    rows = CapacityDay.objects.filter(day__in=days, group__in=offered).order_by("day", "group")
    for row in rows.iterator():
        group = offered[row.group_id]
        pressure = pressures[group.district]
        ahead = (row.day - today).days
        taken = pressure.fill(days_ahead=max(ahead, 0)) if share is None else share
        free = bytearray(row.free if ahead < RESERVED_FROM_DAY else _beyond_reserved(row))
        places = list(_places(row, free, group, share=taken, chance=chance))
        at_least = np.full(len(places), max(ahead, 0))
        for (minute, steps, wishes), lead in zip(
            places, leads(pressure=pressure, at_least=at_least, generator=generator), strict=True
        ):
            booked_on = min(row.day - timedelta(days=int(lead)), today - timedelta(days=1))
            yield PlannedBooking(
                capacity_day_id=row.pk,
                day=row.day,
                start_minute=minute,
                steps=steps,
                step_minutes=row.step_minutes,
                wishes=wishes,
                name=person(chance=chance),
                channel=chance.choices([Channel.PORTAL, Channel.HOTLINE, Channel.COUNTER], [82, 12, 6])[0],
                booked_at=at_minute(day=booked_on, minute=chance.randrange(6 * 60, 21 * 60), zone=city.zone()),
                is_missed=chance.random() < pressure.no_show,
            )


def _places(
    row: CapacityDay, free: bytearray, group: Offered, *, share: float, chance: random.Random
) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Starts, steps and wishes that together take about `share` of `free`, which is what can be had of `row`."""
    left = round(sum(free) * share)
    while left > 0:
        service, steps = chance.choices(group.services, cum_weights=group.cumulated)[0]
        persons = chance.choices([1, 2, 3], [90, 8, 2])[0]
        start = _random_start(free, steps * persons, chance)
        if start is None:
            (service, steps), persons = group.shortest, 1
            start = _first_start(free, steps)
            if start is None:
                return
        for step in range(start, start + steps * persons):
            free[step] -= 1
        left -= steps * persons
        yield row.first_minute + start * row.step_minutes, steps * persons, [(service, persons)]


def _beyond_reserved(row: CapacityDay) -> bytes:
    return free_beyond(
        free=bytes(row.free),
        reserved=bytes(row.reserved),
        first_minute=row.first_minute,
        step_minutes=row.step_minutes,
        reserved_from_minute=0,
    )


def _random_start(free: bytearray, steps: int, chance: random.Random) -> int | None:
    for _ in range(TRIES if len(free) >= steps else 0):
        start = chance.randrange(len(free) - steps + 1)
        if all(free[start : start + steps]):
            return start
    return None


def _first_start(free: bytearray, steps: int) -> int | None:
    return next((start for start in range(len(free) - steps + 1) if all(free[start : start + steps])), None)


def _offered() -> dict[int, Offered]:
    offers: dict[tuple[int, int], int] = {
        (office_id, service_id): steps
        for office_id, service_id, steps in ServiceOffer.objects.filter(is_bookable=True).values_list(
            "office_id", "service_id", "steps"
        )
    }
    found = {}
    for group in CounterGroup.objects.select_related("office__organisation").prefetch_related("services"):
        served = [
            (service.pk, offers[group.office_id, service.pk], service.demand)
            for service in sorted(group.services.all(), key=lambda service: service.slug)
            if (group.office_id, service.pk) in offers and service.demand
        ]
        if served:
            services = [(service, steps) for service, steps, _ in served]
            found[group.pk] = Offered(
                district=group.office.organisation.identifier,
                services=services,
                cumulated=list(accumulate(demand for *_, demand in served)),
                shortest=min(services, key=lambda service: service[1]),
            )
    return found
