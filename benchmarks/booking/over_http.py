"""Holding and confirming over HTTP: the booking API on a real server, two workers, 32 connections, PostgreSQL.

- `book_http`: appointments a second, each a question for the hold and one for the confirmation, as somebody new; beside
  pgbench making a booking's writes with eight clients, measured in turns on the same server.
- `book_http_p99_ms`: what an appointment took at the 99th percentile, both answers together; beside the median.
- `proof_ms`: checking a solution of the proof of work, which who has no token sends with the confirmation.

Programs with a token book here, since solving the proof would keep this machine's cores from serving. At the end every
capacity row must be what its appointments say.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from benchmarks.harness import Row, is_quick, median_pair, report
from benchmarks.harness.installing import migrate

if TYPE_CHECKING:
    from datetime import date

WORKERS, CONNECTIONS, PGBENCH_CLIENTS, PROGRAMS = 2, 32, 8, 300
ROUNDS, SECONDS, PROOFS = (3, 3.0, 20) if is_quick() else (7, 10.0, 100)


def measure() -> list[Row]:
    """The rows, from a server and a database of our own."""
    from tools.postgres import TemporaryServer  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder, TemporaryServer(durable=True) as database:
        os.environ |= {
            "EINAMT_DATA_DIR": folder,
            "EINAMT_DATABASE_URL": database.url(),
            "DJANGO_SETTINGS_MODULE": "einamt.config.settings",
        }
        import django  # noqa: PLC0415

        django.setup()
        from django.db import connection  # noqa: PLC0415

        from benchmarks.booking import city, reference  # noqa: PLC0415
        from benchmarks.booking.clients import check_day  # noqa: PLC0415
        from benchmarks.harness.serving import server  # noqa: PLC0415
        from einamt.platform import clock  # noqa: PLC0415

        migrate()
        today = clock.now().date()
        later = today - city.FIRST_DAY
        service_id = city.build(free=city.free_counters(), first_day=today)
        city.settle()
        asked = json.dumps({"tokens": _tokens(), "times": _times(city.POPULAR_DAY + later)})
        script = Path(folder) / "pgbench.sql"
        script.write_text(reference.pgbench_script(service_id=service_id, day=city.REFERENCE_DAY + later))
        rates, references, took = [], [], []
        with server(environment=dict(os.environ), workers=WORKERS) as (_, port):
            for _ in range(ROUNDS):
                rate, times = _booked(port, asked)
                rates.append(rate)
                took.append(times)
                references.append(
                    reference.pgbench_rate(
                        binaries=database.binaries,
                        url=database.url(),
                        script=script,
                        clients=PGBENCH_CLIENTS,
                        seconds=SECONDS,
                    )
                )
                print(f"  {rates[-1]:,.0f} bookings/s over HTTP, {references[-1]:,.0f} by pgbench", flush=True)
        check_day(city.POPULAR_DAY + later, is_exhausted=False)
        proof = _proof_ms()
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    ours, theirs = median_pair(list(zip(rates, references, strict=True)))
    medians = [times[len(times) // 2] for times in took]
    tails = [times[int(len(times) * 0.99)] for times in took]
    return [
        Row(name="book_http", value=ours, unit="1/s", floor=0.15, peer=theirs),
        Row(
            name="book_http_p99_ms",
            value=statistics.median(tails),
            unit="ms",
            floor=10,
            peer=statistics.median(medians),
        ),
        Row(name="proof_ms", value=proof, unit="ms"),
    ]


def _booked(port: int, asked: str) -> tuple[float, list[float]]:
    """One round of the client: bookings a second, and what each took in milliseconds, ascending.

    :raises SystemExit: an answer was not what it should be.
    """
    command = [sys.executable, "-m", "benchmarks.booking.http_client", str(port), str(SECONDS), str(CONNECTIONS)]
    ran = subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, check=True)
    answered = json.loads(ran.stdout)
    if answered["wrong"] or not answered["took"]:
        raise SystemExit(f"a booking was refused: {answered['wrong']}")
    return len(answered["took"]) / answered["seconds"], sorted(answered["took"])


def _tokens() -> list[str]:
    from einamt.accounts.operations import admit_client  # noqa: PLC0415 - Django first
    from einamt.platform import clock  # noqa: PLC0415

    return [admit_client(name=f"Program {number}", now=clock.now()).token for number in range(PROGRAMS)]


def _times(day: date) -> list[tuple[str, str]]:
    """Every office with every minute at which two steps of the day can begin."""
    from benchmarks.booking.city import NEEDED, OFFICES, OPENS, STEP_MINUTES, STEPS  # noqa: PLC0415
    from einamt.kernel.localtime import at_minute  # noqa: PLC0415
    from einamt.platform.shell import city  # noqa: PLC0415

    minutes = range(OPENS, OPENS + STEP_MINUTES * (STEPS - NEEDED + 1), STEP_MINUTES)
    moments = [at_minute(day=day, minute=minute, zone=city.zone()).isoformat() for minute in minutes]
    return [(f"office-{number}", moment) for number in range(OFFICES) for moment in moments]


def _proof_ms() -> float:
    """The quickest check of a solution, each of a challenge of its own. How long one is looked for makes no difference
    to checking it, so here the city asks for as little as it can.
    """
    import altcha  # noqa: PLC0415

    from einamt.channels.parts import humans  # noqa: PLC0415
    from einamt.platform import clock  # noqa: PLC0415
    from einamt.procedures.appointments.models import BookingRules  # noqa: PLC0415

    BookingRules.objects.update(proof_fewest=1, proof_most=2)
    now, times = clock.now(), []
    for number in range(1, PROOFS + 1):
        hold_id = UUID(int=number)
        challenge = humans.new_challenge(hold_id=hold_id, now=now)
        solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
        if solution is None:
            raise SystemExit("a proof of work has no solution")
        payload = altcha.Payload(altcha.Challenge.from_dict(challenge), solution).to_base64()
        began = time.perf_counter()
        is_solved = humans.is_solved(payload=payload, hold_id=hold_id, now=now + timedelta(seconds=1))
        times.append((time.perf_counter() - began) * 1_000)
        if not is_solved:
            raise SystemExit("a right solution was refused")
    return min(times)


if __name__ == "__main__":
    report(rows=measure())
