"""DuckDB, loaded when facts are first read or written: a web process that does neither never pays for it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from einamt.platform.facts.files import folder
from einamt.platform.facts.schema import FactSchema, Kind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OCCURRED_AT = "occurred_at"


@contextmanager
def connected() -> Iterator[DuckDBPyConnection]:
    """A connection of the process's DuckDB, with nothing in it: its views and tables are temporary, and its own."""
    connection = _database_over(folder()).cursor()
    try:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


_guard = Lock()
_databases: dict[tuple[int, Path], DuckDBPyConnection] = {}
"""The one of this process, by its id and the folder that it may touch: one that it was forked with is its parent's,
whose threads it has not. See docs/adr/0050.
"""


def _database_over(root: Path) -> DuckDBPyConnection:
    """A DuckDB in memory that may touch `root` and nothing else, and fetches nothing; what a file of facts holds where,
    it looks up once.

    It takes at most 512 MB for all that is asked at a time; what needs more is spilled into the folder.
    """
    key = os.getpid(), root
    with _guard:
        if key not in _databases:
            for other in [one for one in _databases if one[0] == key[0]]:
                del _databases[other]  # it ends with its last reader
            _databases[key] = _opened(root)
        return _databases[key]


def _opened(root: Path) -> DuckDBPyConnection:
    import duckdb  # noqa: PLC0415 - 40 MB and 0.3 s that only readers and writers of facts should pay

    root.mkdir(parents=True, exist_ok=True)
    database = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "threads": "2",
            "memory_limit": "512MB",
            "temp_directory": str(root / ".spill"),
        },
    )
    # of every connection, not only of this one, which asks nothing
    database.execute("SET GLOBAL parquet_metadata_cache = true")
    database.execute("SET GLOBAL enable_external_file_cache = false")  # the system keeps files, for all processes
    database.execute(f"SET allowed_directories = [{literal(str(root))}]")
    database.execute("SET enable_external_access = false")
    return database


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(text: str) -> str:
    """`text` as an SQL name."""
    return '"' + text.replace('"', '""') + '"'


def parquet(paths: Iterable[Path], *, are_alike: bool = False, with_names: bool = False) -> str:
    """A table function over the files at `paths`; a column that one of them lacks is NULL in its rows.

    Files that `are_alike` have the very same columns: not every one has to be opened to learn them. `with_names` adds
    the column `filename`.
    """
    listed = ", ".join(literal(str(path)) for path in paths)
    by_name, named = str(not are_alike).lower(), ", filename := true" if with_names else ""
    return f"read_parquet([{listed}], union_by_name := {by_name}{named})"


def copy_to_parquet(duck: DuckDBPyConnection, *, select: str, path: Path) -> None:
    """Write what `select` gives, in the order of time."""
    duck.execute(f"COPY ({select} ORDER BY {OCCURRED_AT}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def load_facts(
    duck: DuckDBPyConnection, *, table: str, schema: FactSchema, facts: Iterable[tuple[datetime, str]]
) -> None:
    """Make `table` from `facts`: when each occurred, and its data as JSON text.

    The columns are those of `schema`. What the data hold beside them (an older version) is left out, what they lack is
    NULL.
    """
    new_table(duck, table=table, schema=schema)
    add_facts(duck, table=table, schema=schema, texts=(text_of(moment, data) for moment, data in facts))


def text_of(occurred_at: datetime, data: str) -> str:
    """One fact as `add_facts` takes it; `data` is JSON."""
    return f'{{"{OCCURRED_AT}":"{occurred_at.isoformat()}","data":{data}}}'


def new_table(duck: DuckDBPyConnection, *, table: str, schema: FactSchema) -> None:
    """An empty table of facts, in place of one of that name, while the connection is open."""
    columns = ", ".join([f"{OCCURRED_AT} {Kind.TIME}", *(f"{identifier(n)} {k}" for n, k in schema.columns.items())])
    duck.execute(f"CREATE OR REPLACE TEMP TABLE {identifier(table)} ({columns})")


def add_facts(duck: DuckDBPyConnection, *, table: str, schema: FactSchema, texts: Iterable[str]) -> None:
    """Add facts to `table`, each as `text_of` writes it.

    They are handed over as lines, of which JSON has none in it: one document each is read twice as fast as an array.
    """
    if not (lines := "\n".join(texts)):
        return
    shape = {OCCURRED_AT: Kind.TIME, "data": dict(schema.columns)}
    columns = ", ".join(f"fact.data.{identifier(name)} AS {identifier(name)}" for name in schema.columns)
    read = "SELECT from_json(line::JSON, $shape) AS fact FROM (SELECT unnest(string_split($lines, chr(10))) AS line)"
    duck.execute(
        f"INSERT INTO {identifier(table)} SELECT fact.{OCCURRED_AT}, {columns} FROM ({read})",  # noqa: S608 - our own
        {"lines": lines, "shape": json.dumps(shape)},
    )


def holds_same(duck: DuckDBPyConnection, *, table: str, schema: FactSchema, source: str) -> bool:
    """Whether `table` has the rows of `source`, each as often, in whatever order: by the sum of their hashes."""
    theirs = f"SELECT {typed_columns(duck, schema=schema, source=source)} FROM {source}"  # noqa: S608
    sums = [
        duck.execute(f"SELECT count(*), sum(hash(one)::HUGEINT) FROM ({rows}) AS one").fetchall()  # noqa: S608
        for rows in (f"SELECT * FROM {identifier(table)}", theirs)  # noqa: S608 - names are our own
    ]
    return bool(sums[0] == sums[1])


def columns_in(duck: DuckDBPyConnection, *, source: str) -> dict[str, Kind]:
    """The columns that `source` has beside the moment, in its order."""
    described = duck.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608 - our own paths
    kinds = {"TIMESTAMP WITH TIME ZONE": Kind.TIME}
    return {str(name): kinds.get(kind) or Kind(kind) for name, kind, *_ in described if name != OCCURRED_AT}


def typed_columns(duck: DuckDBPyConnection, *, schema: FactSchema, source: str) -> str:
    """The select list that reads `source` as `schema` is today: missing columns NULL, unknown ones left out."""
    present = {str(row[0]) for row in duck.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}  # noqa: S608
    typed = [
        f"CAST({identifier(name) if name in present else 'NULL'} AS {kind}) AS {identifier(name)}"
        for name, kind in schema.columns.items()
    ]
    return ", ".join([OCCURRED_AT, *typed])
