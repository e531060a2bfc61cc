"""The encrypted columns of the database, seen from outside the models: under which keys they are, and moving them on.

Works on the bytes as they are stored, in batches, beside a running house: a value that somebody changes meanwhile is
left alone, since it has been written under the current key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from einamt.platform.crypto.fields import EncryptedField
from einamt.platform.crypto.secrets import CannotDecrypt, decrypt_bytes, encrypt_bytes

_BATCH = 500
RowKey = int | str | UUID


@dataclass(frozen=True, slots=True)
class Column:
    """One encrypted column; `purpose` binds its values."""

    table: str
    key: str
    column: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a batch: values now under the current key, and keys of rows that could not be opened."""

    moved: int
    unreadable: list[str]


def encrypted_columns(candidates: Iterable[type[models.Model]] | None = None) -> list[Column]:
    """The encrypted columns of all models, or of `candidates`."""
    return [
        Column(
            table=connection.ops.quote_name(model._meta.db_table),
            key=connection.ops.quote_name(str(model._meta.pk.column)),
            column=connection.ops.quote_name(str(field.column)),
            purpose=field.purpose,
        )
        for model in (candidates if candidates is not None else apps.get_models())
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedField)
    ]


def counts_by_key(column: Column) -> dict[int, int]:
    """How many values stand under which key."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT substr({column.column}, 1, 1), count(*) FROM {column.table} "  # noqa: S608 - quoted names
            f"WHERE length({column.column}) > 0 GROUP BY 1"
        )
        return {bytes(number)[0]: count for number, count in sorted(cursor.fetchall())}


def newest_opens(column: Column) -> bool:
    """Whether the value written last, by the order of the rows, opens; True where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column.column} FROM {column.table} "  # noqa: S608 - quoted names
            f"WHERE length({column.column}) > 0 ORDER BY {column.key} DESC LIMIT 1"
        )
        row = cursor.fetchone()
    try:
        return row is None or decrypt_bytes(data=bytes(row[0]), purpose=column.purpose) is not None
    except CannotDecrypt:
        return False


def reencrypt(column: Column) -> Iterator[Progress]:
    """Put values that stand under earlier keys under the current one, a batch at a time, each its own transaction."""
    current = bytes([settings.KEYS.current_number])
    after: RowKey | None = None
    while True:
        rows = _under_other_keys(column, current=current, after=after)
        if not rows:
            return
        after = rows[-1][0]
        yield _move(column, rows=rows)


def _under_other_keys(column: Column, *, current: bytes, after: RowKey | None) -> list[tuple[RowKey, bytes]]:
    beyond = f"AND {column.key} > %s" if after is not None else ""
    parameters: list[RowKey | bytes] = [current, after] if after is not None else [current]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column.key}, {column.column} FROM {column.table} "  # noqa: S608 - quoted names
            f"WHERE length({column.column}) > 0 AND substr({column.column}, 1, 1) <> %s {beyond} "
            f"ORDER BY {column.key} LIMIT {_BATCH}",
            parameters,
        )
        return [(key, bytes(value)) for key, value in cursor.fetchall()]


def _move(column: Column, *, rows: list[tuple[RowKey, bytes]]) -> Progress:
    moved, unreadable = 0, []
    statement = (
        f"UPDATE {column.table} SET {column.column} = %s "  # noqa: S608 - quoted names
        f"WHERE {column.key} = %s AND {column.column} = %s"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        for key, value in rows:
            try:
                content = decrypt_bytes(data=value, purpose=column.purpose)
            except CannotDecrypt:
                unreadable.append(str(key))
                continue
            cursor.execute(statement, [encrypt_bytes(content=content, purpose=column.purpose), key, value])
            moved += cursor.rowcount
    return Progress(moved=moved, unreadable=unreadable)
