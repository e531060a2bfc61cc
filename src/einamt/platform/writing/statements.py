"""One SQL statement, prepared once per connection, past Django's cursor.

SQL is written with `%s` for both databases. On PostgreSQL it is prepared by us: Django's own cursor pastes values into
the text and turns preparing off (`prepare_threshold` is None), so that every statement would be parsed and planned
anew. On SQLite the driver keeps its prepared statements by itself.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any, cast
from weakref import WeakKeyDictionary

from django.db import connection, connections, models
from django.db.utils import DEFAULT_DB_ALIAS

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with `%s` for its parameters, which are as the driver takes them (see `adapted`)."""

    sql: str
    parameters: tuple[Any, ...] = ()


def fetch(statement: Statement) -> list[Row]:
    """The rows that `statement` gives; the transaction, if any, is the one that Django has opened."""
    return run(statement)[0]


def run(statement: Statement) -> tuple[list[Row], int]:
    """The rows that `statement` gives and the number of rows that it changed."""
    database = connections[DEFAULT_DB_ALIAS]  # what Django calls `connection` looks this up for every attribute
    database.ensure_connection()
    started = monotonic()
    with database.wrap_database_errors:
        if database.vendor == "postgresql":
            outcome = _run_on_postgresql(database.connection, statement)
        else:
            outcome = _run_on_sqlite(database.connection, statement)
    if database.queries_logged:  # so that query budgets in tests count these too
        database.queries_log.append({"sql": statement.sql, "time": f"{monotonic() - started:.3f}"})
    return outcome


def unawaited(sql: str) -> str:
    """`sql`, written so that nobody waits until what it writes is on the disk, where it is a transaction by itself.

    For what may be forgotten in a crash of the database, which loses at most the last half second: counts of attempts,
    and answers that would be given again. What is committed after it is never kept without it. `sql` has `{aside}`
    where a SELECT or an UPDATE of it names its tables. On SQLite everything is waited for.
    """
    database = connections[DEFAULT_DB_ALIAS]
    return _with_aside(sql, is_waited_for=database.vendor != "postgresql" or database.in_atomic_block)


@lru_cache(maxsize=64)
def _with_aside(sql: str, *, is_waited_for: bool) -> str:
    if is_waited_for:
        return sql.replace("{aside}", "")
    # the setting is in force until the transaction ends, and is looked at when it commits
    return (
        f"WITH aside AS (SELECT set_config('synchronous_commit', 'off', true)) {sql.replace('{aside}', 'FROM aside')}"
    )


def copy_in(*, table: str, columns: str, count: int, values: Iterable[Sequence[Any]]) -> None:
    """Insert many rows of `count` columns, by COPY on PostgreSQL and by one repeated INSERT on SQLite."""
    with connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            sql = f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * count)})"  # noqa: S608
            connection.connection.executemany(sql, values).close()


def joined_bytes(expression: str, *, where: str = "true") -> str:
    """SQL that joins the bytes of `expression` over all rows (`where` something holds), in no order, to one value; NULL
    where there is no row.

    SQLite's `group_concat` and `||` take bytes for text without looking at them; the cast makes them bytes again.
    """
    only = "" if where == "true" else f" FILTER (WHERE {where})"
    if connection.vendor == "postgresql":
        return f"string_agg({expression}, ''::bytea){only}"
    return f"CAST(group_concat({expression}, ''){only} AS BLOB)"


def adapted(field: "models.Field[Any, Any]", value: object) -> Any:
    """`value` as the driver takes it for the column of `field`."""
    return field.get_db_prep_save(value, connection)


def column_type(field: "models.Field[Any, Any]") -> str:
    """The type of the column without its length: a cast to varchar(12) would cut a longer text without a word."""
    return cast("str", field.db_type(connection)).split("(", maxsplit=1)[0]


def _run_on_postgresql(driver: Any, statement: Statement) -> tuple[list[Row], int]:
    """Through libpq's own call for prepared statements: psycopg's cursor does the same in twice the time.

    psycopg still turns values into bytes and back, and says what an error is.
    """
    from psycopg import pq  # noqa: PLC0415 - absent where only SQLite is used
    from psycopg.adapt import PyFormat, Transformer  # noqa: PLC0415

    server = driver.pgconn
    if not driver.autocommit and server.transaction_status == pq.TransactionStatus.IDLE:
        server.exec_(b"BEGIN")
    values = Transformer(driver)
    parameters = values.dump_sequence(statement.parameters, [PyFormat.AUTO] * len(statement.parameters))
    name = _prepared(driver, statement.sql, values.types or ())
    answer = server.exec_prepared(name, parameters, values.formats, pq.Format.BINARY)
    if answer.status not in {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}:
        raise _refusal(driver, answer)
    values.set_pgresult(answer)
    return values.load_rows(0, answer.ntuples, tuple), answer.command_tuples or 0


def _prepared(driver: Any, sql: str, types: tuple[int, ...]) -> bytes:
    """The name under which the server knows the statement on this connection, for parameters of these types."""
    from psycopg import pq  # noqa: PLC0415

    names = _names.setdefault(driver, {})
    name = names.get((sql, types))
    if name is None:
        if len(names) >= _PREPARED_AT_MOST:
            driver.pgconn.exec_(b"DEALLOCATE ALL")
            names.clear()
        name = b"einamt_%d" % len(names)
        answer = driver.pgconn.prepare(name, numbered(sql).encode(), types)
        if answer.status != pq.ExecStatus.COMMAND_OK:
            raise _refusal(driver, answer)
        names[sql, types] = name
    return name


def _refusal(driver: Any, answer: Any) -> Exception:
    """What the server said no with. libpq has no code for a server that is gone, and psycopg no class: we name it."""
    from psycopg import OperationalError, errors, pq  # noqa: PLC0415

    if driver.pgconn.status == pq.ConnStatus.BAD:
        return OperationalError(answer.get_error_message())
    return errors.error_from_result(answer)


_names: "WeakKeyDictionary[Any, dict[tuple[str, tuple[int, ...]], bytes]]" = WeakKeyDictionary()
"""What each connection has prepared; it ends with the connection."""
_PREPARED_AT_MOST = 256


def _run_on_sqlite(driver: Any, statement: Statement) -> tuple[list[Row], int]:
    cursor = driver.execute(_with_question_marks(statement.sql), statement.parameters)
    try:
        rows = cursor.fetchall()
        return rows, cursor.rowcount
    finally:
        cursor.close()


@lru_cache(maxsize=256)
def numbered(sql: str) -> str:
    """`sql` with `$1`, `$2`, … for its `%s`, as PostgreSQL itself takes it."""
    head, *rest = sql.split("%s")
    return head + "".join(f"${number}{text}" for number, text in enumerate(rest, start=1))


@lru_cache(maxsize=256)
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


def among(field: "models.Field[Any, Any]", values: Iterable[object]) -> Statement:
    """The condition that a column has one of many values, as one parameter: one statement, however many there are."""
    wanted = [adapted(field, value) for value in values]
    if connection.vendor == "postgresql":
        return Statement(f"{field.column} = ANY(%s)", (wanted,))
    return Statement(f"{field.column} IN (SELECT value FROM json_each(%s))", (json.dumps(wanted),))  # noqa: S608


def rows_of(parameters: Sequence[object]) -> str:
    """`(%s, %s, …)`, for as many parameters."""
    return f"({', '.join(['%s'] * len(parameters))})"
