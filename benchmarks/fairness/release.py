"""A release: people and bots want 750 times within a minute; a draw collects them, on a real server with PostgreSQL.

5,000 people send the form of the waitlist once, 500 bots twenty times each, at moments drawn beforehand: an open loop,
so that a slow answer holds nobody else up, and a latency counts from when the request was meant to be sent. Every
visitor has a network address of 127.0.0.0/8 of their own. In quick mode it is a fifth of them in a fifth of the time.

- `release_p99_s`: from the intended send to the last byte of the answer; asked for: below 2 s.
- `release_errors`: answers that are error pages, and connections that broke; asked for: none. A queue page with its
  ticket is an answer; so is the refusal of the limit on one network address.
- `release_queued`: the share of the answers that were the queue page.
- `release_bot_share`: how many of the offers of the draw went to an operator with 100 verified addresses.

Before it ends, every time must have been offered once at most: a double ends it with an error.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.harness import Row, is_quick, report
from einamt.platform.web.admission import AFTER_SECONDS, COOKIE, STATUS

PEOPLE, BOTS, TRIES, SECONDS, VERIFIED = 5_000, 500, 20, 60.0, 100
COUNTERS, STEPS = 25, 30
TOKEN = "a" * 32
GIVEN_UP = 60.0
COLLECTED = 5
"""How many times as long as all come in, wishes are collected: whoever got a ticket has that long to come back."""


def visits(chance: random.Random, part: float) -> list[tuple[float, int]]:
    """When who sends: most people soon after the release, bots all the time. Bots have negative numbers."""
    seconds = SECONDS * part
    people = [(chance.random() * seconds, number + 1) for number in range(int(PEOPLE * part))]
    bots = [(chance.random() * seconds, -number - 1) for number in range(int(BOTS * part)) for _ in range(TRIES)]
    return sorted(people + bots)


async def come(port: int, number: int, intended: float, until: float) -> list[tuple[float, int]]:
    """One visit: whoever gets the queue page comes back with the ticket, some seconds later, until `until`."""
    answers: list[tuple[float, int]] = []
    cookie = ""
    while True:
        latency, status, ticket = await send(port, number, intended, cookie)
        answers.append((latency, status))
        cookie = ticket or cookie
        intended = time.perf_counter() + AFTER_SECONDS + number % 7 / 2
        if status != STATUS or intended > until:
            return answers
        await asyncio.sleep(intended - time.perf_counter())


async def send(port: int, number: int, intended: float, cookie: str) -> tuple[float, int, str]:
    """One form; the latency from the intended moment, the status (0 where there was none), and a ticket."""
    email = f"person{number}@example.org" if number > 0 else f"bot{-number % VERIFIED}@example.com"
    body = urlencode({"csrfmiddlewaretoken": TOKEN, "name": "Anna Muster", "email": email}).encode()
    head = (
        f"POST /warteliste/?leistung=service HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        f"Cookie: csrftoken={TOKEN}; {COOKIE}={cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    home = abs(number) + (8_000 if number < 0 else 0)
    try:
        async with asyncio.timeout(GIVEN_UP):
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, local_addr=(f"127.1.{home // 250}.{home % 250 + 1}", 0)
            )
            writer.write(head + body)
            answer = await reader.read()
            writer.close()
        status = int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0
    except (OSError, TimeoutError, ValueError):
        status = 0
        answer = b""
    found = re.search(rb"Set-Cookie: " + COOKIE.encode() + rb'="?([^";]+)', answer, re.IGNORECASE)
    return time.perf_counter() - intended, status, found[1].decode() if found else ""


async def load(port: int, part: float) -> list[tuple[float, int]]:
    """All visits, each at its time whatever became of the others."""
    begin = time.perf_counter() + 0.5
    until = begin + COLLECTED * SECONDS * part
    running = []
    for offset, number in visits(random.Random(115), part):
        await asyncio.sleep(max(0.0, begin + offset - time.perf_counter()))
        running.append(asyncio.create_task(come(port, number, begin + offset, until)))
    return [answer for answers in await asyncio.gather(*running) for answer in answers]


def build() -> None:
    """One office whose next day has 750 times, and a draw that collects for it."""
    from django.db import transaction  # noqa: PLC0415 - needs the environment
    from django.utils import timezone  # noqa: PLC0415

    from einamt.catalog.models import (  # noqa: PLC0415
        Office,
        Organisation,
        PublicService,
        ServiceOffer,
        ServiceText,
    )
    from einamt.procedures.appointments import capacity  # noqa: PLC0415
    from einamt.procedures.appointments.fairness.steps import announce  # noqa: PLC0415
    from einamt.procedures.appointments.models import BookingRules, CapacityDay, CounterGroup  # noqa: PLC0415
    from einamt.procedures.appointments.rules import DayPlan  # noqa: PLC0415

    now = timezone.now()
    day = now.date() + timedelta(days=7)
    BookingRules.objects.create(
        valid_from=date(2020, 1, 1),
        step_minutes=10,
        horizon_days=56,
        hold_minutes=15,
        promise_days=14,
        appointments_per_contact=3,
        draw_minutes=10,
        source="benchmark",
    )
    district = Organisation.objects.create(source="benchmark", identifier="district", kind="district", name="Bezirk")
    service = PublicService.objects.create(
        source="benchmark", identifier="service", slug="service", organisation=district, needs_appointment=True
    )
    ServiceText.objects.create(service=service, language="de", name="Reisepass")
    office = Office.objects.create(
        source="benchmark", identifier="office", slug="office", organisation=district, name="Bürgeramt"
    )
    ServiceOffer.objects.create(service=service, office=office, steps=1)
    group = CounterGroup.objects.create(office=office, key="buergerdienste", name="Bürgerdienste")
    group.services.add(service)
    counters = bytes([COUNTERS]) * STEPS
    with transaction.atomic():
        plan = DayPlan(8 * 60, 10, counters, counters, bytes(STEPS))
        capacity.write_plans(changed={}, added={(group.pk, day): plan})
        rows = capacity.locked_days(capacity_day_ids=CapacityDay.objects.values_list("pk", flat=True))
        announce(key="release", rows=rows, opens_at=now, closes_at=now + timedelta(hours=1), now=now)


def drawn() -> float:
    """The share of the offers that went to the bots, once all addresses were confirmed and the lots drawn.

    :raises SystemExit: a time was offered twice.
    """
    from django.db.models import F  # noqa: PLC0415 - needs the environment
    from django.utils import timezone  # noqa: PLC0415

    from einamt.procedures.appointments.fairness.models import Draw, WaitlistEntry  # noqa: PLC0415
    from einamt.procedures.appointments.models import Offer  # noqa: PLC0415
    from einamt.procedures.appointments.operations import run_draws  # noqa: PLC0415

    WaitlistEntry.objects.update(state=WaitlistEntry.State.WAITING, confirmed_at=F("created_at"))
    now = timezone.now()
    Draw.objects.update(closes_at=now)
    begin = time.perf_counter()
    run_draws(now=now)
    took = time.perf_counter() - begin
    offers = Offer.objects.values_list("subject_id", "capacity_day_id", "start_minute")
    most = max(Counter((day, minute) for _, day, minute in offers).values(), default=0)
    if most > COUNTERS or len({subject for subject, _, _ in offers}) != len(offers):
        raise SystemExit("a time was offered twice")
    emails = dict(WaitlistEntry.objects.values_list("pk", "email"))
    of_bots = sum(str(emails[subject]).startswith("bot") for subject, _, _ in offers)
    print(f"{len(emails)} entries, {len(offers)} offers, drawn in {took:.1f} s", file=sys.stderr)
    return of_bots / max(1, len(offers))


def measure() -> list[Row]:
    """The figures of a release."""
    from tools.postgres import TemporaryServer  # noqa: PLC0415

    part = 0.2 if is_quick() else 1.0
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder, TemporaryServer(durable=True) as database:
        os.environ |= {
            "EINAMT_DATA_DIR": folder,
            "EINAMT_DATABASE_URL": database.url(),
            "DJANGO_SETTINGS_MODULE": "einamt.config.settings",
        }
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        from benchmarks.serving import server  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        build()
        with server(environment=dict(os.environ), workers=2) as (_, port):
            answers = asyncio.run(load(port, part))
        bot_share = drawn()
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    statuses = Counter(status for _, status in answers)
    print(json.dumps(dict(statuses)), file=sys.stderr)
    latencies = sorted(latency for latency, _ in answers)
    errors = sum(count for status, count in statuses.items() if status == 0 or status >= 500)
    return [
        Row(name="release_p99_s", value=latencies[int(len(latencies) * 0.99)], unit="s", floor=2),
        Row(name="release_errors", value=errors, unit="", floor=0),
        Row(name="release_queued", value=statuses[202] / len(answers), unit=""),
        Row(name="release_bot_share", value=bot_share, unit=""),
    ]


if __name__ == "__main__":
    Path("benchmarks").resolve(strict=True)
    report(rows=measure())
