"""Tags and filters that every template has without loading them. README.md of this room lists them with examples.

Filters speak (einamt.platform.shell.words); a filter on nothing says nothing. Tags show components
(einamt.platform.shell.components).
"""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django import template

from einamt.platform.shell import components, words

register = template.Library()


def _or_nothing(speak: Callable[[Any], str]) -> Callable[[Any], str]:
    def spoken(value: Any) -> str:
        return "" if value is None or value == "" else speak(value)

    return spoken


def clock(value: int | datetime | time) -> str:
    """9:36, of minutes after midnight, a moment or a time of day."""
    return words.clock(value) if isinstance(value, int) else words.clock_of(value)


for speaking in (
    clock,
    words.date_day,
    words.date_long,
    words.date_numeric,
    words.date_short,
    words.days,
    words.euro,
    words.explain,
    words.in_days,
    words.km,
    words.left_to_right,
    words.minutes,
    words.moment_long,
    words.number,
    words.percent,
):
    register.filter(speaking.__name__, _or_nothing(speaking))

register.filter("at_clock", words.at_clock)
components.register_all(register)
