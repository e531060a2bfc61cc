"""Keeping the files of facts in order at night: mending them, sealing the months that have ended, sweeping.

Sealing puts the month into one file, whose checksum was compared just before, and takes the facts out of the database;
what comes later makes a file beside it, which is sealed with the next round. See docs/adr/0035.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Count, Q

from einamt.platform.facts import engine, filed
from einamt.platform.facts.errors import FactsDamaged, OrderNotKept, Superseded
from einamt.platform.facts.files import draft_of, path_of
from einamt.platform.facts.models import FactFile
from einamt.platform.facts.operations import sweep
from einamt.platform.facts.rebuilding import mend_unless
from einamt.platform.facts.replacing import replace

SEALED_AFTER = timedelta(days=2)
"""How long after its end a month is sealed: facts that come a day late are in the same file."""
_log = logging.getLogger(__name__)


def keep_order(now: datetime) -> None:
    """Mend, seal the months that have ended, and sweep; the schedule calls it.

    Open files are compared with their checksums here: one that has changed and kept its length is mended too.

    :raises OrderNotKept: something failed that nobody has foreseen.
    """
    failed = mend_unless(filed.is_unchanged, now=now)
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
        except Superseded:
            _log.info("somebody else has dealt with the files of %s in %s", name, month)
        except Exception:  # noqa: BLE001 - whatever it is, it must not keep the other months from being sealed
            _log.exception("%s of %s could not be sealed", name, month)
            failed.append(f"{name} {month}")
    sweep()
    if failed:
        raise OrderNotKept(", ".join(failed))


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
    replace(files=files, by=sealed)
