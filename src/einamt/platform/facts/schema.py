"""Registered shapes of facts. A column is a plain value; a fact that names a person must not be declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Value = str | int | float | bool | date | datetime | None


class Kind(StrEnum):
    """The type of a column, in DuckDB's words."""

    TEXT = "VARCHAR"
    INTEGER = "INTEGER"
    DATE = "DATE"
    TIME = "TIMESTAMPTZ"
    BOOL = "BOOLEAN"
    FLOAT = "DOUBLE"

    def takes(self, value: Value) -> bool:
        """Whether `value` may stand in a column of this kind; None may everywhere."""
        if value is None:
            return True
        if type(value) is int:
            return self is Kind.FLOAT or (self is Kind.INTEGER and -(2**31) <= value < 2**31)
        if isinstance(value, datetime):
            return self is Kind.TIME and value.tzinfo is not None
        return self is _KINDS.get(type(value))


_KINDS: Mapping[type, Kind] = {str: Kind.TEXT, bool: Kind.BOOL, float: Kind.FLOAT, date: Kind.DATE}


@dataclass(frozen=True, slots=True)
class FactSchema:
    """One kind of fact: `name` such as `appointments.booked`, and its columns beside `occurred_at`.

    `version` goes up when columns are added, renamed or dropped. Older files are read as what the schema is today: a
    column they lack is NULL, one that is no longer declared is left out.
    """

    name: str
    version: int
    columns: Mapping[str, Kind]
    explanation: str

    def check(self, values: Mapping[str, Value]) -> None:
        """Refuse values that are not this schema's.

        :raises ValueError: a column is missing, unknown or of another type.
        """
        if values.keys() != self.columns.keys():
            message = f"{self.name} wants {sorted(self.columns)}, got {sorted(values)}"
            raise ValueError(message)
        wrong = [name for name, kind in self.columns.items() if not kind.takes(values[name])]
        if wrong:
            message = f"{self.name}: {', '.join(f'{name} is no {self.columns[name]}' for name in wrong)}"
            raise ValueError(message)


_schemas: dict[str, FactSchema] = {}


def register(schema: FactSchema) -> FactSchema:
    """Declare `schema` at start.

    :raises ValueError: the name is taken.
    """
    if schema.name in _schemas:
        message = f"the fact schema {schema.name!r} is registered twice"
        raise ValueError(message)
    _schemas[schema.name] = schema
    return schema


def registered() -> Mapping[str, FactSchema]:
    """All schemas by name."""
    return _schemas
