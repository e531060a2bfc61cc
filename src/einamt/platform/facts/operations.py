"""Moving facts from the database into Parquet, and keeping the files in order.

A file counts from the moment its `FactFile` row is committed, together with the deletion of the facts it holds; they
are kept beside it until their month is sealed (`sealing`). Whatever happens before (a crash, a second relay with the
same facts) leaves at worst a file that nobody reads, which `sweep` removes; nothing is ever counted twice or lost.
"""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, TextField
from django.db.models.functions import Cast, TruncMonth

from einamt.platform.facts import engine, filed
from einamt.platform.facts import schema as schemas
from einamt.platform.facts.errors import Superseded
from einamt.platform.facts.files import draft_of, folder, path_of
from einamt.platform.facts.models import Fact, FactFile
from einamt.platform.facts.schema import FactSchema

ENOUGH = 2_000
"""So many facts of a schema and month are worth a file at once; fewer wait for `PATIENCE`."""
PATIENCE = timedelta(days=1)

_BATCH = 20_000
_DELETE_AT_ONCE = 500
_ORPHAN_AGE_SECONDS = 3600.0


def move_due_facts(now: datetime) -> None:
    """Write what is worth a file, or has waited long enough; the schedule calls it."""
    for schema, month, rows, oldest in _pending():
        if rows >= ENOUGH or oldest <= now - PATIENCE:
            _move(schema, month=month, now=now)


def move_all_facts(*, now: datetime) -> int:
    """Write all that has been recorded; how many facts."""
    return sum(_move(schema, month=month, now=now) for schema, month, _, _ in _pending())


def sweep() -> int:
    """Remove files that do not count and were last touched over an hour ago; how many."""
    counting = {str(file.name) for file in FactFile.objects.only("id", "renamed")}
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
    file.save(force_insert=True)
    filed.keep_with(file=file, facts=facts)
    if _delete(facts) != len(facts):
        raise Superseded


def _delete(keys: list[UUID]) -> int:
    """Delete facts, a few hundred a statement; how many there were."""
    return sum(
        Fact.objects.filter(pk__in=keys[start : start + _DELETE_AT_ONCE]).delete()[0]
        for start in range(0, len(keys), _DELETE_AT_ONCE)
    )
