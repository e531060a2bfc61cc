"""The history of one place as a line over months."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from einamt.channels.cockpit.indicators.multiples import bound_of
from einamt.insight.steering.indicators.definition import Indicator, Unit
from einamt.insight.steering.overview import Line


def history_chart(*, lines: Sequence[Line], indicator: Indicator) -> dict[str, Any]:
    """The value by month as a line with points, the target as a dashed one; a month that is not told is a gap."""
    scale = 100 if indicator.unit in {Unit.SHARE, Unit.POINTS} else 1
    points = [
        {
            "month": f"{line.month:%Y-%m-%d}",
            "value": None if line.value is None else line.value * scale,
            "target": None if (bound := bound_of(line.aim)) is None else bound * scale,
        }
        for line in lines
    ]
    month = {"field": "month", "type": "temporal", "title": None, "axis": {"format": "%m/%y", "tickCount": "month"}}
    suffix = " (%)" if scale != 1 else ""
    title = {Unit.DAYS: gettext("Tage"), Unit.MINUTES: gettext("Minuten")}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": points},
        "width": "container",
        "height": 220,
        "layer": [
            {
                "mark": {"type": "line", "point": {"size": 40}, "invalid": "break-paths-show-domains"},
                "encoding": {
                    "x": month,
                    "y": {
                        "field": "value",
                        "type": "quantitative",
                        "title": title.get(indicator.unit, "") + suffix or None,
                    },
                },
            },
            {
                "mark": {"type": "line", "strokeDash": [5, 4], "strokeWidth": 2, "interpolate": "step-after"},
                "encoding": {"x": month, "y": {"field": "target", "type": "quantitative"}},
            },
        ],
    }
