"""Whether PostgreSQL's roles may do no more with the log than `grants` gives them."""

from collections.abc import Iterator

from django.db import connection

from einamt.platform.audit.models import ChainLink, ChainStart, ReadingEntry

_ENTRIES, _LINKS, _STARTS = (model._meta.db_table for model in (ReadingEntry, ChainLink, ChainStart))
_EDITING = ("UPDATE", "TRUNCATE", "TRIGGER")
OF_WEB: dict[str, tuple[str, ...]] = {
    _ENTRIES: (*_EDITING, "DELETE"),
    _LINKS: (*_EDITING, "DELETE", "INSERT"),
    _STARTS: (*_EDITING, "DELETE", "INSERT"),
}
"""What the web processes must not be allowed."""
OF_WORKER: dict[str, tuple[str, ...]] = dict.fromkeys((_ENTRIES, _LINKS, _STARTS), _EDITING)


class NoSuchRole(LookupError):
    """The database has no such role."""


def excess(*, role: str, denied: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """What `role` may although it is `denied`, such as `UPDATE on audit_readingentry`. Only on PostgreSQL.

    Whoever owns a table, and whoever is superuser, may everything.

    :raises NoSuchRole: there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            raise NoSuchRole(role)
        for table, privileges in denied.items():
            for privilege in privileges:
                # a right to edit single columns is one as well
                asks = "has_any_column_privilege" if privilege in {"UPDATE", "INSERT"} else "has_table_privilege"
                cursor.execute(f"SELECT {asks}(%s, %s, %s)", [role, table, privilege])
                if cursor.fetchone()[0]:
                    yield f"{privilege} on {table}"
