"""The cockpit's charts as Vega-Lite specifications."""

from typing import Any

from django.utils.translation import gettext

from einamt.insight.steering.queries import Glance
from einamt.platform.shell import city


def part_word() -> str:
    """What one line of the figures stands for: a district of a city, or a municipality of a community."""
    return gettext("Gemeinde") if city.current().is_community else gettext("Bezirk")


def days_to_first_chart(figures: Glance) -> dict[str, Any]:
    """A dot for each service in each district: how many days away its first free appointment is; a line at the promise.

    Each service has a line of its own within its district; shape and colour tell it apart as well. What has nothing
    free stands at the horizon.
    """
    days_of = {
        district.name: [figures.horizon_days if days is None else days for days in district.days_to_first]
        for district in figures.districts
    }
    points = [
        {"district": district, "service": service.name, "days": days}
        for district, all_days in days_of.items()
        for service, days in zip(figures.services, all_days, strict=True)
    ]
    worst_first = sorted(days_of, key=lambda district: -max(days_of[district], default=0))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": points},
        "width": "container",
        "height": {"step": 8, "for": "offset"},
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "size": 45, "opacity": 0.9},
                "encoding": {
                    "x": {
                        "field": "days",
                        "type": "quantitative",
                        "title": gettext("Tage bis zum ersten freien Termin"),
                    },
                    "y": {"field": "district", "type": "nominal", "title": None, "sort": worst_first},
                    "yOffset": {"field": "service", "type": "nominal"},
                    "color": {"field": "service", "type": "nominal", "title": None},
                    "shape": {"field": "service", "type": "nominal", "title": None},
                    "tooltip": [
                        {"field": "district", "title": part_word()},
                        {"field": "service", "title": gettext("Leistung")},
                        {"field": "days", "title": gettext("Tage")},
                    ],
                },
            },
            {
                "data": {"values": [{"promise": figures.promise_days}]},
                "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 2},
                "encoding": {"x": {"field": "promise", "type": "quantitative"}},
            },
        ],
    }
