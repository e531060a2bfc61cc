import contextlib
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from einamt.platform.facts import operations, queries
from einamt.platform.facts.models import Fact, FactFile
from tests.platform.facts.conftest import NOW

pytestmark = pytest.mark.django_db

Record = Callable[..., None]


def numbers() -> list[int]:
    return [row["number"] for row in queries.rows(sql="SELECT number FROM test_counted ORDER BY number")]


def test_a_file_holds_the_facts_of_one_month_in_utc(record: Record) -> None:
    record(2, at=datetime(2026, 10, 31, 23, 59, tzinfo=UTC))
    operations.move_all_facts(now=NOW)
    assert sorted(FactFile.objects.values_list("month", "rows")) == [("2026-10", 1), ("2026-11", 1)]
    assert numbers() == [0, 1]


def test_few_facts_wait_for_a_day_and_many_do_not(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "ENOUGH", 10)
    record(3)
    operations.move_due_facts(NOW)
    assert Fact.objects.count() == 3
    record(7, first=3)
    operations.move_due_facts(NOW)
    assert Fact.objects.count() == 0
    record(1, first=10)
    operations.move_due_facts(NOW + timedelta(days=1, hours=1))
    assert Fact.objects.count() == 0
    assert numbers() == list(range(11))


def test_a_backlog_is_moved_batch_by_batch(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_BATCH", 4)
    monkeypatch.setattr(operations, "_DELETE_AT_ONCE", 3)
    record(10)
    assert operations.move_all_facts(now=NOW) == 10
    assert sorted(FactFile.objects.values_list("rows", flat=True)) == [2, 4, 4]
    assert numbers() == list(range(10))


def test_facts_of_a_schema_that_is_gone_stay_where_they_are(record: Record) -> None:
    Fact.objects.create(schema="test.gone", occurred_at=NOW, data={})
    assert operations.move_all_facts(now=NOW) == 0
    assert Fact.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_count_nothing_twice(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    record(200)
    both_have_read = threading.Barrier(2)
    finish = operations.engine.copy_to_parquet

    def wait_and_write(*arguments: object, **named: object) -> None:
        if both_have_read.n_waiting < 2 and not both_have_read.broken:
            with contextlib.suppress(threading.BrokenBarrierError):
                both_have_read.wait(timeout=2)
        finish(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(operations.engine, "copy_to_parquet", wait_and_write)
    moved: list[int] = []

    def move() -> None:
        moved.append(operations.move_all_facts(now=NOW))
        connection.close()

    relays = [threading.Thread(target=move) for _ in range(2)]
    for relay in relays:
        relay.start()
    for relay in relays:
        relay.join()
    assert sorted(moved) == [0, 200]
    assert numbers() == list(range(200))
    assert len(list(operations.folder().glob("*/*/*.parquet"))) == 1


def test_facts_that_go_into_a_file_while_they_are_read_are_read_once(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(5)
    cast = queries.Cast

    def cast_while_the_relay_runs(*arguments: object) -> object:
        monkeypatch.setattr(queries, "Cast", cast)
        operations.move_all_facts(now=NOW)
        return cast(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(queries, "Cast", cast_while_the_relay_runs)
    assert numbers() == [0, 1, 2, 3, 4]


def test_files_that_do_not_count_are_swept_once_nobody_can_be_reading_them(record: Record) -> None:
    record(1)
    operations.move_all_facts(now=NOW)
    (counting,) = operations.folder().glob("*/*/*.parquet")
    fresh, old, unfinished = (counting.with_name(name) for name in ("a.parquet", "b.parquet", "c.writing"))
    for path in (fresh, old, unfinished):
        path.write_bytes(b"")
    for path in (old, unfinished, counting):
        os.utime(path, (0, time.time() - 4000))
    assert operations.sweep() == 2
    assert counting.exists()
    assert fresh.exists()
