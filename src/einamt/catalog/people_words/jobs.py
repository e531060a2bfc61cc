"""What happens by the clock; stands by itself, so that a process starts without loading the search."""

from datetime import datetime

from einamt.catalog.models import MissedSearch
from einamt.catalog.models.words import MISSED_KEPT
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city


def forget_searches(now: datetime) -> None:
    """Erase searches that nobody has made for 90 days; the schedule calls it."""
    MissedSearch.objects.filter(last_date__lt=local_date(moment=now - MISSED_KEPT, zone=city.zone())).delete()
