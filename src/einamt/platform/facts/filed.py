"""Facts that are in a file and still in the database: what a file that is not sealed can be made from again."""

from collections.abc import Iterator
from uuid import UUID

from einamt.platform.facts.engine import OCCURRED_AT
from einamt.platform.facts.errors import FactsDamaged, Superseded
from einamt.platform.facts.files import digest_of, path_of
from einamt.platform.facts.models import Fact, FactFile, FiledFact
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.statements import Statement, adapted, among, fetch, run

_AT_ONCE = 20_000


def is_intact(file: FactFile) -> bool:
    """Whether a file is as long as it was when it was written: asked for each reading, it costs next to nothing."""
    try:
        return path_of(file).stat().st_size == file.bytes
    except OSError:
        return False


def is_unchanged(file: FactFile) -> bool:
    """Whether a file is what was written, by its checksum; it is read whole."""
    return is_intact(file) and digest_of(path_of(file)) == file.sha256


def batches_of(file: FactFile) -> Iterator[list[str]]:
    """The facts of a file that is not sealed, from the database, some at a time, as `engine.add_facts` takes them.

    The database writes the text itself, the same on both: a city's month is read at half a million facts a second.

    :raises FactsDamaged: there are fewer or more than the file holds.
    :raises Superseded: somebody else has sealed the file or made it again meanwhile, and its facts are elsewhere.
    """
    if file.sealed_at is not None:
        raise FactsDamaged
    columns = FiledFact._meta
    text = f"""'{{"{OCCURRED_AT}":"' || CAST(occurred_at AS text) || '","data":' || CAST(data AS text) || '}}'"""
    sql = (
        f"SELECT id, {text} FROM {columns.db_table} "  # noqa: S608 - our own names
        f"WHERE file_id = %s AND id > %s ORDER BY id LIMIT {_AT_ONCE}"
    )
    found, last, key = 0, 0, adapted(columns.get_field("file"), file.pk)
    while rows := fetch(Statement(sql, (key, last))):
        last, found = rows[-1][0], found + len(rows)
        yield [each for _, each in rows]
    if found != file.rows:
        # facts leave a file in the transaction that deletes its row
        raise FactsDamaged if FactFile.objects.filter(pk=file.pk).exists() else Superseded


def keep_with(*, file: FactFile, facts: list[UUID]) -> None:
    """Keep facts beside the file that they have gone into, until it is sealed."""
    require_transaction()
    kept, columns = FiledFact._meta, Fact._meta
    chosen = among(columns.pk, facts)
    sql = (
        f"INSERT INTO {kept.db_table} (file_id, occurred_at, data) SELECT %s, occurred_at, data "  # noqa: S608
        f"FROM {columns.db_table} WHERE {chosen.sql} ORDER BY id"
    )
    run(Statement(sql, (adapted(kept.get_field("file"), file.pk), *chosen.parameters)))
