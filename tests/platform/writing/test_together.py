"""Writing rows together under one guard, the same on both databases."""

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction

from einamt.catalog.models import LifeEvent, ServiceOffer
from einamt.platform.facts.models import Fact
from einamt.platform.outbox.models import OutboxMessage, ScheduledJob
from einamt.platform.transactions import NoTransaction
from einamt.platform.writing.shapes import shape_of, values_of
from einamt.platform.writing.statements import Statement, fetch, joined_bytes, run
from einamt.platform.writing.together import insert_many, insert_values, rewrite, write_at_once, write_together
from einamt.procedures.visits.models import Visit

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def message(topic: str = "test.topic") -> OutboxMessage:
    return OutboxMessage(topic=topic, payload={"ä": "ö: %s $1", "n": "'"}, created_at=NOW, due_at=NOW)


def fact() -> Fact:
    return Fact(schema="test", occurred_at=NOW, data={"count": 1})


def guard(name: str = "there") -> Statement:
    """Changes a row where the job `name` is there."""
    return Statement(
        f"UPDATE {ScheduledJob._meta.db_table} SET last_error = last_error || %s WHERE name = %s",  # noqa: S608
        ("!", name),
    )


@pytest.fixture(autouse=True)
def job() -> ScheduledJob:
    return ScheduledJob.objects.create(name="there", due_at=NOW)


def test_rows_are_written_where_the_guard_changes_a_row(job: ScheduledJob) -> None:
    first, second, other = message(), message("test.other"), fact()
    with transaction.atomic():
        assert write_together(guard=guard(), rows=[first, other, second])
    job.refresh_from_db()
    assert job.last_error == "!"
    assert set(OutboxMessage.objects.values_list("topic", flat=True)) == {"test.topic", "test.other"}
    kept = OutboxMessage.objects.get(pk=first.pk)
    assert (kept.payload, kept.created_at, kept.leased_until) == (first.payload, NOW, None)
    assert not first._state.adding


def test_nothing_is_written_where_the_guard_changes_nothing() -> None:
    row = message()
    with transaction.atomic():
        assert not write_together(guard=guard("missing"), rows=[row, fact()])
    assert not write_at_once(guard=lambda: guard("missing"), rows=[row, fact()])
    assert (OutboxMessage.objects.count(), Fact.objects.count()) == (0, 0)
    assert row._state.adding


def test_a_guard_without_rows_says_whether_it_changed_something() -> None:
    with transaction.atomic():
        assert write_together(guard=guard(), rows=[])
        assert not write_together(guard=guard("missing"), rows=[])


def test_what_fails_takes_the_guard_with_it(job: ScheduledJob) -> None:
    twice = message()
    OutboxMessage.objects.create(id=twice.pk, topic="first", payload={}, created_at=NOW, due_at=NOW)
    for attempt in (
        lambda: write_together(guard=guard(), rows=[fact(), twice]),
        lambda: write_at_once(guard=guard, rows=[fact(), twice]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    job.refresh_from_db()
    assert (job.last_error, Fact.objects.count()) == ("", 0)


@pytest.mark.django_db(transaction=True)
def test_writing_together_needs_a_transaction() -> None:
    with pytest.raises(NoTransaction):
        write_together(guard=guard(), rows=[message()])
    with pytest.raises(NoTransaction):
        insert_many(rows=[message()])


@pytest.mark.django_db(transaction=True)
def test_writing_at_once_is_a_transaction_of_its_own(job: ScheduledJob) -> None:
    assert write_at_once(guard=guard, rows=[message()])
    assert OutboxMessage.objects.count() == 1
    with pytest.raises(IntegrityError):
        write_at_once(guard=guard, rows=[fact(), OutboxMessage.objects.get()])
    job.refresh_from_db()
    assert (job.last_error, Fact.objects.count()) == ("!", 0)


def test_a_text_that_is_too_long_is_refused_and_not_cut() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no lengths")
    with pytest.raises(DataError), transaction.atomic():
        write_together(guard=guard(), rows=[message("x" * 81)])


def test_many_rows_of_several_kinds_are_inserted() -> None:
    rows: list[models.Model] = [message(), fact(), message("test.other"), fact()]
    with transaction.atomic():
        insert_many(rows=rows)
    assert (OutboxMessage.objects.count(), Fact.objects.count()) == (2, 2)
    assert {row.payload["ä"] for row in OutboxMessage.objects.all()} == {"ö: %s $1"}


def test_columns_of_many_rows_are_written_and_no_others(job: ScheduledJob) -> None:
    other = ScheduledJob.objects.create(name="other", due_at=NOW)
    ScheduledJob.objects.create(name="third", due_at=NOW)
    job.last_error, other.last_error = "erster %s", "zweiter"
    job.last_success_at, other.due_at = LATER, LATER
    with transaction.atomic():
        rewrite(rows=[job, other], names=("last_error", "last_success_at"))
        rewrite(rows=[], names=("last_error",))
    kept = ScheduledJob.objects.values_list("name", "last_error", "last_success_at", "due_at")
    assert set(kept) == {
        ("there", "erster %s", LATER, NOW),
        ("other", "zweiter", None, NOW),
        ("third", "", None, NOW),
    }


def test_rows_of_values_have_the_defaults_of_what_they_do_not_name() -> None:
    with transaction.atomic():
        insert_values(kind=LifeEvent, names=("name", "key"), rows=[("Umzug", "umzug"), ("Geburt", "geburt")])
    assert set(LifeEvent.objects.values_list("key", "name", "position", "hint")) == {
        ("umzug", "Umzug", 0, ""),
        ("geburt", "Geburt", 0, ""),
    }


def test_values_of_an_attribute_that_is_not_there_are_refused() -> None:
    with transaction.atomic(), pytest.raises(TypeError, match="LifeEvent"):
        insert_values(kind=LifeEvent, names=("key", "nothing"), rows=[("umzug", "")])


@pytest.mark.parametrize(
    "row",
    [
        message(),
        OutboxMessage(
            payload={}, created_at=NOW.astimezone(ZoneInfo("Europe/Berlin")), due_at=NOW.replace(microsecond=7)
        ),
        Visit(case_id=uuid4(), office_id=1, visit_date=NOW.date(), state="waiting", due_at=NOW),
        ServiceOffer(service_id=1, office_id=2, steps=3, is_bookable=False),
        ServiceOffer(service_id="1", office_id="2", steps="3"),
    ],
    ids=["all kinds", "moments of other zones and parts of a second", "references and days", "no", "texts for numbers"],
)
def test_values_are_what_django_would_write(row: models.Model) -> None:
    expected = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in row._meta.concrete_fields
    ]
    plain = [getattr(value, "obj", value) for value in values_of(row)]
    assert plain == [getattr(value, "obj", value) for value in expected]


def test_a_moment_without_a_time_zone_is_refused_where_the_database_keeps_none() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps the zone")
    row = message()
    row.due_at = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        values_of(row)


def test_a_field_that_fills_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScheduledJob._meta.get_field("due_at"), "auto_now", True)
    with pytest.raises(TypeError, match="due_at"):
        shape_of.__wrapped__(ScheduledJob)


def test_statements_count_for_query_budgets(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        fetch(Statement("SELECT 1"))
        fetch(Statement("SELECT %s + 1", (1,)))


def test_the_same_statement_is_prepared_once_and_for_nobody_else() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's driver prepares by itself")
    statement = Statement("SELECT 4711::int + %s::int", (1,))
    for _ in range(3):
        assert fetch(statement) == [(4712,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 4711%'")
        assert cursor.fetchone() == (1,)
    assert connection.connection.prepare_threshold is None


def test_a_failing_statement_raises_django_s_errors() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        run(Statement(f"INSERT INTO {ScheduledJob._meta.db_table} (name) VALUES (%s)", ("there",)))  # noqa: S608


def test_bytes_of_all_rows_are_joined_with_zeros_in_them() -> None:
    column = "'\\x00ff00'::bytea" if connection.vendor == "postgresql" else "x'00ff00'"
    rows = "SELECT 1 UNION ALL SELECT 2"
    assert fetch(Statement(f"SELECT {joined_bytes(column)} FROM ({rows}) r")) == [(b"\0\xff\0" * 2,)]  # noqa: S608
    assert fetch(Statement(f"SELECT {joined_bytes(column)} FROM ({rows}) r WHERE 1 = 0")) == [(None,)]  # noqa: S608


def test_identifiers_are_found_as_they_were_written() -> None:
    row = message()
    row.pk = uuid4()
    with transaction.atomic():
        insert_many(rows=[row])
    assert OutboxMessage.objects.get(pk=row.pk).topic == "test.topic"
