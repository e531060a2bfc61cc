"""A row with all that goes with it, as plain values: what a person gets who asks for their data (Art. 15, 20 GDPR).

It follows the cascades, so a table that a procedure adds later is in it without a word here.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CASCADE, Field, Model

from einamt.platform.crypto.fields import BlindIndexField
from einamt.platform.retention.reference import staff_fields

_SECRET = ("_hash", "_code", "_token", "code")
"""Ends of names of fields with which somebody could act for the person: not written to a file."""


def exported(row: Model) -> dict[str, object]:
    """The values of `row` by the names of its fields, and the rows that go with it by the names of their models.

    Without keyed hashes and codes, and without who of the staff had to do with it (Art. 15(4) GDPR). The content of
    files stays as bytes (`files.with_files_apart`); what is kept in pieces is put together.
    """
    left_out = set(staff_fields(type(row)))
    values: dict[str, object] = {
        field.name: _plain(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if field.name not in left_out and not _is_secret(field)
    }
    for model, rows in _going_with(row):
        if piece := getattr(model, "piece", ""):
            if not getattr(row, "is_clean", True):  # nobody opens what no scanner has seen
                continue
            values[piece] = b"".join(bytes(getattr(each, piece)) for each in rows)
        else:
            values[model._meta.label] = [exported(each) for each in rows]
    return values


def _going_with(row: Model) -> Iterator[tuple[type[Model], list[Model]]]:
    for relation in row._meta.related_objects:
        if relation.on_delete is not CASCADE:
            continue
        model: Any = relation.related_model
        order = model._meta.ordering or ["pk"]
        if rows := list(model._meta.base_manager.filter(**{relation.field.name: row.pk}).order_by(*order)):
            yield model, rows


def _is_secret(field: "Field[Any, Any]") -> bool:
    return isinstance(field, BlindIndexField) or field.name.endswith(_SECRET)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
