"""Processes that book against each other, and the check that they gave no time twice."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Clients:
    """Processes that book in rounds which they begin together; they start once, and end with the `with` statement.

    :raises SystemExit: one of them did not start, or failed.
    """

    def __init__(self, *, service_id: int, day: date, count: int, environment: Mapping[str, str] | None = None) -> None:
        self._command = [sys.executable, "-m", "benchmarks.booking.client", str(service_id), day.isoformat()]
        self._count, self._environment = count, environment
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        for number in range(self._count):
            command = [*self._command, str(time.time_ns() + number)]
            self._processes.append(
                subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self._environment
                )
            )
        for process in self._processes:
            if _line_of(process) != "ready":
                raise SystemExit("a booking process did not start")
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self._processes:
            process.communicate()

    def rate(self, *, day: date, seconds: float, count: int | None = None) -> float:
        """Bookings a second on `day` by so many of them, by default all (0 seconds: until nothing is left)."""
        booking = self._processes[:count]
        for process in booking:
            assert process.stdin is not None  # noqa: S101 - for the type checker
            process.stdin.write(f"{day.isoformat()} {seconds}\n")
            process.stdin.flush()
        rate, slowest = 0.0, 0.0
        for process in booking:
            if not (answer := _line_of(process)):
                raise SystemExit("a booking process failed")
            booked, took, worst = map(float, answer.split())
            rate += booked / took
            slowest = max(slowest, worst)
        print(f"  {rate:,.0f} bookings/s by {len(booking)}, the slowest {slowest * 1000:.0f} ms", flush=True)
        return rate


def _line_of(process: subprocess.Popen[str]) -> str:
    """What it says next; nothing where it has ended."""
    assert process.stdout is not None  # noqa: S101 - for the type checker
    return process.stdout.readline().rstrip("\n")


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
