"""The steering information system: five years of a city, all its indicators by district and month.

15 million visits and as many bookings (quick: 300,000 each) of 12 districts, 44 offices, 30 services and 4 channels.

- `indicators_vs_duckdb`: all indicators that have facts, by district and month over five years, from definitions;
  beside DuckDB's SQL for the same, written by hand over the same files, with all the memory that it wants. Held to 1.5.
- `indicators_growth`: the same from definitions; beside a fifteenth of the facts, as many places and months.
- `indicators_vs_postgres`: how many times faster that is than PostgreSQL, from tables with covering indexes in the
  order of the question, after VACUUM ANALYZE; its plans are printed. Held to 30.
- `overview_p95_ms`, `overview_free_p95_ms`: everything that the page of all indicators asks for (this period and the
  same days of last year), in turn for the city, a district, an office and a service; warm. Whole months and years, held
  to 300; ten weeks from a Wednesday on, which are told of the whole city only, held to 2,000.
- `rebuild_events_per_s`: a month that is not sealed, made again from the database as `einamt steering rebuild` does,
  compared with the file that was there and written, on one core. Held to 200,000 at full length.
- `condense_facts_per_s`: counting the files' facts into cells, on what the engine takes of the machine.
- `peak_mb`: the most memory that the measuring process ever took. Held to 1,024.

Answers that differ make the benchmark fail.
"""

import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from benchmarks.harness import Row, is_quick, report
from benchmarks.harness.serving import WrongAnswer

if TYPE_CHECKING:
    import psycopg

VISITS_A_YEAR = 60_000 if is_quick() else 3_000_000
FEWER = 15
"""How much smaller the city is that growth is told beside."""
YEARS = range(2021, 2026)
DISTRICTS, OFFICES, SERVICES = 12, 44, 30
CHANNELS = ("portal", "hotline", "counter", "api")
NOW = datetime(2026, 1, 5, tzinfo=UTC)
SEED = 20261126
CITIES = {"few": VISITS_A_YEAR // FEWER, "many": VISITS_A_YEAR}

BY_HAND = """
    WITH booked AS (
        SELECT district, date_trunc('month', booked_on)::DATE AS month,
               count(*) FILTER (WHERE lead_days <= 14) / count(*)::{double} AS fourteen_days,
               {quantile}(0.5) WITHIN GROUP (ORDER BY lead_days) AS lead_median,
               {quantile}(0.9) WITHIN GROUP (ORDER BY lead_days) AS lead_p90
        FROM appointments_booked GROUP BY 1, 2),
    visited AS (
        SELECT district, date_trunc('month', visit_date)::DATE AS month,
               count(*) FILTER (WHERE outcome = 'no-show' AND arrival = 'appointment')
                   / nullif(count(*) FILTER (WHERE arrival = 'appointment'), 0)::{double} AS no_show,
               count(*) FILTER (WHERE outcome = 'left')
                   / nullif(count(*) FILTER (WHERE outcome <> 'no-show'), 0)::{double} AS turned_away,
               {quantile}(0.5) WITHIN GROUP (ORDER BY wait_minutes) FILTER (WHERE outcome = 'served') AS wait_median,
               {quantile}(0.9) WITHIN GROUP (ORDER BY wait_minutes) FILTER (WHERE outcome = 'served') AS wait_p90
        FROM visits_visited GROUP BY 1, 2)
    SELECT * FROM booked FULL JOIN visited USING (district, month) ORDER BY district, month
"""
Table = dict[tuple[str, date], tuple[float, ...]]
CODES = ("fourteen-days", "lead-time-median", "lead-time-p90", "no-show", "turned-away", "wait-median", "wait-p90")


def main() -> None:
    """Fill, ask by hand and measure in processes of their own: what the others took is no memory of measuring."""
    match sys.argv[1:]:
        case ["fill", size]:
            _set_up()
            _fill(int(size))
        case ["time"]:
            _set_up()
            print(_timed_condensed())
        case ["by-hand"]:
            _set_up()
            sys.stdout.buffer.write(pickle.dumps(_timed(_from_duckdb)))
        case _:
            _measure()


def _measure() -> None:
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder:
        few, many = (_filled(Path(folder) / name, size) for name, size in CITIES.items())
        told = _run("benchmarks.steering", "time", environment=few)
        by_hand = pickle.loads(_run("benchmarks.steering", "by-hand", environment=many))  # noqa: S301 - our own process
        os.environ |= many
        _set_up()
        report(rows=list(_rows(seconds_of_few=float(told), by_hand=by_hand)))


def _filled(folder: Path, visits_a_year: int) -> dict[str, str]:
    """A city with its history; gives what names it in the environment."""
    environment = {"EINAMT_DATA_DIR": str(folder), "EINAMT_DATABASE_URL": ""}
    _run("benchmarks.harness.installing", environment=environment)
    _run("benchmarks.steering", "fill", str(visits_a_year), environment=environment)
    return environment


def _run(module: str, *arguments: str, environment: dict[str, str]) -> bytes:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, check=True).stdout


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einamt.config.settings")
    django.setup()


def _fill(visits_a_year: int) -> None:
    import numpy as np  # noqa: PLC0415 - filling only

    from einamt.platform.facts.writer import write_history  # noqa: PLC0415 - the house must stand first
    from einamt.procedures.appointments.facts import BOOKED  # noqa: PLC0415
    from einamt.procedures.visits.facts import VISITED  # noqa: PLC0415

    random = np.random.default_rng(SEED)
    districts = np.array([f"district-{n}" for n in range(DISTRICTS)], dtype=object)
    offices = np.array([f"office-{n}" for n in range(OFFICES)], dtype=object)
    services = np.array([f"service-{n}" for n in range(SERVICES)], dtype=object)
    channels = np.array(CHANNELS, dtype=object)
    outcomes = np.array(["served", "no-show", "left"], dtype=object)
    for year in YEARS:
        size = visits_a_year
        office = random.integers(0, OFFICES, size)
        place = {
            "service": services[np.minimum(random.geometric(0.15, size) - 1, SERVICES - 1)],
            "district": districts[office % DISTRICTS],
            "office": offices[office],
            "counter_group": np.full(size, "", dtype=object),
            "channel": channels[random.integers(0, len(CHANNELS), size)],
        }
        first = np.datetime64(f"{year}-01-01T08:00:00", "s")
        moments = first + np.sort(random.integers(0, 364 * 86400, size)).astype("timedelta64[s]")
        day = moments.astype("datetime64[D]")
        lead = np.minimum(random.gamma(2, 9, size).astype(int), 56)
        outcome = random.choice(3, size, p=[0.87, 0.11, 0.02])
        write_history(
            schema=BOOKED,
            columns={
                **place,
                "occurred_at": moments,
                "visit_date": day + lead,
                "booked_on": day,
                "lead_days": lead,
                "steps": np.ones(size, dtype=int),
                "start_minute": np.full(size, 540),
                "services": np.ones(size, dtype=int),
                "persons": np.ones(size, dtype=int),
            },
            now=NOW,
        )
        write_history(
            schema=VISITED,
            columns={
                **place,
                "occurred_at": moments,
                "arrival": np.full(size, "appointment", dtype=object),
                "arrival_channel": np.full(size, "counter", dtype=object),
                "visit_date": day,
                "outcome": outcomes[outcome],
                "wait_minutes": np.ma.array(random.gamma(1.5, 6, size).astype(int), mask=outcome > 0),
                "service_minutes": np.ma.array(np.zeros(size, dtype=int), mask=True),
                "count": np.ones(size, dtype=int),
            },
            now=NOW,
        )


def _timed_condensed() -> float:
    """Seconds that the indicators take from definitions, once the facts are counted into cells."""
    from einamt.platform.facts.condensed import condense  # noqa: PLC0415

    condense(NOW)
    return _timed(_from_definitions)[1]


def _rows(*, seconds_of_few: float, by_hand: tuple[Table, float]) -> Iterator[Row]:
    from einamt.platform.facts.condensed import condense  # noqa: PLC0415

    began = time.perf_counter()
    condense(NOW)
    facts = 2 * VISITS_A_YEAR * len(YEARS)
    yield Row(name="condense_facts_per_s", value=facts / (time.perf_counter() - began), unit="1/s")
    # so few facts as in a quick run are mostly the opening of DuckDB
    held_to = None if is_quick() else 200_000
    yield Row(name="rebuild_events_per_s", value=_rebuilt_per_s(), unit="1/s", floor=held_to)
    ours, seconds = _timed(_from_definitions)
    told_by_hand, by_hand_seconds = by_hand
    _expect_same(ours, told_by_hand)
    yield Row(name="indicators_vs_duckdb", value=seconds * 1000, unit="ms", peer=by_hand_seconds * 1000, floor=1.5)
    yield Row(name="indicators_growth", value=seconds * 1000, unit="ms", peer=seconds_of_few * 1000)
    yield from _pages()
    # filling PostgreSQL from here is no part of steering
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    postgres_seconds = _postgres_seconds(ours)
    yield Row(name="indicators_vs_postgres", value=postgres_seconds / seconds, unit="×", floor=30)
    yield Row(name="peak_mb", value=peak_mb, unit="MB", floor=1024)


def _rebuilt_per_s() -> float:
    """Bookings of a month after the history, on one core."""
    from einamt.platform.facts import operations, rebuilding  # noqa: PLC0415
    from einamt.platform.facts.models import Fact, FactFile  # noqa: PLC0415
    from einamt.platform.facts.steps import new_fact  # noqa: PLC0415
    from einamt.procedures.appointments.facts import BOOKED  # noqa: PLC0415

    count = 20_000 if is_quick() else 250_000
    values = {"service": "service-1", "district": "district-1", "office": "office-1", "counter_group": ""}
    day = NOW.date()
    Fact.objects.bulk_create(
        (
            new_fact(
                schema=BOOKED,
                occurred_at=NOW + timedelta(seconds=number),
                values={
                    **values,
                    **dict.fromkeys(("steps", "services", "persons"), 1),
                    "channel": CHANNELS[number % len(CHANNELS)],
                    "visit_date": day + timedelta(days=number % 56),
                    "booked_on": day,
                    "lead_days": number % 56,
                    "start_minute": 540,
                },
            )
            for number in range(count)
        ),
        batch_size=5000,
    )
    operations.move_all_facts(now=NOW)
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            [rebuilt] = rebuilding.rebuild_open_months(now=NOW)
            seconds.append(time.perf_counter() - began)
            if not rebuilt.as_before or rebuilt.facts != count:
                raise WrongAnswer(rebuilt)
    finally:
        os.sched_setaffinity(0, cores)
        FactFile.objects.filter(sealed_at=None).delete()  # the comparison is over the history
    return count / min(seconds)


def _timed(ask: Callable[[], Table]) -> tuple[Table, float]:
    """The answer, and the best of three times in seconds after one that warms up."""
    answer, times = ask(), []
    for _ in range(3):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return answer, min(times)


def _from_definitions() -> Table:
    from einamt.insight.steering.indicators import INDICATORS  # noqa: PLC0415
    from einamt.insight.steering.indicators.definition import Dimension  # noqa: PLC0415
    from einamt.insight.steering.measuring import Scope, figures  # noqa: PLC0415
    from einamt.kernel.periods import Days  # noqa: PLC0415

    found: dict[Any, dict[str, float | None]] = {}
    for one in figures(
        indicators=[INDICATORS[code] for code in CODES],
        days=Days(date(YEARS[0], 1, 1), date(YEARS[-1] + 1, 1, 1)),
        scope=Scope(),
        by=Dimension.DISTRICT,
        monthly=True,
    ):
        found.setdefault((one.key, one.month), {})[one.code] = one.value
    return {key: tuple(round(values[code] or 0, 9) for code in CODES) for key, values in found.items()}


def _from_duckdb() -> Table:
    """By a DuckDB of its own with all the memory that it wants, which for many facts is more than the house gives."""
    import duckdb  # noqa: PLC0415 - in a process of its own

    from einamt.platform.facts.engine import parquet  # noqa: PLC0415
    from einamt.platform.facts.files import path_of  # noqa: PLC0415
    from einamt.platform.facts.models import FactFile  # noqa: PLC0415

    with duckdb.connect() as duck:
        for schema, view in (("appointments.booked", "appointments_booked"), ("visits.visited", "visits_visited")):
            paths = [path_of(file) for file in FactFile.objects.filter(schema=schema)]
            duck.execute(f"CREATE VIEW {view} AS SELECT * FROM {parquet(paths, are_alike=True)}")  # noqa: S608
        sql = BY_HAND.format(double="DOUBLE", quantile="percentile_disc").replace("FILTER (WHERE", "FILTER (")
        found = duck.execute(sql).fetchall()
    return {(row[0], row[1]): tuple(round(float(value), 9) for value in row[2:]) for row in found}


def _expect_same(ours: Table, theirs: Table) -> None:
    if ours != theirs:
        wrong = next(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
        message = f"{wrong}: {ours.get(wrong)} is not {theirs.get(wrong)}"
        raise WrongAnswer(message)


def _pages() -> Iterator[Row]:
    from einamt.insight.steering.indicators.definition import Dimension  # noqa: PLC0415
    from einamt.insight.steering.measuring import Scope  # noqa: PLC0415
    from einamt.insight.steering.overview import overview  # noqa: PLC0415
    from einamt.kernel.periods import Days  # noqa: PLC0415

    scopes = [
        Scope(only=only)
        for only in (
            {},
            {Dimension.DISTRICT: "district-3"},
            {Dimension.OFFICE: "office-7"},
            {Dimension.SERVICE: "service-2"},
        )
    ]
    standard = [Days(date(2025, 6, 1), date(2025, 7, 1)), Days(date(2025, 1, 1), date(2026, 1, 1))]
    free = [Days(date(2025, 3, 12), date(2025, 5, 21))]
    for name, periods, asked, floor in (
        ("overview_p95_ms", standard, scopes, 300),
        ("overview_free_p95_ms", free, scopes[:1], 2000),
    ):
        times = []
        for _ in range(2 if is_quick() else 5):
            for days, scope in product(periods, asked):
                began = time.perf_counter()
                overview(days=days, scope=scope)
                times.append((time.perf_counter() - began) * 1000)
        times.sort()
        yield Row(name=name, value=times[int(len(times) * 0.95)], unit="ms", floor=floor)


def _postgres_seconds(ours: Table) -> float:
    """The same from PostgreSQL."""
    import psycopg  # noqa: PLC0415

    from tools.postgres import TemporaryServer  # noqa: PLC0415 - starts programs

    with TemporaryServer() as database, psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SET jit = off")
        connection.execute("SET max_parallel_workers_per_gather = 2")
        _copy(
            connection,
            table="appointments_booked",
            columns={"district": "text", "booked_on": "date", "lead_days": "int"},
        )
        _copy(
            connection,
            table="visits_visited",
            columns={
                "district": "text",
                "visit_date": "date",
                "outcome": "text",
                "arrival": "text",
                "arrival_channel": "text",
                "wait_minutes": "int",
            },
        )
        for table, day, amount, others in (
            ("appointments_booked", "booked_on", "lead_days", "booked_on"),
            ("visits_visited", "visit_date", "wait_minutes", "visit_date, outcome, arrival"),
        ):
            month = f"(date_trunc('month', {day}::timestamp)::date)"
            connection.execute(f"CREATE INDEX ON {table} (district, {month}, {amount}) INCLUDE ({others})")
            connection.execute(f"VACUUM ANALYZE {table}")
        sql = BY_HAND.format(double="float8", quantile="percentile_disc")
        sql = sql.replace("booked_on)", "booked_on::timestamp)").replace("visit_date)", "visit_date::timestamp)")
        print("\n".join(line for (line,) in connection.execute(f"EXPLAIN {sql}").fetchall()))

        def ask() -> Table:
            found = connection.execute(sql).fetchall()
            return {(row[0], row[1]): tuple(round(float(value), 9) for value in row[2:]) for row in found}

        theirs, seconds = _timed(ask)
    _expect_same(ours, theirs)
    return seconds


def _copy(connection: "psycopg.Connection", *, table: str, columns: dict[str, str]) -> None:
    """The facts of a view, month by month, into a table of PostgreSQL's, as the text that its COPY reads."""
    from einamt.platform.facts.queries import rows  # noqa: PLC0415

    day = list(columns)[1]
    connection.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    fields = ", ".join(rf"coalesce({name}::VARCHAR, '\N')" for name in columns)
    sql = f"SELECT string_agg(concat_ws(chr(9), {fields}), chr(10)) AS lines FROM {table} "  # noqa: S608 - our own
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for year, month in product(YEARS, range(1, 13)):
            days = {"first": date(year, month, 1), "after": date(year + month // 12, month % 12 + 1, 1)}
            [row] = rows(sql=f"{sql}WHERE {day} >= $first AND {day} < $after", parameters=days)
            if row["lines"]:
                copy.write(f"{row['lines']}\n")


if __name__ == "__main__":
    main()
