"""A release: people and bots want 750 times within a minute; a draw collects them, on a real server with PostgreSQL.

5,000 people send the form of the waitlist once, 500 bots twenty times each, at moments drawn beforehand: an open loop,
so that a slow answer holds nobody else up, and a latency counts from when the request was meant to be sent. Every
visitor has a network address of 127.0.0.0/8 of their own. Whoever gets the queue page comes back with its ticket when
it says so, people up to three seconds later. The bots belong to three operators, with 1, 5 and 100 addresses that they
can read mail of; a bot keeps no cookies from one try to the next. In quick mode it is a twentieth of all in a
twentieth of the time.

- `release_p99_s`: from the intended send to the last byte of the answer, all answers; asked for: below 2 s.
- `release_errors`: answers that are neither the page asked for nor the queue page, and connections that broke; none.
- `release_queued`: the share of the answers that were the queue page.
- `release_through_p99_s`: until how long after their first try people were let in; `release_people_in`: how many were,
  of all, before collecting ended (ten minutes).
- `release_in_order`: of two people who came ten seconds apart or more, how often the earlier was let in earlier.
- `release_bot_share` is the share of all offers that went to the operator with 100 addresses in the draw.
  `release_share_draw_N` says the same of each operator; `release_share_first_N` what they would have got of the 750 if
  the same requests, in the order in which the server let them in, had booked first come, first served, up to the city's
  limit of open appointments for an address.

Before it ends, every time must have been offered once at most, and every capacity row must be what its holds make it:
a double ends it with an error.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.harness import Row, is_quick, report
from benchmarks.harness.installing import migrate
from einamt.platform.web.line import COOKIE

PEOPLE, BOTS, TRIES, SECONDS = 5_000, 500, 20, 60.0
QUICK_PART = 0.05
OPERATORS = (1, 5, 100)
"""How many addresses each has; the bots are shared out among them."""
PER_ADDRESS = 3
COUNTERS, STEPS = 25, 30
COLLECTED = 600.0
QUEUED, LET_IN = 202, frozenset({200, 302})
TOKEN = "a" * 32
GIVEN_UP = 60.0
WARMED_UP = 40
"""Pages that are asked for before the release: a server that has just started is not what a morning begins with."""
APART = 10.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One try. Seconds count from the release; `operator` is None for people."""

    at: float
    number: int
    email: str
    operator: int | None = None

    @property
    def home(self) -> str:
        """The network address, the same for all tries of a visitor."""
        host = self.number + (8_000 if self.operator is not None else 0)
        return f"127.1.{host // 250}.{host % 250 + 1}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of sending once. `at` is when it had come, in seconds from the release."""

    visit: Visit
    at: float
    latency: float
    status: int


def visits(chance: random.Random, part: float) -> list[Visit]:
    """When who sends, in order of time."""
    seconds = SECONDS * part
    found = [
        Visit(chance.random() * seconds, number, f"person{number}@example.org") for number in range(int(PEOPLE * part))
    ]
    for number in range(int(BOTS * part)):
        operator = OPERATORS[number % len(OPERATORS)]
        email = f"{number // len(OPERATORS) % operator}@operator{operator}.example.com"
        found += [Visit(chance.random() * seconds, number, email, operator) for _ in range(TRIES)]
    return sorted(found, key=lambda visit: visit.at)


async def come(port: int, visit: Visit, begin: float) -> list[Answer]:
    """One visit: whoever gets the queue page comes back with the ticket when it says so, until collecting ends."""
    answers: list[Answer] = []
    cookie, intended = "", begin + visit.at
    slowness = 0.0 if visit.operator is not None else visit.number % 7 / 2
    while True:
        status, ticket, wait = await send(port, visit, cookie)
        now = time.perf_counter()
        answers.append(Answer(visit, now - begin, now - intended, status))
        cookie = ticket or cookie
        intended = now + wait + slowness
        if status != QUEUED or intended > begin + COLLECTED:
            return answers
        await asyncio.sleep(intended - time.perf_counter())


async def send(port: int, visit: Visit, cookie: str) -> tuple[int, str, float]:
    """One form: the status (0 where there was none), a ticket, and after how many seconds to come again."""
    body = urlencode({"csrfmiddlewaretoken": TOKEN, "name": "Anna Muster", "email": visit.email}).encode()
    head = (
        f"POST /warteliste/?leistung=service HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        f"Cookie: csrftoken={TOKEN}; {COOKIE}={cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    try:
        async with asyncio.timeout(GIVEN_UP):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(visit.home, 0))
            writer.write(head + body)
            answer = await reader.read()
            writer.close()
    except (OSError, TimeoutError):
        return 0, "", 0.0
    if not answer.startswith(b"HTTP/1.1 "):
        return 0, "", 0.0
    fields = answer.partition(b"\r\n\r\n")[0]
    ticket = re.search(rb"set-cookie: " + COOKIE.encode() + rb"=([^;\r]+)", fields, re.IGNORECASE)
    wait = re.search(rb"retry-after: (\d+)", fields, re.IGNORECASE)
    return int(answer[9:12]), ticket[1].decode() if ticket else "", float(wait[1]) if wait else 0.0


async def load(port: int, part: float) -> list[Answer]:
    """All visits, each at its time whatever became of the others."""
    begin = time.perf_counter() + 0.5
    running = []
    for visit in visits(random.Random(115), part):
        await asyncio.sleep(max(0.0, begin + visit.at - time.perf_counter()))
        running.append(asyncio.create_task(come(port, visit, begin)))
    return [answer for answers in await asyncio.gather(*running) for answer in answers]


def first_come(let_in: list[Answer]) -> dict[int | None, float]:
    """The share of the times by operator (None: people) if who is let in first had booked first."""
    won: Counter[int | None] = Counter()
    of_address: Counter[str] = Counter()
    for answer in let_in:
        email = answer.visit.email
        limit = 1 if answer.visit.operator is None else PER_ADDRESS
        if of_address[email] < limit and won.total() < COUNTERS * STEPS:
            of_address[email] += 1
            won[answer.visit.operator] += 1
    return {operator: count / max(1, won.total()) for operator, count in won.items()}


def in_order(let_in: list[Answer], chance: random.Random, *, pairs: int = 20_000) -> float:
    """Of two people who came `APART` or more, how often the earlier was let in earlier; 1 where nobody came so."""
    people = [answer for answer in let_in if answer.visit.operator is None]
    right = counted = 0
    for _ in range(pairs if people else 0):
        one, other = sorted((chance.choice(people), chance.choice(people)), key=lambda answer: answer.visit.at)
        if other.visit.at - one.visit.at >= APART:
            counted += 1
            right += one.at < other.at
    return right / counted if counted else 1.0


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
    from einamt.catalog.steps import bump_revision  # noqa: PLC0415
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
        bump_revision()
        plan = DayPlan(8 * 60, 10, counters, counters, bytes(STEPS))
        capacity.add_days(plans={(group.pk, day): plan})
        rows = capacity.locked_days(capacity_day_ids=CapacityDay.objects.values_list("pk", flat=True))
        announce(key="release", rows=rows, opens_at=now, closes_at=now + timedelta(hours=1), now=now)


def drawn() -> dict[int, float]:
    """The share of the offers that went to each operator, once all addresses were confirmed and the lots drawn.

    :raises SystemExit: a time was offered twice, or a capacity row is not what its holds make it.
    """
    from django.db.models import F  # noqa: PLC0415 - needs the environment
    from django.utils import timezone  # noqa: PLC0415

    from einamt.procedures.appointments.fairness.models import Draw, WaitlistEntry  # noqa: PLC0415
    from einamt.procedures.appointments.models import CapacityDay, Hold, Offer  # noqa: PLC0415
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
    for row in CapacityDay.objects.all():
        held = sum(Hold.objects.filter(capacity_day=row, outcome=Hold.Outcome.KEPT).values_list("steps", flat=True))
        if sum(bytes(row.total)) - sum(bytes(row.free)) != held or any(bytes(row.over)):
            raise SystemExit(f"{row}: what is free does not fit what is held")
    emails = dict(WaitlistEntry.objects.values_list("pk", "email"))
    won = Counter(str(emails[subject]).partition("@")[2] for subject, _, _ in offers)
    print(f"{len(emails)} entries, {len(offers)} offers, drawn in {took:.1f} s", file=sys.stderr)
    return {operator: won[f"operator{operator}.example.com"] / max(1, len(offers)) for operator in OPERATORS}


def measure() -> list[Row]:
    """The figures of a release."""
    from tools.postgres import TemporaryServer  # noqa: PLC0415

    part = QUICK_PART if is_quick() else 1.0
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder, TemporaryServer(durable=True) as database:
        os.environ |= {
            "EINAMT_DATA_DIR": folder,
            "EINAMT_DATABASE_URL": database.url(),
            "DJANGO_SETTINGS_MODULE": "einamt.config.settings",
        }
        import django  # noqa: PLC0415

        django.setup()
        from django.db import connection  # noqa: PLC0415

        from benchmarks.harness.serving import get, server  # noqa: PLC0415

        migrate()
        build()
        with server(environment=dict(os.environ), workers=2) as (_, port):
            for _ in range(WARMED_UP):
                get(http.client.HTTPConnection("127.0.0.1", port, timeout=60), "/warteliste/?leistung=service")
            answers = asyncio.run(load(port, part))
        draw = drawn()
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    return rows(answers, draw, people=int(PEOPLE * part))


def rows(answers: list[Answer], draw: dict[int, float], *, people: int) -> list[Row]:
    """What the answers say."""
    statuses = Counter(answer.status for answer in answers)
    print(json.dumps(dict(statuses)), file=sys.stderr)
    latencies = sorted(answer.latency for answer in answers)
    let_in = sorted((answer for answer in answers if answer.status in LET_IN), key=lambda answer: answer.at)
    through = sorted(answer.at - answer.visit.at for answer in let_in if answer.visit.operator is None)
    errors = sum(count for status, count in statuses.items() if status != QUEUED and status not in LET_IN)
    first = first_come(let_in)
    return [
        Row(name="release_p99_s", value=latencies[int(len(latencies) * 0.99)], unit="s", floor=2),
        Row(name="release_errors", value=errors, unit="", floor=0),
        Row(name="release_queued", value=statuses[QUEUED] / len(answers), unit=""),
        Row(name="release_people_in", value=len(through) / people, unit=""),
        Row(name="release_through_p99_s", value=through[int(len(through) * 0.99)] if through else COLLECTED, unit="s"),
        Row(name="release_in_order", value=in_order(let_in, random.Random(1)), unit=""),
        Row(name="release_bot_share", value=draw[OPERATORS[-1]], unit=""),
        *(Row(name=f"release_share_draw_{operator}", value=draw[operator], unit="") for operator in OPERATORS),
        *(Row(name=f"release_share_first_{operator}", value=first.get(operator, 0), unit="") for operator in OPERATORS),
    ]


if __name__ == "__main__":
    Path("benchmarks").resolve(strict=True)
    report(rows=measure())
