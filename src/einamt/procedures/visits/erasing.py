"""Erasing what is about a day and not about a case: series of numbers, and who stopped tickets."""

from datetime import datetime

from django.db.models import QuerySet

from einamt.kernel.localtime import local_date
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser
from einamt.platform.shell import city
from einamt.procedures.visits.models import STOPS_KEPT, TicketSeries, TicketStop


def _series(now: datetime) -> QuerySet[TicketSeries]:
    return TicketSeries.objects.filter(day__lt=local_date(moment=now, zone=city.zone()))


def _stops(now: datetime) -> QuerySet[TicketStop]:
    return TicketStop.objects.filter(stopped_at__lt=now - STOPS_KEPT)


def count_due(now: datetime) -> Counts:
    """How many series and stops are to be erased."""
    return {"series of tickets": _series(now).count(), "stops of tickets": _stops(now).count()}


def erase_some(now: datetime) -> Counts:
    """Erase a batch of series, then of stops."""
    return delete_some(_series(now)) or delete_some(_stops(now))


ERASER = Eraser(
    name="tickets",
    models=frozenset({"visits.TicketSeries", "visits.TicketStop"}),
    order=16,
    due=count_due,
    erase_some=erase_some,
)
