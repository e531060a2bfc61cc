"""One process that books: `python -m benchmarks.booking.client SERVICE DAY SECONDS SEED`.

It has searched once, as whoever books does. Says `ready` when it has warmed up, waits for a line, books until the time
is over (or, with 0 seconds, until nothing is left), and says how many bookings it made, in how many seconds, and how
long the slowest took.
"""

import random
import sys
import time
from datetime import date
from uuid import uuid4

import django


def main() -> None:
    """Book."""
    django.setup()
    from benchmarks.booking.city import NOW  # noqa: PLC0415 - Django first
    from einamt.procedures.appointments.errors import SlotTaken  # noqa: PLC0415
    from einamt.procedures.appointments.search import free_starts  # noqa: PLC0415

    service_id, seconds, seed = int(sys.argv[1]), float(sys.argv[3]), int(sys.argv[4])
    places = all_places(day=date.fromisoformat(sys.argv[2]))
    chance = random.Random(seed)
    free_starts(wishes=[(service_id, 1)], now=NOW)
    if seconds:
        for number in range(20):
            book(*chance.choice(places), service_id=service_id, email=f"{seed}.warm.{number}@example.org")
    print("ready", flush=True)
    sys.stdin.readline()
    booked, slowest, number = 0, 0.0, 0
    chance.shuffle(places)
    started = time.perf_counter()
    deadline = started + seconds
    while (time.perf_counter() < deadline) if seconds else number < len(places):
        began = time.perf_counter()
        try:
            book(*places[number % len(places)], service_id=service_id, email=f"{seed}.{number}@example.org")
            booked += 1
        except SlotTaken:
            pass
        slowest = max(slowest, time.perf_counter() - began)
        number += 1
    print(booked, time.perf_counter() - started, slowest, flush=True)


def all_places(*, day: date) -> list[tuple[int, int]]:
    """Every capacity row of `day` with every minute at which two steps can begin."""
    from benchmarks.booking.city import NEEDED, OPENS, STEP_MINUTES, STEPS  # noqa: PLC0415
    from einamt.procedures.appointments.models import CapacityDay  # noqa: PLC0415

    ids = CapacityDay.objects.filter(day=day).values_list("pk", flat=True)
    return [(pk, OPENS + start * STEP_MINUTES) for pk in ids for start in range(STEPS - NEEDED + 1)]


def book(capacity_day_id: int, minute: int, *, service_id: int, email: str) -> None:
    """One booking by somebody new, as at a counter: hold and confirm in one."""
    from benchmarks.booking.city import NOW  # noqa: PLC0415
    from einamt.kernel.actor import CITIZEN  # noqa: PLC0415
    from einamt.kernel.channels import Channel  # noqa: PLC0415
    from einamt.procedures.appointments.operations import ContactDetails, book_slot  # noqa: PLC0415

    book_slot(
        capacity_day_id=capacity_day_id,
        start_minute=minute,
        wishes=[(service_id, 1)],
        contact=ContactDetails(name="Anna Muster", email=email, phone="030 1234567"),
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=uuid4(),
        now=NOW,
    )


if __name__ == "__main__":
    main()
