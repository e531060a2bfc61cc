"""Erasing a few hundred rows at a time, so that nobody waits long behind it."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

BATCH = 500


@transaction.atomic
def delete_some(due: QuerySet[Any], *, limit: int = BATCH) -> dict[str, int]:
    """Delete up to `limit` rows that are `due`, with what is kept with them; how many of each model.

    Rows that somebody else has locked are left to the next batch or night. The condition is asked again once the rows
    are ours: what has been put to use in between stays.
    """
    free = due.order_by().select_for_update(of=("self",), skip_locked=True)
    keys = list(free.values_list("pk", flat=True)[:limit])
    return {label: rows for label, rows in due.filter(pk__in=keys).delete()[1].items() if rows}
