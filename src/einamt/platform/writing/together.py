"""All rows of an operation or none, depending on one guard.

A guard is an UPDATE with a condition: what is scarce is taken only where it is still there. Where it changes no row,
nothing may be written. On PostgreSQL guard and rows are one statement (`WITH guard AS (UPDATE … RETURNING 1), row_0 AS
(INSERT … SELECT … FROM guard) …`), so that the rows depend on the guard in the database itself and one round trip does
it all. On SQLite they are statements one after another in the immediate transaction: nobody else can come in between.

The rows name each other by identifiers that the application made (UUIDv7), so none has to be written before another;
foreign keys are checked at the end of the transaction (Django declares them deferred).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from django.db import connection, models, transaction

from einamt.platform.transactions import require_transaction
from einamt.platform.writing.shapes import current_database, mark_saved, shape_of, values_of
from einamt.platform.writing.statements import Statement, adapted, column_type, copy_in, fetch, rows_of, run

Written = TypeVar("Written")
WithRow = Callable[[Written], models.Model] | None
"""Makes a row that is written with something, or not at all: such as what its request is answered."""


def write_together(*, guard: Statement, rows: Sequence[models.Model]) -> bool:
    """Run `guard` and, where it changed a row, insert `rows`. False: it changed none, and nothing has been written.

    `guard` is one UPDATE or INSERT without RETURNING. `rows` are unsaved and have their primary keys. Refuses to run
    without a transaction around it.
    """
    require_transaction()
    if current_database().vendor == "postgresql":
        is_written = _in_one_statement(guard=guard, rows=rows)
    else:
        is_written = _one_after_another(guard=guard, rows=rows)
    if is_written:
        mark_saved(rows)
    return is_written


def write_at_once(*, guard: Callable[[], Statement], rows: Sequence[models.Model]) -> bool:
    """As `write_together`, where that is all the operation writes: it is the whole transaction.

    On PostgreSQL the one statement is a transaction by itself, without a BEGIN and a COMMIT to wait for. `guard` is
    called within the transaction.
    """
    database = current_database()
    if database.vendor == "postgresql" and not database.in_atomic_block:
        is_written = _in_one_statement(guard=guard(), rows=rows)
        if is_written:
            mark_saved(rows)
        return is_written
    with transaction.atomic():
        return write_together(guard=guard(), rows=rows)


def check_references() -> None:
    """Check now the foreign keys of what was written, which PostgreSQL would do in the commit.

    For many rows that takes time. Whoever writes them before a lock that others wait for has them checked before it
    too, so that the commit is short. SQLite has one writer, and checks as it goes.
    """
    require_transaction()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def insert_many(*, rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of any kinds, each kind in one go; within a kind in the given order."""
    require_transaction()
    by_kind: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row)
    for kind, of_kind in by_kind.items():
        shape = shape_of(kind)
        values = (values_of(row) for row in of_kind)
        copy_in(table=shape.table, columns=shape.columns, count=len(shape.fields), values=values)
        mark_saved(of_kind)


def rewrite(*, rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some columns, by attribute, of rows of one kind that are there and that the caller has locked.

    On PostgreSQL that is one prepared statement, since others wait for what is locked.
    """
    require_transaction()
    if not rows:
        return
    kind = type(rows[0])
    by_name = {field.attname: place for place, field in enumerate(shape_of(kind).fields)}
    places = [by_name[name] for name in (*names, kind._meta.pk.attname)]
    *columns, key = (f'"{shape_of(kind).fields[place].column}"' for place in places)
    values = [[of_row[place] for place in places] for of_row in map(values_of, rows)]
    table = kind._meta.db_table
    if current_database().vendor == "postgresql":
        taken_over = ", ".join(f"{column} = n.{column}" for column in columns)
        arrays = ", ".join(f"%s::{column_type(shape_of(kind).fields[place])}[]" for place in places)
        given = ", ".join((*columns, key))
        sql = f"UPDATE {table} AS t SET {taken_over} FROM unnest({arrays}) AS n ({given}) WHERE t.{key} = n.{key}"  # noqa: S608
        run(Statement(sql, tuple(list(column) for column in zip(*values, strict=True))))
    else:
        sql = f"UPDATE {table} SET {', '.join(f'{column} = %s' for column in columns)} WHERE {key} = %s"  # noqa: S608
        for of_row in values:
            run(Statement(sql, tuple(of_row)))


def insert_values(*, kind: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows without making an object of each: `rows` are values, `names` the attributes that they are of.

    The values are as the driver takes them, as of text and whole numbers they always are. What `names` does not name
    has its field's default; an id that the database makes is left to it.

    :raises TypeError: the kind has no attribute of one of the names.
    """
    require_transaction()
    shape = shape_of(kind)
    others = {
        field.attname: field
        for field in shape.fields
        if not isinstance(field, models.AutoField) or field.attname in names
    }
    named = [others.pop(name) for name in names if name in others]
    if len(named) < len(names):
        message = f"{kind.__name__} has not all of {', '.join(names)}"
        raise TypeError(message)
    rest = tuple(adapted(field, field.get_default()) for field in others.values())
    columns = ", ".join(f'"{field.column}"' for field in (*named, *others.values()))
    values = ((*row, *rest) for row in rows) if rest else rows
    copy_in(table=shape.table, columns=columns, count=len(named) + len(others), values=values)


def _in_one_statement(*, guard: Statement, rows: Sequence[models.Model]) -> bool:
    kinds = tuple(type(row) for row in rows)
    values = [value for row in rows for value in values_of(row)]
    combined = Statement(_combined(guard.sql, kinds), (*guard.parameters, *values))
    return bool(fetch(combined)[0][0])


def _one_after_another(*, guard: Statement, rows: Sequence[models.Model]) -> bool:
    if run(guard)[1] < 1:
        return False
    for row in rows:
        run(Statement(_insert(type(row)), tuple(values_of(row))))
    return True


@lru_cache(maxsize=64)
def _combined(guard_sql: str, kinds: tuple[type[models.Model], ...]) -> str:
    parts = [f"guard AS ({guard_sql} RETURNING 1)"]
    for number, kind in enumerate(kinds):
        shape = shape_of(kind)
        values = ", ".join(f"%s::{column_type(field)}" for field in shape.fields)
        parts.append(f"row_{number} AS (INSERT INTO {shape.table} ({shape.columns}) SELECT {values} FROM guard)")  # noqa: S608
    return f"WITH {', '.join(parts)} SELECT count(*) FROM guard"  # noqa: S608 - names of our own models


@lru_cache(maxsize=64)
def _insert(kind: type[models.Model]) -> str:
    shape = shape_of(kind)
    return f"INSERT INTO {shape.table} ({shape.columns}) VALUES {rows_of(shape.fields)}"  # noqa: S608
