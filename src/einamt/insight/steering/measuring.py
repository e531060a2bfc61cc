"""What the indicators are: for a place, a period, and told apart as asked."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from einamt.insight.steering import compiler
from einamt.insight.steering.compiler import MONTH
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension, Gap, Indicator
from einamt.insight.steering.rules import FEWEST_FOR_A_SHARE
from einamt.kernel.periods import Days
from einamt.platform.facts.queries import Parameter, Question, answers


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


@dataclass(frozen=True, slots=True)
class Request:
    """Indicators over some days in a place, by months and by one dimension as asked."""

    indicators: Collection[Indicator]
    days: Days
    scope: Scope = field(default_factory=Scope)
    by: Dimension | None = None
    monthly: bool = False

    @property
    def keys(self) -> list[str]:
        """The columns that tell its figures apart."""
        return [*([MONTH] if self.monthly else []), *([self.by.value] if self.by else [])]


def figures(
    *,
    indicators: Collection[Indicator],
    days: Days,
    scope: Scope,
    by: Dimension | None = None,
    monthly: bool = False,
) -> list[Figure]:
    """The answer to one request; see `figures_of`."""
    return figures_of([Request(indicators, days, scope, by, monthly)])[0]


def figures_of(
    requests: Sequence[Request], *, tells: Callable[[int, Figure], bool] = lambda _number, _figure: True
) -> list[list[Figure]]:
    """The figures of each request, read in one go.

    What has no facts gives no figure at all: it is for the reader to say "no data". A gap of districts is given for
    the whole city only, between those of which `tells` allows it (the number of the request, and the district's
    figure). Nothing is withheld here.
    """
    gaps = [_districts_for_gaps(request) for request in requests]
    counted = _counted([*requests, *(request for request in gaps if request is not None)])
    of_gaps = iter(counted[len(requests) :])
    return [
        found
        + (
            _gaps(request.indicators, of_districts=[one for one in next(of_gaps) if tells(number, one)])
            if gap is not None
            else []
        )
        for number, (request, found, gap) in enumerate(zip(requests, counted, gaps, strict=False))
    ]


def _counted(requests: Sequence[Request]) -> list[list[Figure]]:
    """The shares and quantiles of each request."""
    questions = [_question(request) for request in requests]
    told = iter(answers(questions=[question for question in questions if question is not None]))
    return [
        [] if question is None else [_figure(row, by=request.by) for row in next(told)]
        for request, question in zip(requests, questions, strict=True)
    ]


def question_over_facts(request: Request) -> Question | None:
    """The same request as a question that reads the facts themselves, whatever the days: for who reckons it again.

    None where no fact answers it. A gap of districts is none of its answers: it is reckoned from theirs.
    """
    return _question(request, from_facts=True)


def _question(request: Request, *, from_facts: bool | None = None) -> Question | None:
    sql = compiler.statement(
        indicators=tuple(request.indicators),
        all_indicators=tuple(INDICATORS.values()),
        by=request.keys,
        narrowed_to=tuple(request.scope.only),
        from_facts=not request.days.are_whole_months if from_facts is None else from_facts,
    )
    if not sql:
        return None
    parameters: dict[str, Parameter] = {"start": request.days.start, "until": request.days.until}
    parameters |= {dimension.value: value for dimension, value in request.scope.only.items()}
    return Question(sql, parameters, within=(request.days,))


def _figure(row: Mapping[str, Any], *, by: Dimension | None) -> Figure:
    return Figure(
        code=row["code"],
        value=row["reckoned"],
        cases=row["cases"] or 0,
        month=row.get(MONTH),
        key=row[by.value] if by else None,
    )


def _districts_for_gaps(request: Request) -> Request | None:
    """What the gaps of a request are reckoned from: their indicators by district."""
    bases = [INDICATORS[one.reckoning.of] for one in request.indicators if isinstance(one.reckoning, Gap)]
    if not bases or request.by is not None or request.scope.only:
        return None
    return Request(bases, request.days, by=Dimension.DISTRICT, monthly=request.monthly)


def _gaps(indicators: Iterable[Indicator], *, of_districts: Sequence[Figure]) -> list[Figure]:
    """Best minus worst, among districts with enough cases to tell; none where fewer than two have."""
    found = []
    for indicator in indicators:
        if not isinstance(indicator.reckoning, Gap):
            continue
        told: dict[date | None, list[tuple[float, int]]] = {}
        for one in of_districts:
            if one.code == indicator.reckoning.of and one.value is not None and one.cases >= FEWEST_FOR_A_SHARE:
                told.setdefault(one.month, []).append((one.value, one.cases))
        for month, districts in told.items():
            values = [value for value, _ in districts]
            if len(values) > 1:
                cases = sum(count for _, count in districts)
                gap = max(values) - min(values)
                found.append(Figure(code=indicator.code, value=gap, cases=cases, month=month))
    return found
