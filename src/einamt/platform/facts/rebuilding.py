"""Making files of facts again from the database, until their month is sealed (`sealing`).

Until then the database has the facts as well as the files: a file that is damaged is made again. Each file is looked at
on its own, and what is left of one is said; it keeps nothing else from being mended. See docs/adr/0035.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import QuerySet, Sum

from einamt.platform.facts import engine, filed
from einamt.platform.facts import schema as schemas
from einamt.platform.facts.errors import FactsDamaged, OrderNotKept, Superseded
from einamt.platform.facts.files import draft_of, path_of
from einamt.platform.facts.models import FactFile
from einamt.platform.facts.replacing import renew, replace
from einamt.platform.facts.schema import FactSchema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Rebuilt:
    """What became of the open files of a schema, month and version; the numbers are of facts."""

    schema: str
    month: str
    facts: int = 0
    """Written again."""
    as_before: bool = True
    """Whether the files of these were what was written, and held the same rows."""
    unfiled: int = 0
    """In files that are what was written, and all there is: the database does not have their facts. They stay."""
    differing: int = 0
    """In files that are what was written, while the database has other rows. They stay."""
    damaged: int = 0
    """In damaged files that cannot be made again."""
    is_superseded: bool = False
    """Somebody else has dealt with the same files; nothing was changed."""
    has_failed: bool = False
    """It broke off, the log says why; nothing was changed."""

    @property
    def is_done(self) -> bool:
        """Whether nothing was left that somebody has to see to."""
        return not (self.differing or self.damaged or self.is_superseded or self.has_failed)


def rebuild_open_months(*, now: datetime, month: str = "") -> list[Rebuilt]:
    """Make all files that are not sealed again, of one month or of all, and say what became of them."""
    return [_rebuilt(files, now=now) for files in _alike(_open_files(month=month))]


def open_months(*, month: str = "") -> list[tuple[str, str, int]]:
    """The schemas and months with files that are not sealed, and how many facts these hold; of one month or of all."""
    groups = _open_files(month=month).values_list("schema", "month").annotate(held=Sum("rows"))
    return list(groups.order_by("schema", "month"))


def mend(now: datetime) -> None:
    """Make again what is missing or was cut short; the schedule calls it. What is sealed is only told to operators.

    :raises OrderNotKept: something failed that nobody has foreseen.
    """
    if failed := mend_unless(filed.is_intact, now=now):
        raise OrderNotKept(", ".join(failed))


def mend_unless(is_fine: Callable[[FactFile], bool], *, now: datetime) -> list[str]:
    """Make the open files again that are not fine; where that failed. The log says what was mended and what was not."""
    for file in FactFile.objects.exclude(sealed_at=None).order_by("schema", "month", "pk"):
        if not filed.is_intact(file):
            _log.error("%s is damaged and sealed: take it from the backup", path_of(file))
    failed = []
    for files in _alike(_open_files()):
        if not (damaged := [file for file in files if not is_fine(file)]):
            continue
        rebuilt = _rebuilt(damaged, now=now)
        if rebuilt.facts:
            where = rebuilt.schema, rebuilt.month
            _log.warning("files of %s in %s were damaged; %s facts were written again", *where, rebuilt.facts)
        if rebuilt.has_failed:
            failed.append(f"{rebuilt.schema} {rebuilt.month}")
    return failed


def _open_files(*, month: str = "") -> QuerySet[FactFile]:
    files = FactFile.objects.filter(sealed_at=None, schema__in=list(schemas.registered()))
    return files.filter(month=month) if month else files


def _alike(files: QuerySet[FactFile]) -> list[list[FactFile]]:
    """Files by schema, month and version: these have the same columns, and may be made one."""
    ordered = files.order_by("schema", "month", "version", "pk")
    return [list(group) for _, group in groupby(ordered, key=lambda file: (file.schema, file.month, file.version))]


def _rebuilt(files: Sequence[FactFile], *, now: datetime) -> Rebuilt:
    """Make open files of one schema, month and version again, as one, unless something comes between."""
    schema, month = files[0].schema, files[0].month
    try:
        return _make_again(files, now=now)
    except Superseded:
        _log.info("somebody else has dealt with the files of %s in %s", schema, month)
        return Rebuilt(schema, month, is_superseded=True)
    except Exception:  # noqa: BLE001 - whatever it is, it must not keep the other months from being mended
        _log.exception("the files of %s in %s could not be made again", schema, month)
        return Rebuilt(schema, month, has_failed=True)


def _make_again(files: Sequence[FactFile], *, now: datetime) -> Rebuilt:
    """Make files again, as one; each that has to stay as it is stays.

    :raises Superseded: somebody else has dealt with some of them.
    """
    like = files[0]
    done = Rebuilt(like.schema, like.month)
    with engine.connected() as duck:
        if (shape := _shape_of(duck, like)) is None:
            done.damaged = sum(file.rows for file in files)
            _log.error(
                "no file tells the columns of %s in version %s: take one from the backup", like.schema, like.version
            )
            return done
        engine.new_table(duck, table="again", schema=shape)
        chosen = []
        for file in files:
            if _goes_in(duck, file=file, shape=shape, done=done):
                duck.execute("INSERT INTO again SELECT * FROM one")
                chosen.append(file)
        if not chosen:
            return done
        rows = sum(file.rows for file in chosen)
        fresh = FactFile(schema=like.schema, version=like.version, month=like.month, rows=rows, written_at=now)
        draft = draft_of(fresh)
        engine.copy_to_parquet(duck, select="SELECT * FROM again", path=draft.path)
    fresh.bytes, fresh.sha256 = draft.finish()
    if len(chosen) == 1:
        renew(file=chosen[0], by=fresh)
    else:
        replace(files=chosen, by=fresh)
    done.facts = fresh.rows
    return done


def _goes_in(duck: DuckDBPyConnection, *, file: FactFile, shape: FactSchema, done: Rebuilt) -> bool:
    """Read the facts of `file` from the database into the table `one`; whether they may stand in its place.

    A file that is what was written gives way to the very same rows only, and stays where the database has too few: a
    process of the version before does not keep them.
    """
    was_written = filed.is_unchanged(file)
    engine.new_table(duck, table="one", schema=shape)
    try:
        for texts in filed.batches_of(file):
            engine.add_facts(duck, table="one", schema=shape, texts=texts)
    except FactsDamaged:
        if was_written:
            done.unfiled += file.rows
        else:
            done.damaged += file.rows
            _log.error("%s is damaged, and the database lacks facts of it: take it from the backup", path_of(file))
        return False
    if not was_written:
        done.as_before = False
    elif not engine.holds_same(duck, table="one", schema=shape, source=engine.parquet([path_of(file)])):
        done.differing += file.rows
        _log.error("%s is what was written, and the database has other rows: it stays as it is", path_of(file))
        return False
    return True


def _shape_of(duck: DuckDBPyConnection, like: FactFile) -> FactSchema | None:
    """The schema in the version of a file: today's is known, another is told by any file of that version."""
    known = schemas.registered()[like.schema]
    if like.version == known.version:
        return known
    for file in FactFile.objects.filter(schema=like.schema, version=like.version).order_by("pk"):
        if filed.is_unchanged(file):
            columns = engine.columns_in(duck, source=engine.parquet([path_of(file)]))
            return FactSchema(name=like.schema, version=like.version, columns=columns, explanation=known.explanation)
    return None
