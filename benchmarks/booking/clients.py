"""Processes that book against each other, and the check that they gave no time twice."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def booking_rate(
    service_id: int, day: date, seconds: float, processes: int, *, environment: Mapping[str, str] | None = None
) -> float:
    """Bookings a second by so many processes that begin together (0 seconds: until nothing is left)."""
    command = [sys.executable, "-m", "benchmarks.booking.client", str(service_id), day.isoformat(), str(seconds)]
    clients = [
        subprocess.Popen(
            [*command, str(time.time_ns() + number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for number in range(processes)
    ]
    for client in clients:
        if client.stdout is None or client.stdout.readline() != "ready\n":
            raise SystemExit("a booking process did not start")
    for client in clients:
        if client.stdin is not None:
            client.stdin.write("go\n")
            client.stdin.flush()
    rate, slowest = 0.0, 0.0
    for client in clients:
        booked, took, worst = map(float, client.communicate()[0].split())
        if client.returncode != 0:
            raise SystemExit("a booking process failed")
        rate += booked / took
        slowest = max(slowest, worst)
    print(f"  {rate:,.0f} bookings/s by {processes}, the slowest {slowest * 1000:.0f} ms", flush=True)
    return rate


def check_day(day: date, *, is_exhausted: bool) -> None:
    """Recompute each capacity row of `day` from its appointments.

    :raises SystemExit: a time was given twice, or capacity was lost or, where it is said to be exhausted, left.
    """
    from benchmarks.booking.city import NEEDED  # noqa: PLC0415 - Django first
    from einamt.procedures.appointments.models import Appointment, CapacityDay  # noqa: PLC0415

    taken: dict[int, Counter[tuple[int, int]]] = {}
    booked = Appointment.objects.filter(capacity_day__day=day)
    for pk, minute, steps in booked.values_list("capacity_day_id", "start_minute", "steps"):
        taken.setdefault(pk, Counter())[minute, steps] += 1
    for row in CapacityDay.objects.filter(day=day):
        left = list(row.total)
        for (minute, steps), count in taken.get(row.pk, Counter()).items():
            first = (minute - row.first_minute) // row.step_minutes
            for step in range(first, first + steps):
                left[step] -= count
        if min(left) < 0:
            raise SystemExit(f"{row}: a time was given twice")
        if left != list(row.free):
            raise SystemExit(f"{row}: what is free does not fit the appointments")
        if is_exhausted and any(all(left[at : at + NEEDED]) for at in range(len(left) - NEEDED + 1)):
            raise SystemExit(f"{row}: a free time was refused")
    print(f"  {day}: no time given twice, capacity as recomputed from the appointments", flush=True)
