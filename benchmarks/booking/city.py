"""The city of the booking benchmarks: 44 offices, 60 days of eight hours in steps of ten minutes, 71 % booked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from einamt.catalog.models import Office, Organisation, PublicService, ServiceOffer
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.models import BookingRules, CounterGroup
from einamt.procedures.appointments.rules import DayPlan

if TYPE_CHECKING:
    from numpy.typing import NDArray

OFFICES, DAYS, STEPS, STEP_MINUTES, OPENS = 44, 60, 48, 10, 8 * 60
BOOKED = 0.71
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


def free_counters() -> NDArray[np.uint8]:
    """Who is free, by day, office and step: appointments of one to three steps thrown in until `BOOKED` is taken.

    Days soon are fuller than days later, as they are.
    """
    generator = np.random.default_rng(115)
    free = np.ones((DAYS, OFFICES, STEPS), np.uint8)
    weights = np.linspace(1.6, 0.4, DAYS)
    weights /= weights.sum()
    left = free.size - int(free.size * BOOKED)
    while free.sum() > left:
        day, office = generator.choice(DAYS, p=weights), generator.integers(OFFICES)
        start, length = generator.integers(STEPS), generator.integers(1, 4)
        free[day, office, start : start + length] = 0
    return free


@transaction.atomic
def build(*, free: NDArray[np.uint8]) -> int:
    """Write the city into an empty database; the id of its service."""
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
    plans: dict[tuple[int, date], DayPlan] = {}
    for number in range(OFFICES):
        office = Office.objects.create(
            source="benchmark",
            identifier=f"office-{number}",
            slug=f"office-{number}",
            organisation=district,
            name=f"Bürgeramt {number}",
        )
        ServiceOffer.objects.create(service=service, office=office, steps=NEEDED)
        group = CounterGroup.objects.create(office=office, key="buergerdienste", name="Bürgerdienste")
        group.services.add(service)
        for ahead in range(DAYS):
            plans[group.pk, FIRST_DAY + timedelta(days=ahead)] = _plan(1, free[ahead, number].tobytes())
        for day in (POPULAR_DAY, REFERENCE_DAY):
            plans[group.pk, day] = _plan(COUNTERS, bytes([COUNTERS]) * STEPS)
        if number < SCARCE_OFFICES:
            plans[group.pk, SCARCE_DAY] = _plan(1, bytes([1]) * STEPS)
    capacity.write_plans(changed={}, added=plans)
    return service.pk


def _plan(counters: int, free: bytes) -> DayPlan:
    return DayPlan(OPENS, STEP_MINUTES, bytes([counters]) * STEPS, free, bytes(STEPS))
