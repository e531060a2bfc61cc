"""The catalogue's revision."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from einamt.catalog.models import CatalogRevision
from einamt.platform.writing.statements import Statement, fetch

_ASKED = Statement(f"SELECT number FROM {CatalogRevision._meta.db_table} WHERE id = 1")  # noqa: S608 - our own model
REVISION = f"coalesce(({_ASKED.sql}), 0)"
"""`revision` as SQL, for who asks the database something anyway."""
_settled: ContextVar[int | None] = ContextVar("settled", default=None)


def revision() -> int:
    """The number of the catalogue's content as it is; 0 before there is any.

    Every page asks, several times: prepared it takes a tenth of what it takes to build the query.
    """
    if (settled := _settled.get()) is not None:
        return settled
    rows = fetch(_ASKED)
    return int(rows[0][0]) if rows else 0


@contextmanager
def one_revision(known: int | None = None) -> Iterator[None]:
    """Ask for the revision once, for a page that reads much and writes nothing; `known` where it was told just now.

    What changes after the beginning is on the next page: never is an older content kept under a newer revision.
    """
    token = _settled.set(revision() if known is None else known)
    try:
        yield
    finally:
        _settled.reset(token)
