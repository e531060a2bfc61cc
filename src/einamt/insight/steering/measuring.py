"""What the indicators are: for a place, a period, and told apart as asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from einamt.insight.steering import compiler
from einamt.insight.steering.compiler import MONTH
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension, Gap, Indicator
from einamt.insight.steering.rules import FEWEST_FOR_A_SHARE
from einamt.kernel.periods import Days
from einamt.platform.facts.queries import Parameter, rows


@dataclass(frozen=True, slots=True)
class Scope:
    """Which facts count: those of one district, office, service or channel (identifiers); empty: all."""

    only: Mapping[Dimension, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of an indicator. `value` is None where there is no data; `cases` is what it was reckoned from."""

    code: str
    value: float | None
    cases: int
    month: date | None = None
    """Its first day, where figures are told apart by month."""
    key: str | None = None
    """The district, office, service or channel, where figures are told apart by one."""


def figures(
    *,
    indicators: Collection[Indicator],
    days: Days,
    scope: Scope,
    by: Dimension | None = None,
    monthly: bool = False,
) -> list[Figure]:
    """The indicators over `days`, by months and by one dimension as asked.

    What has no facts gives no figure at all: it is for the reader to say "no data". A gap of districts is given for
    the whole city only.
    """
    keys = [*([MONTH] if monthly else []), *([by.value] if by else [])]
    found = [
        _figure(row, by=by)
        for row in _answered([one for one in indicators if not isinstance(one.reckoning, Gap)], days, scope, keys)
    ]
    if by is None and not scope.only:
        for indicator in indicators:
            if isinstance(indicator.reckoning, Gap):
                found += _gaps(indicator, gap=indicator.reckoning, days=days, monthly=monthly)
    return found


def _answered(indicators: Sequence[Indicator], days: Days, scope: Scope, keys: Sequence[str]) -> list[dict[str, Any]]:
    sql = compiler.statement(
        indicators=indicators,
        all_indicators=tuple(INDICATORS.values()),
        by=keys,
        narrowed_to=tuple(scope.only),
        from_facts=not days.are_whole_months,
    )
    parameters: dict[str, Parameter] = {"start": days.start, "until": days.until}
    parameters |= {dimension.value: value for dimension, value in scope.only.items()}
    return rows(sql=sql, parameters=parameters) if sql else []


def _figure(row: Mapping[str, Any], *, by: Dimension | None) -> Figure:
    return Figure(
        code=row["code"],
        value=row["reckoned"],
        cases=row["cases"] or 0,
        month=row.get(MONTH),
        key=row[by.value] if by else None,
    )


def _gaps(indicator: Indicator, *, gap: Gap, days: Days, monthly: bool) -> list[Figure]:
    """Best minus worst, among districts with enough cases to tell; none where fewer than two have."""
    base = INDICATORS[gap.of]
    told = [
        one
        for one in figures(indicators=[base], days=days, scope=Scope(), by=Dimension.DISTRICT, monthly=monthly)
        if one.value is not None and one.cases >= FEWEST_FOR_A_SHARE
    ]
    found = []
    for month in sorted({one.month for one in told}, key=str):
        values = [one.value for one in told if one.month == month and one.value is not None]
        if len(values) > 1:
            cases = sum(one.cases for one in told if one.month == month)
            found.append(Figure(code=indicator.code, value=max(values) - min(values), cases=cases, month=month))
    return found
