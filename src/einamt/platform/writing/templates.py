"""Rows whose columns are known before their values: one statement, made once, for what is written all day long.

`write_together` looks at every column of every row each time. Where that is too slow, a template says once which
columns are given and what stands in the others; what is left for each time is a list of values. For PostgreSQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import count
from typing import Any, Generic

from django.db import models
from django.db.models.base import ModelState

from einamt.platform.writing.shapes import Row, mark_saved, new_row, shape_of, values_of
from einamt.platform.writing.statements import Statement, column_type, fetch, numbered


@dataclass(frozen=True)
class RowTemplate(Generic[Row]):
    """A row of `kind`: `given` names the value of each column that changes, `fixed` the others that are no default.

    Both by column (`case_id`). Several columns, also of other rows, may take the same value.
    """

    kind: type[Row]
    given: Mapping[str, str]
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def written(self, values: Mapping[str, Any]) -> Row:
        """The row as it was written, from the values before they were made ready for the driver."""
        row = self.kind.__new__(self.kind)
        row.__dict__.update(self._settled, _state=ModelState())
        for column, name in self.given.items():
            row.__dict__[column] = values[name]
        mark_saved([row])
        return row

    @cached_property
    def _settled(self) -> Mapping[str, Any]:
        """The columns that are the same in every row."""
        row = new_row(self.kind, **self.fixed, **dict.fromkeys(self.given))
        return {column: value for column, value in vars(row).items() if column not in {"_state", *self.given}}


class Template:
    """Rows that are written together where a guard changes a row.

    :raises TypeError: a column would need a value made for each row, and is not given.
    """

    def __init__(self, rows: Sequence[RowTemplate[Any]]) -> None:
        self._rows = tuple(rows)
        self.names = tuple(dict.fromkeys(name for row in rows for name in row.given.values()))
        """The names of the values, each once, in the order in which the statement takes them."""
        self._sql = lru_cache(maxsize=64)(self._made)

    def write(
        self, *, guard: Statement, values: Mapping[str, Any], further: Sequence[models.Model] = (), proviso: str = ""
    ) -> bool:
        """Run `guard` and, where it changed a row, insert the rows; one statement, and a transaction by itself.

        `values` are as the driver takes them; JSON is text. `further` are unsaved rows that go in as well. False: the
        guard changed none, nothing was written.

        `proviso` is a SELECT of what must be so besides and is locked after the guard's row. It reads what the guard
        says of that row in a RETURNING of its own, by the name `guard`.

        :raises DataError: the proviso has found nothing; the guard has changed nothing either.
        """
        parameters = [*guard.parameters, *[values[name] for name in self.names]]
        parameters += [value for row in further for value in values_of(row)]
        sql = self._sql(guard.sql, proviso, tuple(type(row) for row in further))
        is_written = bool(fetch(Statement(sql, tuple(parameters)))[0][0])
        if is_written:
            mark_saved(further)
        return is_written

    def _made(self, guard_sql: str, proviso: str, further: tuple[type[models.Model], ...]) -> str:
        first = guard_sql.count("%s") + 1
        position = {name: first + number for number, name in enumerate(self.names)}
        parts = [f"guard AS ({numbered(guard_sql)}{'' if proviso else ' RETURNING 1'})"]
        cause, done = "guard", "SELECT count(*) FROM guard"
        if proviso:
            # what the guard has changed can only be taken back by an error: nothing is what one is divided by
            cause, done = "sure", "SELECT CASE WHEN EXISTS (SELECT FROM guard) THEN 1 / (SELECT count(*) FROM sure) END"
            parts.append(f"sure AS ({proviso})")
        rows: list[tuple[type[models.Model], list[str]]] = [
            (row.kind, _expressions(row, position)) for row in self._rows
        ]
        following = count(first + len(self.names))
        rows += [
            (kind, [f"${next(following)}::{column_type(field)}" for field in shape_of(kind).fields]) for kind in further
        ]
        for number, (kind, expressions) in enumerate(rows):
            shape, values = shape_of(kind), ", ".join(expressions)
            parts.append(f"row_{number} AS (INSERT INTO {shape.table} ({shape.columns}) SELECT {values} FROM {cause})")  # noqa: S608
        return f"WITH {', '.join(parts)} {done}"  # names of our own models


def _expressions(row: RowTemplate[Any], position: Mapping[str, int]) -> list[str]:
    model: type[models.Model] = row.kind
    example = values_of(new_row(model, **row.fixed))
    expressions = []
    for column, value in zip(shape_of(model).fields, example, strict=True):
        kind = column_type(column)
        if name := row.given.get(column.attname):
            expressions.append(f"${position[name]}::{'text::jsonb' if kind == 'jsonb' else kind}")
        elif column.primary_key:
            message = f"{row.kind.__name__}.{column.attname} must be given"
            raise TypeError(message)
        else:
            expressions.append(f"{_literal(value)}::{kind}")
    return expressions


def _literal(value: Any) -> str:
    from psycopg.sql import Literal  # noqa: PLC0415 - absent where only SQLite is used

    return Literal(value).as_string(None)
