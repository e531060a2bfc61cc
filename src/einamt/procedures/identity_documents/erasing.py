"""Erasing reports that belong to no document, once they have been decided long enough ago."""

from datetime import datetime

from django.db.models import QuerySet

from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser
from einamt.procedures.identity_documents.models import StateReport
from einamt.procedures.identity_documents.rules import REMEMBERED


def _outlived(now: datetime) -> QuerySet[StateReport]:
    return StateReport.objects.filter(document=None, decided_at__lt=now - REMEMBERED)


def count_due(now: datetime) -> Counts:
    """How many reports are to be erased."""
    return {"reports about identity documents": _outlived(now).count()}


def erase_some(now: datetime) -> Counts:
    """Erase a batch."""
    return delete_some(_outlived(now))


ERASER = Eraser(
    name="identity-documents",
    models=frozenset({"identity_documents.StateReport"}),
    order=20,
    due=count_due,
    erase_some=erase_some,
)
