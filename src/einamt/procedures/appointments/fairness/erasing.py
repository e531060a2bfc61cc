"""Erasing entries of the waitlist, and draws, that were kept long enough."""

from datetime import datetime

from django.db.models import QuerySet

from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser
from einamt.procedures.appointments.fairness.models import DRAW_REMEMBERED, Draw, WaitlistEntry
from einamt.procedures.appointments.fairness.rules import ENTRY_REMEMBERED


def _entries(now: datetime) -> QuerySet[WaitlistEntry]:
    return WaitlistEntry.objects.filter(ended_at__lt=now - ENTRY_REMEMBERED)


def _draws(now: datetime) -> QuerySet[Draw]:
    return Draw.objects.filter(drawn_at__lt=now - DRAW_REMEMBERED)


def count_due(now: datetime) -> Counts:
    """How many entries and draws are to be erased."""
    return {"entries of the waitlist": _entries(now).count(), "draws": _draws(now).count()}


def erase_some(now: datetime) -> Counts:
    """Erase a batch: entries first."""
    return delete_some(_entries(now)) or delete_some(_draws(now))


ERASER = Eraser(
    name="waitlist",
    models=frozenset({"appointments.WaitlistEntry", "appointments.Draw"}),
    order=15,
    due=count_due,
    erase_some=erase_some,
)
