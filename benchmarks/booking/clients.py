"""Processes that book against each other, and the check that they gave no time twice."""

from __future__ import annotations

import subprocess
import sys
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
        self._command = [
            sys.executable,
            "-m",
            "benchmarks.booking.client",
            str(service_id),
            day.isoformat(),
            str(count),
        ]
        self._count, self._environment = count, environment

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self._environment
        )
        if self._said() != "ready":
            raise SystemExit("the booking processes did not start")
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def rate(self, *, day: date, seconds: float, count: int | None = None) -> float:
        """Bookings a second on `day` by so many of them, by default all (0 seconds: until nothing is left)."""
        count = count or self._count
        assert self._process.stdin is not None  # noqa: S101 - for the type checker
        self._process.stdin.write(f"{day.isoformat()} {seconds} {count}\n")
        self._process.stdin.flush()
        rate, slowest = 0.0, 0.0
        for _ in range(count):
            if not (said := self._said()):
                raise SystemExit("a booking process failed")
            booked, took, worst = map(float, said.split())
            rate += booked / took
            slowest = max(slowest, worst)
        print(f"  {rate:,.0f} bookings/s by {count}, the slowest {slowest * 1000:.0f} ms", flush=True)
        return rate

    def _said(self) -> str:
        """What they say next; nothing where they have ended."""
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        return self._process.stdout.readline().rstrip("\n")


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
