"""What happened, as arrays: who asked for what on which day, what was booked ahead, what was taken in the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Q

from einamt.catalog.models import Office
from einamt.insight.staffing.errors import TooLittleHistory
from einamt.insight.steering.disclosure import FEWEST
from einamt.platform.facts.queries import Question, answers, reading
from einamt.procedures.appointments.models import OpeningRule
from einamt.procedures.appointments.planning.models import holidays_in_force, in_force

if TYPE_CHECKING:
    from einamt.insight.staffing.whatif.simulation import Numbers

HELD_BACK_WEEKS = 12
"""As many weeks as an answer looks ahead; the model is tried on them and learns nothing from them before."""
ORIGINS_WEEKS = (12, 16, 20)
"""So many weeks before the end the model is begun for a trial; the weeks told of each follow one upon the other."""
LEARNT_WEEKS = 26
WINDOW_DAYS = 7 * (HELD_BACK_WEEKS + LEARNT_WEEKS)
LOOK_DAY = 2
"""The weekday (Wednesday) on which the state of bookings is looked at, once a week."""


@dataclass(frozen=True, slots=True)
class Place:
    """An office in the model."""

    identifier: str
    name: str
    district: str


@dataclass(frozen=True, slots=True)
class History:
    """`WINDOW_DAYS` days before `until`, a Monday; arrays are by office in the order of `places`, in steps where no
    unit is said.
    """

    places: tuple[Place, ...]
    start: date
    until: date
    requests: Numbers
    """By office and day: bookings made, a count."""
    asked: Numbers
    """By office and day: their steps."""
    waited: Numbers
    """By office and day: their steps times the days they are ahead."""
    taken: Numbers
    """By office and day of the visit: booked and not cancelled in the end."""
    cancelled: Numbers
    """By day: steps that were cancelled, of all offices."""
    leads: Numbers
    """By office, week and days ahead: bookings, a count; those further ahead than is looked stand with the last."""
    booked_at: dict[date, Numbers]
    """By day: what was booked then, by office and days ahead; before that day's own bookings."""
    leads_at: dict[date, Numbers]
    """By day: that day's own bookings, by office and days ahead."""
    holidays: frozenset[date]
    counter_steps: Numbers
    """By office and weekday: what one counter more can serve in a day."""

    def offset(self, day: date) -> int:
        """The place of a day in the arrays."""
        return (day - self.start).days

    def looks(self, *, until: date) -> list[date]:
        """The days of looking at bookings, before `until`."""
        return [day for day in self.booked_at if day < until and day.weekday() == LOOK_DAY]


@reading()
def history(*, today: date, step_minutes: int, reach: int) -> History:
    """The history until the last Monday; bookings up to `reach` days ahead.

    :raises TooLittleHistory: the first quarter has no bookings, or a week of trial has too few to be told.
    """
    until = today - timedelta(days=today.weekday())
    start = until - timedelta(days=WINDOW_DAYS)
    places = _places()
    index = {place.identifier: number for number, place in enumerate(places)}
    origins = [until - timedelta(days=7 * weeks) for weeks in ORIGINS_WEEKS]
    weeks = [start + timedelta(days=7 * week + LOOK_DAY) for week in range(LEARNT_WEEKS + HELD_BACK_WEEKS)]
    looks = sorted({*weeks, *origins, until})
    period: dict[str, Any] = {"start": start, "until": until}
    days: dict[str, Any] = {"looks": [day.isoformat() for day in looks], "reach": reach}
    by_day, by_visit, by_week, ahead, leads, cancelled = answers(
        questions=[
            Question(_BY_DAY, period),
            Question(_BY_VISIT, period),
            Question(_BY_WEEK, period | {"reach": reach}),
            Question(_AHEAD, days),
            Question(_LEADS, days),
            Question(_CANCELLED, period),
        ]
    )
    shape = (len(places), WINDOW_DAYS)
    requests, asked, waited, taken = (np.zeros(shape) for _ in range(4))
    for row in by_day:
        if (office := index.get(row["office"])) is not None:
            day = (row["day"] - start).days
            requests[office, day], asked[office, day], waited[office, day] = row["count"], row["steps"], row["waited"]
    for row in by_visit:
        if (office := index.get(row["office"])) is not None:
            taken[office, (row["day"] - start).days] = max(row["steps"], 0)
    of_weeks = np.zeros((len(places), WINDOW_DAYS // 7, reach + 1))
    for row in by_week:
        if (office := index.get(row["office"])) is not None:
            of_weeks[office, (row["day"] - start).days // 7, row["ahead"]] = row["count"]
    cancelled_on = np.zeros(WINDOW_DAYS)
    for row in cancelled:
        cancelled_on[(row["day"] - start).days] = row["steps"]
    tried = of_weeks[:, -max(ORIGINS_WEEKS) :].sum(axis=(0, 2))
    if not requests[:, : WINDOW_DAYS // 4].any() or any(count < FEWEST for count in tried):
        raise TooLittleHistory
    return History(
        places=places,
        start=start,
        until=until,
        requests=requests,
        asked=asked,
        waited=waited,
        taken=taken,
        cancelled=cancelled_on,
        leads=of_weeks,
        booked_at=_by_look(ahead, looks, index, reach),
        leads_at=_by_look(leads, looks, index, reach),
        holidays=frozenset(holidays_in_force().filter(day__gte=start).values_list("day", flat=True)),
        counter_steps=_counter_steps(index, on=today, step_minutes=step_minutes),
    )


def _places() -> tuple[Place, ...]:
    rows = Office.objects.filter(counter_groups__isnull=False).distinct().order_by("identifier")
    found = rows.values_list("identifier", "name", "organisation__identifier")
    return tuple(Place(identifier, name, district) for identifier, name, district in found)


def _by_look(rows: list[dict[str, Any]], looks: list[date], index: dict[str, int], reach: int) -> dict[date, Numbers]:
    found = {day: np.zeros((len(index), reach + 1)) for day in looks}
    for row in rows:
        if (office := index.get(row["office"])) is not None:
            found[row["look"]][office, row["ahead"]] = max(row["steps"], 0)
    return found


def _counter_steps(index: dict[str, int], *, on: date, step_minutes: int) -> Numbers:
    """The longest opening of a weekday, in steps; a weekday without one has the mean of the others."""
    steps = np.zeros((len(index), 7))
    rules = in_force(
        OpeningRule.objects.filter(
            Q(valid_until=None) | Q(valid_until__gt=on), group__office__identifier__in=index, valid_from__lte=on
        )
    )
    for office, weekday, opens, closes in rules.values_list(
        "group__office__identifier", "weekday", "opens_minute", "closes_minute"
    ):
        place = steps[index[office]]
        place[weekday - 1] = max(place[weekday - 1], (closes - opens) // step_minutes)
    open_days = np.maximum((steps > 0).sum(axis=1), 1)
    return np.where(steps > 0, steps, (steps.sum(axis=1) / open_days)[:, None])


_BY_DAY = """
    SELECT office, booked_on AS day, count(*)::INTEGER AS "count", sum(steps)::DOUBLE AS steps,
           sum(steps * lead_days)::DOUBLE AS waited
    FROM appointments_booked WHERE booked_on >= $start AND booked_on < $until GROUP BY ALL
"""
_BY_VISIT = """
    SELECT office, visit_date AS day, sum(steps)::DOUBLE AS steps FROM (
        SELECT office, visit_date, steps FROM appointments_booked
        UNION ALL SELECT office, visit_date, -steps FROM appointments_cancelled
    ) WHERE visit_date >= $start AND visit_date < $until GROUP BY ALL
"""
_BY_WEEK = """
    SELECT office, date_trunc('week', booked_on)::DATE AS day, least(lead_days, $reach::INTEGER) AS ahead,
           count(*)::INTEGER AS "count"
    FROM appointments_booked WHERE booked_on >= $start AND booked_on < $until AND lead_days >= 0 GROUP BY ALL
"""
_LOOKS = "SELECT unnest($looks)::DATE AS look"
_AHEAD = f"""
    WITH looks AS ({_LOOKS})
    SELECT look, office, (visit_date - look)::INTEGER AS ahead, sum(steps)::DOUBLE AS steps FROM (
        SELECT office, visit_date, booked_on AS since, steps FROM appointments_booked
        UNION ALL SELECT office, visit_date, cancelled_on AS since, -steps FROM appointments_cancelled
    ) JOIN looks ON since < look AND visit_date >= look AND visit_date <= look + $reach::INTEGER GROUP BY ALL
"""  # noqa: S608 - our own text
_LEADS = f"""
    WITH looks AS ({_LOOKS})
    SELECT look, office, lead_days AS ahead, sum(steps)::DOUBLE AS steps
    FROM appointments_booked JOIN looks ON booked_on = look WHERE lead_days <= $reach GROUP BY ALL
"""  # noqa: S608 - our own text
_CANCELLED = """
    SELECT cancelled_on AS day, sum(steps)::DOUBLE AS steps FROM appointments_cancelled
    WHERE cancelled_on >= $start AND cancelled_on < $until GROUP BY ALL
"""
