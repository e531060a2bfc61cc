"""How many come without an appointment, by office, weekday and half-hour: counted over the last weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from einamt.kernel.localtime import minute_of_day
from einamt.platform.shell import city
from einamt.procedures.visits.models import Visit

COUNTED = timedelta(weeks=8)
SLOT = 30
"""Minutes that are counted together."""
FEWEST_DAYS = 2
"""Fewer days of the same weekday say nothing about it: then all days count."""

Wishes = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Profile:
    """What people came for without an appointment on `days` days, by group of counters (None: every counter serves
    it) and by the begin of the slot in minutes after midnight. 0 days: nothing is known.
    """

    days: int
    came: Mapping[tuple[int | None, int], Sequence[Wishes]]


@lru_cache(maxsize=512)
def walk_in_profile(office_id: int, before: date) -> Profile:
    """The profile of an office for the weekday of `before`, from the weeks before it; once a day and process."""
    visits = Visit.objects.filter(office_id=office_id, visit_date__gte=before - COUNTED, visit_date__lt=before)
    days = set(visits.order_by().values_list("visit_date", flat=True).distinct())
    alike = {day for day in days if day.weekday() == before.weekday()}
    counted = alike if len(alike) >= FEWEST_DAYS else days
    zone = city.zone()
    came: dict[tuple[int | None, int], list[Wishes]] = {}
    rows = visits.filter(case__walk_in__isnull=False, arrived_at__isnull=False)
    for day, arrived_at, group_id, wishes in rows.values_list(
        "visit_date", "arrived_at", "case__walk_in__group_id", "case__walk_in__wishes"
    ):
        if day in counted and arrived_at is not None:
            slot = minute_of_day(moment=arrived_at, zone=zone) // SLOT * SLOT
            came.setdefault((group_id, slot), []).append(wishes)
    return Profile(len(counted), came)
