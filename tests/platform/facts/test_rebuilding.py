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

from einamt.platform.facts import (
    condensed,
    engine,
    filed,
    operations,
    queries,
    rebuilding,
    schema,
    sealing,
    steps,
    writer,
)
from einamt.platform.facts.condensed import SOURCE, Condensed
from einamt.platform.facts.errors import FactsDamaged, OrderNotKept, Superseded
from einamt.platform.facts.files import path_of
from einamt.platform.facts.models import Fact, FactFile, FiledFact
from einamt.platform.facts.schema import FactSchema, Kind
from tests.platform.facts.conftest import COUNTED, NOW

pytestmark = pytest.mark.django_db

Record = Callable[..., None]
Damage = Callable[[Path], object]
SEALED = NOW + timedelta(days=15)


def numbers() -> list[int]:
    return [row["number"] for row in queries.rows(sql="SELECT number FROM test_counted ORDER BY number")]


def everything() -> list[dict[str, Any]]:
    return queries.rows(sql="FROM test_counted ORDER BY ALL")


def do_before_a_file_is_written(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let somebody else do `act` when the next file is about to be written."""
    copy = engine.copy_to_parquet

    def act_and_copy(*arguments: object, **named: object) -> None:
        monkeypatch.setattr(engine, "copy_to_parquet", copy)
        act()
        copy(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "copy_to_parquet", act_and_copy)


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
    assert [file.rows for file in FactFile.objects.all()] == [10, 10, 10]


def test_a_damaged_file_counts_once_where_its_sums_are_kept(three_files: None, monkeypatch: pytest.MonkeyPatch) -> None:
    select = f"SELECT district, max(day) AS day, count(*) AS facts FROM {SOURCE} GROUP BY district"  # noqa: S608 - a name of the code
    form = Condensed(name="sums", schema=COUNTED, select=select, day="day")
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


def test_one_file_made_again_has_another_name_and_its_facts_stay_where_they_are(record: Record) -> None:
    record(30)
    operations.move_all_facts(now=NOW)
    file = FactFile.objects.get()
    kept = list(FiledFact.objects.order_by("pk").values_list("pk", "file"))
    rebuilding.rebuild_open_months(now=NOW)
    again = FactFile.objects.get()
    assert again.pk == file.pk
    assert path_of(again) != path_of(file), "no file changes under its name"
    assert list(FiledFact.objects.order_by("pk").values_list("pk", "file")) == kept
    assert operations.sweep() == 0, "somebody may still be reading the one before"
    os.utime(path_of(file), (0, time.time() - 100_000))
    assert operations.sweep() == 1
    assert numbers() == list(range(30))
    assert list(queries.damaged_files()) == []
    sealing.keep_order(SEALED)
    assert numbers() == list(range(30))


def test_who_comes_second_to_a_single_file_changes_nothing(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    record(30)
    operations.move_all_facts(now=NOW)
    do_before_a_file_is_written(monkeypatch, lambda: rebuilding.rebuild_open_months(now=NOW))
    assert [one.is_superseded for one in rebuilding.rebuild_open_months(now=NOW)] == [True]
    assert path_of(FactFile.objects.get()).exists()
    assert list(queries.damaged_files()) == []
    assert numbers() == list(range(30))


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
    sealing.keep_order(SEALED)
    assert everything() == before


def test_a_month_is_sealed_when_a_late_day_has_passed(three_files: None) -> None:
    before = everything()
    sealing.keep_order(datetime(2026, 12, 2, 23, tzinfo=UTC))
    assert FactFile.objects.filter(sealed_at=None).count() == 3
    assert FiledFact.objects.count() == 30
    sealing.keep_order(datetime(2027, 1, 1, tzinfo=UTC))
    sealed = FactFile.objects.get()
    assert sealed.rows == 30
    assert sealed.sealed_at is not None
    assert FiledFact.objects.count() == 0
    assert everything() == before
    assert list(queries.damaged_files()) == []
    assert rebuilding.rebuild_open_months(now=SEALED) == []


def test_what_comes_after_the_seal_is_beside_it_until_the_next_round(three_files: None, record: Record) -> None:
    sealing.keep_order(SEALED)
    record(5, first=30)
    operations.move_all_facts(now=SEALED)
    assert [one.facts for one in rebuilding.rebuild_open_months(now=SEALED)] == [5]
    assert numbers() == list(range(35))
    sealing.keep_order(SEALED)
    assert FactFile.objects.get().rows == 35
    assert numbers() == list(range(35))


def test_a_damaged_file_is_not_sealed_and_a_sealed_one_is_not_read(three_files: None) -> None:
    file = FactFile.objects.order_by("pk")[0]
    path = path_of(file)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(FactsDamaged):
        sealing.seal_month(schema=COUNTED.name, month="2026-11", version=1, now=SEALED)
    assert FiledFact.objects.count() == 30
    rebuilding.rebuild_open_months(now=NOW)
    sealing.keep_order(SEALED)
    path_of(FactFile.objects.get()).write_bytes(b"PAR1")
    rebuilding.mend(SEALED)
    with pytest.raises(FactsDamaged, match="Sicherung"):
        numbers()


def written_by_the_version_before(record: Record, *, first: int, at: datetime = NOW) -> FactFile:
    """Its processes run on for a moment after a release; they keep no facts beside a file."""
    record(10, first=first, at=at)
    files = set(FactFile.objects.all())
    operations.move_all_facts(now=NOW)
    (file,) = set(FactFile.objects.all()) - files
    file.facts.all().delete()
    return file


def test_a_file_that_the_version_before_wrote_beside_the_new_one_stays_until_it_is_sealed_as_it_is(
    three_files: None, record: Record
) -> None:
    file = written_by_the_version_before(record, first=30)
    before = everything()
    (rebuilt,) = rebuilding.rebuild_open_months(now=NOW)
    assert (rebuilt.facts, rebuilt.unfiled, rebuilt.is_done) == (30, 10, True)
    assert FactFile.objects.filter(pk=file.pk).exists()
    rebuilding.mend(NOW)
    sealing.keep_order(NOW)
    assert list(queries.damaged_files()) == []
    assert everything() == before
    sealing.keep_order(SEALED)
    assert FactFile.objects.get().rows == 40
    assert everything() == before


def test_an_intact_file_stays_where_the_database_has_lost_facts(three_files: None) -> None:
    before = everything()
    FiledFact.objects.order_by("pk")[0].delete()
    (rebuilt,) = rebuilding.rebuild_open_months(now=NOW)
    assert (rebuilt.facts, rebuilt.unfiled) == (20, 10)
    assert everything() == before


def test_an_intact_file_gives_way_to_no_other_rows(three_files: None) -> None:
    before = everything()
    fact = FiledFact.objects.order_by("pk")[0]
    fact.data = {**fact.data, "number": 77}
    fact.save()
    (rebuilt,) = rebuilding.rebuild_open_months(now=NOW)
    assert (rebuilt.facts, rebuilt.as_before, rebuilt.differing, rebuilt.is_done) == (20, True, 10, False)
    assert everything() == before


def test_what_cannot_be_made_again_keeps_nothing_else_from_its_order(
    three_files: None, record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a month before it or after it from being mended and sealed, nor its neighbours, nor the sweep."""
    for at in (NOW - timedelta(days=70), NOW + timedelta(days=30)):
        record(10, at=at)
        operations.move_all_facts(now=NOW)
    lost = written_by_the_version_before(record, first=60)
    others = [path_of(file) for file in FactFile.objects.exclude(pk=lost.pk)]
    for path in (path_of(lost), *others):
        path.write_bytes(b"")
    left_behind = path_of(lost).with_name("a.parquet")
    left_behind.write_bytes(b"")
    os.utime(left_behind, (0, time.time() - 4000))

    rebuilding.mend(NOW)
    assert [path for path, _ in queries.damaged_files()] == [path_of(lost)]
    assert f"{path_of(lost)} is damaged, and the database lacks facts of it" in caplog.text
    for path in map(path_of, FactFile.objects.filter(month="2026-09")):
        path.write_bytes(b"")
    sealing.keep_order(SEALED + timedelta(days=40))
    assert set(FactFile.objects.exclude(sealed_at=None).values_list("month", flat=True)) == {"2026-09", "2026-12"}
    assert not left_behind.exists()
    found = {each.month: each.damaged for each in rebuilding.rebuild_open_months(now=NOW)}
    assert found == {"2026-11": 10}


def test_what_nobody_has_foreseen_in_one_month_is_told_after_the_others(
    three_files: None, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(10, at=NOW + timedelta(days=30))
    operations.move_all_facts(now=NOW)
    for file in FactFile.objects.all():
        path_of(file).unlink()
    november = [file.pk for file in FactFile.objects.filter(month="2026-11")]
    batches_of = filed.batches_of

    def batches_unless_of_november(file: FactFile) -> Iterator[list[str]]:
        if file.pk in november:
            raise OSError
        yield from batches_of(file)

    monkeypatch.setattr(filed, "batches_of", batches_unless_of_november)
    with pytest.raises(OrderNotKept, match=r"test\.counted 2026-11"):
        sealing.keep_order(SEALED + timedelta(days=40))
    assert FactFile.objects.exclude(sealed_at=None).get().month == "2026-12"
    assert [one.has_failed for one in rebuilding.rebuild_open_months(now=NOW)] == [True]


def test_who_comes_second_to_a_month_still_keeps_the_others_in_order(
    three_files: None, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(10, at=NOW + timedelta(days=30))
    operations.move_all_facts(now=NOW)
    seal_month = sealing.seal_month

    def seal_november_second(*, schema: str, month: str, version: int, now: datetime) -> None:
        if month == "2026-11":
            raise Superseded
        seal_month(schema=schema, month=month, version=version, now=now)

    monkeypatch.setattr(sealing, "seal_month", seal_november_second)
    sealing.keep_order(SEALED + timedelta(days=40))
    assert FactFile.objects.exclude(sealed_at=None).get().month == "2026-12"


def test_a_change_that_keeps_the_length_is_mended_at_night(three_files: None) -> None:
    before = everything()
    path = path_of(FactFile.objects.order_by("pk")[0])
    content = path.read_bytes()
    path.write_bytes(content[:40] + bytes(40) + content[80:])
    sealing.keep_order(NOW)
    assert list(queries.damaged_files()) == []
    assert everything() == before


@pytest.mark.parametrize("act", ["seal", "rebuild"])
def test_facts_that_another_process_moves_while_they_are_read_are_read_where_they_went(
    three_files: None, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """It is no damage that facts have left a file which does not count any more."""
    before = everything()
    one = FactFile.objects.order_by("pk")[0]
    content = path_of(one).read_bytes()
    path_of(one).unlink()
    batches_of = filed.batches_of

    def batches_after_the_other(file: FactFile) -> Iterator[list[str]]:
        monkeypatch.setattr(filed, "batches_of", batches_of)
        path_of(one).write_bytes(content)
        if act == "seal":
            sealing.seal_month(schema=COUNTED.name, month="2026-11", version=1, now=NOW)
        else:
            rebuilding.rebuild_open_months(now=NOW)
        path_of(one).unlink()
        return batches_of(file)

    monkeypatch.setattr(filed, "batches_of", batches_after_the_other)
    assert everything() == before
    assert FactFile.objects.get().rows == 30


def test_a_month_that_is_sealed_between_list_and_work_is_left_to_who_sealed_it(
    three_files: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches_of = filed.batches_of

    def batches_after_the_seal(file: FactFile) -> Iterator[list[str]]:
        monkeypatch.setattr(filed, "batches_of", batches_of)
        sealing.seal_month(schema=COUNTED.name, month="2026-11", version=1, now=NOW)
        return batches_of(file)

    monkeypatch.setattr(filed, "batches_of", batches_after_the_seal)
    (rebuilt,) = rebuilding.rebuild_open_months(now=NOW)
    assert (rebuilt.is_superseded, rebuilt.is_done, rebuilt.facts) == (True, False, 0)
    assert numbers() == list(range(30))
    rebuilding.mend(NOW)


def test_files_of_an_earlier_version_keep_their_columns_when_they_are_made_again(
    three_files: None, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    columns = {"number": Kind.INTEGER, "district": Kind.TEXT}
    fewer = FactSchema(name=COUNTED.name, version=2, columns=columns, explanation="Something was counted.")
    monkeypatch.setattr(schema, "_schemas", {fewer.name: fewer})
    with transaction.atomic():
        steps.record(schema=fewer, occurred_at=NOW + timedelta(hours=9), values={"number": 30, "district": "Mitte"})
    operations.move_all_facts(now=NOW)
    path_of(FactFile.objects.filter(version=1).order_by("pk")[0]).unlink()
    assert [(one.facts, one.as_before) for one in rebuilding.rebuild_open_months(now=NOW)] == [(30, False), (1, True)]
    assert [(one.facts, one.as_before) for one in rebuilding.rebuild_open_months(now=NOW)] == [(30, True), (1, True)]
    assert numbers() == list(range(31))

    monkeypatch.setattr(schema, "_schemas", {COUNTED.name: COUNTED})
    assert everything()[:30] == before, "their day is there again with the column"


def test_files_whose_columns_nobody_knows_any_more_are_left_to_the_backup(
    three_files: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {"number": Kind.INTEGER}
    fewer = FactSchema(name=COUNTED.name, version=2, columns=columns, explanation="Something was counted.")
    monkeypatch.setattr(schema, "_schemas", {fewer.name: fewer})
    for file in FactFile.objects.all():
        path_of(file).unlink()
    assert [(one.facts, one.damaged) for one in rebuilding.rebuild_open_months(now=NOW)] == [(0, 30)]
    assert numbers() == list(range(30)), "the database has them"


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
    sealing.keep_order(SEALED)
    assert numbers() == [0, 1]


@pytest.mark.parametrize("act", ["seal", "rebuild"])
def test_who_comes_second_changes_nothing(three_files: None, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    def once_more() -> list[rebuilding.Rebuilt]:
        if act == "seal":
            sealing.seal_month(schema=COUNTED.name, month="2026-11", version=1, now=NOW)
            return []
        return rebuilding.rebuild_open_months(now=NOW)

    do_before_a_file_is_written(monkeypatch, once_more)
    if act == "seal":
        with pytest.raises(Superseded):
            once_more()
    else:
        assert [one.is_superseded for one in once_more()] == [True]
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

    def do_it() -> None:
        if act == "seal":
            sealing.seal_month(schema=COUNTED.name, month="2026-11", version=1, now=SEALED)
        else:
            rebuilding.rebuild_open_months(now=NOW)

    with monkeypatch.context() as patched:
        patched.setattr(transaction, "atomic", atomic_and_then_the_end)
        with pytest.raises(KeyboardInterrupt):
            do_it()
    assert FactFile.objects.get().rows == 30
    assert operations.sweep() == 0
    assert all(path.exists() for path in paths)


def test_facts_in_the_database_name_no_moment_at_which_they_were_recorded(three_files: None) -> None:
    """Whoever works alone would be read from it (§ 85(1) no. 13 PersVG Berlin)."""
    assert {field.name for field in FiledFact._meta.get_fields()} == {"id", "file", "occurred_at", "data"}
    assert isinstance(FiledFact.objects.order_by("pk")[0].pk, int)
    assert not Fact.objects.exists()
