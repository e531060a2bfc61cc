"""Reading facts: SQL over all that has been recorded, whether it is in a file yet or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Sum, TextField
from django.db.models.functions import Cast

from einamt.kernel.periods import Days
from einamt.platform.facts import condensed, engine, filed
from einamt.platform.facts import schema as schemas
from einamt.platform.facts.condensed import SOURCE, Condensed
from einamt.platform.facts.errors import Superseded
from einamt.platform.facts.files import digest_of, path_of
from einamt.platform.facts.models import Fact, FactFile
from einamt.platform.facts.schema import FactSchema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Parameter = str | int | float | bool | date | datetime | None | list[str] | list[int]


@dataclass(frozen=True, slots=True)
class Question:
    """SQL in DuckDB's dialect, with `$name` for parameters.

    `within` are the only days whose rows of condensed forms it reads; empty: any.
    """

    sql: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    within: tuple[Days, ...] = ()


def rows(*, sql: str, parameters: Mapping[str, Parameter] | None = None) -> list[dict[str, Any]]:
    """What one question answers, a dictionary a row; see `answers`."""
    return answers(questions=[Question(sql, parameters or {})])[0]


def answers(*, questions: Sequence[Question]) -> list[list[dict[str, Any]]]:
    """What the questions answer, each a dictionary a row; views are made once for all of them.

    Every schema is a view named like it, with underscores for dots: `appointments_booked`. Its columns are
    `occurred_at` (aware, UTC) and the schema's own. Every condensed form is a view of its own name. Only the views that
    a question names are filled.
    """
    with reading() as read:
        named = {word for question in questions for word in re.findall(r"\w+", question.sql)}
        for schema in schemas.registered().values():
            if view_name(schema) in named - read.made.keys():
                _make_view(read, schema)
        for form in condensed.registered().values():
            if form.name in named:
                _make_condensed_view(read, form, within=_spans_of(questions))
        return [_answer(read.duck, question) for question in questions]


_Spans = frozenset[Days] | None
"""Days that are read; None: all."""


def _spans_of(questions: Iterable[Question]) -> _Spans:
    asked = [question.within for question in questions]
    return frozenset(days for within in asked for days in within) if all(asked) else None


_Recorded = tuple[list[FactFile], list[tuple[datetime, str]]]
"""The files of a schema, and its facts that are in none."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A connection of DuckDB, what was recorded when it was first asked for, and the views that there are."""

    duck: DuckDBPyConnection
    recorded: dict[str, _Recorded] = field(default_factory=dict)
    """By schema."""
    made: dict[str, _Spans] = field(default_factory=dict)
    """By name; of a condensed form with the days that it holds."""


_open: ContextVar[_Reading | None] = ContextVar("open reading of facts", default=None)


@contextmanager
def reading() -> Iterator[_Reading]:
    """Have all questions within it answered from the same facts, by one connection; also a decorator."""
    if (already := _open.get()) is not None:
        yield already
        return
    with engine.connected() as duck:
        fresh = _Reading(duck)
        token = _open.set(fresh)
        try:
            yield fresh
        finally:
            _open.reset(token)


def _answer(duck: DuckDBPyConnection, question: Question) -> list[dict[str, Any]]:
    relation = duck.sql(question.sql, params=dict(question.parameters))
    names = list(relation.columns)
    zoned = ["TIME ZONE" in str(kind) for kind in relation.types]
    if any(zoned):
        # fetched as they are, aware moments would make DuckDB ask for pytz
        relation = relation.project(
            ", ".join(
                f"{engine.identifier(name)} AT TIME ZONE 'UTC'" if is_zoned else engine.identifier(name)
                for name, is_zoned in zip(names, zoned, strict=True)
            )
        )
    return [
        {
            name: value.replace(tzinfo=UTC) if is_zoned and value is not None else value
            for name, value, is_zoned in zip(names, row, zoned, strict=True)
        }
        for row in relation.fetchall()
    ]


def view_name(schema: FactSchema) -> str:
    """What the view of `schema` is called in SQL."""
    return schema.name.replace(".", "_").replace("-", "_")


def _make_view(read: _Reading, schema: FactSchema) -> None:
    """The view of `schema`: its files, and what is not in a file yet."""

    def made_of(files: list[FactFile], pending: list[tuple[datetime, str]]) -> str:
        return _select(read.duck, schema=schema, files=files, pending=pending, table=f"{schema.name} pending")

    rows_of_all = _of_one_moment(read, schema, made_of)
    read.duck.execute(f"CREATE TEMP VIEW {engine.identifier(view_name(schema))} AS {rows_of_all}")
    read.made[view_name(schema)] = None


def _make_condensed_view(read: _Reading, form: Condensed, *, within: _Spans) -> None:
    """The view of `form`: what is condensed already, and the rest made now; at least what it holds `within` these days.

    One that has been made for fewer is made again for both.
    """
    if form.name in read.made:
        held = read.made[form.name]
        if held is None or (within is not None and within <= held):
            return
        within = None if within is None else held | within

    def made_of(files: list[FactFile], pending: list[tuple[datetime, str]]) -> str:
        ready, others = condensed.split(read.duck, form=form, files=files, within=within)
        rest = _select(read.duck, schema=form.schema, files=others, pending=pending, table=f"{form.name} pending")
        parts = [f"(WITH {SOURCE} AS ({rest}) {form.select})"]
        if ready:
            parts.append(f"SELECT * FROM {engine.parquet(ready, are_alike=True)}")  # noqa: S608 - our own paths
        return " UNION ALL BY NAME ".join(parts)

    rows_of_all = _of_one_moment(read, form.schema, made_of)
    read.duck.execute(f"CREATE OR REPLACE TEMP VIEW {engine.identifier(form.name)} AS {rows_of_all}")
    read.made[form.name] = within


def _of_one_moment(
    read: _Reading, schema: FactSchema, made_of: Callable[[list[FactFile], list[tuple[datetime, str]]], str]
) -> str:
    """What `made_of` makes of files and of facts in none, as one moment saw them: the same for all that is read. Once
    more, as of now, where somebody replaced a file meanwhile.
    """
    while True:
        recorded = read.recorded.get(schema.name) or _recorded(schema)
        with suppress(Superseded):
            made = made_of(*recorded)
            read.recorded[schema.name] = recorded
            return made
        read.recorded.pop(schema.name, None)


def _select(
    duck: DuckDBPyConnection,
    *,
    schema: FactSchema,
    files: list[FactFile],
    pending: list[tuple[datetime, str]],
    table: str,
) -> str:
    """A statement that gives the facts of `files` and those `pending`, which it loads as `table`.

    A file that is missing or was cut short is not read: its facts come from the database, while it has them.

    :raises FactsDamaged: it has them no more.
    :raises Superseded: somebody has made such a file again, or sealed it, while its facts were read.
    """
    engine.load_facts(duck, table=table, schema=schema, facts=pending)
    damaged = [file for file in files if not filed.is_intact(file)]
    for file in damaged:
        for texts in filed.batches_of(file):
            engine.add_facts(duck, table=table, schema=schema, texts=texts)
    files = [file for file in files if file not in damaged]
    parts = [f"SELECT * FROM {engine.identifier(table)}"]  # noqa: S608 - names are the schema's own
    if files:
        source = engine.parquet(path_of(file) for file in files)
        parts.append(f"SELECT {engine.typed_columns(duck, schema=schema, source=source)} FROM {source}")  # noqa: S608
    return " UNION ALL ".join(parts)


def _recorded(schema: FactSchema) -> _Recorded:
    """The files of `schema` and the facts that are in none of them, as one moment saw both.

    The relay adds a file in the transaction that deletes its facts: when the files are the same before and after the
    facts were read, no fact was missed or read twice.
    """
    while True:
        files = list(FactFile.objects.filter(schema=schema.name).order_by("month", "id"))
        pending = list(
            Fact.objects.filter(schema=schema.name)
            .annotate(text=Cast("data", TextField()))
            .values_list("occurred_at", "text")
        )
        after = FactFile.objects.filter(schema=schema.name).values_list("pk", flat=True)
        if set(after) == {file.pk for file in files}:
            return files, pending


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is there of one schema."""

    schema: str
    pending: int
    files: int
    rows: int
    bytes: int
    first_month: str
    last_month: str


def holdings() -> list[Holdings]:
    """What has been recorded, by schema."""
    pending = dict(Fact.objects.values_list("schema").annotate(rows=Count("pk")))
    files = {
        row["schema"]: row
        for row in FactFile.objects.values("schema").annotate(
            files=Count("pk"), held=Sum("rows"), size=Sum("bytes"), first=Min("month"), last=Max("month")
        )
    }
    nothing: dict[str, Any] = {"files": 0, "held": 0, "size": 0, "first": "", "last": ""}
    return [
        Holdings(
            schema=name,
            pending=pending.get(name, 0),
            files=row["files"],
            rows=row["held"],
            bytes=row["size"],
            first_month=row["first"],
            last_month=row["last"],
        )
        for name in sorted(pending.keys() | files.keys() | schemas.registered().keys())
        for row in [files.get(name, nothing)]
    ]


def damaged_files() -> Iterator[tuple[Path, str]]:
    """Files that are missing or are not what was written, and what is wrong; every file is read whole."""
    for file in FactFile.objects.order_by("schema", "month", "pk"):
        path = path_of(file)
        if not path.is_file():
            yield path, "is missing"
        elif digest_of(path) != file.sha256:
            yield path, "has changed since it was written"
