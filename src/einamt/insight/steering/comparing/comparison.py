"""Districts or offices compared fairly, with nothing that tells of a person.

Told are only places that tables tell, and nothing in their expectation hangs on few cases (see `strata`). Judged are
all of these, whoever looks; what somebody may not see is left out afterwards.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from einamt.insight.steering import compiler
from einamt.insight.steering.comparing.funnel import Judged, funnel
from einamt.insight.steering.comparing.strata import Counted, places
from einamt.insight.steering.compiler import MONTH
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Aim, Dimension, Direction, Indicator, Quantile, Share
from einamt.insight.steering.protecting import PLACES, protections
from einamt.insight.steering.rules import FEWEST_FOR_A_SHARE
from einamt.insight.steering.targets import Targets
from einamt.kernel.periods import Days
from einamt.platform.facts.queries import Parameter, Question, answers, reading


@dataclass(frozen=True, slots=True)
class Comparison:
    """The places of a city over some months. Events are the cases that an indicator wants few of."""

    bound: float | None
    """Of a quantile: events are cases above its target. None for a share."""
    wants_more: bool
    """Whether the share that is told is that of cases without the event."""
    city: float
    """The city's share of events."""
    judged: list[Judged]
    """Of those that may be seen."""
    compared: int
    """How many places were judged."""
    withheld: int
    """How many had too few cases, or are withheld; of those that may be seen."""
    dispersion: float | None
    spread: float


def is_comparable(indicator: Indicator, *, aim: Aim | None) -> bool:
    """Whether places can be compared by an indicator: its cases are cases of their own, and either way is better."""
    reckoning = indicator.reckoning
    if indicator.direction is Direction.NONE or not isinstance(reckoning, Share | Quantile):
        return False
    return reckoning.source.are_cases and (
        isinstance(reckoning, Share) or (aim is not None and aim.at_most is not None)
    )


@reading()
def comparison(
    *, indicator: Indicator, days: Days, by: Dimension, keys: Collection[str] | None = None
) -> Comparison | None:
    """The districts or offices over whole months that are over; `keys` limits what may be seen.

    None where this indicator compares nothing (`is_comparable`), or where fewer than two places have enough cases.
    Where nothing or everything is an event, none is judged: `compared` is 0.

    :raises NotTold: `days` are no whole months.
    """
    aim = Targets().aim_of(indicator, on=days.last)
    if not is_comparable(indicator, aim=aim):
        return None
    bound = aim.at_most if isinstance(indicator.reckoning, Quantile) and aim else None
    wants_more = bound is not None or indicator.direction is Direction.HIGHER
    [protected] = protections(indicators=[indicator], periods=[days], by=[by])
    protection = protected[indicator.code]
    is_by_office = by is Dimension.OFFICE
    found = places(_counted(indicator, days, by=by, bound=bound, wants_more=wants_more), by_office=is_by_office)
    told = [
        place
        for key, place in sorted(found.items())
        if place.cases >= FEWEST_FOR_A_SHARE
        and (protection.tells(days=days, office=key) if is_by_office else protection.tells(days=days, district=key))
    ]
    result = funnel(told)
    cases, events = sum(place.cases for place in found.values()), sum(place.events for place in found.values())
    is_all_alike = len(told) > 1 and events in {0, cases}
    if len(result.judged) < 2 and not is_all_alike:
        return None
    judged = [one for one in result.judged if keys is None or one.place.key in keys]
    return Comparison(
        bound=bound,
        wants_more=wants_more,
        city=events / cases,
        judged=judged,
        compared=len(result.judged),
        withheld=sum(keys is None or key in keys for key in found) - len(judged),
        dispersion=result.dispersion,
        spread=result.spread,
    )


def _counted(
    indicator: Indicator, days: Days, *, by: Dimension, bound: float | None, wants_more: bool
) -> Iterable[Counted]:
    """The city's cases by month, place and stratum, and how many of them are events."""
    columns = PLACES if by is Dimension.OFFICE else (by,)
    sql = compiler.stratified(indicator=indicator, all_indicators=tuple(INDICATORS.values()), by=columns)
    parameters: dict[str, Parameter] = {"start": days.start, "until": days.until}
    question = Question(sql, parameters | ({} if bound is None else {"bound": bound}), within=(days,))
    for row in answers(questions=[question])[0]:
        yield Counted(
            month=row[MONTH],
            district=row["district"] or "",
            office=row.get("office") or "",
            stratum=f"{row['service']}\n{row['channel']}",
            cases=row["whole"],
            events=row["whole"] - row["part"] if wants_more else row["part"],
        )
