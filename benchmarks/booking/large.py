"""A hundred cities as one: 4,400 offices, 264,000 days of capacity, on PostgreSQL.

- `search_all_4400_ms`: all times of the whole of it, and how many each day has, as a calendar shows them; from memory,
  after a change somewhere. `search_10km_4400_ms`: the same in the offices up to 10 km around a place.
- `book_growth`: bookings a second on one popular day there, over the rate in one city of 44 offices, measured in turns
  on the same server.

The search is compared with numpy finding the same; that eight processes gave no time twice is checked on every row.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, redirect_stdout
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.harness import Row, is_quick, report
from benchmarks.harness.installing import migrate

if TYPE_CHECKING:
    from collections.abc import Mapping

CITIES, KM, PROCESSES = 100, 10, 8
ROUNDS, SECONDS, SEARCHES = (2, 2.0, 40) if is_quick() else (9, 10.0, 200)


def measure() -> list[Row]:
    """The rows, from a server of our own with a database for each size."""
    from benchmarks.booking.clients import Clients  # noqa: PLC0415
    from tools.postgres import TemporaryServer  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder, TemporaryServer(durable=True) as server:
        environments = {}
        for cities in (1, CITIES):
            server.create_database(name=f"einamt_{cities}")
            environments[cities] = {
                **os.environ,
                "EINAMT_DATA_DIR": folder,
                "EINAMT_DATABASE_URL": server.url(database=f"einamt_{cities}"),
                "DJANGO_SETTINGS_MODULE": "einamt.config.settings",
            }
        built = {cities: _part("--build", environments[cities], cities) for cities in (1, CITIES)}
        searched = _part("--search", environments[CITIES], int(built[CITIES]["service"]))
        rates: dict[int, list[float]] = {1: [], CITIES: []}
        day = date.fromordinal(int(built[1]["day"]))
        with ExitStack() as stack:
            clients = {
                cities: stack.enter_context(
                    Clients(
                        service_id=int(built[cities]["service"]),
                        day=day,
                        count=PROCESSES,
                        environment=environments[cities],
                    )
                )
                for cities in (1, CITIES)
            }
            for _ in range(ROUNDS):
                for cities in (1, CITIES):
                    rates[cities].append(clients[cities].rate(day=day, seconds=SECONDS))
        for cities in (1, CITIES):
            _part("--check", environments[cities], cities)
    return [
        Row(name="search_all_4400_ms", value=searched["all"], unit="ms", floor=5),
        Row(name="search_10km_4400_ms", value=searched["near"], unit="ms", floor=5),
        Row(
            name="book_growth",
            value=statistics.median(rates[CITIES]),
            unit="1/s",
            floor=0.8,
            peer=statistics.median(rates[1]),
        ),
    ]


def _part(what: str, environment: Mapping[str, str], argument: int) -> dict[str, float]:
    """What another process of this module gives, which has the database in its environment."""
    command = [sys.executable, "-m", "benchmarks.booking.large", what, str(argument)]
    ran = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        raise SystemExit(f"{what} {argument}: wrong results")
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def _build(cities: int) -> dict[str, float]:
    from benchmarks.booking import city  # noqa: PLC0415

    migrate()
    service_id = city.build(free=city.free_counters(cities=cities))
    city.settle()
    return {"service": service_id, "day": city.POPULAR_DAY.toordinal()}


def _search(service_id: int) -> dict[str, float]:
    """The quickest of many, each after a change that only it can have read; checked against numpy."""
    import numpy as np  # noqa: PLC0415

    from benchmarks.booking import city  # noqa: PLC0415
    from einamt.catalog.queries import offices  # noqa: PLC0415
    from einamt.catalog.rules.distances import Place, offices_within  # noqa: PLC0415
    from einamt.procedures.appointments.models import CapacityDay, CounterGroup  # noqa: PLC0415
    from einamt.procedures.appointments.search import free_starts  # noqa: PLC0415
    from einamt.procedures.appointments.starts import Starts  # noqa: PLC0415

    centre = Place(51 + 14 * 4 / 111.2, 10 + 14 * 4 / 70)
    wishes = [(service_id, 1)]

    def everywhere() -> Starts:
        starts = free_starts(wishes=wishes, last_day=city.LAST_DAY, now=city.NOW)
        starts.by_day()
        return starts

    def around() -> Starts:
        near = offices_within(start=centre, km=KM, offices=offices())
        starts = free_starts(wishes=wishes, last_day=city.LAST_DAY, now=city.NOW, office_ids=near)
        starts.by_day()
        return starts

    rows = CapacityDay.objects.filter(day__lte=city.LAST_DAY).order_by("id")
    ids = np.array(rows.values_list("pk", flat=True))
    free = np.frombuffer(b"".join(map(bytes, rows.values_list("free", flat=True))), np.uint8).reshape(-1, city.STEPS)
    free = free.copy()
    near = offices_within(start=centre, km=KM, offices=offices())
    groups = np.array(CounterGroup.objects.filter(office_id__in=near).values_list("pk", flat=True))
    is_near = np.isin(ids & (1 << 20) - 1, groups)
    print(f"  {len(ids):,} days of {len(offices()):,} offices, {len(near)} of them within {KM} km", file=sys.stderr)
    chance = np.random.default_rng(44)
    times: dict[str, list[float]] = {"all": [], "near": []}
    for number in range(SEARCHES):
        for name, search, chosen in (("all", everywhere, slice(None)), ("near", around, is_near)):
            changed = int(chance.choice(np.flatnonzero(is_near)))
            free[changed] = chance.integers(0, 2, city.STEPS)
            CapacityDay.objects.filter(pk=int(ids[changed])).update(free=free[changed].tobytes())
            began = time.perf_counter()
            starts = search()
            times[name].append((time.perf_counter() - began) * 1_000)
            if number % 10 == 0:
                is_free = free[chosen] > 0
                expected = is_free[:, :-1] & is_free[:, 1:]
                found, minutes = starts.unfolded()
                at, steps = np.nonzero(expected)
                if not (np.array_equal(found, ids[chosen][at]) and np.array_equal(minutes, city.OPENS + 10 * steps)):
                    raise SystemExit("the search and numpy find different times")
    return {name: min(of_search) for name, of_search in times.items()}


def _check(_cities: int) -> dict[str, float]:
    """Recompute the rows of the popular day from its appointments."""
    from benchmarks.booking import city  # noqa: PLC0415
    from benchmarks.booking.clients import check_day  # noqa: PLC0415

    with redirect_stdout(sys.stderr):
        check_day(city.POPULAR_DAY, is_exhausted=False)
    return {}


if __name__ == "__main__":
    if not sys.argv[1:2] or sys.argv[1] == "--json":
        report(rows=measure())
        sys.exit()
    import django

    django.setup()
    part = {"--build": _build, "--search": _search, "--check": _check}[sys.argv[1]]
    print(json.dumps(part(int(sys.argv[2]))))
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
