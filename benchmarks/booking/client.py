"""One process that books: `python -m benchmarks.booking.client SERVICE DAY SEED`.

It has searched once, as whoever books does, and booked a little on DAY. Says `ready` then, and for each line
`DAY SECONDS` books on that day until the time is over (or, with 0 seconds, until nothing is left) and says how many
bookings it made, in how many seconds, and how long the slowest took.
"""

import random
import sys
import time
from datetime import date
from uuid import uuid4

import django

WARM_UP = 20


def main() -> None:
    """Book."""
    django.setup()
    from benchmarks.booking.city import NOW  # noqa: PLC0415 - Django first
    from einamt.procedures.appointments.search import free_starts  # noqa: PLC0415

    service_id, seed = int(sys.argv[1]), sys.argv[3]
    chance = random.Random(int(seed))
    free_starts(wishes=[(service_id, 1)], now=NOW)
    places = all_places(day=date.fromisoformat(sys.argv[2]))
    booked_in(0, places=chance.sample(places, WARM_UP), service_id=service_id, who=f"{seed}.warm")
    print("ready", flush=True)
    for number, line in enumerate(sys.stdin):
        day, seconds = line.split()
        places = all_places(day=date.fromisoformat(day))
        chance.shuffle(places)
        print(*booked_in(float(seconds), places=places, service_id=service_id, who=f"{seed}.{number}"), flush=True)


def booked_in(seconds: float, *, places: list[tuple[int, int]], service_id: int, who: str) -> tuple[int, float, float]:
    """Book at one place after the other until the time is over, or with 0 seconds once at each.

    Gives how many were booked, in how many seconds, and how long the slowest took.
    """
    from einamt.procedures.appointments.errors import SlotTaken  # noqa: PLC0415 - Django first

    booked, slowest, number = 0, 0.0, 0
    started = time.perf_counter()
    deadline = started + seconds
    while (time.perf_counter() < deadline) if seconds else number < len(places):
        began = time.perf_counter()
        try:
            book(*places[number % len(places)], service_id=service_id, email=f"{who}.{number}@example.org")
            booked += 1
        except SlotTaken:
            pass
        slowest = max(slowest, time.perf_counter() - began)
        number += 1
    return booked, time.perf_counter() - started, slowest


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
