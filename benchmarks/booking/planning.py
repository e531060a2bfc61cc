"""`plan_change_ms`: a change of supply on an office with 2,000 booked people, while somebody else books there.

Alone on a PostgreSQL server of its own: `python -m benchmarks.booking.planning`. The change takes all counters
away on every day of the horizon and is taken back, in turns; the figure is the median of the changes, with
the preview. Beside it the slowest of the bookings that another process makes meanwhile (`plan_change_booking_ms`).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks.harness import Row, is_quick, report
from benchmarks.harness.installing import migrate

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
FIRST_DAY = date(2026, 11, 23)
DAYS, COUNTERS, BOOKED, STEP_MINUTES = 56, 6, 2_000, 12
OPENS, CLOSES = 8 * 60, 18 * 60


def build() -> int:
    """An office with one group and 2,000 booked people, spread over its days; the group's id."""
    from einamt.catalog.models import Office, Organisation, PublicService, ServiceOffer  # noqa: PLC0415
    from einamt.kernel.actor import CITIZEN  # noqa: PLC0415
    from einamt.kernel.channels import Channel  # noqa: PLC0415
    from einamt.procedures.appointments import operations  # noqa: PLC0415
    from einamt.procedures.appointments.models import BookingRules, CounterGroup, OpeningRule  # noqa: PLC0415
    from einamt.procedures.appointments.rules import capacity_day_id  # noqa: PLC0415

    BookingRules.objects.create(
        valid_from=date(2020, 1, 1),
        step_minutes=STEP_MINUTES,
        horizon_days=DAYS,
        hold_minutes=15,
        promise_days=14,
        appointments_per_contact=3,
        source="benchmark",
    )
    place = {"source": "benchmark", "identifier": "planned", "slug": "planned"}
    district = Organisation.objects.create(source="benchmark", identifier="planned", kind="district", name="Bezirk")
    service = PublicService.objects.create(**place, organisation=district, needs_appointment=True)
    office = Office.objects.create(**place, organisation=district, name="Bürgeramt")
    ServiceOffer.objects.create(service=service, office=office, steps=1)
    group = CounterGroup.objects.create(office=office, key="planned", name="Bürgerdienste")
    group.services.add(service)
    for weekday in range(1, 8):
        OpeningRule.objects.create(
            group=group,
            weekday=weekday,
            opens_minute=OPENS,
            closes_minute=CLOSES,
            counters=COUNTERS,
            valid_from=date(2020, 1, 1),
        )
    operations.extend_capacity(now=NOW)
    steps = (CLOSES - OPENS) // STEP_MINUTES
    orders = [
        operations.BookingOrder(
            capacity_day_id=capacity_day_id(day=FIRST_DAY + timedelta(days=number % DAYS), group_id=group.pk),
            start_minute=OPENS + STEP_MINUTES * (number // DAYS % steps),
            wishes=[(service.pk, 1)],
            contact=operations.ContactDetails(name="Anna Muster", email=f"{number}@example.org"),
            channel=Channel.PORTAL,
            actor=CITIZEN,
            command_id=uuid4(),
            booked_at=NOW,
        )
        for number in range(BOOKED)
    ]
    if None in operations.book_many(orders=orders, with_facts=False, with_messages=False):
        raise SystemExit("the office is too small for its people")
    return group.pk


def book(group_id: int, seconds: float) -> None:
    """Book and cancel on the office's days until the time is over; says how long each took: begin and milliseconds."""
    from einamt.kernel.actor import CITIZEN  # noqa: PLC0415
    from einamt.kernel.channels import Channel  # noqa: PLC0415
    from einamt.kernel.errors import DomainError  # noqa: PLC0415
    from einamt.platform.web.memory import keep_what_is_loaded  # noqa: PLC0415
    from einamt.procedures.appointments import operations  # noqa: PLC0415
    from einamt.procedures.appointments.models import CounterGroup  # noqa: PLC0415
    from einamt.procedures.appointments.rules import capacity_day_id  # noqa: PLC0415

    keep_what_is_loaded()
    service_id = CounterGroup.objects.get(pk=group_id).services.get().pk
    slowest, count, until = 0.0, 0, None
    while until is None or time.perf_counter() < until:
        began, booked = time.perf_counter(), None
        with suppress(DomainError):
            booked = operations.book_slot(
                capacity_day_id=capacity_day_id(day=FIRST_DAY + timedelta(days=count % DAYS), group_id=group_id),
                start_minute=CLOSES - STEP_MINUTES * (1 + count // DAYS % 3),
                wishes=[(service_id, 1)],
                contact=operations.ContactDetails(name="Bert Muster"),
                channel=Channel.COUNTER,
                actor=CITIZEN,
                command_id=uuid4(),
                now=NOW,
            )
        took = time.perf_counter() - began
        if booked is not None:
            operations.cancel_appointment(
                appointment_id=booked.appointment.pk,
                actor=CITIZEN,
                channel=Channel.COUNTER,
                command_id=uuid4(),
                now=NOW,
            )
        count += 1
        if count == 20:  # warm
            print("ready", flush=True)
            sys.stdin.readline()
            slowest, until = 0.0, time.perf_counter() + seconds
        elif until is not None:
            slowest = max(slowest, took)
    print(count, slowest * 1_000, flush=True)


def measure() -> list[Row]:
    """The rows, in a database that is there and empty."""
    from einamt.kernel.actor import SYSTEM  # noqa: PLC0415
    from einamt.platform.web.memory import keep_what_is_loaded  # noqa: PLC0415
    from einamt.procedures.appointments import operations  # noqa: PLC0415
    from einamt.procedures.appointments.models import BacklogEntry, CounterGroup  # noqa: PLC0415
    from einamt.procedures.appointments.planning import drafts  # noqa: PLC0415
    from einamt.procedures.appointments.planning.effects import preview  # noqa: PLC0415

    group_id = build()
    keep_what_is_loaded()  # as a web process does
    group = CounterGroup.objects.get(pk=group_id)
    rounds = 6 if is_quick() else 30
    command = [sys.executable, "-m", "benchmarks.booking.planning", "--book", str(group_id), str(rounds * 0.7)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if other.stdout is None or other.stdin is None or other.stdout.readline() != "ready\n":
        raise SystemExit("the booking process did not start")
    other.stdin.write("go\n")
    other.stdin.flush()
    previews, changes, lost = [], [], 0
    for _ in range(rounds):
        draft = drafts.changing_counters(
            group=group,
            first_day=FIRST_DAY,
            end_day=FIRST_DAY + timedelta(days=DAYS),
            opens_minute=OPENS,
            closes_minute=CLOSES,
            counters=-COUNTERS,
            reason="Erkrankung",
        )
        began = time.perf_counter()
        preview(draft=draft, now=NOW)
        previews.append((time.perf_counter() - began) * 1_000)
        began = time.perf_counter()
        saved = operations.save_plan(draft=draft, actor=SYSTEM, command_id=uuid4(), now=NOW)
        changes.append((time.perf_counter() - began) * 1_000)
        lost = max(lost, len(saved.affected))
        operations.withdraw_plan(plan_id=saved.plan.pk, actor=SYSTEM, now=NOW)
        operations.settle_served(now=NOW)  # as the worker does, at once
    count, slowest = other.communicate()[0].split()
    if BacklogEntry.objects.exclude(state="settled").exists():
        raise SystemExit("somebody is still without a time")
    print(f"  {lost} people lost and got back their time, {count} bookings meanwhile")
    return [
        Row(name="plan_preview_ms", value=statistics.median(previews), unit="ms"),
        Row(name="plan_change_ms", value=statistics.median(changes), unit="ms", floor=300),
        Row(name="plan_change_booking_ms", value=float(slowest), unit="ms", floor=50),
    ]


def main() -> None:
    """Measure on a server of our own, and report."""
    from tools.postgres import TemporaryServer  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder, TemporaryServer(durable=True) as server:
        os.environ |= {
            "EINAMT_DATA_DIR": str(Path(folder)),
            "EINAMT_DATABASE_URL": server.url(),
            "DJANGO_SETTINGS_MODULE": "einamt.config.settings",
        }
        import django  # noqa: PLC0415

        django.setup()
        from django.db import connection  # noqa: PLC0415

        migrate()
        report(rows=measure())
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--book"]:
        import django

        django.setup()
        book(int(sys.argv[2]), float(sys.argv[3]))
    else:
        main()
