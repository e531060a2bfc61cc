"""Indicators as people who steer read them: against target and last year, with nothing that tells of a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from einamt.insight.steering.assessing import Assessment, assess
from einamt.insight.steering.disclosure import FEWEST, withheld
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Aim, Dimension, Gap, Indicator, NotYet, Unit
from einamt.insight.steering.measuring import Figure, Request, Scope, figures, figures_of
from einamt.insight.steering.rules import FEWEST_FOR_A_SHARE
from einamt.insight.steering.targets import Targets
from einamt.kernel.periods import Days, month_of


class Telling(StrEnum):
    """Whether a figure is told, and why not."""

    TOLD = "told"
    NO_DATA = "no-data"
    NOT_YET = "not-yet"
    """Its facts come with a later procedure."""
    TOO_FEW = "too-few"
    """Too few cases to say anything, or withheld so that nobody is told of."""


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator for one place (or month) and period; `value` and `cases` are None unless it is told."""

    indicator: Indicator
    telling: Telling
    value: float | None
    cases: int | None
    before: float | None
    """The same days a year ago; None where there is no data, or too little of it."""
    aim: Aim | None
    assessment: Assessment
    key: str = ""
    month: date | None = None


def overview(*, days: Days, scope: Scope) -> list[Line]:
    """All indicators for a place and a period, in their order."""
    indicators = tuple(INDICATORS.values())
    now, then = (
        {one.code: one for one in found}
        for found in figures_of([Request(indicators, each, scope) for each in (days, days.a_year_before())])
    )
    targets = Targets()
    district = scope.only.get(Dimension.DISTRICT, "")
    return [
        _line(
            one, now.get(one.code), before=then.get(one.code), aim=targets.aim_of(one, on=days.last, district=district)
        )
        for one in indicators
    ]


def breakdown(
    *, indicator: Indicator, days: Days, scope: Scope, by: Dimension, keys: Collection[str] | None = None
) -> list[Line]:
    """One indicator told apart by `by`, each against its target and last year; `keys` limits what may be told.

    The total of `scope` is told beside it: no line lets anybody reckon another that is withheld.
    """
    now, then = (
        _told({one.key or "": one for one in found})
        for found in figures_of([Request([indicator], each, scope, by) for each in (days, days.a_year_before())])
    )
    targets = Targets()
    district = scope.only.get(Dimension.DISTRICT, "")
    return [
        _line(
            indicator,
            figure,
            before=then.get(key),
            aim=targets.aim_of(indicator, on=days.last, district=key if by is Dimension.DISTRICT else district),
            key=key,
        )
        for key, figure in now.items()
        if keys is None or key in keys
    ]


def history(*, indicator: Indicator, days: Days, scope: Scope) -> list[Line]:
    """One indicator month by month (`key` and `month` say which), each against the target of its last day."""
    found = figures(indicators=[indicator], days=days, scope=scope, monthly=True)
    told = _told({str(one.month): one for one in found})
    targets, district = Targets(), scope.only.get(Dimension.DISTRICT, "")
    lines = []
    for month, figure in told.items():
        first = date.fromisoformat(month)
        aim = targets.aim_of(indicator, on=month_of(first).last, district=district)
        lines.append(_line(indicator, figure, before=None, aim=aim, key=month, month=first))
    return lines


def by_month(
    *, indicator: Indicator, days: Days, scope: Scope, by: Dimension, keys: Collection[str] | None = None
) -> list[Line]:
    """One indicator by `by` and month: the rows that `breakdown` and `history` are totals of."""
    found = figures(indicators=[indicator], days=days, scope=scope, by=by, monthly=True)
    table = {(one.key or "", str(one.month)): one for one in found}
    hidden = withheld(cases={cell: one.cases for cell, one in table.items()})
    return [
        _line(
            indicator,
            None if (key, month) in hidden else figure,
            before=None,
            aim=None,
            key=key,
            month=date.fromisoformat(month),
        )
        for (key, month), figure in sorted(table.items())
        if keys is None or key in keys
    ]


def _told(found: Mapping[str, Figure]) -> dict[str, Figure | None]:
    """What may be told of the parts of a total, by their keys in order; None in place of what is withheld."""
    hidden = {key for key, _ in withheld(cases={(key, ""): figure.cases for key, figure in found.items()})}
    return {key: None if key in hidden else figure for key, figure in sorted(found.items())}


def _line(
    indicator: Indicator,
    figure: Figure | None,
    *,
    before: Figure | None,
    aim: Aim | None,
    key: str = "",
    month: date | None = None,
) -> Line:
    telling = _telling(indicator, figure, is_withheld=figure is None and bool(key))
    value = figure.value if figure and telling is Telling.TOLD else None
    a_year_ago = before.value if before and _telling(indicator, before) is Telling.TOLD else None
    return Line(
        indicator=indicator,
        telling=telling,
        value=value,
        cases=figure.cases if figure and telling is Telling.TOLD else None,
        before=a_year_ago,
        aim=aim,
        assessment=assess(value=value, before=a_year_ago, aim=aim, direction=indicator.direction),
        key=key,
        month=month,
    )


def _telling(indicator: Indicator, figure: Figure | None, *, is_withheld: bool = False) -> Telling:
    if isinstance(indicator.reckoning, NotYet):
        return Telling.NOT_YET
    if is_withheld:
        return Telling.TOO_FEW
    if figure is None or figure.value is None:
        return Telling.NO_DATA
    fewest = FEWEST_FOR_A_SHARE if indicator.unit is Unit.SHARE else FEWEST
    return Telling.TOO_FEW if figure.cases < fewest and not isinstance(indicator.reckoning, Gap) else Telling.TOLD
