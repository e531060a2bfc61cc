"""How long services take, in the whole city: a distribution, never a person's times."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from einamt.insight.steering.disclosure import Month, month_of_cells
from einamt.insight.steering.rules import FEWEST_FOR_A_SHARE
from einamt.kernel.periods import Days
from einamt.platform.facts.queries import rows


@dataclass(frozen=True, slots=True)
class HandlingTime:
    """Minutes from the call to the end of visits for one service; of all offices together, over whole months."""

    service: str
    """Its identifier; the first service of a visit that had several."""
    cases: int
    p25: float
    median: float
    p75: float
    p90: float
    mean: float
    spread: float
    """Standard deviation."""


@dataclass(frozen=True, slots=True)
class HandlingTimes:
    """What is told, and which services are withheld."""

    told: tuple[HandlingTime, ...]
    withheld: frozenset[str]
    """Too few cases, or others could be reckoned from them."""


def handling_times(*, days: Days) -> HandlingTimes:
    """The distribution for each service with enough cases, over whole months.

    Facts hold minutes only where at least three people had called those of a group on the day; offices are not told
    apart here at all. A service is told where each month tells it (`steering.disclosure`) and all have 20 cases.

    :raises ValueError: `days` are no whole months.
    """
    if not days.are_whole_months:
        message = "handling times are told over whole months"
        raise ValueError(message)
    period: dict[str, Any] = {"start": days.start, "until": days.until}
    months: dict[date, dict[str, int]] = {}
    for row in rows(sql=_COUNTS, parameters=period):
        months.setdefault(row["month"], {})[row["service"]] = row["cases"]
    telling = [_month(counts) for counts in months.values()]
    found = [_time(row) for row in rows(sql=_TIMES, parameters=period)]
    is_told = {
        each.service: each.cases >= FEWEST_FOR_A_SHARE and all(month.tells(key=each.service) for month in telling)
        for each in found
    }
    return HandlingTimes(
        told=tuple(each for each in found if is_told[each.service]),
        withheld=frozenset(service for service, told in is_told.items() if not told),
    )


def _month(counts: dict[str, int]) -> Month:
    return month_of_cells({("", "", service): count for service, count in counts.items()})


def _time(row: dict[str, Any]) -> HandlingTime:
    return HandlingTime(
        service=row["service"],
        cases=row["cases"],
        p25=row["p25"],
        median=row["median"],
        p75=row["p75"],
        p90=row["p90"],
        mean=row["mean"],
        spread=row["spread"],
    )


_SERVED = """
    FROM visits_visited WHERE visit_date >= $start AND visit_date < $until
      AND outcome = 'served' AND service_minutes IS NOT NULL
"""
_COUNTS = f"""
    SELECT date_trunc('month', visit_date)::DATE AS month, service, sum("count")::INTEGER AS cases {_SERVED}
    GROUP BY ALL HAVING sum("count") <> 0
"""
_TIMES = f"""
    WITH weighed AS (
        SELECT service, service_minutes AS minutes, sum("count") AS weight {_SERVED} GROUP BY ALL
        HAVING sum("count") > 0
    ), reached AS (
        SELECT *, sum(weight) OVER (PARTITION BY service ORDER BY minutes) AS reached,
               sum(weight) OVER (PARTITION BY service) AS total
        FROM weighed
    ), means AS (
        SELECT service, sum(minutes * weight)::DOUBLE / sum(weight) AS mean FROM weighed GROUP BY service
    )
    SELECT service, any_value(total)::INTEGER AS cases,
           min(minutes) FILTER (reached >= 0.25 * total)::DOUBLE AS p25,
           min(minutes) FILTER (reached >= 0.5 * total)::DOUBLE AS median,
           min(minutes) FILTER (reached >= 0.75 * total)::DOUBLE AS p75,
           min(minutes) FILTER (reached >= 0.9 * total)::DOUBLE AS p90,
           any_value(mean) AS mean,
           sqrt(sum(weight * (minutes - mean) ** 2)::DOUBLE / any_value(total)) AS spread
    FROM reached JOIN means USING (service) GROUP BY service ORDER BY service
"""  # noqa: S608 - our own text
