"""Moving facts from the database into Parquet, and keeping the files in order.

A file counts from the moment its `FactFile` row is committed, together with the deletion of the facts it holds.
Whatever happens before (a crash, a second relay with the same facts) leaves at worst a file that nobody reads, which
`sweep` removes; nothing is ever counted twice or lost.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, TextField
from django.db.models.functions import Cast, TruncMonth

from einamt.platform.facts import engine
from einamt.platform.facts import schema as schemas
from einamt.platform.facts.files import draft_of, folder, path_of
from einamt.platform.facts.models import Fact, FactFile
from einamt.platform.facts.schema import FactSchema

ENOUGH = 2_000
"""So many facts of a schema and month are worth a file at once; fewer wait for `PATIENCE`."""
PATIENCE = timedelta(days=1)

_BATCH = 20_000
_DELETE_AT_ONCE = 500
_ORPHAN_AGE_SECONDS = 3600.0
_SETTLED = timedelta(days=2)


class Superseded(RuntimeError):
    """Another process has dealt with the same facts or files first; what this one wrote does not count."""


def move_due_facts(now: datetime) -> None:
    """Write what is worth a file, or has waited long enough; the schedule calls it."""
    for schema, month, rows, oldest in _pending():
        if rows >= ENOUGH or oldest <= now - PATIENCE:
            _move(schema, month=month, now=now)


def move_all_facts(*, now: datetime) -> int:
    """Write all that has been recorded; how many facts."""
    return sum(_move(schema, month=month, now=now) for schema, month, _, _ in _pending())


def keep_order(now: datetime) -> None:
    """Merge the files of months that have ended, and sweep; the schedule calls it."""
    settled = f"{now - _SETTLED:%Y-%m}"
    groups = (
        FactFile.objects.filter(month__lt=settled)
        .values_list("schema", "month", "version")
        .annotate(files=Count("pk"))
        .filter(files__gt=1)
        .order_by("schema", "month", "version")
    )
    for name, month, version, _ in groups:
        merge_month(schema=name, month=month, version=version, now=now)
    sweep()


def merge_month(*, schema: str, month: str, version: int, now: datetime) -> None:
    """Put all files of a schema, month and version into one, every column as it is.

    :raises Superseded: somebody else has merged them.
    """
    files = list(FactFile.objects.filter(schema=schema, month=month, version=version).order_by("pk"))
    merged = FactFile(schema=schema, month=month, version=version, rows=sum(one.rows for one in files), written_at=now)
    draft = draft_of(merged)
    with engine.connected() as duck:
        source = engine.parquet(path_of(one) for one in files)
        engine.copy_to_parquet(duck, select=f"SELECT * FROM {source}", path=draft.path)  # noqa: S608 - our own paths
    merged.bytes, merged.sha256 = draft.finish()
    with transaction.atomic():
        deleted, _ = FactFile.objects.filter(pk__in=[one.pk for one in files]).delete()
        if deleted != len(files):
            raise Superseded
        merged.save(force_insert=True)
    for one in files:
        # somebody may still be reading it: from now on it is as old as any other file that does not count
        os.utime(path_of(one))


def sweep() -> int:
    """Remove files that do not count and were last touched over an hour ago; how many."""
    counting = {str(key) for key in FactFile.objects.values_list("pk", flat=True)}
    oldest_kept = time.time() - _ORPHAN_AGE_SECONDS
    orphans = [
        path
        for pattern in ("*/*/*.parquet", "*/*/*.writing")
        for path in folder().glob(pattern)
        if path.stem not in counting and path.stat().st_mtime < oldest_kept
    ]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _pending() -> list[tuple[FactSchema, datetime, int, datetime]]:
    """Per schema and month: how many facts wait, and since when. A schema that nobody registers any more stays."""
    groups = (
        Fact.objects.annotate(month=TruncMonth("occurred_at", tzinfo=UTC))
        .values_list("schema", "month")
        .annotate(rows=Count("pk"), oldest=Min("occurred_at"))
        .order_by("schema", "month")
    )
    known = schemas.registered()
    return [(known[name], month, rows, oldest) for name, month, rows, oldest in groups if name in known]


def _move(schema: FactSchema, *, month: datetime, now: datetime) -> int:
    """Write the facts of `schema` and `month`, a file a batch; how many."""
    following = (month + timedelta(days=32)).replace(day=1)
    waiting = (
        Fact.objects.filter(schema=schema.name, occurred_at__gte=month, occurred_at__lt=following)
        .annotate(text=Cast("data", TextField()))
        .order_by("pk")
        .values_list("pk", "occurred_at", "text")
    )
    moved = 0
    while facts := list(waiting[:_BATCH]):
        try:
            _write(schema, month=f"{month:%Y-%m}", facts=facts, now=now)
        except Superseded:
            break
        moved += len(facts)
    return moved


def _write(schema: FactSchema, *, month: str, facts: list[tuple[UUID, datetime, str]], now: datetime) -> None:
    """One file, and the facts in it gone, at once.

    :raises Superseded: another relay has written some of them.
    """
    file = FactFile(schema=schema.name, version=schema.version, month=month, rows=len(facts), written_at=now)
    draft = draft_of(file)
    with engine.connected() as duck:
        pairs = [(occurred_at, text) for _, occurred_at, text in facts]
        engine.load_facts(duck, table="waiting", schema=schema, facts=pairs)
        engine.copy_to_parquet(duck, select="SELECT * FROM waiting", path=draft.path)
    file.bytes, file.sha256 = draft.finish()
    try:
        _replace(facts=[key for key, _, _ in facts], file=file)
    except Superseded:
        path_of(file).unlink()
        raise


@transaction.atomic
def _replace(*, facts: list[UUID], file: FactFile) -> None:
    """Have `file` count instead of `facts`."""
    if _delete(facts) != len(facts):
        raise Superseded
    file.save(force_insert=True)


def _delete(keys: list[UUID]) -> int:
    """Delete facts, a few hundred a statement; how many there were."""
    return sum(
        Fact.objects.filter(pk__in=keys[start : start + _DELETE_AT_ONCE]).delete()[0]
        for start in range(0, len(keys), _DELETE_AT_ONCE)
    )
