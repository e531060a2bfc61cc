"""A search from memory answers as the database does: what was committed before it began is seen, and nothing else."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from einamt.catalog.models import ServiceOffer
from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.procedures.appointments import remembered
from einamt.procedures.appointments.models import BookingRules, CapacityChange, CapacityDay, OpeningRule
from einamt.procedures.appointments.operations import hold_slot, plan_capacity, release_hold
from einamt.procedures.appointments.remembered import capacity_now, forget_capacity, forget_changes
from einamt.procedures.appointments.rules import capacity_day_id
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import OPENS, STEP, Bookable, make_bookable, make_booking

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY, DAY = date(2026, 11, 23), date(2026, 11, 24)
PROCESSES = 6
LONGEST_SECONDS = 30
Times = set[tuple[int, int]]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Bookable:
    """An office with one counter."""
    return make_bookable(now=NOW)


def found(place: Bookable) -> Times:
    """The times that a search finds."""
    ids, minutes = free_starts(wishes=place.wishes(), now=NOW).unfolded()
    return set(zip(ids.tolist(), minutes.tolist(), strict=True))


def stored(place: Bookable) -> Times:
    """The times by the rows themselves, with nothing remembered; what is reserved opens some hours before."""
    opened = NOW + timedelta(hours=BookingRules.objects.get().late_open_hours)
    return {
        (row.pk, _minute(row, step))
        for row in CapacityDay.objects.filter(group=place.group, day__gte=DAY)
        for step, (free, reserved) in enumerate(zip_longest(bytes(row.free), bytes(row.reserved), fillvalue=0))
        if free > reserved or (free and at_minute(day=row.day, minute=_minute(row, step), zone=city.zone()) < opened)
    }


def _minute(row: CapacityDay, step: int) -> int:
    return row.first_minute + step * row.step_minutes


def later_than_today(times: Times) -> Times:
    """Without those of today, of which some have passed."""
    return {(pk, minute) for pk, minute in times if pk >= capacity_day_id(day=DAY, group_id=1)}


def check(place: Bookable) -> None:
    """What is found is what is stored."""
    assert later_than_today(found(place)) == stored(place)


@contextmanager
def another() -> Iterator[Any]:
    """A connection of somebody else's."""
    other = connections.create_connection("default")
    try:
        yield other
    finally:
        other.close()


def take(other: Any, pk: int, step: int) -> None:
    """Take a step of a day through another connection, in whatever transaction that is in."""
    with other.cursor() as cursor:
        cursor.execute(f"SELECT free FROM {CapacityDay._meta.db_table} WHERE id = %s", [pk])  # noqa: S608
        free = bytearray(cursor.fetchone()[0])
        free[step] = 0
        cursor.execute(f"UPDATE {CapacityDay._meta.db_table} SET free = %s WHERE id = %s", [bytes(free), pk])  # noqa: S608


def test_a_second_search_reads_only_what_has_changed(place: Bookable) -> None:
    found(place)
    make_booking(at=place, day=DAY, minute=OPENS, now=NOW)
    before = remembered._remembered
    with CaptureQueriesContext(connection) as asked:
        assert (capacity_day_id(day=DAY, group_id=place.group.pk), OPENS) not in found(place)
    assert len(asked) == 1
    after = remembered._remembered
    assert before is not None
    assert after is not None
    assert after.rows.grid is before.rows.grid, "the days are the same ones, and only what is free was copied"
    check(place)


def test_nothing_is_copied_where_nothing_has_changed(place: Bookable) -> None:
    first, second = capacity_now(first_day=TODAY), capacity_now(first_day=TODAY)
    assert second.rows is first.rows


steps = st.one_of(
    st.tuples(st.just("hold"), st.integers(0, 6), st.integers(0, 19)),
    st.tuples(st.just("release"), st.integers(0, 30), st.just(0)),
    st.tuples(st.just("plan"), st.integers(0, 6), st.sampled_from([OPENS + 12, OPENS + 66 * 12, OPENS + 240])),
    st.tuples(st.just("others"), st.integers(0, 6), st.integers(0, 0)),
    st.tuples(st.just("offer"), st.integers(1, 3), st.just(0)),
    st.tuples(st.just("reserve"), st.integers(0, 6), st.integers(0, 2)),
)


@settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(steps=st.lists(steps, min_size=3, max_size=12))
def test_whatever_is_written_the_next_search_sees_it(steps: list[tuple[str, int, int]]) -> None:
    forget_capacity()
    place = make_bookable(now=NOW, days=8)
    holds = []
    found(place)
    for what, which, more in steps:
        day = DAY + timedelta(days=which % 7)
        pk = capacity_day_id(day=day, group_id=place.group.pk)
        row = CapacityDay.objects.get(pk=pk)
        minute = _minute(row, more)
        if what == "hold" and (pk, minute) in stored(place):
            holds.append(hold_slot(capacity_day_id=pk, start_minute=minute, wishes=place.wishes(), now=NOW))
        elif what == "release" and holds:
            release_hold(hold_id=holds.pop(which % len(holds)).pk, now=NOW)
        elif what == "plan":
            OpeningRule.objects.filter(group=place.group, weekday=day.isoweekday()).update(closes_minute=more)
            plan_capacity(first_day=DAY, last_day=DAY + timedelta(days=7 + which), now=NOW)
        elif what == "others":
            with another() as other:
                take(other, pk, 0)
        elif what == "offer":
            ServiceOffer.objects.filter(service=place.service).update(max_persons=which)
        elif what == "reserve":
            CapacityDay.objects.filter(pk=pk).update(reserved=bytes([more]) * len(row.free) if more else b"")
        check(place)


def test_what_a_transaction_has_not_committed_is_seen_by_itself_alone(place: Bookable) -> None:
    pk = capacity_day_id(day=DAY, group_id=place.group.pk)
    found(place)
    with transaction.atomic():
        CapacityDay.objects.filter(pk=pk).update(free=bytes(20))
        assert not any(each == pk for each, _ in found(place))
        transaction.set_rollback(True)
    assert any(each == pk for each, _ in found(place))
    check(place)


@pytest.mark.parametrize("is_rolled_back", [False, True])
def test_transactions_that_end_in_another_order_than_they_began_are_all_seen(
    place: Bookable, is_rolled_back: bool
) -> None:
    """PostgreSQL's numbers are given at the beginning: the later number may be committed first."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    early, late = (capacity_day_id(day=DAY + timedelta(days=each), group_id=place.group.pk) for each in (0, 1))
    found(place)
    with another() as first, another() as second:
        first.set_autocommit(False)
        second.set_autocommit(False)
        take(first, early, 3)
        take(second, late, 4)
        check(place)
        second.commit()
        assert (late, OPENS + 4 * STEP) not in found(place)
        check(place)
        first.rollback() if is_rolled_back else first.commit()
        assert ((early, OPENS + 3 * STEP) in found(place)) is is_rolled_back
        check(place)


def test_a_connection_that_was_not_there_before_reads_everything(place: Bookable) -> None:
    """After a crash of the database the number of a transaction that came to nothing may be given again."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is in this process")
    found(place)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as asked:
        found(place)
    assert any("changed_in >" not in query["sql"] for query in asked)
    with CaptureQueriesContext(connection) as asked:
        found(place)
    assert ["changed_in >" in query["sql"] for query in asked] == [True]


def notes() -> Any:
    """Which transaction has written which row, as far as it is kept."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite counts in the rows themselves")
    return CapacityChange.objects.order_by("changed_in")


def reads_everything(place: Bookable) -> bool:
    """Whether the next search does."""
    with CaptureQueriesContext(connection) as asked:
        found(place)
    return len([query for query in asked if "capacityday" in query["sql"]]) > 1


def test_notes_from_a_backup_of_another_server_are_not_read_again_and_again(place: Bookable) -> None:
    notes().create(changed_in=1 << 40, capacity_day_id=place.day(DAY).pk)
    forget_capacity()
    before = capacity_now(first_day=TODAY)
    assert capacity_now(first_day=TODAY).rows is before.rows
    make_booking(at=place, day=DAY, minute=OPENS, now=NOW)
    check(place)
    forget_changes(keep=1)
    assert not notes().filter(changed_in=1 << 40).exists()


def test_a_search_that_has_seen_less_than_is_still_noted_reads_everything(place: Bookable) -> None:
    found(place)
    kept = remembered._remembered
    assert kept is not None
    for step in range(4):
        take_here(place, step)
    assert notes().count() > 4
    just_now = remembered_by_who_has_seen_all(place)
    take_here(place, 4)
    forget_changes(keep=1)
    remembered._remembered = just_now
    assert not reads_everything(place), "who has searched just now knows all that was forgotten"
    remembered._remembered = kept
    assert reads_everything(place)
    assert not reads_everything(place)
    check(place)


def remembered_by_who_has_seen_all(place: Bookable) -> remembered.Remembered:
    """What a search remembers once every transaction has ended that began before the newest note.

    Transactions of other tests on the same server count as well: while they run, nothing is forgotten.
    """
    newest, ends_at = notes().last().changed_in, monotonic() + LONGEST_SECONDS
    while True:
        found(place)
        known = remembered._remembered
        assert known is not None
        if int(str(known.mark).partition(":")[0]) > newest:
            return known
        assert monotonic() < ends_at, "somebody's transaction has not ended for so long"
        sleep(0.05)


def take_here(place: Bookable, step: int) -> None:
    """Take a step of the day, in a transaction of its own."""
    with another() as other:
        take(other, place.day(DAY).pk, step)


def test_what_a_running_transaction_will_have_written_is_never_forgotten(place: Bookable) -> None:
    notes()
    later = capacity_day_id(day=DAY + timedelta(days=1), group_id=place.group.pk)
    with another() as slow:
        slow.set_autocommit(False)
        take(slow, later, 3)
        found(place)
        kept = remembered._remembered
        for step in range(4):
            take_here(place, step)
        forget_changes(keep=0)
        slow.commit()
    check(place)
    remembered._remembered = kept
    check(place)


def test_a_booking_leaves_all_indexes_of_its_row_alone(place: Bookable) -> None:
    """On PostgreSQL (HOT): what changes stands in no index."""
    notes()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(a.attname, ',') FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid "
            "AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s::regclass AND a.attname = ANY(%s)",
            [CapacityDay._meta.db_table, ["free", "over", "changed_in"]],
        )
        assert cursor.fetchone() == (None,)


def test_on_sqlite_an_index_finds_what_has_changed(place: Bookable) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL notes changes aside")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN SELECT id FROM {CapacityDay._meta.db_table} WHERE changed_in > 5")  # noqa: S608
        assert "capacity_changed_in" in str(cursor.fetchall())


def test_an_earlier_day_than_ever_before_is_read_too(place: Bookable) -> None:
    assert capacity_now(first_day=DAY).first_id > capacity_now(first_day=TODAY).first_id


def test_while_others_book_nothing_is_found_that_was_gone_and_nothing_missed_that_is_free(
    place: Bookable, database_url: str
) -> None:
    order = {
        "task": "watch_writers",
        "processes": PROCESSES,
        "now": NOW.isoformat(),
        "days": [capacity_day_id(day=DAY + timedelta(days=each), group_id=place.group.pk) for each in range(3)],
        "steps": 20,
        "service": place.service.pk,
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tests.procedures.appointments.racing"],
        env=os.environ | {"EINAMT_DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "einamt.config.settings"},
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    given = json.loads(ran.stdout)
    assert [one["failed"] for one in given if "failed" in one] == []
    assert sum(one.get("written", 0) for one in given) == 3 * 20
    assert sum(one.get("looks", 0) for one in given) > 10
    assert sum(one.get("changes", 0) for one in given) > 5, "the watchers saw it happen"
