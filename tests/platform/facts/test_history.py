import subprocess
import sys
import time

import numpy as np
import pytest

from einamt.platform.facts import operations, queries, schema, writer
from einamt.platform.facts.models import FactFile
from einamt.platform.facts.schema import FactSchema, Kind
from tests.platform.facts.conftest import COUNTED, NOW

pytestmark = pytest.mark.django_db

MILLION = 1_000_000


def history(count: int) -> dict[str, np.ndarray]:
    moments = np.datetime64("2025-11-01T00:00:00", "s") + np.arange(count) * 25
    return {
        "occurred_at": moments,
        "number": np.arange(count),
        "district": np.array(["Mitte", "Pankow", "Neukölln"], dtype=object)[np.arange(count) % 3],
        "day": moments.astype("datetime64[D]"),
    }


def test_a_million_facts_are_written_in_seconds() -> None:
    columns = history(MILLION)
    began = time.perf_counter()
    assert writer.write_history(schema=COUNTED, columns=columns, now=NOW) == MILLION
    assert time.perf_counter() - began < 20
    answer = queries.rows(
        sql="SELECT count(*) AS n, sum(number) AS s, min(day) AS first, max(occurred_at) AS last FROM test_counted"
    )
    assert answer == [
        {
            "n": MILLION,
            "s": MILLION * (MILLION - 1) // 2,
            "first": columns["day"][0].item(),
            "last": columns["occurred_at"][-1].item().replace(tzinfo=NOW.tzinfo),
        }
    ]
    assert FactFile.objects.count() == len(np.unique(columns["occurred_at"].astype("datetime64[M]")))


def test_history_reads_like_facts_that_were_recorded_one_by_one(record: object) -> None:
    columns = {
        "occurred_at": np.array(["2026-11-24T09:00", "2026-11-24T09:01"], dtype="datetime64[s]"),
        "number": np.array([0, 1]),
        "district": np.array(["Mitte", "Mitte"]),
        "day": np.array(["2026-11-24", "2026-11-24"], dtype="datetime64[D]"),
    }
    writer.write_history(schema=COUNTED, columns=columns, now=NOW)
    written = queries.rows(sql="FROM test_counted ORDER BY number")
    FactFile.objects.all().delete()
    record(2)  # type: ignore[operator]
    operations.move_all_facts(now=NOW)
    assert queries.rows(sql="FROM test_counted ORDER BY number") == written


def test_nothing_known_is_null() -> None:
    every = FactSchema(name="test.every", version=1, columns={kind.name.lower(): kind for kind in Kind}, explanation="")
    schema._schemas[every.name] = every
    columns = {
        "occurred_at": np.array(["2026-11-24T09:00"], dtype="datetime64[s]"),
        "text": np.array([None], dtype=object),
        "integer": np.ma.array([0], mask=[True]),
        "date": np.array(["NaT"], dtype="datetime64[D]"),
        "time": np.array(["NaT"], dtype="datetime64[s]"),
        "bool": np.ma.array([False], mask=[True]),
        "float": np.array([np.nan]),
    }
    writer.write_history(schema=every, columns=columns, now=NOW)
    (row,) = queries.rows(sql="FROM test_every")
    assert {name: value for name, value in row.items() if value is not None} == {"occurred_at": NOW}


@pytest.mark.parametrize("change", ["missing", "unknown", "shorter"])
def test_columns_that_do_not_fit_are_refused_before_anything_is_written(change: str) -> None:
    columns = history(10)
    if change == "missing":
        del columns["day"]
    elif change == "unknown":
        columns["person"] = columns["number"]
    else:
        columns["number"] = columns["number"][:5]
    with pytest.raises(ValueError, match=r"test\.counted"):
        writer.write_history(schema=COUNTED, columns=columns, now=NOW)
    assert not FactFile.objects.exists()


@pytest.mark.parametrize(
    ("start", "unwanted"),
    [
        ("django.setup()", {"duckdb", "numpy", "pandas", "pyarrow", "tantivy"}),
        # a web process prepares the search's index, whose arrays are numpy's
        ("django.setup(); from einamt.config import wsgi", {"duckdb", "pandas", "pyarrow", "tantivy"}),
    ],
)
def test_nothing_starts_with_libraries_that_it_may_not_need(start: str, unwanted: set[str]) -> None:
    code = f"import django, sys; {start}; sys.exit(' '.join({unwanted!r} & sys.modules.keys()) or 0)"
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
