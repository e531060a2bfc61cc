"""The office floor: 44 offices with twelve counters, 132 screens, 2,000 phones, 9,000 visits; PostgreSQL, two workers.

Run one is a day of eight hours sixty times as fast. Counters act by the operations that all channels use; screens and
phones ask over HTTP as often as their scripts do.

- `calls_lost`: calls that one of the office's screens never showed; none.
- `calls_doubled`: people called by two counters. Half of an office's counters act in one process and half in another,
  so that they call at the same moment; none.
- `calls_late_s`: how far the day fell behind sixty times the wall's clock at most: it waits for who cannot follow.

Run two is the busiest ten minutes of that day in real time, by those who have an appointment then and were kept out of
run one. The counters are browsers: they look for news every 15 seconds, and every step is a form and the page that
follows.

- `display_p99_s`: from pressing "next" until a screen of the office has the call, all screens; below 2 s.
- `server_cpu_s_per_min`: CPU of web server and database, a minute; at most 60, half of the machine.
- `floor_errors`: answers that are neither what was asked for nor "nothing new"; none.

In quick mode nobody comes after the first ten minutes of the day, and of the busy time 18 seconds are run.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter as Counted
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.hall.clients import Counter, Watch, phone, screen
from benchmarks.hall.compressed import slowest
from benchmarks.harness import Row, is_quick, report
from benchmarks.harness.installing import collect_static, migrate
from benchmarks.harness.serving import WrongAnswer, server

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from benchmarks.hall.city import Coming, Place

VISITS, PHONES, SCREENS = 9_000, 2_000, 3
FASTER, WORKERS = 60, 2
BUSY_MINUTES = 10.0
QUICK_PARTS = 0.02, 0.03
"""Of the day, and of the busy time."""
STEP_SECONDS = 5.0
"""In which the server's clock follows the compressed day."""
SETTLED = 3.0
"""Seconds that screens may take for the last call."""


def measure() -> list[Row]:
    """The figures of both runs."""
    from tools.postgres import TemporaryServer  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder, TemporaryServer(durable=True) as database:
        now = datetime.now(UTC)
        os.environ |= {
            "EINAMT_DATA_DIR": folder,
            "EINAMT_DATABASE_URL": database.url(),
            "DJANGO_SETTINGS_MODULE": "einamt.config.settings",
        }
        import django  # noqa: PLC0415

        django.setup()
        from django.db import connection  # noqa: PLC0415

        from benchmarks.hall.city import build_day, opening  # noqa: PLC0415

        migrate()
        collect_static()
        opens_at, clock = opening(day=now), Path(folder) / "clock"
        _set(clock, opens_at)
        service_id, places, coming = build_day(visits=VISITS, opens_at=opens_at)
        part, busy_part = QUICK_PARTS if is_quick() else (1.0, 1.0)
        busy = _busiest([each for each in coming if each.case_id is not None], minutes=BUSY_MINUTES * busy_part)
        kept_out = set(busy)
        compressed = [each for each in coming if each.at < 480 * part and each not in kept_out]
        with server(environment=dict(os.environ), workers=2) as (process, port):
            first = asyncio.run(_day(port, places, compressed, service_id=service_id, opens_at=opens_at, clock=clock))
            pids = [process.pid, database.pid]
            _forget_calls(before=opens_at)
            _set(clock, opens_at + timedelta(minutes=busy[0].at))
            second = asyncio.run(
                _busy(port, places, busy, coming, opens_at=opens_at, pids=pids, seconds=BUSY_MINUTES * busy_part * 60)
            )
        doubled = _doubled()
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    return [
        Row(name="calls_lost", value=first["lost"], unit="", floor=0),
        Row(name="calls_doubled", value=first["doubled"] + doubled, unit="", floor=0),
        Row(name="calls_late_s", value=first["late"], unit="s"),
        *second,
    ]


def _busiest(coming: list[Coming], *, minutes: float) -> list[Coming]:
    """Those who come in the time in which most do, but for those who stood at the door when it opened, all at once."""
    windows = ([each for each in coming if first.at <= each.at < first.at + minutes] for first in coming if first.at)
    return max(windows, key=len)


def _forget_calls(*, before: datetime) -> None:
    """Run two begins earlier on the day than run one has ended: to its screens, the calls of run one are long past."""
    from einamt.procedures.visits.models import Visit  # noqa: PLC0415

    called = Visit.objects.exclude(last_called_at=None)
    called.update(last_called_at=before - timedelta(hours=1))


def _set(clock: Path, moment: datetime) -> None:
    """Let the server's clock show `moment`; whoever reads it meanwhile reads the old shift or the new one."""
    draft = clock.with_suffix(".new")
    draft.write_text(str((moment - datetime.now(UTC)).total_seconds()))
    draft.replace(clock)


async def _hasten(clock: Path, *, opens_at: datetime, pace: Path) -> None:
    """Take the server's clock along with the compressed day, until cancelled: a wall shows a call for ten minutes.

    In steps: what is reckoned anew each minute would otherwise be so sixty times as often as on any day.
    """
    while math.isfinite(minute := slowest(pace.read_bytes())):
        _set(clock, opens_at + timedelta(minutes=minute))
        await asyncio.sleep(STEP_SECONDS)


async def _day(
    port: int, places: list[Place], coming: list[Coming], *, service_id: int, opens_at: datetime, clock: Path
) -> dict[str, float]:
    """Run one."""
    from benchmarks.hall.city import COUNTERS, START_AFTER  # noqa: PLC0415

    watch = Watch()
    clients = _start(_screens(port, places, watch) + _phones(port, places, coming, watch))
    begin = time.time() + 5.0
    pace = clock.with_name("pace")
    pace.write_bytes(bytes(8 * WORKERS))  # all at the beginning of the day
    clients += _start([_hasten(clock, opens_at=opens_at, pace=pace)])
    running = []
    for worker in range(WORKERS):
        mine = coming[worker::WORKERS]
        counters = [str(name + 1) for name in range(COUNTERS) if name % WORKERS == worker]
        work = {
            "opens_at": opens_at.isoformat(),
            "begin": begin,
            "pace": str(pace),
            "number": worker,
            "minute_seconds": 60 / FASTER,
            "start_after": START_AFTER,
            "service_id": service_id,
            "counters": {place.office_id: counters for place in places},
            "serves": [each.serves for each in mine],
            "coming": [
                {"at": each.at, "office": places[each.office].office_id, "case": each.case_id and str(each.case_id)}
                for each in mine
            ],
        }
        running.append(asyncio.to_thread(_compressed, work))
    results = await asyncio.gather(*running)
    await asyncio.sleep(SETTLED)
    await _stop(clients)
    calls = [call for result in results for call in result["calls"]]
    shown: dict[int, list[set[tuple[str, str]]]] = {}
    for office_id, seen in watch.screens:
        shown.setdefault(office_id, []).append({(number, counter) for number, counter, _ in seen})
    lost = sum(
        (number, counter) not in screen_shown
        for office, counter, number, _, _ in calls
        for screen_shown in shown[office]
    )
    of_case = Counted(case for _, _, _, case, _ in calls)
    print(f"{len(calls)} calls, {watch.answers} answers, {dict(watch.kinds)} errors", file=sys.stderr)
    return {
        "lost": lost,
        "doubled": sum(count - 1 for count in of_case.values()),
        "late": max(result["late_seconds"] for result in results),
    }


def _compressed(work: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.hall.compressed"]
    done = subprocess.run(command, input=json.dumps(work), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def _busy(
    port: int,
    places: list[Place],
    busy: list[Coming],
    everybody: list[Coming],
    *,
    opens_at: datetime,
    pids: list[int],
    seconds: float,
) -> list[Row]:
    """Run two: each comes at their moment; whoever is called is served for as long as they need."""
    from einamt.procedures.visits.hall_codes import list_key  # noqa: PLC0415 - needs the environment

    watch, today = Watch(), opens_at.date()
    counters = [
        Counter(port, place.office_id, str(name + 1), session, list_key(office_id=place.office_id, day=today))
        for place in places
        for name, session in enumerate(place.sessions)
    ]
    clients = _start(_screens(port, places, watch) + _phones(port, places, everybody, watch))
    clients += _start([counter.look_for_news(watch) for counter in counters])
    await asyncio.sleep(SETTLED)
    free: dict[int, list[Counter]] = {}
    for each in counters:
        free.setdefault(each.office_id, []).append(each)
    calls: list[tuple[int, str, str, float]] = []
    used, begun = _cpu(pids), time.perf_counter()
    visits = [
        asyncio.create_task(
            _visit(free[places[each.office].office_id], each, calls, watch, after=(each.at - busy[0].at) * 60)
        )
        for each in busy
    ]
    await asyncio.sleep(seconds)
    used, took = _cpu(pids) - used, time.perf_counter() - begun
    await asyncio.sleep(SETTLED)
    await _stop([*visits, *clients])
    numbers = await asyncio.to_thread(_numbers)
    delays, missing = [], 0
    for office, case, at, pressed in calls:
        for of_office, seen in watch.screens:
            if of_office == office:
                first = seen.get((numbers[case], at, 1))
                missing += first is None
                delays += [first - pressed] if first is not None else []
    delays.sort()
    print(f"the slowest: {', '.join(f'{delay:.1f}' for delay in delays[-12:])} s", file=sys.stderr)
    print(
        f"{len(calls)} calls, {watch.answers} answers, {missing} not seen, {dict(watch.kinds)} errors, in {took:.0f} s",
        file=sys.stderr,
    )
    if not delays:
        message = "no screen showed a call"
        raise WrongAnswer(message)
    return [
        Row(name="display_p50_s", value=delays[len(delays) // 2], unit="s"),
        Row(name="display_p99_s", value=delays[len(delays) * 99 // 100], unit="s", floor=2),
        Row(name="server_cpu_s_per_min", value=used / took * 60, unit="s", floor=60),
        Row(name="floor_errors", value=watch.errors + missing, unit="", floor=0),
    ]


async def _visit(
    free: list[Counter],
    who: Coming,
    calls: list[tuple[int, str, str, float]],
    watch: Watch,
    *,
    after: float,
) -> None:
    """Somebody arrives, is called by a free counter of the office, begun, and in time done."""
    from einamt.kernel.identifiers import new_id  # noqa: PLC0415

    await asyncio.sleep(after)
    counter = free.pop()
    try:
        await counter.act("arrive", case_id=str(who.case_id), command_id=str(new_id()), watch=watch)
        pressed = time.time()
        called = await counter.act("next", case_id="", command_id=str(new_id()), watch=watch)
        if called is None:
            return
        calls.append((counter.office_id, called, counter.name, pressed))
        await asyncio.sleep(20)
        await counter.act("start", case_id=called, command_id=str(new_id()), watch=watch)
        await asyncio.sleep(who.serves * 60)
        await counter.act("finish", case_id=called, command_id=str(new_id()), watch=watch)
    finally:
        free.insert(0, counter)


def _screens(port: int, places: list[Place], watch: Watch) -> list[Coroutine[Any, Any, None]]:
    return [screen(port, place.office_id, watch) for place in places for _ in range(SCREENS)]


def _phones(port: int, places: list[Place], coming: list[Coming], watch: Watch) -> list[Coroutine[Any, Any, None]]:
    from einamt.cases.tokens import holder_token  # noqa: PLC0415

    people = [each for each in coming if each.case_id is not None]
    return [
        phone(port, places[each.office].office_id, holder_token(case_id=each.case_id), watch)
        for each in (people[number % len(people)] for number in range(PHONES))
        if each.case_id is not None
    ]


def _start(clients: list[Coroutine[Any, Any, None]]) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(client) for client in clients]


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


def _numbers() -> dict[str, str]:
    from einamt.procedures.visits.models import Visit  # noqa: PLC0415 - needs the environment

    return {str(case): number for case, number in Visit.objects.values_list("case_id", "number")}


def _doubled() -> int:
    """Calls in the histories beyond one for each visit."""
    from django.db.models import Count  # noqa: PLC0415 - needs the environment

    from einamt.cases.models import CaseEvent  # noqa: PLC0415

    found = CaseEvent.objects.filter(kind="called").values("case_id").annotate(calls=Count("pk")).filter(calls__gt=1)
    return sum(each["calls"] - 1 for each in found)


def _cpu(pids: list[int]) -> float:
    """Seconds that the processes and all below them have used."""
    used, below = 0.0, {str(pid) for pid in pids}
    stats = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                stats[folder.name] = (folder / "stat").read_text().rpartition(") ")[2].split()
    grown = True
    while grown:
        more = {pid for pid, fields in stats.items() if fields[1] in below} - below
        below |= more
        grown = bool(more)
    for pid in below & stats.keys():
        used += (int(stats[pid][11]) + int(stats[pid][12])) / os.sysconf("SC_CLK_TCK")
    return used


if __name__ == "__main__":
    report(rows=measure())
