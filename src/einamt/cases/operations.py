"""Erasing cases that have been kept as long as their kind says."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from einamt.cases.holding import held
from einamt.cases.models import Case, CaseBlock
from einamt.cases.registry import CaseKind, registered
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.persons import Basis
from einamt.platform.retention.registry import Counts, Eraser

_NOT_HELD = ~Q(Exists(CaseBlock.objects.filter(case=OuterRef("pk"), basis=Basis.ASKED.value)))
"""A person may need what is due, for a claim (Art. 18(1)(c) GDPR): it stays until the block is lifted."""


def count_outlived(now: datetime) -> Counts:
    """How many cases of each kind are to be erased."""
    return {
        f"cases of the kind {kind.code}": Case.objects.filter(_closed(kind, now) | _over(kind, now)).count()
        for kind in registered().values()
    }


def erase_some_cases(now: datetime) -> Counts:
    """Erase a batch of cases with all that is kept with them; the erased rows by model, nothing when none is due.

    Closed cases and those that were over without being closed are asked for one after the other: each has its index.
    """
    for kind in registered().values():
        for due in (_closed(kind, now), _over(kind, now)):
            if rows := delete_some(Case.objects.filter(due)):
                return rows
    return {}


def _closed(kind: CaseKind, now: datetime) -> Q:
    return Q(kind=kind.code, closed_at__lt=now - kind.retention) & _NOT_HELD & ~held(now)


def _over(kind: CaseKind, now: datetime) -> Q:
    return Q(kind=kind.code) & kind.is_over(now - kind.retention) & _NOT_HELD & ~held(now)


ERASER = Eraser(
    name="cases", models=frozenset({"cases.Case"}), order=10, due=count_outlived, erase_some=erase_some_cases
)
