from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from einamt.platform.facts import engine, operations, queries, schema, writer
from einamt.platform.facts.files import path_of
from einamt.platform.facts.models import Fact, FactFile
from einamt.platform.facts.schema import FactSchema, Kind
from tests.platform.facts.conftest import COUNTED, NOW

pytestmark = pytest.mark.django_db

Record = Callable[..., None]


def numbers() -> list[int]:
    return [row["number"] for row in queries.rows(sql="SELECT number FROM test_counted ORDER BY number")]


def test_facts_count_from_the_moment_they_are_recorded(record: Record) -> None:
    assert numbers() == []
    record(3)
    assert numbers() == [0, 1, 2]


def test_facts_in_files_and_in_the_database_are_read_as_one(record: Record) -> None:
    record(3)
    operations.move_all_facts(now=NOW)
    record(2, first=3)
    assert Fact.objects.count() == 2
    assert numbers() == [0, 1, 2, 3, 4]


def test_an_answer_keeps_its_order_and_its_moments_are_aware(record: Record) -> None:
    record(500)
    operations.move_all_facts(now=NOW)
    answer = queries.rows(
        sql="SELECT number, occurred_at, day FROM test_counted WHERE number >= $least ORDER BY number DESC",
        parameters={"least": 100},
    )
    assert [row["number"] for row in answer] == list(range(499, 99, -1))
    assert answer[0] == {"number": 499, "occurred_at": NOW + timedelta(minutes=499), "day": date(2026, 11, 24)}


def test_days_can_be_told_on_the_citys_wall_clock(record: Record) -> None:
    record(1, at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    operations.move_all_facts(now=NOW)
    sql = "SELECT CAST(occurred_at AT TIME ZONE 'Europe/Berlin' AS DATE) AS day FROM test_counted"
    assert queries.rows(sql=sql) == [{"day": date(2026, 7, 1)}]


def test_older_files_are_read_as_the_schema_is_today(record: Record) -> None:
    record(1)
    operations.move_all_facts(now=NOW)
    record(1, first=1)
    schema._schemas[COUNTED.name] = FactSchema(
        name=COUNTED.name,
        version=2,
        columns={"number": Kind.FLOAT, "channel": Kind.TEXT, "district": Kind.TEXT},
        explanation="The day went, the channel came.",
    )
    assert queries.rows(sql="FROM test_counted ORDER BY number") == [
        {"occurred_at": NOW, "number": 0.0, "channel": None, "district": "Mitte"},
        {"occurred_at": NOW + timedelta(minutes=1), "number": 1.0, "channel": None, "district": "Mitte"},
    ]


def test_versions_live_side_by_side_in_one_month(record: Record) -> None:
    record(1)
    operations.move_all_facts(now=NOW)
    schema._schemas[COUNTED.name] = FactSchema(
        name=COUNTED.name, version=2, columns={"number": Kind.INTEGER, "channel": Kind.TEXT}, explanation=""
    )
    columns = {
        "occurred_at": np.array(["2026-11-24T10:00"], dtype="datetime64[s]"),
        "number": np.array([7]),
        "channel": np.array(["portal"], dtype=object),
    }
    writer.write_history(schema=schema.registered()[COUNTED.name], columns=columns, now=NOW)
    sql = "SELECT number, channel FROM test_counted ORDER BY number"
    assert queries.rows(sql=sql) == [{"number": 0, "channel": None}, {"number": 7, "channel": "portal"}]


def test_sql_reaches_no_file_outside_the_facts(record: Record) -> None:
    import duckdb

    with pytest.raises(duckdb.PermissionException):
        queries.rows(sql="FROM read_text('/etc/hostname')")
    with pytest.raises(duckdb.PermissionException):
        queries.rows(sql="COPY (SELECT 1) TO '/tmp/einamt-must-not-be-written'")


def test_readings_at_the_same_time_see_nothing_of_each_other(record: Record) -> None:
    record(3)
    with queries.reading():
        assert len(queries.rows(sql="FROM test_counted")) == 3
        with engine.connected() as another:
            assert another.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == []
    with engine.connected() as later:
        assert later.execute("SELECT table_name FROM duckdb_tables()").fetchall() == []


def test_every_reading_remembers_where_files_hold_what_and_keeps_none_of_it(record: Record) -> None:
    with engine.connected() as duck:
        settings = "current_setting('parquet_metadata_cache'), current_setting('enable_external_file_cache')"
        assert duck.execute(f"SELECT {settings}").fetchall() == [(True, False)]


def test_another_folder_of_facts_is_another_house(record: Record, settings: Settings, tmp_path: Path) -> None:
    record(3)
    operations.move_all_facts(now=NOW)
    path = path_of(FactFile.objects.get())
    import duckdb

    settings.DATA_DIR = tmp_path / "elsewhere"
    with engine.connected() as duck, pytest.raises(duckdb.PermissionException):
        duck.execute(f"FROM read_parquet('{path}')")


def test_holdings_say_what_there_is(record: Record) -> None:
    record(3)
    operations.move_all_facts(now=NOW)
    record(1, first=3)
    (held,) = queries.holdings()
    assert (held.schema, held.pending, held.files, held.rows) == ("test.counted", 1, 1, 3)
    assert held.first_month == held.last_month == "2026-11"


def test_a_file_that_was_changed_or_lost_is_found(record: Record) -> None:
    record(1)
    operations.move_all_facts(now=NOW)
    assert list(queries.damaged_files()) == []
    (path,) = operations.folder().glob("*/*/*.parquet")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert [what for _, what in queries.damaged_files()] == ["has changed since it was written"]
    path.unlink()
    assert [what for _, what in queries.damaged_files()] == ["is missing"]
