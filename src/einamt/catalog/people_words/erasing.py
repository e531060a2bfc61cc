"""Forgetting what people searched for; stands by itself, so that a process starts without loading the search."""

from datetime import datetime

from django.db.models import Q, QuerySet

from einamt.catalog.models import MissedSearch
from einamt.catalog.models.words import MISSED_KEPT, UNTOLD_KEPT
from einamt.kernel.localtime import local_date
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser
from einamt.platform.shell import city


def _due(now: datetime) -> QuerySet[MissedSearch]:
    """Searches that nobody has made for 90 days, and after 14 those that few have made."""
    zone = city.zone()
    long_ago = local_date(moment=now - MISSED_KEPT, zone=zone)
    untold = local_date(moment=now - UNTOLD_KEPT, zone=zone)
    return MissedSearch.objects.filter(Q(last_date__lt=long_ago) | Q(text="", last_date__lt=untold))


def _counted(now: datetime) -> Counts:
    return {"searches that found nothing": _due(now).count()}


def _erase_some(now: datetime) -> Counts:
    return delete_some(_due(now))


ERASER = Eraser(
    name="catalog.missed-searches",
    models=frozenset({MissedSearch._meta.label}),
    order=50,
    due=_counted,
    erase_some=_erase_some,
)
