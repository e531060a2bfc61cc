"""The city's figures, from facts and from what can be booked now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from einamt.catalog.models import Office, Organisation
from einamt.catalog.queries import ServiceCard, popular_services
from einamt.insight.steering.disclosure import is_small, withheld
from einamt.insight.steering.indicators.appointments import NO_SHOW
from einamt.insight.steering.indicators.definition import Aim
from einamt.insight.steering.rules import Share
from einamt.insight.steering.targets import Targets
from einamt.kernel.localtime import local_date
from einamt.kernel.periods import Days, month_of, months_later
from einamt.platform.facts.queries import Parameter, rows
from einamt.platform.shell import city
from einamt.procedures.appointments.queries import city_rules
from einamt.procedures.appointments.search import free_starts

MOST_ASKED_FOR = 5


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """The figures of one district (or municipality), or of the whole city."""

    id: int
    name: str
    days_to_first: list[int | None]
    """For each of the services, in their order; None where nothing is free within the horizon."""
    within_promise: Share | None
    """Over the last month that is over, as `no_show`; None where nothing is told of this district."""
    no_show: Share | None
    no_show_aim: Aim | None
    """The target that holds there on the last day of the month."""
    visits_today: int | None
    """Only of the whole city: by the day, a district with one office would be whoever serves there."""


@dataclass(frozen=True, slots=True)
class Glance:
    """The city at a glance."""

    services: list[ServiceCard]
    districts: list[DistrictFigures]
    whole_city: DistrictFigures | None
    """Only for who may see all districts."""
    month: Days
    """What the shares are over."""
    promise_days: int
    horizon_days: int
    measured_at: datetime


def glance(*, language: str, now: datetime, only: Collection[int] | None = None) -> Glance:
    """How long people wait and how well the promise is kept, for each district (or municipality) and for all.

    `only` limits it to the districts with these ids; unless these are all, there is no line for the whole city then.
    """
    today = local_date(moment=now, zone=city.zone())
    rules = city_rules(on=today)
    services = [card for card in popular_services(language=language, limit=MOST_ASKED_FOR * 3) if card.is_bookable]
    services = services[:MOST_ASKED_FOR]
    districts = list(Organisation.objects.filter(kind__in=Organisation.PARTS).order_by("name"))
    seen = [district for district in districts if only is None or district.pk in only]
    offices: dict[int, list[int]] = {district.pk: [] for district in districts}
    for office_id, organisation_id in Office.objects.values_list("id", "organisation_id"):
        offices.setdefault(organisation_id, []).append(office_id)
    month = month_of(months_later(today, -1))
    period: dict[str, Parameter] = {"start": month.start, "until": month.until}
    booked = _shares(_WITHIN_PROMISE, {"promise_days": rules.promise_days, **period})
    ended = _shares(_NO_SHOW, period)
    visits = rows(sql=_VISITS, parameters={"today": today})
    targets = Targets()
    waits = _waits(services=services, offices=offices, now=now)
    return Glance(
        services=services,
        districts=[
            DistrictFigures(
                id=district.pk,
                name=district.name,
                days_to_first=waits[district.pk],
                within_promise=_told(booked, district.identifier),
                no_show=_told(ended, district.identifier),
                no_show_aim=targets.aim_of(NO_SHOW, on=month.last, district=district.identifier),
                visits_today=None,
            )
            for district in seen
        ],
        whole_city=DistrictFigures(
            id=0,
            name=city.current().in_language(language).name,
            days_to_first=[_soonest([days[position] for days in waits.values()]) for position in range(len(services))],
            within_promise=_sum(booked.values()),
            no_show=_sum(ended.values()),
            no_show_aim=targets.aim_of(NO_SHOW, on=month.last),
            visits_today=visits[0]["visits"],
        )
        if len(seen) == len(districts)
        else None,
        month=month,
        promise_days=rules.promise_days,
        horizon_days=rules.horizon_days,
        measured_at=now,
    )


_WITHIN_PROMISE = """
    SELECT district, count(*) FILTER (lead_days <= $promise_days) AS part, count(*) AS whole
    FROM appointments_booked WHERE booked_on >= $start AND booked_on < $until GROUP BY district
"""
_NO_SHOW = """
    SELECT district, coalesce(sum("count") FILTER (outcome = 'no-show'), 0)::INTEGER AS part,
           sum("count")::INTEGER AS whole
    FROM visits_visited WHERE visit_date >= $start AND visit_date < $until
      AND coalesce(arrival, 'appointment') = 'appointment'
    GROUP BY district
"""
_VISITS = """
    SELECT sum("count")::INTEGER AS visits FROM visits_visited WHERE visit_date = $today AND outcome = 'served'
"""


def _shares(sql: str, parameters: Mapping[str, Parameter]) -> dict[str, Share]:
    return {row["district"]: Share(row["part"], row["whole"]) for row in rows(sql=sql, parameters=parameters)}


def _told(shares: Mapping[str, Share], district: str) -> Share | None:
    """The share of a district, unless it tells of few, or another could be reckoned from it (see `disclosure`)."""
    cases = {each: share.whole for each, share in shares.items()}
    if district in withheld(cases) or is_small(sum(cases.values())):
        return None
    return shares.get(district, Share(0, 0))


def _sum(shares: Iterable[Share]) -> Share:
    parts = list(shares)
    return Share(sum(share.part for share in parts), sum(share.whole for share in parts))


def _soonest(days: Iterable[int | None]) -> int | None:
    return min((day for day in days if day is not None), default=None)


def _waits(*, services: list[ServiceCard], offices: dict[int, list[int]], now: datetime) -> dict[int, list[int | None]]:
    """For each organisation, the days to the first free appointment of each service at any of its offices."""
    today = local_date(moment=now, zone=city.zone())
    first = [free_starts(wishes=[(service.id, 1)], now=now).first_by_office() for service in services]
    return {
        organisation_id: [
            _soonest((times[office].day - today).days for office in office_ids if office in times) for times in first
        ]
        for organisation_id, office_ids in offices.items()
    }
