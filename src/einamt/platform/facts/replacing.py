"""Having one file of facts count instead of others."""

import os
from collections.abc import Collection
from contextlib import suppress

from django.db import transaction

from einamt.platform.facts.errors import Superseded
from einamt.platform.facts.files import path_of
from einamt.platform.facts.models import FactFile, FiledFact


def replace(*, files: Collection[FactFile], by: FactFile) -> None:
    """Have `by` count instead of `files`; the facts that are kept beside them go with it, or go when it is sealed.

    :raises Superseded: somebody else has replaced some of them; nothing was changed.
    """
    _leave(files)
    with transaction.atomic():
        by.save(force_insert=True)
        if by.sealed_at is None:
            FiledFact.objects.filter(file__in=files).update(file=by)
        _, deleted = FactFile.objects.filter(pk__in=[file.pk for file in files]).delete()
        if deleted.get(FactFile._meta.label, 0) != len(files):
            raise Superseded


def renew(*, file: FactFile, by: FactFile) -> None:
    """Have `by`, made of the facts that are kept beside `file`, count as this file: they need not be touched.

    :raises Superseded: somebody else has replaced it, or made it again; nothing was changed.
    """
    _leave([file])
    changed = FactFile.objects.filter(pk=file.pk, renamed=file.renamed).update(
        renamed=by.name, rows=by.rows, bytes=by.bytes, sha256=by.sha256, written_at=by.written_at
    )
    if not changed:
        raise Superseded


def _leave(files: Collection[FactFile]) -> None:
    """Somebody may still be reading these: from now on they are as old as any other file that does not count.

    It comes before they count no more: whoever is stopped in between leaves files that stay longer, not shorter.
    """
    for file in files:
        with suppress(FileNotFoundError):
            os.utime(path_of(file))
