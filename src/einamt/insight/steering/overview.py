"""Indicators as people who steer read them: against target and last year, with nothing that tells of a person."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from einamt.insight.steering.assessing import Assessment, assess
from einamt.insight.steering.disclosure import FEWEST
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Aim, Dimension, Gap, Indicator, NotYet, Unit
from einamt.insight.steering.measuring import Figure, Request, Scope, figures, figures_of
from einamt.insight.steering.protecting import PLACES, Protection, protections
from einamt.insight.steering.rules import FEWEST_FOR_A_SHARE
from einamt.insight.steering.targets import Targets
from einamt.kernel.periods import Days, month_of, months_later
from einamt.platform.facts.queries import reading

ALL = tuple(INDICATORS.values())


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
    """What it was a year before (`Days.a_year_before`); None where there is no data, or too little of it, or none of
    one of the months.
    """
    aim: Aim | None
    assessment: Assessment
    key: str = ""
    month: date | None = None


@reading()
def overview(*, days: Days, scope: Scope, indicators: Collection[Indicator] = ALL) -> list[Line]:
    """The indicators for a place and a period, in their order.

    :raises NotTold: a part of the city is asked for by the day, or by service and channel at once.
    """
    periods = (days, days.a_year_before())
    protected = _protections(indicators=indicators, periods=periods, by=scope.only.keys())
    of_districts = _districts_for_gaps(indicators=indicators, periods=periods, scope=scope)
    found = figures_of([Request(indicators, each, scope) for each in periods], tells=_tells(of_districts, periods))
    now, then = ({one.code: one for one in each} for each in found)
    targets, district = Targets(), scope.only.get(Dimension.DISTRICT, "")
    place = _cell(scope)
    counted = [{**bases, **each} for bases, each in zip(of_districts, protected, strict=True)]
    return [
        _line(
            one,
            now.get(one.code),
            is_told=protected[0][one.code].tells(days=periods[0], **place),
            before=then.get(one.code)
            if protected[1][one.code].tells(days=periods[1], **place) and _have_the_same_months(one, days, *counted)
            else None,
            aim=targets.aim_of(one, on=days.last, district=district),
        )
        for one in indicators
    ]


@reading()
def breakdown(
    *, indicator: Indicator, days: Days, scope: Scope, by: Dimension, keys: Collection[str] | None = None
) -> list[Line]:
    """One indicator told apart by `by`, each against its target and last year; `keys` limits what may be told.

    :raises NotTold: `days` are no whole months, or it is told apart by service and channel at once.
    """
    periods = (days, days.a_year_before())
    protected = _protections(indicators=[indicator], periods=periods, by={*scope.only, by})
    now, then = (
        {one.key or "": one for one in found}
        for found in figures_of([Request([indicator], each, scope, by) for each in periods])
    )
    protection, a_year_ago = (each[indicator.code] for each in protected)
    targets, district = Targets(), scope.only.get(Dimension.DISTRICT, "")
    is_comparable = _have_the_same_months(indicator, days, *protected)
    return [
        _line(
            indicator,
            now.get(key),
            is_told=protection.tells(days=days, **_cell(scope, by, key)),
            before=then.get(key)
            if is_comparable and a_year_ago.tells(days=periods[1], **_cell(scope, by, key))
            else None,
            aim=targets.aim_of(indicator, on=days.last, district=key if by is Dimension.DISTRICT else district),
            key=key,
        )
        for key in _keys(now.keys(), protection, days=days, scope=scope, by=by)
        if keys is None or key in keys
    ]


@reading()
def history(*, indicator: Indicator, days: Days, scope: Scope) -> list[Line]:
    """One indicator month by month (`key` and `month` say which), each against the target of its last day.

    Months before the first and after the last that have data are left out; one without any between them has none.

    :raises NotTold: as for `overview`; `days` are to be whole months.
    """
    [protected] = _protections(indicators=[indicator], periods=[days], by=scope.only.keys())
    of_districts = _districts_for_gaps(indicators=[indicator], periods=[days], scope=scope)
    request = Request([indicator], days, scope, monthly=True)
    [found] = figures_of([request], tells=_tells(of_districts, [days]))
    by_month_of = {one.month: one for one in found if one.month is not None}
    targets, district = Targets(), scope.only.get(Dimension.DISTRICT, "")
    return [
        _line(
            indicator,
            by_month_of.get(month.start),
            is_told=protected[indicator.code].tells(days=month, **_cell(scope)),
            before=None,
            aim=targets.aim_of(indicator, on=month.last, district=district),
            key=str(month.start),
            month=month.start,
        )
        for month in _span(by_month_of)
    ]


@reading()
def by_month(
    *, indicator: Indicator, days: Days, scope: Scope, by: Dimension, keys: Collection[str] | None = None
) -> list[Line]:
    """One indicator by `by` and month: the rows that `breakdown` and `history` are totals of.

    :raises NotTold: as for `breakdown`.
    """
    [protected] = _protections(indicators=[indicator], periods=[days], by={*scope.only, by})
    protection = protected[indicator.code]
    found = figures(indicators=[indicator], days=days, scope=scope, by=by, monthly=True)
    table = {(one.key or "", one.month): one for one in found}
    months = sorted({*protection.months, *(one.month for one in found if one.month is not None)})
    lines = []
    for key in _keys({key for key, _ in table}, protection, days=days, scope=scope, by=by):
        for month in map(month_of, months):
            figure = table.get((key, month.start))
            is_told = protection.tells(days=month, **_cell(scope, by, key))
            if (keys is None or key in keys) and (figure is not None or not is_told):
                lines.append(
                    _line(indicator, figure, is_told=is_told, before=None, aim=None, key=key, month=month.start)
                )
    return lines


def _protections(
    *, indicators: Collection[Indicator], periods: Sequence[Days], by: Collection[Dimension]
) -> list[Mapping[str, Protection]]:
    """What is told of each indicator; a gap stands for no cases of its own."""
    found = protections(indicators=indicators, periods=periods, by=by)
    return [
        {one.code: Protection(cuts=frozenset({days.start, days.until})) for one in indicators} | protected
        for days, protected in zip(periods, found, strict=True)
    ]


def _have_the_same_months(indicator: Indicator, days: Days, *counted: Mapping[str, Protection]) -> bool:
    """Whether each month that has cases now had some a year ago: a year of two months says nothing about eleven.

    A few days may lie in another month a year ago: then it is that one.
    """
    code = indicator.reckoning.of if isinstance(indicator.reckoning, Gap) else indicator.code
    now, then = (each[code].months if code in each else {} for each in counted)
    asked = days.a_year_before().months() if days.are_few else (months_later(month, -12) for month in now)
    return all(month in then for month in asked)


def _districts_for_gaps(
    *, indicators: Collection[Indicator], periods: Sequence[Days], scope: Scope
) -> list[dict[str, Protection]]:
    """What is told of the districts that gaps lie between; nothing where there is no gap to be told."""
    bases = [INDICATORS[one.reckoning.of] for one in indicators if isinstance(one.reckoning, Gap)]
    if not bases or scope.only or not all(days.are_whole_months for days in periods):
        return [{} for _ in periods]
    return protections(indicators=bases, periods=periods, by=[Dimension.DISTRICT])


def _tells(of_districts: Sequence[Mapping[str, Protection]], periods: Sequence[Days]) -> Callable[[int, Figure], bool]:
    """Whether the figure of a district may be one of those that a gap lies between, by the number of the request."""

    def tells(number: int, figure: Figure) -> bool:
        protection = of_districts[number].get(figure.code)
        days = month_of(figure.month) if figure.month else periods[number]
        return protection is not None and protection.tells(days=days, district=figure.key or "")

    return tells


def _cell(scope: Scope, by: Dimension | None = None, key: str = "") -> dict[str, str]:
    """Place and key of a figure, as its protection calls them."""
    chosen = {**scope.only, **({by: key} if by else {})}
    names = {Dimension.DISTRICT: "district", Dimension.OFFICE: "office"}
    return {names.get(dimension, "key"): value for dimension, value in chosen.items()}


def _keys(found: Collection[str], protection: Protection, *, days: Days, scope: Scope, by: Dimension) -> list[str]:
    """What a figure is told apart by, in order: what has cases, and what is withheld, whether it has any or none."""
    place = _cell(scope)
    seen = {key for _, _, key in protection.seen}
    if by in PLACES:
        seen = {
            district if by is Dimension.DISTRICT else office
            for district, office, _ in protection.seen
            if place.get("district", district) == district and place.get("office", office) == office
        }
    return sorted({*found, *(key for key in seen if key and not protection.tells(days=days, **_cell(scope, by, key)))})


def _span(months: Collection[date]) -> list[Days]:
    """All months from the first to the last of these."""
    if not months:
        return []
    first, last = min(months), max(months)
    count = (last.year - first.year) * 12 + last.month - first.month
    return [month_of(months_later(first, ahead)) for ahead in range(count + 1)]


def _line(
    indicator: Indicator,
    figure: Figure | None,
    *,
    is_told: bool,
    before: Figure | None,
    aim: Aim | None,
    key: str = "",
    month: date | None = None,
) -> Line:
    telling = _telling(indicator, figure, is_told=is_told)
    value = figure.value if figure and telling is Telling.TOLD else None
    a_year_ago = before.value if before and _telling(indicator, before, is_told=True) is Telling.TOLD else None
    return Line(
        indicator=indicator,
        telling=telling,
        value=value,
        cases=figure.cases if figure and telling is Telling.TOLD and not isinstance(indicator.reckoning, Gap) else None,
        before=a_year_ago,
        aim=aim,
        assessment=assess(value=value, before=a_year_ago, aim=aim, direction=indicator.direction),
        key=key,
        month=month,
    )


def _telling(indicator: Indicator, figure: Figure | None, *, is_told: bool) -> Telling:
    if isinstance(indicator.reckoning, NotYet):
        return Telling.NOT_YET
    if not is_told:
        return Telling.TOO_FEW
    if figure is None or figure.value is None:
        return Telling.NO_DATA
    fewest = FEWEST_FOR_A_SHARE if indicator.unit is Unit.SHARE else FEWEST
    return Telling.TOO_FEW if figure.cases < fewest and not isinstance(indicator.reckoning, Gap) else Telling.TOLD
