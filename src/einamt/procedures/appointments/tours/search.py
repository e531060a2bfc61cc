"""When somebody's home can be visited: the tours that reach it, and the times at which their teams can be there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from einamt.catalog.rules.distances import Place
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.models import CapacityDay
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.rules import Wish, horizon_end
from einamt.procedures.appointments.tours.placing import offered_tours
from einamt.procedures.appointments.tours.reading import stops_to_reckon_with, tour_day_of, ways_of
from einamt.procedures.appointments.tours.travelling import begins


@dataclass(frozen=True, slots=True)
class HomeTimes:
    """The minutes of a tour's day at which a home can be visited, ascending; there is at least one."""

    capacity_day_id: int
    day: date
    minutes: list[int]


@dataclass(frozen=True, slots=True)
class HomeSearch:
    """What was found for a home.

    `is_served`: some tour serves the wishes. `radius_km`: as far as the one goes that goes furthest, where none of them
    reaches the home; None where one does. `minutes` is how long a visit takes. `reasons` are those for which the tours
    that reach the home visit people (`homes.Reason`).
    """

    is_served: bool
    radius_km: int | None
    minutes: int
    reasons: list[str]
    times: list[HomeTimes]


def home_times(*, wishes: Sequence[Wish], place: Place, now: datetime, moving_id: UUID | None = None) -> HomeSearch:
    """When a home can be visited, by day; six queries, whatever the number of visits. `moving_id` is the visit that is
    to be moved.

    Every time in the answer can be had, unless somebody is faster: within the horizon, after each tour's notice, and
    such that the team is there in time and at the next home after it.

    :raises NotOffered: no wish, or one for nobody.
    :raises RulesMissing: the city has no rules of booking.
    """
    offered = offered_tours(wishes=wishes)
    near = [each for each in offered if ways_of(each.tour).reaches(place=place, km=each.tour.radius_km)]
    if not near:
        furthest = max((each.tour.radius_km for each in offered), default=None)
        return HomeSearch(is_served=bool(offered), radius_km=furthest, minutes=0, reasons=[], times=[])
    rules, zone = rules_at(now=now), city.zone()
    end = horizon_end(now=now, horizon_days=rules.horizon_days, release_minute=rules.release_minute, zone=zone)
    tours = {each.tour.group_id: each for each in near}
    days = list(
        CapacityDay.objects.filter(
            group_id__in=tours, day__gte=local_date(moment=now, zone=zone), day__lt=end
        ).order_by("pk")
    )
    stops = stops_to_reckon_with(capacity_day_ids=[day.pk for day in days], moving_id=moving_id)
    times = []
    for day in days:
        tour, steps = tours[day.group_id].tour, tours[day.group_id].steps
        earliest = now + timedelta(hours=tour.notice_hours)
        found = begins(steps=steps, place=place, stops=stops.get(day.pk, []), ways=ways_of(tour), day=tour_day_of(day))
        minutes = [minute for minute in found if at_minute(day=day.day, minute=minute, zone=zone) > earliest]
        if minutes:
            times.append(HomeTimes(capacity_day_id=day.pk, day=day.day, minutes=minutes))
    return HomeSearch(
        is_served=True,
        radius_km=None,
        minutes=min(each.steps for each in near) * rules.step_minutes,
        reasons=list(dict.fromkeys(reason for each in near for reason in each.tour.reasons)),
        times=times,
    )
