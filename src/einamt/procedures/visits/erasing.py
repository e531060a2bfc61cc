"""Erasing what is about a day and not about a case: series of numbers, and who stopped tickets or opened a counter."""

from datetime import datetime

from django.db.models import QuerySet

from einamt.kernel.localtime import local_date
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser
from einamt.platform.shell import city
from einamt.procedures.visits.models import STOPS_KEPT, CounterOpening, CounterRest, TicketSeries, TicketStop


def _series(now: datetime) -> QuerySet[TicketSeries]:
    return TicketSeries.objects.filter(day__lt=local_date(moment=now, zone=city.zone()))


def _rests(now: datetime) -> QuerySet[CounterRest]:
    return CounterRest.objects.filter(day__lt=local_date(moment=now, zone=city.zone()))


def _stops(now: datetime) -> QuerySet[TicketStop]:
    return TicketStop.objects.filter(stopped_at__lt=now - STOPS_KEPT)


def _openings(now: datetime) -> QuerySet[CounterOpening]:
    return CounterOpening.objects.filter(opened_at__lt=now - STOPS_KEPT)


def count_due(now: datetime) -> Counts:
    """How many series, resting counters, stops and openings are to be erased."""
    return {
        "series of tickets": _series(now).count(),
        "resting counters": _rests(now).count(),
        "stops of tickets": _stops(now).count(),
        "openings of counters": _openings(now).count(),
    }


def erase_some(now: datetime) -> Counts:
    """Erase a batch of series, then of resting counters, of stops, of openings."""
    return (
        delete_some(_series(now)) or delete_some(_rests(now)) or delete_some(_stops(now)) or delete_some(_openings(now))
    )


ERASER = Eraser(
    name="tickets",
    models=frozenset({"visits.TicketSeries", "visits.CounterRest", "visits.TicketStop", "visits.CounterOpening"}),
    order=16,
    due=count_due,
    erase_some=erase_some,
)
