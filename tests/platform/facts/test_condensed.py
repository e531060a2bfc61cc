"""Condensed forms are read where they can have something to say, and nowhere else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from einamt.kernel.periods import Days, month_of
from einamt.platform.facts import condensed, operations, queries, steps
from einamt.platform.facts.condensed import SOURCE, Condensed
from einamt.platform.facts.files import path_of
from einamt.platform.facts.models import FactFile
from einamt.platform.facts.queries import Question, answers, reading
from tests.platform.facts.conftest import COUNTED, NOW

pytestmark = pytest.mark.django_db

FORM = Condensed(
    name="facts_by_day",
    schema=COUNTED,
    select=f"SELECT day, count(*)::INTEGER AS facts FROM {SOURCE} GROUP BY day",  # noqa: S608 - a name of the code
    day="day",
)
OCTOBER, NOVEMBER = month_of(date(2026, 10, 1)), month_of(date(2026, 11, 1))


@pytest.fixture
def two_months(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten facts about October and twenty about November, condensed; one of October came a month late."""
    monkeypatch.setattr(condensed, "_forms", {FORM.name: FORM})
    monkeypatch.setattr(condensed, "_spans", {})
    for of, moment, count in (
        (date(2026, 10, 5), NOW - timedelta(days=40), 9),
        (date(2026, 11, 5), NOW, 20),
        (date(2026, 10, 31), NOW, 1),
    ):
        with transaction.atomic():
            for number in range(count):
                values = {"number": number, "district": None, "day": of}
                steps.record(schema=COUNTED, occurred_at=moment, values=values)
        operations.move_all_facts(now=NOW)
    condensed.condense(NOW)


def facts_within(days: Days) -> int | None:
    sql = "SELECT sum(facts)::INTEGER AS facts FROM facts_by_day WHERE day >= $start AND day < $until"
    [[row]] = answers(questions=[Question(sql, {"start": days.start, "until": days.until}, within=(days,))])
    found: int | None = row["facts"]
    return found


def test_what_came_late_counts_for_the_month_it_is_about(two_months: None) -> None:
    for _ in range(2):
        assert facts_within(OCTOBER) == 10
        assert facts_within(NOVEMBER) == 20


def test_files_of_other_months_are_not_opened(two_months: None) -> None:
    assert facts_within(NOVEMBER) == 20
    of_october = FactFile.objects.order_by("month").first()
    assert of_october is not None
    FORM.path_for(of_october).unlink()
    path_of(of_october).write_bytes(b"damaged")
    assert facts_within(NOVEMBER) == 20


def test_what_is_not_condensed_yet_counts(two_months: None) -> None:
    assert facts_within(OCTOBER) == 10
    with transaction.atomic():
        values = {"number": 1, "district": None, "day": date(2026, 10, 7)}
        steps.record(schema=COUNTED, occurred_at=datetime(2026, 12, 1, tzinfo=UTC), values=values)
    assert facts_within(OCTOBER) == 11
    operations.move_all_facts(now=NOW)
    assert facts_within(OCTOBER) == 11


def test_one_reading_can_ask_for_more_days_than_at_first(two_months: None) -> None:
    with reading():
        assert facts_within(OCTOBER) == 10
        assert facts_within(NOVEMBER) == 20
        assert facts_within(OCTOBER) == 10
        assert queries.rows(sql="SELECT sum(facts)::INTEGER AS facts FROM facts_by_day") == [{"facts": 30}]
        assert facts_within(NOVEMBER) == 20


def test_one_reading_sees_one_moment(two_months: None) -> None:
    with reading():
        assert facts_within(OCTOBER) == 10
        with transaction.atomic():
            values = {"number": 1, "district": None, "day": date(2026, 11, 7)}
            steps.record(schema=COUNTED, occurred_at=NOW, values=values)
        assert facts_within(NOVEMBER) == 20
    assert facts_within(NOVEMBER) == 21
