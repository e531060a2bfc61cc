"""Processes that book: `python -m benchmarks.booking.client SERVICE DAY COUNT`.

One process loads the house and becomes so many before any of them has a connection. Each has searched once, as whoever
books does, and booked a little on DAY. Says `ready` then, and for each line `DAY SECONDS COUNT` lets so many of them
book on that day until the time is over (or, with 0 seconds, until nothing is left); a line for each of these says how
many bookings it made, in how many seconds, and how long the slowest took.
"""

import multiprocessing
import random
import sys
import time
from datetime import date
from multiprocessing.connection import Connection
from uuid import uuid4

import django

WARM_UP = 20


def main() -> None:
    """Become many, and hand on what they are told and what they say."""
    django.setup()
    import benchmarks.booking.city  # noqa: F401, PLC0415 - Django first
    import einamt.procedures.appointments.operations  # noqa: F401, PLC0415
    from einamt.platform.web.memory import keep_what_is_loaded  # noqa: PLC0415

    keep_what_is_loaded()  # as a web process does
    service_id, day, count = int(sys.argv[1]), date.fromisoformat(sys.argv[2]), int(sys.argv[3])
    forking = multiprocessing.get_context("fork")
    ends = []
    for number in range(count):
        ours, theirs = forking.Pipe()
        seed = f"{time.time_ns()}{number}"
        forking.Process(target=live, args=(theirs, service_id, day, seed), daemon=True).start()
        theirs.close()
        ends.append(ours)
    for end in ends:
        end.recv()
    print("ready", flush=True)
    for line in sys.stdin:
        on, seconds, among = line.split()
        for end in ends[: int(among)]:
            end.send((date.fromisoformat(on), float(seconds)))
        for end in ends[: int(among)]:
            print(*end.recv(), flush=True)


def live(orders: Connection, service_id: int, day: date, seed: str) -> None:
    """One of them: warm up, and book whenever told, until nobody tells any more."""
    from benchmarks.booking.city import NOW  # noqa: PLC0415 - Django first
    from einamt.procedures.appointments.search import free_starts  # noqa: PLC0415

    chance = random.Random(seed)
    free_starts(wishes=[(service_id, 1)], now=NOW)
    booked_in(0, places=chance.sample(all_places(day=day), WARM_UP), service_id=service_id, who=f"{seed}.warm")
    orders.send("ready")
    number = 0
    while True:
        on, seconds = orders.recv()
        places = all_places(day=on)
        chance.shuffle(places)
        orders.send(booked_in(seconds, places=places, service_id=service_id, who=f"{seed}.{number}"))
        number += 1


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
