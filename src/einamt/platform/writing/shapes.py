"""How a model's rows are written: its columns, and its values as the driver takes them.

Values go through the fields (`get_db_prep_save`), as Django does it. Only what a field would hand on unchanged, such as
a `str` in a text column, is not asked for, and what SQLite has moments and UUIDs as is made here: a booking has some 60
values, and most of them are of these kinds. A test holds that both ways give the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.db.utils import DEFAULT_DB_ALIAS


@dataclass(frozen=True, slots=True)
class Shape:
    """A model's table as statements need it."""

    table: str
    fields: tuple[Any, ...]
    columns: str
    """The quoted names, comma-separated."""
    attributes: Callable[[models.Model], tuple[Any, ...]]
    plain_types: tuple[type, ...]
    """For each field, the type whose values the driver takes as they are."""
    adapters: tuple[Callable[[Any, BaseDatabaseWrapper], Any], ...]
    """For each field, what makes of all other values what the driver takes."""


@lru_cache(maxsize=64)
def shape_of(kind: type[models.Model]) -> Shape:
    """The shape of a model.

    :raises TypeError: a field fills itself when it is saved; that is not supported here.
    """
    fields = tuple(kind._meta.concrete_fields)
    for field in fields:
        if (
            isinstance(field, models.FileField)
            or getattr(field, "auto_now", False)
            or getattr(field, "auto_now_add", 0)
        ):
            message = f"{kind.__name__}.{field.name} fills itself when it is saved"
            raise TypeError(message)
    return Shape(
        table=kind._meta.db_table,
        fields=fields,
        columns=", ".join(f'"{field.column}"' for field in fields),
        attributes=attrgetter(*(field.attname for field in fields)),
        plain_types=tuple(_plain_type(field, current_database().vendor) for field in fields),
        adapters=tuple(_adapter(field, current_database().vendor) for field in fields),
    )


def values_of(row: models.Model) -> list[Any]:
    """The row's values as the driver takes them, in the order of the columns."""
    shape = shape_of(type(row))
    database = current_database()
    return [
        value if value is None or type(value) is plain else adapted(value, database)
        for value, plain, adapted in zip(shape.attributes(row), shape.plain_types, shape.adapters, strict=True)
    ]


Row = TypeVar("Row", bound=models.Model)


def new_row(kind: type[Row], /, **given: Any) -> Row:
    """An unsaved row of `kind`, as `kind(**given)` makes it, at a seventh of the cost.

    `given` names columns (`service_id`, not `service`); a column that is not given has its field's default. A model's
    own constructor looks at every field's descriptor; a booking makes six rows.

    :raises TypeError: there is no such column.
    """
    constants, made = _defaults(kind)
    row = kind.__new__(kind)
    values = row.__dict__
    values["_state"] = ModelState()
    values.update(constants)
    for name, make in made:
        if name not in given:
            values[name] = make()
    values.update(given)
    if len(values) != len(constants) + 1:
        message = f"{kind.__name__} has no {', '.join(given.keys() - constants.keys())}"
        raise TypeError(message)
    return row


@lru_cache(maxsize=64)
def _defaults(kind: type[models.Model]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """The columns' defaults: those that are the same for every row, and those that are made for each."""
    fields = shape_of(kind).fields
    made = tuple((field.attname, field.get_default) for field in fields if callable(field.default))
    return {field.attname: None if callable(field.default) else field.get_default() for field in fields}, made


def mark_saved(rows: Iterable[models.Model]) -> None:
    """Say of rows that a statement has written them."""
    for row in rows:
        row._state.adding = False
        row._state.db = DEFAULT_DB_ALIAS


def current_database() -> BaseDatabaseWrapper:
    """The default connection itself; what Django calls `connection` looks it up anew for every attribute."""
    return connections[DEFAULT_DB_ALIAS]


class _Nothing:
    """The type of no value."""


_PLAIN: dict[type[object], type[object]] = {
    models.CharField: str,
    models.TextField: str,
    models.IntegerField: int,
    models.BooleanField: bool,
}
_PLAIN_ON_POSTGRESQL: dict[type[object], type[object]] = {
    models.UUIDField: UUID,
    models.DateTimeField: datetime,
}


def _plain_type(field: Any, vendor: str) -> type:
    """What needs no adapting in this column; `_Nothing` where everything does."""
    plain = _PLAIN | (_PLAIN_ON_POSTGRESQL if vendor == "postgresql" else {})
    return next((plain[kind] for kind in _kinds(field) if kind in plain), _Nothing)


def _adapter(field: Any, vendor: str) -> Callable[[Any, BaseDatabaseWrapper], Any]:
    """The field itself, or a shorter way for the values that are common in it."""
    by_field: Callable[[Any, BaseDatabaseWrapper], Any] = field.get_db_prep_save
    shorter = next((_ON_SQLITE[kind] for kind in _kinds(field) if kind in _ON_SQLITE), None)
    if vendor != "sqlite" or shorter is None:
        return by_field
    common, written = shorter
    return lambda value, database: written(value) if type(value) is common else by_field(value, database)


def _kinds(field: Any) -> tuple[type, ...]:
    """The field's type and those that it is made of; of a reference, those of what it refers to."""
    return type(field.target_field if isinstance(field, models.ForeignKey) else field).__mro__


def _moment_on_sqlite(value: datetime) -> str:
    """The moment in UTC, without saying so: how Django writes it.

    :raises ValueError: the moment has no time zone.
    """
    if value.tzinfo is None:
        message = f"{value} has no time zone"
        raise ValueError(message)
    return str(value.astimezone(UTC).replace(tzinfo=None))


_ON_SQLITE: dict[type[object], tuple[type, Callable[[Any], str]]] = {
    models.UUIDField: (UUID, attrgetter("hex")),
    models.DateTimeField: (datetime, _moment_on_sqlite),
}
