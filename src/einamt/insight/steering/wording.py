"""Figures in words: a value in its unit, a target, or why there is none."""

from collections.abc import Iterable
from math import ceil, floor

from django.utils.translation import gettext

from einamt.insight.steering.indicators.definition import Aim, Indicator, Unit
from einamt.insight.steering.overview import Line, Telling
from einamt.kernel.channels import Channel
from einamt.kernel.errors import N_
from einamt.platform.shell import words

CHANNELS = {
    Channel.PORTAL: N_("Internet"),
    Channel.COUNTER: N_("Schalter"),
    Channel.HOTLINE: N_("Telefon"),
    Channel.KIOSK: N_("Terminal"),
    Channel.MOBILE: N_("Mobiles Amt"),
    Channel.LETTER: N_("Brief"),
    Channel.API: N_("Programme"),
}
"""How something was booked."""
MOST_DECIMALS = 4
"""Of a percentage: a case in a million."""


def value_words(indicator: Indicator, value: float, *, beside: Iterable[float | None] = ()) -> str:
    """42 %, 9 Tage, 12 Minuten, 1,1.

    A share that differs from what stands `beside` it (a target, last year) gets the decimals that show it: 8,1 % and
    not 8 % where the target is 8 %.
    """
    match indicator.unit:
        case Unit.SHARE:
            return words.percent(value, places=_places(value, beside))
        case Unit.POINTS:
            points = words.decimals(value * 100, places=_places(value, beside))
            return gettext("%(points)s Prozentpunkte") % {"points": points}
        case Unit.DAYS:
            return words.days(value)
        case Unit.MINUTES:
            return words.minutes(value)
        case Unit.EURO:
            return words.euro(round(value * 100))
        case _:
            return words.number(value)


def told(line: Line) -> str:
    """The value, or why there is none."""
    if line.value is not None:
        return value_words(line.indicator, line.value, beside=[*bounds(line.aim), line.before])
    return gettext("zu wenige") if line.telling is Telling.TOO_FEW else gettext("keine Daten")


def told_before(line: Line) -> str:
    """The value of a year ago, told apart from the one of now; empty where there is none."""
    return "" if line.before is None else value_words(line.indicator, line.before, beside=[line.value])


def bounds(aim: Aim | None) -> list[float | None]:
    """Both ends of a target."""
    return [] if aim is None else [aim.at_least, aim.at_most]


def _bound_words(indicator: Indicator, bound: float) -> str:
    """One end of a target, with all its decimals: 99,5 % is no 100 %."""
    rounded = [
        to_whole(round(bound * 10**places, 6)) / 10**places
        for places in range(2, 2 + MOST_DECIMALS)
        for to_whole in (floor, ceil)
    ]
    return value_words(indicator, bound, beside=rounded)


def _places(value: float, beside: Iterable[float | None]) -> int:
    """How many decimals of a percentage tell `value` apart from all that differ from it."""
    others = [other for other in beside if other is not None and other != value]
    return next(
        (
            places
            for places in range(MOST_DECIMALS)
            if all(words.percent(value, places=places) != words.percent(other, places=places) for other in others)
        ),
        MOST_DECIMALS,
    )


def aim_words(indicator: Indicator, aim: Aim | None) -> str:
    """Höchstens 14 Tage; an empty text where there is no target."""
    if aim is None:
        return ""
    least, most = ("" if bound is None else _bound_words(indicator, bound) for bound in bounds(aim))
    if least and most:
        return gettext("%(least)s bis %(most)s") % {"least": least, "most": most}
    if most:
        return gettext("höchstens %(most)s") % {"most": most}
    return gettext("mindestens %(least)s") % {"least": least}
