"""The course of treated places beside the others, and the placebos: charts that hold in black and white."""

from typing import Any

from django.utils.translation import gettext

from einamt.insight.steering.effects.comparing import Comparison
from einamt.insight.steering.indicators.definition import Indicator, Unit
from einamt.insight.steering.measures.queries import Effect
from einamt.insight.steering.models import Measure

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def _scale(indicator: Indicator) -> tuple[int, str]:
    """What values are multiplied by, and what the axis says."""
    if indicator.unit is Unit.SHARE:
        return 100, "%"
    return 1, {Unit.DAYS: gettext("Tage"), Unit.MINUTES: gettext("Minuten")}.get(indicator.unit, "")


def course_chart(effect: Effect, measure: Measure) -> dict[str, Any]:
    """A full line for the treated places, a dashed one for the others, an upright at the start; gaps where untold."""
    scale, unit = _scale(effect.indicator)
    lines = [(gettext("mit der Maßnahme"), effect.treated), (gettext("ohne die Maßnahme"), effect.others)]
    names = [name for name, values in lines if values]
    points = [
        {"month": f"{month:%Y-%m-%d}", "places": name, "value": None if value is None else value * scale}
        for name, values in lines
        for month, value in zip(effect.months, values, strict=False)
    ]
    month = {"field": "month", "type": "temporal", "title": None, "axis": {"format": "%m/%y", "tickCount": "month"}}
    told_apart = {"field": "places", "type": "nominal", "title": None, "sort": names}
    return {
        "$schema": SCHEMA,
        "data": {"values": points},
        "width": "container",
        "height": 240,
        "layer": [
            {
                "mark": {"type": "line", "point": {"size": 40}, "invalid": "break-paths-show-domains"},
                "encoding": {
                    "x": month,
                    "y": {"field": "value", "type": "quantitative", "title": unit or None, "scale": {"zero": False}},
                    "strokeDash": told_apart,
                    "shape": told_apart,
                    "color": told_apart,
                },
            },
            {
                "data": {"values": [{"month": f"{measure.starts_on:%Y-%m-%d}"}]},
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": month},
            },
        ],
    }


def placebo_chart(comparison: Comparison, indicator: Indicator) -> dict[str, Any]:
    """Each placebo as a tick, the measure as a large diamond, 0 as a dashed upright."""
    scale, unit = _scale(indicator)
    if indicator.unit is Unit.SHARE:
        unit = gettext("Prozentpunkte")
    ticks = [{"estimate": each.estimate * scale} for each in comparison.placebos]
    x = {"field": "estimate", "type": "quantitative", "title": unit or None}
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": 60,
        "layer": [
            {"data": {"values": ticks}, "mark": {"type": "tick", "thickness": 2}, "encoding": {"x": x}},
            {
                "data": {"values": [{"estimate": comparison.estimate * scale}]},
                "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 240, "opacity": 1},
                "encoding": {"x": x},
            },
            {
                "data": {"values": [{"estimate": 0}]},
                "mark": {"type": "rule", "strokeDash": [5, 4]},
                "encoding": {"x": x},
            },
        ],
    }
