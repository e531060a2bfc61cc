from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from einamt.platform.facts import queries, schema, steps
from einamt.platform.facts.models import Fact
from einamt.platform.facts.schema import FactSchema, Kind
from einamt.platform.transactions import NoTransaction
from tests.platform.facts.conftest import COUNTED, NOW

FINE = {"number": 1, "district": "Mitte", "day": date(2026, 11, 24)}

EVERYTHING = FactSchema(
    name="test.every-kind",
    version=1,
    columns={kind.name.lower(): kind for kind in Kind},
    explanation="One column of each kind.",
)

VALUES = st.fixed_dictionaries(
    {
        "text": st.none() | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40),
        "integer": st.none() | st.integers(-(2**31), 2**31 - 1),
        "date": st.none() | st.dates(date(1900, 1, 1)),
        "time": st.none() | st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
        "bool": st.none() | st.booleans(),
        "float": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    }
)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1"},
        {"number": True},
        {"number": 2**31},
        {"number": 1.5},
        {"district": 5},
        {"day": NOW},
        {"day": "2026-11-24"},
        {"person": "Erika"},
    ],
)
def test_values_that_are_not_the_schemas_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"test\.counted"):
        steps.new_fact(schema=COUNTED, occurred_at=NOW, values=FINE | change)  # type: ignore[arg-type]


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(ValueError, match="wants"):
        steps.new_fact(schema=COUNTED, occurred_at=NOW, values={"number": 1})


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_recorded_only_with_what_it_counts() -> None:
    with pytest.raises(NoTransaction):
        steps.record(schema=COUNTED, occurred_at=NOW, values=FINE)


def test_a_name_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        schema.register(COUNTED)


@pytest.mark.django_db
@settings(deadline=None, max_examples=40)
@given(values=VALUES)
def test_every_value_comes_back_as_it_was_recorded(values: dict[str, object]) -> None:
    schema._schemas[EVERYTHING.name] = EVERYTHING
    Fact.objects.all().delete()
    steps.record(schema=EVERYTHING, occurred_at=NOW, values=values)  # type: ignore[arg-type]
    (row,) = queries.rows(sql="FROM test_every_kind")
    assert row == {"occurred_at": NOW} | values
