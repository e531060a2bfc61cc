"""Which figures are told: the cases of each month, and what `disclosure` says of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from einamt.insight.steering import compiler
from einamt.insight.steering.compiler import MONTH
from einamt.insight.steering.disclosure import Cell, Month, cuts, month_of_cells
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension, Indicator
from einamt.kernel.periods import Days, month_of
from einamt.platform.facts.queries import Parameter, Question, answers

PLACES = (Dimension.DISTRICT, Dimension.OFFICE)
KEYS = (Dimension.SERVICE, Dimension.CHANNEL)
_NOTHING_COUNTED = Month()
Row = Mapping[str, Any]


class NotTold(ValueError):
    """Figures that are told of nobody: by the day of a part of the city, or by service and channel at once."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What is told of one indicator in some months."""

    months: Mapping[date, Month] = field(default_factory=dict)
    """By their first days; a month without any case is left out."""
    seen: frozenset[Cell] = frozenset()
    """All places and keys that have cases."""
    cuts: frozenset[date] = frozenset()
    """Where a period that is not made of whole months may begin and end."""

    def tells(self, *, days: Days, district: str = "", office: str = "", key: str = "") -> bool:
        """Whether the figure of these days is told: where each of their months tells it."""
        if not days.are_whole_months and not {days.start, days.until} <= self.cuts:
            return False
        return all(
            self.months.get(month, _NOTHING_COUNTED).tells(district=district, office=office, key=key)
            for month in days.months()
        )


def protections(
    *, indicators: Collection[Indicator], periods: Sequence[Days], by: Collection[Dimension]
) -> list[dict[str, Protection]]:
    """What is told in each of `periods`, by the indicators' codes, of figures that are told apart by `by`.

    :raises NotTold: they are told apart by service and channel at once, or the days are no whole months.
    """
    if set(KEYS) <= set(by) or (by and not all(days.are_whole_months for days in periods)):
        raise NotTold
    # an office stands in its district: what is withheld of the one depends on the other
    places = PLACES if Dimension.OFFICE in by else [each for each in PLACES if each in by]
    columns = [*places, *(each for each in KEYS if each in by)]
    counted = _counted(indicators, periods, columns=columns)
    return [_protections(indicators, counted(days), days=days, columns=columns) for days in periods]


def _counted(
    indicators: Iterable[Indicator], periods: Sequence[Days], *, columns: Sequence[Dimension]
) -> Callable[[Days], list[Row]]:
    """What tells the cases of each of `periods`, by months, or by days where they are not made of these; all of a kind
    are read at once.
    """
    kinds = {daily: [days for days in periods if days.are_whole_months is not daily] for daily in (False, True)}
    questions = {
        daily: question
        for daily, of_kind in kinds.items()
        if of_kind and (question := _question(indicators, of_kind, columns=columns, daily=daily))
    }
    told = dict(zip(questions, answers(questions=list(questions.values())), strict=True))

    def of(days: Days) -> list[Row]:
        around = _months_around(days)
        return [row for row in told.get(not days.are_whole_months, []) if around.start <= row[MONTH] < around.until]

    return of


def _question(
    indicators: Iterable[Indicator], periods: Sequence[Days], *, columns: Sequence[Dimension], daily: bool
) -> Question | None:
    sql = compiler.counting(
        indicators=tuple(indicators),
        all_indicators=tuple(INDICATORS.values()),
        by=columns,
        daily=daily,
        periods=len(periods),
    )
    around = [_months_around(days) for days in periods]
    parameters: dict[str, Parameter] = {f"start_{number}": days.start for number, days in enumerate(around)}
    parameters |= {f"until_{number}": days.until for number, days in enumerate(around)}
    return Question(sql, parameters, within=tuple(around)) if sql else None


def _months_around(days: Days) -> Days:
    return Days(month_of(days.start).start, month_of(days.last).until)


def _protections(
    indicators: Iterable[Indicator], rows: Iterable[Row], *, days: Days, columns: Sequence[Dimension]
) -> dict[str, Protection]:
    counted: dict[str, dict[date, dict[Cell, int]]] = {}
    for row in rows:
        cell = ("", "", "")
        if columns:
            named = {each: row[each.value] or "" for each in columns}
            key = next((named[each] for each in KEYS if each in named), "")
            cell = (named.get(Dimension.DISTRICT, ""), named.get(Dimension.OFFICE, ""), key)
        counted.setdefault(row["counted"], {}).setdefault(row[MONTH], {})[cell] = row["cases"]
    made = {each: _protection(by_day, days=days) for each, by_day in counted.items()}
    nothing = Protection(cuts=frozenset({days.start, days.until}))
    return {one.code: made.get(compiler.counted_by(one), nothing) for one in indicators}


def _protection(counted: Mapping[date, Mapping[Cell, int]], *, days: Days) -> Protection:
    if days.are_whole_months:
        months = {month: month_of_cells(cells) for month, cells in counted.items()}
        return Protection(months=months, seen=frozenset(cell for cells in counted.values() for cell in cells))
    by_day = {day: sum(cells.values()) for day, cells in counted.items()}
    allowed: set[date] = set()
    months = {}
    for first in days.months():
        of_month = {day: count for day, count in by_day.items() if month_of(day).start == first}
        allowed |= cuts(first=first, until=month_of(first).until, cases=of_month)
        if of_month:
            months[first] = month_of_cells({("", "", ""): sum(of_month.values())})
    return Protection(months=months, cuts=frozenset(allowed))
