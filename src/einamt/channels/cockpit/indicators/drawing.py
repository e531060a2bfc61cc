"""Lines over months: one chart for a place, small multiples for the districts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from einamt.insight.steering.indicators.definition import Aim, Indicator, Unit
from einamt.insight.steering.overview import Line
from einamt.insight.steering.wording import value_words

WIDTH, HEIGHT, MARGIN = 160, 48, 3


@dataclass(frozen=True, slots=True)
class Multiple:
    """One small chart, in numbers as SVG reads them: pieces of a line (gaps where nothing is told), and the target."""

    name: str
    pieces: list[str]
    """Points as SVG reads them."""
    dots: list[tuple[str, str]]
    """Months that stand alone between two gaps."""
    target: str
    latest: str
    """The last value that is told, in words."""


def history_chart(*, lines: Sequence[Line], indicator: Indicator) -> dict[str, Any]:
    """The value by month as a line with points, the target as a dashed one; a month that is not told is a gap."""
    scale = 100 if indicator.unit in {Unit.SHARE, Unit.POINTS} else 1
    points = [
        {
            "month": f"{line.month:%Y-%m-%d}",
            "value": None if line.value is None else line.value * scale,
            "target": None if (bound := _bound(line.aim)) is None else bound * scale,
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


def multiples(
    *, lines: Sequence[Line], names: dict[str, str], aims: dict[str, Aim | None], indicator: Indicator
) -> list[Multiple]:
    """A small chart for each of `names`, all with the same scales."""
    months = sorted({line.month for line in lines if line.month})
    values = [line.value for line in lines if line.value is not None]
    bounds = [bound for aim in aims.values() if (bound := _bound(aim)) is not None]
    highest = max([*values, *bounds], default=0) or 1

    def height(value: float) -> str:
        return f"{HEIGHT - MARGIN - value / highest * (HEIGHT - 2 * MARGIN):.1f}"

    drawn = []
    for key, name in names.items():
        of = {line.month: line.value for line in lines if line.key == key}
        runs: list[list[tuple[str, str]]] = [[]]
        latest = ""
        for position, month in enumerate(months):
            value = of.get(month)
            if value is None:
                runs.append([])
                continue
            x = MARGIN + position / max(len(months) - 1, 1) * (WIDTH - 2 * MARGIN)
            runs[-1].append((f"{x:.1f}", height(value)))
            latest = value_words(indicator, value)
        bound = _bound(aims.get(key))
        drawn.append(
            Multiple(
                name=name,
                pieces=[" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1],
                dots=[run[0] for run in runs if len(run) == 1],
                target="" if bound is None else height(bound),
                latest=latest,
            )
        )
    return drawn


def _bound(aim: Aim | None) -> float | None:
    """Where to draw a target: at its upper bound, else at its lower one."""
    return None if aim is None else aim.at_most if aim.at_most is not None else aim.at_least
