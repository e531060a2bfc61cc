"""The history of free times and of searches in vain, from facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from einamt.platform.facts.queries import rows


@dataclass(frozen=True, slots=True)
class DayOfWaits:
    """A service in the whole city on one day, in calendar days.

    `first_days` is the soonest of all offices, `median_third_days` what half of the offices keep below or reach; where
    an office had fewer times, it counts with the horizon, and None stands for all of them.
    """

    measured_on: date
    first_days: int | None
    median_third_days: int | None


def waits_by_day(*, service: str, since: date) -> list[DayOfWaits]:
    """The days since `since` on which a service (by its identifier) was measured, the oldest in front."""
    found = rows(sql=_BY_DAY, parameters={"service": service, "since": since})
    return [DayOfWaits(row["measured_on"], row["first_days"], row["median_third_days"]) for row in found]


def waits_recorded(*, services: Sequence[str], since: date) -> list[dict[str, Any]]:
    """All measures since a day: measured_on, service, district, office, first_days, third_days, horizon_days."""
    return rows(sql=_RECORDED, parameters={"services": list(services), "since": since})


def failed_searches(*, since: date) -> list[dict[str, Any]]:
    """Searches in vain since a day: searched_on, hour, service, district, office, is_narrowed, count."""
    return rows(sql=_FAILED, parameters={"since": since})


def failed_by_service(*, since: date) -> dict[str, int]:
    """How many searches found nothing since a day, by the service's identifier."""
    return {row["service"]: row["count"] for row in rows(sql=_FAILED_BY_SERVICE, parameters={"since": since})}


# a day that was measured twice (the job runs at least once) counts once
_ONCE = """
    SELECT measured_on, service, district, office, arg_max(struct_pack(f := first_days, t := third_days,
           h := horizon_days), occurred_at) AS last
    FROM appointments_wait WHERE measured_on >= $since
"""
_BY_DAY = f"""
    SELECT measured_on, min(last.f) AS first_days,
           CASE WHEN count(last.t) > 0 THEN quantile_disc(coalesce(last.t, last.h), 0.5) END AS median_third_days
    FROM ({_ONCE} AND service = $service GROUP BY ALL) GROUP BY measured_on ORDER BY measured_on
"""  # noqa: S608 - our own text
_RECORDED = f"""
    SELECT measured_on, service, district, office, last.f AS first_days, last.t AS third_days, last.h AS horizon_days
    FROM ({_ONCE} AND list_contains($services, service) GROUP BY ALL) ORDER BY measured_on, service, district, office
"""  # noqa: S608 - our own text
_FAILED = """
    SELECT searched_on, "hour", service, district, office, is_narrowed, sum("count")::INTEGER AS "count"
    FROM appointments_search_failed WHERE searched_on >= $since GROUP BY ALL ORDER BY ALL
"""
_FAILED_BY_SERVICE = """
    SELECT service, sum("count")::INTEGER AS "count" FROM appointments_search_failed
    WHERE searched_on >= $since GROUP BY service
"""
