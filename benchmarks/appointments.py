"""Finding and booking appointments: how far from what the machine can do, with wrong results as the only failure.

- `search_db` (PostgreSQL) and `search_db_sqlite`: all times at which an appointment of two steps can begin in the whole
  city (44 offices, 60 days, 48 steps of ten minutes, 71 % booked), read from the database and listed, as by a process
  that has just started; beside numpy finding the same in the same array in memory. Held to 4 times.
- `search_cached_ms`, `search_cached_ms_sqlite`: the same as every later search does it, by what it remembers and what
  the database says has changed since: a day's capacity, written before each search. Held to 1 ms.
- `book_pg`: hold and confirm in one (`book_slot`), by eight processes on one popular day; beside pgbench making
  the same writes, prepared, with eight clients; held to 0.8. `book_sqlite`: by one process; beside a bare sqlite3
  loop with the same writes and pragmas; held to a quarter.
- `search_vs_libres`: how many times `search_cached_ms` goes into what libres takes for the same city on the same
  server; held to 1,000.
- `search_…_4400_ms`, `book_growth`: the same in a hundred cities as one (`benchmarks.booking.large`).
- `book_http`, `book_http_p99_ms`, `proof_ms`: the same over HTTP (`benchmarks.booking.over_http`).
- Rows named after others are what shared measurements of those found, on another day, for orientation.

Both sides are measured in turns. A search's figure is its quickest of many, since a busy machine interrupts long ones
more than short ones; a booking rate is the median of the rounds. Afterwards eight processes fight for the last times of
a scarce day, and every capacity row is recomputed from its appointments: a double booking ends this with an error.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import Row, is_quick, median_pair, report
from benchmarks.harness.installing import migrate

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from tools.postgres import TemporaryServer

PROCESSES = 8
QUICK, FULL = (4, 1.5, 48), (15, 6.0, 240)
"""Rounds, seconds a round, searches a round."""
PEERS = (
    ("search: SQL of ZMS (it-at-m/eappointment)", 1_392, "ms"),
    ("search: Easy!Appointments", 21_085, "ms"),
    ("booking, 8 processes: libres on PostgreSQL", 60, "1/s"),
    ("booking, 8 processes: Easy!Appointments on MariaDB (double bookings)", 80, "1/s"),
    ("booking, 8 processes: pretix, day quotas", 5, "1/s"),
)


SEARCH = {"postgres": "search_db", "sqlite": "search_db_sqlite"}
CACHED = {"postgres": "search_cached_ms", "sqlite": "search_cached_ms_sqlite"}
BOOKING = {"postgres": "book_pg", "sqlite": "book_sqlite"}
BOOK_FLOOR = {"postgres": 0.8, "sqlite": 0.25}


def main() -> None:
    """Measure on both databases, each in a process of its own since Django has one, and report."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder:
        for database in ("sqlite", "postgres"):
            target = Path(folder) / f"{database}.json"
            command = [sys.executable, "-m", "benchmarks.appointments", "--on", database, str(target)]
            if subprocess.run(command, check=False).returncode != 0:
                raise SystemExit(f"{database}: wrong results")
            rows += [Row(**row) for row in json.loads(target.read_text())]
        for part in ("large", "over_http", "planning"):
            target = Path(folder) / f"{part}.json"
            command = [sys.executable, "-m", f"benchmarks.booking.{part}", "--json", str(target)]
            if subprocess.run(command, check=False).returncode != 0:
                raise SystemExit(f"{part}: wrong results")
            for row in json.loads(target.read_text())["rows"]:
                del row["ratio"]
                rows.append(Row(**row))
    rows += [Row(name=name, value=value, unit=unit) for name, value, unit in PEERS]
    report(rows=rows)


def measure(database: str, target: Path) -> None:
    """Measure on one database and write the rows to `target`."""
    rounds, seconds, searches = QUICK if is_quick() else FULL
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="einamt-bench-")))
        server, book_reference = _prepare(database, folder, stack)
        from django.db import connection  # noqa: PLC0415

        migrate()
        from benchmarks.booking import city  # noqa: PLC0415
        from benchmarks.booking.clients import Clients, check_day  # noqa: PLC0415

        free = city.free_counters()
        service_id = city.build(free=free)
        if database == "postgres":
            city.settle()
        rows = _search(database, service_id, free, searches=rounds * searches)
        if server is not None:
            server.create_database(name="libres")
            rows.append(_libres(server.url(database="libres"), free, ours=rows[-1].value))
        processes = PROCESSES if database == "postgres" else 1
        with Clients(service_id=service_id, day=city.POPULAR_DAY, count=PROCESSES) as clients:
            rates = [
                (
                    clients.rate(day=city.POPULAR_DAY, seconds=seconds, count=processes),
                    book_reference(service_id, seconds),
                )
                for _ in range(rounds)
            ]
            clients.rate(day=city.SCARCE_DAY, seconds=0)
        ours, theirs = median_pair(rates)
        rows.append(Row(name=BOOKING[database], value=ours, unit="1/s", floor=BOOK_FLOOR[database], peer=theirs))
        check_day(city.POPULAR_DAY, is_exhausted=False)
        check_day(city.SCARCE_DAY, is_exhausted=True)
        keys = ("name", "value", "unit", "floor", "peer")
        target.write_text(json.dumps([{key: getattr(row, key) for key in keys} for row in rows]))
        connection.close()
        if database == "postgres":
            connection.close_pool()  # type: ignore[attr-defined]


def _prepare(
    database: str, folder: Path, stack: ExitStack
) -> tuple[TemporaryServer | None, Callable[[int, float], float]]:
    """Start the database, name it in the environment, load Django; gives a server and the reference for booking."""
    server = None
    os.environ |= {"EINAMT_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "einamt.config.settings"}
    if database == "postgres":
        from tools.postgres import TemporaryServer  # noqa: PLC0415

        server = stack.enter_context(TemporaryServer(durable=True))
        os.environ["EINAMT_DATABASE_URL"] = server.url()
    else:
        os.environ["EINAMT_DATABASE_URL"] = f"sqlite:///{folder / 'einamt.sqlite3'}"
    import django  # noqa: PLC0415

    django.setup()
    from benchmarks.booking import city, reference  # noqa: PLC0415

    def by_pgbench(service_id: int, seconds: float) -> float:
        assert server is not None  # noqa: S101 - for the type checker
        script = folder / "pgbench.sql"
        script.write_text(reference.pgbench_script(service_id=service_id, day=city.REFERENCE_DAY))
        return reference.pgbench_rate(
            binaries=server.binaries, url=server.url(), script=script, clients=PROCESSES, seconds=seconds
        )

    def by_loop(service_id: int, seconds: float) -> float:
        return reference.sqlite_rate(service_id=service_id, day=city.REFERENCE_DAY, seconds=seconds)

    return server, by_pgbench if server is not None else by_loop


def _search(database: str, service_id: int, free: NDArray[np.uint8], *, searches: int) -> list[Row]:
    import numpy as np  # noqa: PLC0415

    from benchmarks.booking import city  # noqa: PLC0415
    from einamt.procedures.appointments.models import CapacityDay  # noqa: PLC0415
    from einamt.procedures.appointments.remembered import forget_capacity  # noqa: PLC0415
    from einamt.procedures.appointments.search import free_starts  # noqa: PLC0415
    from einamt.procedures.appointments.serving import forget_serving  # noqa: PLC0415

    flat = np.ascontiguousarray(free).reshape(-1, city.STEPS)
    minute_of_step = np.arange(city.STEPS) * city.STEP_MINUTES + city.OPENS
    capacity_rows = CapacityDay.objects.filter(day__lte=city.LAST_DAY).order_by("day", "group")
    id_of_row = np.array(capacity_rows.values_list("pk", flat=True))
    chance = np.random.default_rng(115)

    def by_numpy() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        rows, steps = np.nonzero((flat[:, :-1] > 0) & (flat[:, 1:] > 0))
        return rows, minute_of_step[steps]

    def by_us() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return free_starts(wishes=[(service_id, 1)], last_day=city.LAST_DAY, now=city.NOW).unfolded()

    def check() -> int:
        rows, expected = by_numpy()
        ids, found = by_us()
        if not (np.array_equal(ids, id_of_row[rows]) and np.array_equal(found, expected)):
            raise SystemExit("the search and numpy find different times")
        return len(found)

    print(f"{database}: {check():,} times found, the same as numpy finds", flush=True)
    ours, theirs, cached = [], [], []
    for number in range(searches):
        theirs.append(_milliseconds(by_numpy))
        forget_capacity()
        forget_serving()
        ours.append(_milliseconds(by_us))
        changed = int(chance.integers(len(flat)))
        flat[changed] = chance.integers(0, 2, city.STEPS)
        CapacityDay.objects.filter(pk=int(id_of_row[changed])).update(free=flat[changed].tobytes())
        cached.append(_milliseconds(by_us))
        if number % 10 == 0:
            check()
    return [
        Row(name=SEARCH[database], value=min(ours), unit="ms", floor=4, peer=min(theirs)),
        Row(name=CACHED[database], value=min(cached), unit="ms", floor=1),
    ]


def _libres(url: str, free: NDArray[np.uint8], *, ours: float) -> Row:
    """How many times faster than libres our search from memory is; both read the same city and list the same times."""
    from benchmarks.booking.libres_beside import Libres  # noqa: PLC0415

    libres = Libres(url=url, free=free)
    expected = (free[:, :, :-1] > 0) & (free[:, :, 1:] > 0)
    times = set(zip(*(axis.tolist() for axis in expected.nonzero()), strict=True))

    def search() -> None:
        if libres.search() != times:
            raise SystemExit("libres and numpy find different times")

    took = min(_milliseconds(search) for _ in range(1 if is_quick() else 3))
    libres.close()
    print(f"  libres finds the same in {took:,.0f} ms", flush=True)
    return Row(name="search_vs_libres", value=took / ours, unit="×", floor=1_000)


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    if sys.argv[1:2] == ["--on"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
