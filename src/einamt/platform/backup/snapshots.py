"""The database at one moment, while others write: what its files are called, and all of it in one file.

SQLite: its online backup in a single step, which reads beside writers (WAL). PostgreSQL: a transaction that sees one
moment (REPEATABLE READ) lends its snapshot to pg_dump, so that the list of fact files is of that moment, too.
"""

import os
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction

from einamt.platform.backup.errors import TransferFailed
from einamt.platform.backup.programs import address, find_program, server_version

SQLITE_FILE, POSTGRES_FILE = "database.sqlite3", "database.dump"

_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
_FACT_FILES = "SELECT schema, month, coalesce(renamed, id), sha256 FROM facts_factfile ORDER BY id"


@dataclass(frozen=True, slots=True)
class FactPath:
    """A file that counts, as `path` below the folder of facts, and its checksum from when it was written."""

    path: str
    sha256: str


class Snapshot(Protocol):
    """The database at one moment."""

    file: str
    """The name under which `write` is to put it."""

    def migrations(self) -> list[str]:
        """Those applied, as `app.name`."""

    def fact_files(self) -> Iterator[FactPath]:
        """The files that count, one after the other."""

    def write(self, target: Path) -> None:
        """All of it to `target`.

        :raises TransferFailed: it could not be written.
        """


@contextmanager
def snapshot(*, scratch: Path) -> Iterator[Snapshot]:
    """The database as it is now; `scratch` is a file that may be made and is taken by `write`.

    :raises NoProgram: pg_dump is not on this machine.
    """
    taking = _of_sqlite(scratch) if connection.vendor == "sqlite" else _of_postgres()
    with taking as taken:
        yield taken


class _Sqlite:
    file = SQLITE_FILE

    def __init__(self, *, copy: sqlite3.Connection, path: Path) -> None:
        self._copy, self._path = copy, path

    def migrations(self) -> list[str]:
        return [f"{app}.{name}" for app, name in self._copy.execute(_MIGRATIONS)]

    def fact_files(self) -> Iterator[FactPath]:
        return _fact_paths(self._copy.execute(_FACT_FILES))

    def write(self, target: Path) -> None:
        self._copy.close()
        self._path.rename(target)


@contextmanager
def _of_sqlite(scratch: Path) -> Iterator[Snapshot]:
    name = Path(str(connection.settings_dict["NAME"]))
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(descriptor)
    with closing(sqlite3.connect(scratch)) as copy:
        with closing(sqlite3.connect(f"{name.as_uri()}?mode=ro", uri=True, timeout=20)) as source:
            source.backup(copy)
        # the header says WAL, as the house's own does: a backup is one file
        copy.execute("PRAGMA journal_mode=DELETE")
        yield _Sqlite(copy=copy, path=scratch)


class _Postgres:
    file = POSTGRES_FILE

    def __init__(self, *, program: Path, exported: str) -> None:
        self._program, self._exported = program, exported

    def migrations(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(_MIGRATIONS)
            return [f"{app}.{name}" for app, name in cursor.fetchall()]

    def fact_files(self) -> Iterator[FactPath]:
        with connection.cursor() as cursor:
            cursor.execute(_FACT_FILES)
            yield from _fact_paths(iter(cursor.fetchone, None))

    def write(self, target: Path) -> None:
        where, environment = address(connection.settings_dict)
        ended = subprocess.run(
            [
                *(self._program, "--format=custom", "--no-owner", "--no-privileges", "--no-password"),
                *(f"--snapshot={self._exported}", "--lock-wait-timeout=60s"),
                *(f"--dbname={where}", f"--file={target}"),
            ],
            env=os.environ | environment,  # noqa: TID251 - a child's, with the password
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise TransferFailed(f"pg_dump failed:\n{ended.stderr.strip()}")


@contextmanager
def _of_postgres() -> Iterator[Snapshot]:
    program = find_program("pg_dump", server=server_version())
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield _Postgres(program=program, exported=cursor.fetchone()[0])


def _fact_paths(rows: Iterable[Any]) -> Iterator[FactPath]:
    for schema, month, name, sha256 in rows:
        yield FactPath(path=f"{schema}/{month}/{name if isinstance(name, UUID) else UUID(name)}.parquet", sha256=sha256)
