"""Keeping the log of reading as long as it may be kept."""

from datetime import UTC, datetime

from django.db.models import QuerySet

from einamt.platform.audit.models import ReadingEntry
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser


def _outlived(now: datetime) -> QuerySet[ReadingEntry]:
    """The entries of years before the last one (§ 76(4) BDSG)."""
    return ReadingEntry.objects.filter(at__lt=datetime(now.year - 1, 1, 1, tzinfo=UTC))


def count_outlived(now: datetime) -> Counts:
    """How many entries are to be erased."""
    return {"entries of the log of reading": _outlived(now).count()}


def forget_readings(now: datetime) -> Counts:
    """Erase a batch of the entries that have been kept to the end of the year after them."""
    return delete_some(_outlived(now))


ERASER = Eraser(
    name="audit", models=frozenset({"audit.ReadingEntry"}), order=50, due=count_outlived, erase_some=forget_readings
)
