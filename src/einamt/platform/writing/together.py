"""All rows of an operation or none, depending on one guard.

A guard is an UPDATE with a condition: what is scarce is taken only where it is still there. Where it changes no row,
nothing may be written. On PostgreSQL guard and rows are one statement (`WITH guard AS (UPDATE … RETURNING 1), row_0 AS
(INSERT … SELECT … FROM guard) …`), so that the rows depend on the guard in the database itself and one round trip does
it all. On SQLite they are statements one after another in the immediate transaction: nobody else can come in between.

The rows name each other by identifiers that the application made (UUIDv7), so none has to be written before another;
foreign keys are checked at the end of the transaction (Django declares them deferred).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, connections, models

from einamt.platform.transactions import require_transaction
from einamt.platform.writing.statements import Statement, column_type, copy_in, fetch, rows_of, run

_AS_IT_IS: dict[type, tuple[type, ...]] = {
    int: (models.IntegerField, models.ForeignKey),
    str: (models.CharField, models.TextField),
}
"""Which fields hand which Python values to the driver unchanged."""


def write_together(*, guard: Statement, rows: Sequence[models.Model]) -> bool:
    """Run `guard` and, where it changed a row, insert `rows`. False: it changed none, and nothing has been written.

    `guard` is one UPDATE or INSERT without RETURNING. `rows` are unsaved and have their primary keys. Refuses to run
    without a transaction around it.
    """
    require_transaction()
    if connection.vendor == "postgresql":
        is_written = _in_one_statement(guard=guard, rows=rows)
    else:
        is_written = _one_after_another(guard=guard, rows=rows)
    if is_written:
        for row in rows:
            _mark_saved(row)
    return is_written


def upsert(*, row: models.Model, unique: str, update: dict[str, str]) -> UUID:
    """Insert `row`, or lock and update the one with the same value in the field `unique`; the primary key of either.

    `update` says what an existing row's columns become, as SQL that may name `excluded` (the row that was to be
    inserted) and the table. It must not touch a unique column, or PostgreSQL locks out those who only refer to the row.
    """
    require_transaction()
    table, fields = row._meta.db_table, _fields(type(row))
    values = tuple(_values(row, fields))
    changes = ", ".join(f"{_column(type(row), name)} = {sql}" for name, sql in update.items())
    statement = Statement(
        f"INSERT INTO {table} ({_columns(fields)}) VALUES {rows_of(values)} "  # noqa: S608 - names of our own models
        f"ON CONFLICT ({_column(type(row), unique)}) DO UPDATE SET {changes} RETURNING {_column_of(row._meta.pk)}",
        values,
    )
    found = fetch(statement)[0][0]
    return found if isinstance(found, UUID) else UUID(found)


def insert_many(*, rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of any kinds, each kind in one go; within a kind in the given order."""
    require_transaction()
    by_kind: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row)
    for kind, of_kind in by_kind.items():
        fields = _fields(kind)
        values = (_values(row, fields) for row in of_kind)
        copy_in(table=kind._meta.db_table, columns=_columns(fields), count=len(fields), values=values)
        for row in of_kind:
            _mark_saved(row)


def _mark_saved(row: models.Model) -> None:
    row._state.adding = False
    row._state.db = connection.alias


def _in_one_statement(*, guard: Statement, rows: Sequence[models.Model]) -> bool:
    kinds = tuple(type(row) for row in rows)
    values = [value for row in rows for value in _values(row, _fields(type(row)))]
    combined = Statement(_combined(guard.sql, kinds), (*guard.parameters, *values))
    return bool(fetch(combined)[0][0])


def _one_after_another(*, guard: Statement, rows: Sequence[models.Model]) -> bool:
    if run(guard)[1] < 1:
        return False
    for row in rows:
        fields = _fields(type(row))
        run(Statement(_insert(type(row)), tuple(_values(row, fields))))
    return True


@lru_cache(maxsize=64)
def _combined(guard_sql: str, kinds: tuple[type[models.Model], ...]) -> str:
    parts = [f"guard AS ({guard_sql} RETURNING 1)"]
    for number, kind in enumerate(kinds):
        fields = _fields(kind)
        values = ", ".join(f"%s::{column_type(field)}" for field in fields)
        parts.append(
            f"row_{number} AS (INSERT INTO {kind._meta.db_table} ({_columns(fields)}) SELECT {values} FROM guard)"  # noqa: S608
        )
    return f"WITH {', '.join(parts)} SELECT count(*) FROM guard"  # noqa: S608 - names of our own models


@lru_cache(maxsize=64)
def _insert(kind: type[models.Model]) -> str:
    fields = _fields(kind)
    return f"INSERT INTO {kind._meta.db_table} ({_columns(fields)}) VALUES {rows_of(fields)}"  # noqa: S608


@lru_cache(maxsize=64)
def _fields(kind: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    return tuple(kind._meta.concrete_fields)


def _values(row: models.Model, fields: "tuple[models.Field[Any, Any], ...]") -> list[Any]:
    """The row's values as the driver takes them. Numbers and plain texts need nothing done, and are most of them."""
    driver = connections[connection.alias]
    return [
        value if isinstance(field, _AS_IT_IS.get(type(value), ())) else field.get_db_prep_save(value, driver)
        for field in fields
        for value in (field.pre_save(row, add=True),)
    ]


def _columns(fields: "tuple[models.Field[Any, Any], ...]") -> str:
    return ", ".join(_column_of(field) for field in fields)


def _column(kind: type[models.Model], name: str) -> str:
    return _column_of(kind._meta.get_field(name))


def _column_of(field: Any) -> str:
    return f'"{field.column}"'
