"""Recording facts, for operations of other rooms."""

from collections.abc import Mapping
from datetime import date, datetime

from einamt.platform.facts.models import Fact
from einamt.platform.facts.schema import FactSchema, Value
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.shapes import new_row


def new_fact(*, schema: FactSchema, occurred_at: datetime, values: Mapping[str, Value]) -> Fact:
    """An unsaved fact, to be written in the transaction of what it counts.

    :raises ValueError: the values are not the schema's.
    """
    return new_row(Fact, schema=schema.name, occurred_at=occurred_at, data=fact_data(schema=schema, values=values))


def fact_data(*, schema: FactSchema, values: Mapping[str, Value]) -> dict[str, object]:
    """What a fact with these values stores of them.

    :raises ValueError: the values are not the schema's.
    """
    schema.check(values)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def record(*, schema: FactSchema, occurred_at: datetime, values: Mapping[str, Value]) -> None:
    """Write a fact; refuses to run without a transaction around it.

    :raises ValueError: the values are not the schema's.
    """
    require_transaction()
    new_fact(schema=schema, occurred_at=occurred_at, values=values).save(force_insert=True)
