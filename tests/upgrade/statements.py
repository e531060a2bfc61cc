"""A database as the statements that would make it."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import psycopg

from einamt.platform.backup.programs import find_program

_OF_THE_WAY = ("django_migrations", "sqlite_sequence")
_ROWS = ("INSERT ", "SELECT pg_catalog.setval")


def statements(url: str, *, with_rows: bool) -> list[str]:
    """Tables, indexes, constraints, triggers, functions and, `with_rows`, what is in the tables, sorted.

    The columns and constraints of a table are sorted, too: SQLite makes a table anew when a migration changes it, and
    puts a column that refers to the table itself behind the others, which PostgreSQL does not. Which migrations were
    applied is left out, and so is SQLite's list of tables that once had a row, or were made anew.
    """
    written = _of_sqlite(url) if url.startswith("sqlite:") else _of_postgresql(url)
    plain = (" ".join(one.split()).removesuffix(";") for one in written)
    return sorted(
        _in_order(one)
        for one in plain
        if one and not any(name in one for name in _OF_THE_WAY) and (with_rows or not one.startswith(_ROWS))
    )


def _of_sqlite(url: str) -> Iterator[str]:
    with closing(sqlite3.connect(urlsplit(url).path[1:])) as database:
        yield from database.iterdump()


def _of_postgresql(url: str) -> Iterator[str]:
    with psycopg.connect(url) as server:
        program = find_program("pg_dump", server=server.info.server_version // 10_000)
    dumping = [program, "--no-owner", "--no-privileges", "--column-inserts", f"--dbname={url}"]
    dump = subprocess.run(dumping, check=True, stdout=subprocess.PIPE, text=True).stdout
    # `\restrict` names a word that is another one each time
    lines = (line for line in dump.splitlines() if not line.startswith(("--", "\\restrict", "\\unrestrict")))
    yield from "\n".join(lines).split(";\n")


def _in_order(statement: str) -> str:
    if not statement.startswith("CREATE TABLE "):
        return statement
    table, _, inside = statement.removesuffix(")").rstrip().partition(" (")
    return f"{table}: {', '.join(sorted(inside.strip().split(', ')))}"
