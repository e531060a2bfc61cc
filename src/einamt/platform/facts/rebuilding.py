"""Making files of facts again from the database, and sealing the months that have ended.

Until a month is sealed, the database has its facts as well as the files: a file that is damaged is made again. Sealing
puts the month into one file, whose checksum was compared just before, and takes the facts out of the database; what
comes later makes a file beside it, which is sealed with the next round. See docs/adr/0035.
"""

import logging
import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, Sum

from einamt.platform.facts import engine, filed
from einamt.platform.facts import schema as schemas
from einamt.platform.facts.errors import FactsDamaged
from einamt.platform.facts.files import draft_of, path_of
from einamt.platform.facts.models import FactFile, FiledFact
from einamt.platform.facts.operations import Superseded, sweep
from einamt.platform.facts.schema import FactSchema

SEALED_AFTER = timedelta(days=2)
"""How long after its end a month is sealed: facts that come a day late are in the same file."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A month of a schema that was made again."""

    schema: str
    month: str
    facts: int
    as_before: bool
    """Whether the files were what was written, and held the same rows."""


def rebuild_open_months(*, now: datetime, month: str = "") -> list[Rebuilt]:
    """Make all files that are not sealed again, of one month or of all.

    :raises FactsDamaged: the database has other facts than the files held.
    :raises Superseded: somebody else has dealt with the same files meanwhile.
    """
    known = schemas.registered()
    return [
        rebuild_month(schema=known[name], month=of_month, now=now) for name, of_month, _ in open_months(month=month)
    ]


def open_months(*, month: str = "") -> list[tuple[str, str, int]]:
    """The schemas and months with files that are not sealed, and how many facts these hold; of one month or of all."""
    files = FactFile.objects.filter(sealed_at=None, schema__in=list(schemas.registered()))
    if month:
        files = files.filter(month=month)
    return list(files.values_list("schema", "month").annotate(held=Sum("rows")).order_by("schema", "month"))


def rebuild_month(*, schema: FactSchema, month: str, now: datetime) -> Rebuilt:
    """Make the files of a schema and month that are not sealed again, as one.

    :raises FactsDamaged, Superseded: as for `rebuild_open_months`.
    """
    files = list(FactFile.objects.filter(schema=schema.name, month=month, sealed_at=None).order_by("pk"))
    fresh = FactFile(
        schema=schema.name, version=schema.version, month=month, rows=sum(file.rows for file in files), written_at=now
    )
    draft = draft_of(fresh)
    with engine.connected() as duck:
        engine.new_table(duck, table="again", schema=schema)
        for texts in filed.batches_of(files):
            engine.add_facts(duck, table="again", schema=schema, texts=texts)
        as_before = all(map(filed.is_unchanged, files)) and engine.holds_same(
            duck, table="again", schema=schema, source=engine.parquet(map(path_of, files))
        )
        engine.copy_to_parquet(duck, select="SELECT * FROM again", path=draft.path)
    fresh.bytes, fresh.sha256 = draft.finish()
    _leave(files)
    with transaction.atomic():
        fresh.save(force_insert=True)
        FiledFact.objects.filter(file__in=files).update(file=fresh)
        _forget(files)
    return Rebuilt(schema=schema.name, month=month, facts=fresh.rows, as_before=as_before)


def mend(now: datetime) -> None:
    """Make again what is missing or was cut short; the schedule calls it. What is sealed is only told to operators."""
    known = schemas.registered()
    damaged = [file for file in FactFile.objects.order_by("schema", "month", "pk") if not filed.is_intact(file)]
    for file in damaged:
        if file.sealed_at is not None:
            _log.error("%s is damaged and sealed: take it from the backup", path_of(file))
    groups = {(file.schema, file.month) for file in damaged if file.sealed_at is None and file.schema in known}
    for name, month in sorted(groups):
        rebuilt = rebuild_month(schema=known[name], month=month, now=now)
        _log.warning("the files of %s in %s were damaged; %s facts were written again", name, month, rebuilt.facts)


def keep_order(now: datetime) -> None:
    """Mend, seal the months that have ended, and sweep; the schedule calls it."""
    mend(now)
    settled = f"{now - SEALED_AFTER:%Y-%m}"
    groups = (
        FactFile.objects.filter(month__lt=settled)
        .values_list("schema", "month", "version")
        .annotate(files=Count("pk"), open=Count("pk", filter=Q(sealed_at=None)))
        .filter(Q(files__gt=1) | Q(open__gt=0))
        .order_by("schema", "month", "version")
    )
    for name, month, version, _, _ in groups:
        try:
            seal_month(schema=name, month=month, version=version, now=now)
        except FactsDamaged:
            _log.exception("%s of %s is not sealed: a file is not what was written", name, month)
    sweep()


def seal_month(*, schema: str, month: str, version: int, now: datetime) -> None:
    """Put all files of a schema, month and version into one, every column as it is, and its facts out of the database.

    :raises FactsDamaged: a file is not what was written; nothing was changed.
    :raises Superseded: somebody else has sealed or rebuilt them.
    """
    files = list(FactFile.objects.filter(schema=schema, month=month, version=version).order_by("pk"))
    if not all(map(filed.is_unchanged, files)):
        raise FactsDamaged
    sealed = FactFile(
        schema=schema,
        month=month,
        version=version,
        rows=sum(file.rows for file in files),
        written_at=now,
        sealed_at=now,
    )
    draft = draft_of(sealed)
    with engine.connected() as duck:
        source = engine.parquet(map(path_of, files))
        engine.copy_to_parquet(duck, select=f"SELECT * FROM {source}", path=draft.path)  # noqa: S608 - our own paths
    sealed.bytes, sealed.sha256 = draft.finish()
    _leave(files)
    with transaction.atomic():
        _forget(files)
        sealed.save(force_insert=True)


def _forget(files: Collection[FactFile]) -> None:
    """Have files count no more, with the facts that are kept beside them.

    :raises Superseded: somebody else has done so with some of them.
    """
    _, deleted = FactFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    if deleted.get(FactFile._meta.label, 0) != len(files):
        raise Superseded


def _leave(files: Collection[FactFile]) -> None:
    """Somebody may still be reading these: from now on they are as old as any other file that does not count.

    It comes before they count no more: whoever is stopped in between leaves files that stay longer, not shorter.
    """
    for file in files:
        with suppress(FileNotFoundError):
            os.utime(path_of(file))
