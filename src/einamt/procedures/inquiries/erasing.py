"""Erasing inquiries that were kept long enough."""

from datetime import datetime

from django.db.models import QuerySet

from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser
from einamt.procedures.inquiries.models import Inquiry
from einamt.procedures.inquiries.rules import REMEMBERED


def _outlived(now: datetime) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(written_at__lt=now - REMEMBERED)


def count_due(now: datetime) -> Counts:
    """How many inquiries are to be erased."""
    return {"inquiries": _outlived(now).count()}


def erase_some(now: datetime) -> Counts:
    """Erase a batch."""
    return delete_some(_outlived(now))


ERASER = Eraser(
    name="inquiries", models=frozenset({"inquiries.Inquiry"}), order=20, due=count_due, erase_some=erase_some
)
