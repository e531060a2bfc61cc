"""The demo city has taken a measure that worked and one that did not, and on whatever day it is made, both are told."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from einamt.channels.demo.seeding import history, measures
from einamt.channels.demo.seeding.city import CONTENT
from einamt.channels.demo.seeding.demand import SEED, Pressure, pressures
from einamt.insight.steering.effects.judging import Verdict, judge
from einamt.insight.steering.effects.panel import Panel
from einamt.kernel.periods import month_of, months_later

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Column = NDArray[Any]

OFFICES = tomllib.loads((CONTENT / "berlin" / "offices.toml").read_text("utf-8"))["office"]
DEMAND = tomllib.loads((CONTENT / "berlin" / "city.toml").read_text("utf-8"))["demand"]
DISTRICTS = sorted({office["district"] for office in OFFICES})
COUNTERS = 8
"""Of the one office that each district has here."""


@pytest.mark.parametrize(
    "today",
    [date(2026, 11, 27), date(2027, 1, 1), date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)],
    ids=str,
)
def test_a_measure_has_worked_and_one_has_not_on_whatever_day_the_city_is_made(today: date) -> None:
    taken = measures.taken(folder=CONTENT / "berlin")
    assert {each["indicator"]: verdict_on(each, taken=taken, today=today) for each in taken} == {
        "fourteen-days": Verdict.SEEN,
        "no-show": Verdict.NOT_SEEN,
    }


def verdict_on(measure: dict[str, Any], *, taken: list[dict[str, Any]], today: date) -> Verdict:
    first = months_later(month_of(today).start, -history.MONTHS)
    months = [months_later(first, ahead) for ahead in range(history.MONTHS)]
    values, cases = np.zeros((2, len(DISTRICTS), len(months)))
    pressed = pressures(
        districts=DISTRICTS,
        days_booked_out=tuple(DEMAND["days_booked_out"]),
        no_show=tuple(DEMAND["no_show"]),
        horizon_days=56,
    )
    for row, district in enumerate(DISTRICTS):
        moment, counts = counted(measure, district, pressed, taken=taken, first=first, today=today)
        for column, month in enumerate(months):
            of_month = moment.astype("datetime64[M]") == np.datetime64(month, "M")
            values[row, column], cases[row, column] = counts[of_month].mean(), of_month.sum()
    start = measures.start_of(measure, today=today)
    treated, after = [each in measure["districts"] for each in DISTRICTS], [month >= start for month in months]
    panel = Panel(values, cases, np.array(treated), np.array(after))
    return judge(panel, expected=float(measure["expected_change"])).verdict


def counted(
    measure: dict[str, Any],
    district: str,
    pressed: dict[str, Pressure],
    *,
    taken: list[dict[str, Any]],
    first: date,
    today: date,
) -> tuple[Column, Column]:
    """When each booking or visit counts, and whether it counts as a part."""
    visits = history._visits(
        history._Group(
            office=f"office-{district}",
            district=district,
            key="main",
            step_minutes=12,
            weekly=[(weekday, 480, 40, COUNTERS) for weekday in range(1, 6)],
            services=np.array(["pass"], dtype=object),
            weights=np.array([1.0]),
            steps=np.array([1]),
        ),
        days=[first + timedelta(days=ahead) for ahead in range((today - first).days)],
        pressure=pressed[district],
        before=measures.before_measures(taken, pressures=pressed, today=today).get(district),
        swings=history.Swings.of(district),
        generator=np.random.default_rng([SEED, DISTRICTS.index(district)]),
    )
    if measure["indicator"] == "no-show":
        return visits["visit_date"], visits["is_missed"]
    booked_on: Column = visits["visit_date"] - visits["lead_days"] * np.timedelta64(1, "D")
    return booked_on, visits["lead_days"] <= 14
