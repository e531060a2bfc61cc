"""Figures in words: a value in its unit, a target, or why there is none."""

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


def value_words(indicator: Indicator, value: float) -> str:
    """42 %, 9 Tage, 12 Minuten, 1,1."""
    match indicator.unit:
        case Unit.SHARE:
            return words.percent(value)
        case Unit.POINTS:
            return gettext("%(points)s Prozentpunkte") % {"points": words.number(round(value * 100))}
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
        return value_words(line.indicator, line.value)
    return gettext("zu wenige") if line.telling is Telling.TOO_FEW else gettext("keine Daten")


def aim_words(indicator: Indicator, aim: Aim | None) -> str:
    """Höchstens 14 Tage; an empty text where there is no target."""
    if aim is None:
        return ""
    if aim.at_least is not None and aim.at_most is not None:
        return gettext("%(least)s bis %(most)s") % {
            "least": value_words(indicator, aim.at_least),
            "most": value_words(indicator, aim.at_most),
        }
    if aim.at_most is not None:
        return gettext("höchstens %(most)s") % {"most": value_words(indicator, aim.at_most)}
    return gettext("mindestens %(least)s") % {"least": value_words(indicator, aim.at_least or 0)}
