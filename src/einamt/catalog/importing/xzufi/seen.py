"""Which objects a message has named already: on disk, since a message may name a million."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree


class Before(Enum):
    """What was seen before under the same identifier."""

    NOTHING = 0
    THE_SAME = 1
    ANOTHER = 2


class Seen:
    """Remembers keys with a digest of what stood under them."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.execute("PRAGMA cache_size=-4000")
        database.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID")
        database.execute("BEGIN")

    def see(self, key: str, element: etree._Element | None = None) -> Before:
        """Remember `key`, and say what was there before."""
        digest = b"" if element is None else blake2b(etree.tostring(element, method="c14n"), digest_size=16).digest()
        if self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, digest)).rowcount:
            return Before.NOTHING
        (before,) = self._database.execute("SELECT digest FROM seen WHERE key = ?", (key,)).fetchone()
        return Before.THE_SAME if before == digest else Before.ANOTHER


@contextmanager
def seen_on_disk() -> Iterator[Seen]:
    """A memory in a temporary file."""
    with TemporaryDirectory(prefix="einamt-seen-") as folder:
        database = sqlite3.connect(Path(folder) / "seen.sqlite3", isolation_level=None)
        try:
            yield Seen(database)
        finally:
            database.close()
