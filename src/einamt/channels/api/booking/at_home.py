"""Visits at home for programs: where a team comes to, and when. Checked as on the portal's page."""

from collections.abc import Sequence
from datetime import datetime

from einamt.channels.api.booking import schemas
from einamt.channels.api.booking.values import Values, moment
from einamt.channels.api.errors import InvalidParameter
from einamt.channels.parts.homes import HomeForm
from einamt.kernel.localtime import at_minute, local_date, minute_of_day
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import NotOffered
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.appointments.rules import Wish, capacity_day_id, group_of
from einamt.procedures.appointments.tours.homes import Home, Reason
from einamt.procedures.appointments.tours.placing import offered_tours, reasons_for
from einamt.procedures.appointments.tours.search import HomeSearch, home_times


def home_asked(*, wishes: Sequence[Wish], asked: schemas.HomeIn) -> tuple[Home, Reason]:
    """Where somebody is to be visited, and why.

    :raises NotOffered: no team brings these services home.
    :raises InvalidParameter: nobody knows the address or several are called so, or no team visits for the reason.
    """
    reasons = reasons_for(wishes=wishes)
    if not reasons:
        raise NotOffered
    form = HomeForm({"address": asked.address, "hint": asked.hint, "reason": asked.reason.value}, reasons=reasons)
    if not form.is_valid():
        raise InvalidParameter({"names": ", ".join(f"home.{name}" for name in form.errors)})
    return form.home, asked.reason


def times_at_home(*, wishes: Sequence[Wish], home: Home, limit: int, now: datetime) -> Values:
    """The first `limit` times, and how far teams go where none comes that far."""
    search = home_times(wishes=wishes, place=home.place, now=now)
    found = _in_order(search)
    return {
        "address": home.address,
        "radius_km": search.radius_km,
        "minutes": search.minutes,
        "times": [{"office": slug, "starts_at": moment(starts_at)} for starts_at, slug in found[:limit]],
        "more_from": moment(found[limit][0]) if len(found) > limit else None,
    }


def row_at_home(*, wishes: Sequence[Wish], office_id: int, starts_at: datetime) -> tuple[int, int]:
    """The capacity row and the minute of a team of this office; whether the team can be there, holding it says.

    :raises NotOffered: no team of the office brings these services home.
    """
    zone = city.zone()
    for each in offered_tours(wishes=wishes):
        if each.tour.group.office_id == office_id:
            day = local_date(moment=starts_at, zone=zone)
            row = capacity_day_id(day=day, group_id=each.tour.group_id)
            return row, minute_of_day(moment=starts_at, zone=zone)
    raise NotOffered


def _in_order(search: HomeSearch) -> list[tuple[datetime, str]]:
    """Moments and the offices of the teams that can be there."""
    groups = {group_of(day.capacity_day_id) for day in search.times}
    slugs = dict(CounterGroup.objects.filter(pk__in=groups).values_list("pk", "office__slug"))
    zone = city.zone()
    return sorted(
        (at_minute(day=day.day, minute=minute, zone=zone), slugs[group_of(day.capacity_day_id)])
        for day in search.times
        for minute in day.minutes
    )
