"""The city of the booking benchmarks: 44 offices, 60 days of eight hours in steps of ten minutes, 71 % booked.

Or a hundred such cities as one: each lies around a point of its own, some 14 km from the next ones.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection, transaction

from einamt.catalog.models import Office, Organisation, PublicService, ServiceOffer, ServiceText
from einamt.catalog.steps import bump_revision
from einamt.platform.writing.together import insert_values
from einamt.procedures.appointments.capacity import HEADER
from einamt.procedures.appointments.models import BookingRules, CapacityDay, CounterGroup
from einamt.procedures.appointments.rules import capacity_day_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

OFFICES, DAYS, STEPS, STEP_MINUTES, OPENS = 44, 60, 48, 10, 8 * 60
BOOKED = 0.71
AT_ONCE = 1_000
"""Appointments drawn at once."""
NEEDED = 2
"""Steps of the service that is searched and booked."""
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
FIRST_DAY = date(2026, 11, 23)
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
POPULAR_DAY, REFERENCE_DAY, SCARCE_DAY = (LAST_DAY + timedelta(days=ahead) for ahead in (1, 2, 3))
"""Booked by us, by the reference, and until nothing is left; the search leaves them out."""
SCARCE_OFFICES = 3
COUNTERS = 250
"""On the days that are booked: enough for as long as the benchmark lasts."""


def free_counters(*, cities: int = 1) -> NDArray[np.uint8]:
    """Who is free, by day, office and step: appointments of one to three steps thrown in until `BOOKED` is taken.

    Days soon are fuller than days later, as they are. Further cities have the days of the first in other offices.
    """
    generator = np.random.default_rng(115)
    free = np.ones((DAYS, OFFICES, STEPS), np.uint8)
    weights = np.linspace(1.6, 0.4, DAYS)
    weights /= weights.sum()
    to_take = int(free.size * BOOKED)
    for day, office, start, length in _appointments(generator, weights):
        taken = free[day, office, start : start + length]
        to_take -= int(taken.sum())
        taken[:] = 0
        if to_take <= 0:
            break
    return np.concatenate([free, *(generator.permuted(free, axis=1) for _ in range(cities - 1))], axis=1)


def _appointments(generator: np.random.Generator, weights: NDArray[np.float64]) -> Iterator[tuple[int, int, int, int]]:
    """Endlessly a day, an office, and where an appointment begins in it and how many steps it takes."""
    while True:
        yield from zip(
            generator.choice(DAYS, AT_ONCE, p=weights).tolist(),
            generator.integers(OFFICES, size=AT_ONCE).tolist(),
            generator.integers(STEPS, size=AT_ONCE).tolist(),
            generator.integers(1, 4, size=AT_ONCE).tolist(),
            strict=True,
        )


def place_of(number: int) -> tuple[float, float]:
    """Latitude and longitude of an office: in a spiral around its city's centre, up to 9 km away."""
    town, office = divmod(number, OFFICES)
    km, angle = 9 * (office + 0.5) / OFFICES, 2 * pi * office * 0.618
    north, east = 14 * (town // 10) + km * sin(angle), 14 * (town % 10) + km * cos(angle)
    return 51 + north / 111.2, 10 + east / 70


@transaction.atomic
def build(*, free: NDArray[np.uint8], first_day: date = FIRST_DAY) -> int:
    """Write the city, or so many cities as `free` has offices for, into an empty database; the id of its service.

    With another first day, all days lie as much later or earlier.
    """
    BookingRules.objects.create(
        valid_from=date(2020, 1, 1),
        step_minutes=STEP_MINUTES,
        horizon_days=DAYS + 10,
        hold_minutes=15,
        promise_days=14,
        appointments_per_contact=3,
        source="benchmark",
    )
    district = Organisation.objects.create(source="benchmark", identifier="district", kind="district", name="Bezirk")
    service = PublicService.objects.create(
        source="benchmark", identifier="service", slug="service", organisation=district, needs_appointment=True
    )
    ServiceText.objects.create(service=service, language="de", name="Reisepass")
    offices = Office.objects.bulk_create(
        Office(
            source="benchmark",
            identifier=f"office-{number}",
            slug=f"office-{number}",
            organisation=district,
            name=f"Bürgeramt {number}",
            latitude=place_of(number)[0],
            longitude=place_of(number)[1],
        )
        for number in range(free.shape[1])
    )
    ServiceOffer.objects.bulk_create(ServiceOffer(service=service, office=office, steps=NEEDED) for office in offices)
    groups = CounterGroup.objects.bulk_create(
        CounterGroup(office=office, key="buergerdienste", name="Bürgerdienste") for office in offices
    )
    through = CounterGroup.services.through
    through.objects.bulk_create(through(countergroup_id=group.pk, publicservice_id=service.pk) for group in groups)
    plenty, one = bytes([COUNTERS]) * STEPS, bytes([1]) * STEPS
    later = first_day - FIRST_DAY
    insert_values(
        kind=CapacityDay,
        names=("id", "group_id", "day", "first_minute", "step_minutes", "total", "free", "over", "header"),
        rows=(
            *(
                _row(group.pk, first_day + timedelta(days=ahead), one, free[ahead, number].tobytes())
                for ahead in range(DAYS)
                for number, group in enumerate(groups)
            ),
            *(_row(group.pk, day + later, plenty, plenty) for day in (POPULAR_DAY, REFERENCE_DAY) for group in groups),
            *(_row(group.pk, SCARCE_DAY + later, one, one) for group in groups[:SCARCE_OFFICES]),
        ),
    )
    bump_revision()
    return service.pk


def settle() -> None:
    """Let PostgreSQL know what `build` has written, as it does by itself within a minute.

    Not of what is empty still: told so, it would plan to read a table from end to end, and keep to that plan until it
    looks again, while bookings fill it.
    """
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')  # noqa: S608 - a table of our own
            if cursor.fetchone()[0]:
                cursor.execute(f'VACUUM ANALYZE "{table}"')


def _row(group_id: int, day: date, total: bytes, free: bytes) -> tuple[Any, ...]:
    pk = capacity_day_id(day=day, group_id=group_id)
    on = connection.ops.adapt_datefield_value(day)
    header = HEADER.pack(pk, OPENS, STEP_MINUTES, STEPS)
    return pk, group_id, on, OPENS, STEP_MINUTES, total, free, bytes(STEPS), header
