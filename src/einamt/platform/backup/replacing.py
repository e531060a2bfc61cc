"""Putting a database in the place of the house's, in one step that happens or does not."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connection

from einamt.platform.backup.errors import HouseOpen, TransferFailed
from einamt.platform.backup.programs import address, find_program, server_version
from einamt.platform.durable import sync_file

PATIENCE_SECONDS = 10
"""So long it is waited for others to let go of the database."""


def is_empty() -> bool:
    """Whether the house's database holds no tables, or is not there at all."""
    if connection.vendor == "sqlite" and not _sqlite_file().exists():
        return True
    is_so = not connection.introspection.table_names()
    connection.close()
    return is_so


def replace_database(*, source: Path, aside: Callable[[Path], None]) -> None:
    """Put the database in `source` in the place of the house's; `aside` is given SQLite's former file.

    :raises HouseOpen: somebody is connected to it.
    :raises NoProgram: PostgreSQL's programs are not on this machine.
    :raises TransferFailed: the database does not take it; it is as it was before.
    """
    connection.close()
    if connection.vendor == "sqlite":
        _replace_sqlite(source, aside)
    else:
        _replace_postgres(source)


def _replace_sqlite(source: Path, aside: Callable[[Path], None]) -> None:
    target = _sqlite_file()
    draft = target.with_name(f".{target.name}.restoring")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    sync_file(draft)
    if target.exists():
        _close_log(target)
        aside(target)
    draft.rename(target)


def _close_log(target: Path) -> None:
    """Have all that was written in the file itself, and nobody beside us in it."""
    with closing(sqlite3.connect(target, timeout=PATIENCE_SECONDS)) as old:
        try:
            mode = old.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "locked"
    if mode != "delete":
        raise HouseOpen(f"{target} is open in another process. Stop the house first.")


def _replace_postgres(source: Path) -> None:
    """pg_restore writes SQL into psql's one transaction, which is committed only when pg_restore says that was all:
    where either fails, or this process is killed, it is rolled back.
    """
    version = server_version()
    restore, psql = (find_program(name, server=version) for name in ("pg_restore", "psql"))
    where, password = address(connection.settings_dict)
    server = subprocess.Popen(
        [
            psql,
            "--no-psqlrc",
            "--quiet",
            "--no-password",
            "--set=ON_ERROR_STOP=1",
            "--set=VERBOSITY=verbose",
            "--output=/dev/null",
            f"--dbname={where}",
        ],
        env=os.environ | password,  # noqa: TID251 - a child's, with the password
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdin is not None  # noqa: S101 - a pipe was asked for
    try:
        server.stdin.write(
            f"BEGIN;\nSET LOCAL lock_timeout = '{PATIENCE_SECONDS}s';\nSET LOCAL client_min_messages = warning;\n"
            "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
        )
        server.stdin.flush()
        reading = subprocess.run(
            [restore, "--no-owner", "--no-privileges", "--file=-", source],
            stdin=subprocess.DEVNULL,
            stdout=server.stdin,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        _, complaint = server.communicate("COMMIT;\n" if reading.returncode == 0 else "ROLLBACK;\n")
    except BrokenPipeError:
        _, complaint = server.communicate()
        reading = None
    if is_about_a_lock(complaint):
        raise HouseOpen("Somebody is at work in the database. Stop the house first.")
    if reading is None or reading.returncode or server.returncode:
        said = complaint.strip() or (reading.stderr.strip() if reading else "")
        raise TransferFailed(f"The database did not take the backup, and is as it was:\n{said}")


def is_about_a_lock(complaint: str) -> bool:
    """Whether psql says that it waited for a lock in vain: by the code (SQLSTATE 55P03), the words are the server's."""
    return re.search(r"\b55P03:", complaint) is not None


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))
