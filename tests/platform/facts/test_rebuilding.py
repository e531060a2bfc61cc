"""A month's files can be made again until it is sealed, row for row; a damaged one is never read."""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import transaction

from einamt.platform.facts import condensed, operations, queries, rebuilding, steps, writer
from einamt.platform.facts.condensed import SOURCE, Condensed
from einamt.platform.facts.errors import FactsDamaged
from einamt.platform.facts.files import path_of
from einamt.platform.facts.models import Fact, FactFile, FiledFact
from tests.platform.facts.conftest import COUNTED, NOW

pytestmark = pytest.mark.django_db

Record = Callable[..., None]
Damage = Callable[[Path], object]
SEALED = NOW + timedelta(days=15)


def numbers() -> list[int]:
    return [row["number"] for row in queries.rows(sql="SELECT number FROM test_counted ORDER BY number")]


def everything() -> list[dict[str, Any]]:
    return queries.rows(sql="FROM test_counted ORDER BY ALL")


@pytest.fixture
def three_files(record: Record) -> None:
    """Thirty facts of November, in three files; the month is not over."""
    for first in (0, 10, 20):
        record(10, first=first)
        operations.move_all_facts(now=NOW)


DAMAGES: list[Damage] = [
    lambda path: path.write_bytes(path.read_bytes()[:-30]),
    lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    lambda path: path.write_bytes(b""),
    lambda path: path.unlink(),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=["its end", "its half", "all of it", "the file itself"])
def test_a_file_that_was_cut_short_is_noticed_not_read_and_made_again(three_files: None, damage: Damage) -> None:
    before = everything()
    damage(path_of(FactFile.objects.order_by("pk")[1]))
    assert everything() == before
    assert len(list(queries.damaged_files())) == 1
    rebuilding.mend(NOW)
    assert list(queries.damaged_files()) == []
    assert everything() == before
    assert FactFile.objects.get().rows == 30


def test_a_damaged_file_counts_once_where_its_sums_are_kept(three_files: None, monkeypatch: pytest.MonkeyPatch) -> None:
    select = f"SELECT district, count(*) AS facts FROM {SOURCE} GROUP BY district"  # noqa: S608 - a name of the code
    form = Condensed(name="sums", schema=COUNTED, select=select)
    monkeypatch.setattr(condensed, "_forms", {form.name: form})
    first, second, _ = FactFile.objects.order_by("pk")
    path_of(first).unlink()
    condensed.condense(NOW)
    path_of(second).write_bytes(b"")
    assert queries.rows(sql="SELECT sum(facts)::INTEGER AS facts FROM sums") == [{"facts": 30}]


def test_an_open_month_made_again_is_equal_row_for_row(three_files: None) -> None:
    before = everything()
    rebuilt = rebuilding.rebuild_open_months(now=NOW)
    assert [(one.schema, one.month, one.facts, one.as_before) for one in rebuilt] == [
        ("test.counted", "2026-11", 30, True)
    ]
    assert everything() == before
    assert FactFile.objects.get().sealed_at is None
    assert [one.as_before for one in rebuilding.rebuild_open_months(now=NOW)] == [True], "twice is the same"


def test_that_a_file_said_something_else_is_told(three_files: None) -> None:
    one, two, _ = FactFile.objects.order_by("pk")
    path_of(one).write_bytes(path_of(two).read_bytes())
    FactFile.objects.filter(pk=one.pk).update(bytes=two.bytes)
    assert [each.as_before for each in rebuilding.rebuild_open_months(now=NOW)] == [False]
    assert numbers() == list(range(30))


def test_facts_out_of_order_twice_or_a_day_late_are_the_same_after_it() -> None:
    """An end that is taken back and noted again gives the same fact twice, and both count."""
    moments = [*range(40), 7, 7]
    random.Random(7).shuffle(moments)
    for some in (moments[:15], moments[15:16], moments[16:]):
        with transaction.atomic():
            for number in some:
                values = {"number": number, "district": None if number % 3 else "Süd „1“", "day": date(2026, 11, 24)}
                steps.record(schema=COUNTED, occurred_at=NOW - timedelta(hours=number, microseconds=7), values=values)
        operations.move_all_facts(now=NOW + timedelta(days=1))
    before = everything()
    assert numbers() == sorted(moments)
    rebuilding.rebuild_open_months(now=NOW)
    assert everything() == before
    rebuilding.keep_order(SEALED)
    assert everything() == before


def test_a_month_is_sealed_when_a_late_day_has_passed(three_files: None) -> None:
    before = everything()
    rebuilding.keep_order(datetime(2026, 12, 2, 23, tzinfo=UTC))
    assert FactFile.objects.filter(sealed_at=None).count() == 3
    assert FiledFact.objects.count() == 30
    rebuilding.keep_order(datetime(2027, 1, 1, tzinfo=UTC))
    sealed = FactFile.objects.get()
    assert sealed.rows == 30
    assert sealed.sealed_at is not None
    assert FiledFact.objects.count() == 0
    assert everything() == before
    assert list(queries.damaged_files()) == []
    assert rebuilding.rebuild_open_months(now=SEALED) == []


def test_what_comes_after_the_seal_is_beside_it_until_the_next_round(three_files: None, record: Record) -> None:
    rebuilding.keep_order(SEALED)
    record(5, first=30)
    operations.move_all_facts(now=SEALED)
    assert [one.facts for one in rebuilding.rebuild_open_months(now=SEALED)] == [5]
    assert numbers() == list(range(35))
    rebuilding.keep_order(SEALED)
    assert FactFile.objects.get().rows == 35
    assert numbers() == list(range(35))


def test_a_damaged_file_is_not_sealed_and_a_sealed_one_is_not_read(three_files: None) -> None:
    file = FactFile.objects.order_by("pk")[0]
    path = path_of(file)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(FactsDamaged):
        rebuilding.seal_month(schema=COUNTED.name, month="2026-11", version=1, now=SEALED)
    assert FiledFact.objects.count() == 30
    rebuilding.rebuild_open_months(now=NOW)
    rebuilding.keep_order(SEALED)
    path_of(FactFile.objects.get()).write_bytes(b"PAR1")
    rebuilding.mend(SEALED)
    with pytest.raises(FactsDamaged, match="Sicherung"):
        numbers()


def test_a_database_that_has_lost_facts_is_not_believed(three_files: None) -> None:
    before = everything()
    FiledFact.objects.order_by("pk")[0].delete()
    with pytest.raises(FactsDamaged):
        rebuilding.rebuild_open_months(now=NOW)
    assert everything() == before


def test_history_that_was_written_at_once_is_sealed(record: Record) -> None:
    writer.write_history(
        schema=COUNTED,
        columns={
            "occurred_at": np.array(["2026-11-24T09:00"], dtype="datetime64[s]"),
            "number": np.array([0]),
            "district": np.array(["Mitte"], dtype=object),
            "day": np.array(["2026-11-24"], dtype="datetime64[D]"),
        },
        now=NOW,
    )
    assert rebuilding.rebuild_open_months(now=NOW) == []
    record(1, first=1)
    operations.move_all_facts(now=NOW)
    rebuilding.keep_order(SEALED)
    assert numbers() == [0, 1]


@pytest.mark.parametrize("act", ["seal", "rebuild"])
def test_who_comes_second_changes_nothing(three_files: None, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    copy = rebuilding.engine.copy_to_parquet

    def once_more() -> object:
        if act == "seal":
            return rebuilding.seal_month(schema=COUNTED.name, month="2026-11", version=1, now=NOW)
        return rebuilding.rebuild_open_months(now=NOW)

    def do_it_before(*arguments: object, **named: object) -> None:
        monkeypatch.setattr(rebuilding.engine, "copy_to_parquet", copy)
        once_more()
        copy(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuilding.engine, "copy_to_parquet", do_it_before)
    with pytest.raises(operations.Superseded):
        once_more()
    assert numbers() == list(range(30))


@pytest.mark.parametrize("act", ["seal", "rebuild"])
def test_a_file_is_kept_for_its_readers_also_where_the_process_ends_right_after(
    three_files: None, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    paths = [path_of(file) for file in FactFile.objects.all()]
    for path in paths:
        os.utime(path, (0, time.time() - 100_000))
    atomic = transaction.atomic

    @contextmanager
    def atomic_and_then_the_end(*arguments: Any, **named: Any) -> Iterator[None]:
        with atomic(*arguments, **named):
            yield
        if not arguments and not named:  # Django's own come with a name
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(rebuilding.transaction, "atomic", atomic_and_then_the_end)
        if act == "seal":
            rebuilding.seal_month(schema=COUNTED.name, month="2026-11", version=1, now=SEALED)
        else:
            rebuilding.rebuild_open_months(now=NOW)
    assert FactFile.objects.get().rows == 30
    assert operations.sweep() == 0
    assert all(path.exists() for path in paths)


def test_facts_in_the_database_name_no_moment_at_which_they_were_recorded(three_files: None) -> None:
    """Whoever works alone would be read from it (§ 85(1) no. 13 PersVG Berlin)."""
    assert {field.name for field in FiledFact._meta.get_fields()} == {"id", "file", "occurred_at", "data"}
    assert isinstance(FiledFact.objects.order_by("pk")[0].pk, int)
    assert not Fact.objects.exists()
