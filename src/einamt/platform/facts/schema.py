"""Registered shapes of facts. A column is a plain value; a fact that names a person cannot be declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The type of a column, in DuckDB's words."""

    TEXT = "VARCHAR"
    INTEGER = "INTEGER"
    DATE = "DATE"
    TIME = "TIMESTAMPTZ"
    BOOL = "BOOLEAN"
    FLOAT = "DOUBLE"


@dataclass(frozen=True, slots=True)
class FactSchema:
    """One kind of fact: `name` such as `appointments.booked`, `version`, and its columns beside `occurred_at`."""

    name: str
    version: int
    columns: Mapping[str, Kind]
    explanation: str


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
