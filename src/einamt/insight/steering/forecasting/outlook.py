"""An indicator's coming months, from those that are told.

A forecast is made of told figures alone: it tells of nobody what they do not tell.
"""

from dataclasses import dataclass
from datetime import date

from einamt.insight.steering.forecasting.forecast import Forecast, forecast
from einamt.insight.steering.indicators.definition import Indicator, Unit
from einamt.insight.steering.measuring import Scope
from einamt.insight.steering.overview import Line, history
from einamt.kernel.periods import Days, months_later
from einamt.platform.facts.queries import reading

MONTHS_BACK = 60


@dataclass(frozen=True, slots=True)
class Outlook:
    """The months that are over, up to the last one told, and those to come."""

    past: list[Line]
    forecast: Forecast | None
    """None where too few months are told."""

    def month(self, ahead: int) -> date:
        """The first day of the month `ahead` months after the last one told."""
        last = self.past[-1].month
        assert last is not None  # noqa: S101 - a history is told by month
        return months_later(last, ahead)


@reading()
def outlook(*, indicator: Indicator, scope: Scope, until: date) -> Outlook:
    """The outlook from the months before `until`, the first day of a month; for the whole city or a district."""
    lines = history(indicator=indicator, days=Days(months_later(until, -MONTHS_BACK), until), scope=scope)
    while lines and lines[-1].value is None:
        lines.pop()
    highest = 1.0 if indicator.unit in {Unit.SHARE, Unit.POINTS} else None
    return Outlook(past=lines, forecast=forecast([line.value for line in lines], highest=highest))
