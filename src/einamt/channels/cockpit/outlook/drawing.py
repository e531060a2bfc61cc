"""Months that are over as a line, those to come dashed within their interval."""

from dataclasses import dataclass

from einamt.channels.cockpit.indicators.multiples import bound_of
from einamt.channels.cockpit.plots import Scale, Tick, month_ticks, pieces, round_marks
from einamt.insight.steering.forecasting.forecast import Forecast
from einamt.insight.steering.forecasting.outlook import Outlook
from einamt.insight.steering.indicators.definition import Aim, Indicator
from einamt.insight.steering.wording import value_words

MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class OutlookPlot:
    """In percent of the plot."""

    pieces: list[str]
    dots: list[tuple[str, str]]
    ahead: str
    band: str
    target: str
    marks: list[Tick]
    months: list[Tick]


def outlook_plot(found: Outlook, forecast: Forecast, *, indicator: Indicator, aim: Aim | None) -> OutlookPlot:
    """The last months that are told, and the forecast."""
    past = found.past[-MONTHS_SHOWN:]
    bound = bound_of(aim)
    seen = [line.value for line in past if line.value is not None]
    highest = max([*seen, *(one.high for one in forecast.ahead), *([] if bound is None else [bound])])
    marks = round_marks(0, highest or 1, marks=4)
    across, up = Scale(1 - len(past), len(forecast.ahead), 8, 98), Scale(0, marks[-1], 98, 6)
    drawn, dots = pieces(
        None if line.value is None else (across.at(position + 1 - len(past)), up.at(line.value))
        for position, line in enumerate(past)
    )
    last = f"{across.at(0)},{up.at(seen[-1])}"
    upper = [f"{across.at(one.months)},{up.at(one.high)}" for one in forecast.ahead]
    lower = [f"{across.at(one.months)},{up.at(one.low)}" for one in reversed(forecast.ahead)]
    months = [found.month(position) for position in range(1 - len(past), len(forecast.ahead) + 1)]
    return OutlookPlot(
        pieces=drawn,
        dots=dots,
        ahead=" ".join([last, *(f"{across.at(one.months)},{up.at(one.value)}" for one in forecast.ahead)]),
        band=" ".join([last, *upper, *lower]),
        target="" if bound is None else up.at(bound),
        marks=[Tick(up.at(mark), value_words(indicator, mark, beside=marks)) for mark in marks],
        months=month_ticks(months, Scale(0, len(months) - 1, 8, 98)),
    )
