"""Writing many facts at once, straight into files: a city's history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from einamt.platform.facts import engine
from einamt.platform.facts.files import draft_of
from einamt.platform.facts.models import FactFile
from einamt.platform.facts.schema import FactSchema

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OCCURRED_AT = engine.OCCURRED_AT


def write_history(*, schema: FactSchema, columns: Mapping[str, NDArray[Any]], now: datetime) -> int:
    """Write facts of `schema` from arrays of one length, a million a second or so; how many there were.

    `columns` holds `occurred_at` (datetime64, UTC) and the schema's columns: text as object arrays (None for NULL),
    dates and moments as datetime64 (NaT for NULL), numbers (masked arrays for NULL). All months become visible
    together, in one transaction. The same facts, one by one, would be recorded by `steps.record`.

    :raises ValueError: the columns are not the schema's, or differ in length.
    """
    if columns.keys() != {OCCURRED_AT, *schema.columns}:
        message = f"{schema.name} wants {sorted({OCCURRED_AT, *schema.columns})}, got {sorted(columns)}"
        raise ValueError(message)
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1:
        message = f"the columns of {schema.name} differ in length: {sorted(lengths)}"
        raise ValueError(message)
    import numpy as np  # noqa: PLC0415 - whoever has such arrays has loaded it

    typed = ", ".join(
        f"CAST({engine.identifier(name)} AS {kind}) AS {engine.identifier(name)}"
        for name, kind in schema.columns.items()
    )
    select = f"SELECT {OCCURRED_AT} AT TIME ZONE 'UTC' AS {OCCURRED_AT}, {typed} FROM given"  # noqa: S608
    month_of = columns[OCCURRED_AT].astype("datetime64[M]")
    files: list[FactFile] = []
    with engine.connected() as duck:
        for month in np.unique(month_of):
            chosen = np.flatnonzero(month_of == month)
            duck.register("given", {name: _readable(column[chosen]) for name, column in columns.items()})
            # what it was made from is in no table: the file is all there is
            file = FactFile(
                schema=schema.name,
                version=schema.version,
                month=str(month),
                rows=len(chosen),
                written_at=now,
                sealed_at=now,
            )
            draft = draft_of(file)
            engine.copy_to_parquet(duck, select=select, path=draft.path)
            file.bytes, file.sha256 = draft.finish()
            files.append(file)
    with transaction.atomic():
        FactFile.objects.bulk_create(files)
    return sum(file.rows for file in files)


def _readable(column: NDArray[Any]) -> NDArray[Any]:
    """`column` in a type that DuckDB takes: it knows moments in microseconds, not days."""
    if column.dtype.kind == "M":
        moments: NDArray[np.datetime64] = column.astype("datetime64[us]")
        return moments
    return column
