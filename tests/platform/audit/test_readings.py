from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from einamt.kernel.actor import Actor, ActorKind
from einamt.platform.audit import operations, queries, steps
from einamt.platform.audit.models import ReadingEntry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CLERK = Actor(ActorKind.STAFF, "7")


def read(subject: str = "case:1", *, at: datetime = NOW) -> None:
    steps.record_reading(actor=CLERK, what="case-read", subject=subject, purpose="visit", now=at)


def test_it_is_on_record_who_read_what_and_what_for_newest_first() -> None:
    read(at=NOW - timedelta(hours=1))
    read()
    read("case:2")
    newest, oldest = queries.readings(subject="case:1")
    assert (newest.actor, newest.what, newest.purpose, newest.at) == ("staff:7", "case-read", "visit", NOW)
    assert oldest.at == NOW - timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_what_an_operation_rolls_back_was_not_read() -> None:
    with transaction.atomic():
        read()
        transaction.set_rollback(True)
    assert queries.readings(subject="case:1") == []


def test_entries_are_kept_to_the_end_of_the_following_year() -> None:
    for year in (2024, 2025, 2026):
        read(f"case:{year}", at=datetime(year, 1, 1, tzinfo=UTC))
    operations.chain_entries(NOW)
    assert operations.count_outlived(NOW) == {"entries of the log of reading": 1}
    operations.forget_readings(NOW)
    assert sorted(ReadingEntry.objects.values_list("subject", flat=True)) == ["case:2025", "case:2026"]


def test_nobody_can_ask_what_a_member_of_staff_has_read() -> None:
    """§ 85(1) no. 13 PersVG Berlin: the log is no measure of anybody's work."""
    public = [name for name in dir(queries) if not name.startswith("_") and callable(getattr(queries, name))]
    assert sorted(public) == ["ReadingEntry", "readings"]
