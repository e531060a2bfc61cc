"""What is asked of each office, as far as it may be told."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from einamt.catalog.models import Office
from einamt.insight.staffing.handling import HandlingTime, HandlingTimes, handling_times
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
FEWEST_COUNTERS = 2
"""Of an office whose plan never opens so many at once no need is told, whatever its facts say."""


@dataclass(frozen=True, slots=True)
class OfficeNeed:
    """An office with what it needs; `needed` is None where too few were served, or served there, to be told."""

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
def need(*, today: date, promise_days: int, parameters: Parameters, organisation_ids: Collection[int]) -> Need:
    """What the offices of these organisations need.

    Times are those of the whole city by service, weighed with what an office does; none of an office, let alone a
    person. An office is told where each of the months tells it (ADR 33), and only where most visits of each month were
    served by at least three people of a group, and the plan opens two counters at once: what one clerk served in a
    month would be a figure about her work (§ 85(1) no. 13 PersVG Berlin). Services that the months withhold of the
    office weigh as the city's mean.
    """
    days = Days(months_later(today, -MONTHS), months_later(today, 0))
    times = handling_times(days=days)
    [protected] = protections(indicators=[WAIT], periods=[days], by=[Dimension.OFFICE, Dimension.SERVICE])
    protection = protected[WAIT.code]
    served = _served(days)
    staffed = _served_by_several(days)
    unmet = _unmet(days, today=today, promise_days=promise_days, served=served)
    opening = _opening(on=today)
    offices = []
    for office in Office.objects.filter(organisation_id__in=organisation_ids).order_by("name"):
        open_minutes, counter_minutes, at_once = opening.get(office.pk, _Opening())
        weeks = served.get(office.identifier)
        load = None
        if (
            weeks is not None
            and at_once >= FEWEST_COUNTERS
            and office.identifier in staffed
            and protection.tells(days=days, office=office.identifier)
        ):
            told = {
                each.service: each
                for each in times.told
                if protection.tells(days=days, office=office.identifier, key=each.service)
            }
            load = _load(weeks, told=told, city=_together(times.told), days=days, open_minutes=open_minutes)
        if load is not None:
            load = replace(
                load,
                beyond_promise=unmet.beyond_promise.get(office.identifier, 0),
                not_found_by_week=unmet.not_found_by_week.get(office.identifier, 0),
            )
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
    for row in rows(sql=_SERVED, parameters=_period(days)):
        found.setdefault(row["office"], {}).setdefault(row["week"], {})[row["service"]] = row["visits"]
    return found


def _served_by_several(days: Days) -> frozenset[str]:
    """Offices where in each month at least half of the visits were of groups that three people served that day: only
    these have minutes (`visits.rules.FEWEST_CLERKS`).
    """
    months: dict[str, list[bool]] = {}
    for row in rows(sql=_STAFFED, parameters=_period(days)):
        months.setdefault(row["office"], []).append(2 * row["with_minutes"] >= row["visits"] > 0)
    return frozenset(office for office, of_months in months.items() if all(of_months))


@dataclass(frozen=True, slots=True)
class _Unmet:
    """By office: what the visits served do not show."""

    beyond_promise: dict[str, float]
    not_found_by_week: dict[str, float]


def _unmet(days: Days, *, today: date, promise_days: int, served: dict[str, Weeks]) -> _Unmet:
    """What waits beyond the promise, and searches without result.

    Searches that named no office are shared out by the visits served; those narrowed to days or times do not count.
    """
    last = today + timedelta(days=promise_days)
    beyond = rows(sql=_BEYOND, parameters={"today": today, "last": last})
    weeks = (days.until - days.start).days / 7
    found = {row["office"] or "": row["searches"] / weeks for row in rows(sql=_NOT_FOUND, parameters=_period(days))}
    visits = {
        office: sum(sum(counts.values()) for counts in of_office.values()) for office, of_office in served.items()
    }
    total = max(sum(visits.values()), 1)
    anywhere = found.get("", 0.0)
    return _Unmet(
        beyond_promise={row["office"]: max(row["appointments"], 0) for row in beyond},
        not_found_by_week={office: found.get(office, 0) + anywhere * count / total for office, count in visits.items()},
    )


def _period(days: Days) -> dict[str, date]:
    return {"start": days.start, "until": days.until}


class _Time(NamedTuple):
    """Minutes of some visits: mean, standard deviation, and of how many."""

    mean: float
    spread: float
    cases: int


def _together(times: Collection[HandlingTime]) -> _Time:
    """All services of the city in one; without any, nothing."""
    cases = sum(each.cases for each in times)
    return _mixture([(each.cases, _Time(each.mean, each.spread, each.cases)) for each in times]) or _Time(0, 0, cases)


def _mixture(parts: Collection[tuple[int, _Time]]) -> _Time | None:
    """Weighed: the times' own spread, and that of their means."""
    total = sum(weight for weight, _ in parts)
    if not total:
        return None
    mean = sum(weight * each.mean for weight, each in parts) / total
    square = sum(weight * (each.spread**2 + (each.mean - mean) ** 2) for weight, each in parts)
    return _Time(mean, sqrt(square / total), sum(each.cases for _, each in parts))


def _load(weeks: Weeks, *, told: dict[str, HandlingTime], city: _Time, days: Days, open_minutes: int) -> Load | None:
    """What the whole weeks ask; None where no time is known at all. Services that are not `told` take the city's."""
    first = days.start + timedelta(days=-days.start.weekday() % 7)
    whole = [first + timedelta(days=7 * week) for week in range((days.until - first).days // 7)]
    visits = [float(sum(weeks.get(week, {}).values())) for week in whole]
    counts: dict[str, int] = {}
    for of_week in weeks.values():
        for service, count in of_week.items():
            key = service if service in told else ""
            counts[key] = counts.get(key, 0) + count
    by_key = {key: _Time(each.mean, each.spread, each.cases) for key, each in told.items()} | {"": city}
    parts = [(count, by_key[key]) for key, count in counts.items() if count > 0]
    mixed = _mixture(parts)
    if mixed is None or not city.cases or not any(visits):
        return None
    total = sum(weight for weight, _ in parts)
    of_means = sum((weight / total) ** 2 * each.spread**2 / each.cases for weight, each in parts)
    return Load(
        visits_by_week=visits,
        mean_minutes=mixed.mean,
        error_minutes=sqrt(of_means),
        spread_minutes=mixed.spread,
        open_minutes=open_minutes,
    )


class _Opening(NamedTuple):
    """What the plan opens in a week."""

    open_minutes: int = 0
    counter_minutes: int = 0
    """Of all counters together."""
    at_once: int = 0
    """Counters that are open at the same time, at most."""


def _opening(*, on: date) -> dict[int, _Opening]:
    """By office, as the rules in force have it."""
    rules = in_force(OpeningRule.objects.all()).filter(valid_from__lte=on).exclude(valid_until__lte=on)
    by_day: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for office, weekday, opens, closes, counters in rules.values_list(
        "group__office_id", "weekday", "opens_minute", "closes_minute", "counters"
    ):
        by_day.setdefault((office, weekday), []).append((opens, closes, counters))
    found: dict[int, _Opening] = {}
    for (office, _), of_day in by_day.items():
        before = found.get(office, _Opening())
        # the most are open at the moment when some of them open
        at_once = [sum(count for begins, ends, count in of_day if begins <= at < ends) for at, _, _ in of_day]
        found[office] = _Opening(
            before.open_minutes + max(closes - opens for opens, closes, _ in of_day),
            before.counter_minutes + sum((closes - opens) * count for opens, closes, count in of_day),
            max(before.at_once, *at_once),
        )
    return found


_SERVED = """
    SELECT office, service, date_trunc('week', visit_date)::DATE AS week, sum("count")::INTEGER AS visits
    FROM visits_visited WHERE visit_date >= $start AND visit_date < $until AND outcome = 'served' GROUP BY ALL
"""
_STAFFED = """
    SELECT office, date_trunc('month', visit_date)::DATE AS month, sum("count")::INTEGER AS visits,
           coalesce(sum("count") FILTER (service_minutes IS NOT NULL), 0)::INTEGER AS with_minutes
    FROM visits_visited WHERE visit_date >= $start AND visit_date < $until AND outcome = 'served' GROUP BY ALL
"""
_BEYOND = """
    SELECT office, sum(appointments)::INTEGER AS appointments FROM (
        SELECT office, visit_date, booked_on AS since, 1 AS appointments FROM appointments_booked
        UNION ALL SELECT office, visit_date, cancelled_on AS since, -1 AS appointments FROM appointments_cancelled
    ) WHERE visit_date > $last AND since <= $today GROUP BY ALL
"""
_NOT_FOUND = """
    SELECT coalesce(office, '') AS office, sum("count")::INTEGER AS searches FROM appointments_search_failed
    WHERE searched_on >= $start AND searched_on < $until AND NOT coalesce(is_narrowed, FALSE) GROUP BY ALL
"""
