"""What is asked of each office, as far as it may be told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from einamt.catalog.models import Office
from einamt.insight.staffing.handling import HandlingTimes, handling_times
from einamt.insight.staffing.parameters import Parameters
from einamt.insight.staffing.requirement import WEEKS_A_YEAR, Load, Posts, posts
from einamt.insight.steering.indicators.definition import Dimension
from einamt.insight.steering.indicators.service import WAIT
from einamt.insight.steering.protecting import protections
from einamt.kernel.periods import Days, months_later
from einamt.platform.facts.queries import reading, rows
from einamt.procedures.appointments.models import OpeningRule
from einamt.procedures.appointments.planning.models import in_force

MONTHS = 6
"""Demand and times are those of the last whole months."""


@dataclass(frozen=True, slots=True)
class OfficeNeed:
    """An office with what it needs; `needed` is None where too few were served to be told."""

    identifier: str
    name: str
    needed: Posts | None
    planned: float
    """Posts that its opening hours bind today, all counters counted."""


@dataclass(frozen=True, slots=True)
class Need:
    """The needs of the offices somebody may see, and the times they are reckoned with."""

    days: Days
    times: HandlingTimes
    offices: tuple[OfficeNeed, ...]


@reading()
def need(*, today: date, parameters: Parameters, organisation_ids: Collection[int]) -> Need:
    """What the offices of these organisations need.

    Times are those of the whole city by service, weighed with what an office does; none of an office, let alone a
    person. An office is told where each of the months tells it.
    """
    days = Days(months_later(today, -MONTHS), months_later(today, 0))
    times = handling_times(days=days)
    [protected] = protections(indicators=[WAIT], periods=[days], by=[Dimension.OFFICE])
    protection = protected[WAIT.code]
    served = _served(days)
    opening = _opening(on=today)
    offices = []
    for office in Office.objects.filter(organisation_id__in=organisation_ids).order_by("name"):
        open_minutes, counter_minutes = opening.get(office.pk, (0, 0))
        weeks = served.get(office.identifier)
        is_told = weeks is not None and protection.tells(days=days, office=office.identifier)
        load = _load(weeks or {}, times=times, days=days, open_minutes=open_minutes) if is_told else None
        if load is None and not open_minutes:
            continue
        offices.append(
            OfficeNeed(
                identifier=office.identifier,
                name=office.name,
                needed=posts(load=load, parameters=parameters) if load else None,
                planned=counter_minutes / 60 * WEEKS_A_YEAR * (1 + parameters.allowance) / parameters.annual_hours,
            )
        )
    return Need(days=days, times=times, offices=tuple(offices))


Weeks = dict[date, dict[str, int]]
"""Visits that were served, by the Monday of their week and service."""


def _served(days: Days) -> dict[str, Weeks]:
    found: dict[str, Weeks] = {}
    for row in rows(sql=_SERVED, parameters={"start": days.start, "until": days.until}):
        found.setdefault(row["office"], {}).setdefault(row["week"], {})[row["service"]] = row["visits"]
    return found


def _load(weeks: Weeks, *, times: HandlingTimes, days: Days, open_minutes: int) -> Load | None:
    """What the whole weeks ask; None where no time is known of what is done there."""
    by_service = {each.service: each for each in times.told}
    first = days.start + timedelta(days=-days.start.weekday() % 7)
    whole = [first + timedelta(days=7 * week) for week in range((days.until - first).days // 7)]
    visits = [float(sum(weeks.get(week, {}).values())) for week in whole]
    counts: dict[str, int] = {}
    for of_week in weeks.values():
        for service, count in of_week.items():
            if service in by_service and count > 0:
                counts[service] = counts.get(service, 0) + count
    total = sum(counts.values())
    if not total or not any(visits):
        return None
    mean = sum(count * by_service[service].mean for service, count in counts.items()) / total
    # of a mixture: the times' own spread, and that of their means
    square = sum(
        count * (by_service[service].spread ** 2 + (by_service[service].mean - mean) ** 2)
        for service, count in counts.items()
    )
    of_means = sum(
        (count / total) ** 2 * by_service[s].spread ** 2 / by_service[s].cases for s, count in counts.items()
    )
    return Load(
        visits_by_week=visits,
        mean_minutes=mean,
        error_minutes=sqrt(of_means),
        spread_minutes=sqrt(square / total),
        open_minutes=open_minutes,
    )


def _opening(*, on: date) -> dict[int, tuple[int, int]]:
    """By office: minutes a week in which it is open, and minutes of all its counters together."""
    longest: dict[tuple[int, int], int] = {}
    counters: dict[int, int] = {}
    rules = in_force(OpeningRule.objects.all()).filter(valid_from__lte=on).exclude(valid_until__lte=on)
    for office, weekday, opens, closes, count in rules.values_list(
        "group__office_id", "weekday", "opens_minute", "closes_minute", "counters"
    ):
        longest[office, weekday] = max(longest.get((office, weekday), 0), closes - opens)
        counters[office] = counters.get(office, 0) + (closes - opens) * count
    return {
        office: (sum(minutes for (of, _), minutes in longest.items() if of == office), total)
        for office, total in counters.items()
    }


_SERVED = """
    SELECT office, service, date_trunc('week', visit_date)::DATE AS week, sum("count")::INTEGER AS visits
    FROM visits_visited WHERE visit_date >= $start AND visit_date < $until AND outcome = 'served' GROUP BY ALL
"""
