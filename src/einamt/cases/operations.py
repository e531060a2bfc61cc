"""Erasing cases that have been kept as long as their kind says."""

from datetime import datetime

from django.db.models import Q

from einamt.cases.holding import is_free
from einamt.cases.models import Case
from einamt.cases.registry import CaseKind, registered
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser


def count_outlived(now: datetime) -> Counts:
    """How many cases of each kind are to be erased."""
    return {
        f"cases of the kind {kind.code}": Case.objects.filter(outlived(kind, now), is_free(kind, now)).count()
        for kind in registered().values()
    }


def erase_some_cases(now: datetime) -> Counts:
    """Erase a batch of cases with all that is kept with them; the erased rows by model, nothing when none is due.

    Closed cases and those that were over without being closed are asked for one after the other: each has its index.
    """
    for kind in registered().values():
        for due in (_closed(kind, now), _over(kind, now)):
            if rows := delete_some(Case.objects.filter(due, is_free(kind, now))):
                return rows
    return {}


def outlived(kind: CaseKind, now: datetime) -> Q:
    """The cases of a kind that have been kept as long as it says, whatever else may keep them."""
    return _closed(kind, now) | _over(kind, now)


def _closed(kind: CaseKind, now: datetime) -> Q:
    return Q(kind=kind.code, closed_at__lt=now - kind.retention)


def _over(kind: CaseKind, now: datetime) -> Q:
    return Q(kind=kind.code) & kind.is_over(now - kind.retention)


ERASER = Eraser(
    name="cases", models=frozenset({"cases.Case"}), order=10, due=count_outlived, erase_some=erase_some_cases
)
