"""Figures in words: a value in its unit, a target, a traffic light with its reason."""

from django.utils.translation import gettext

from einamt.insight.steering.assessing import Light, Trend
from einamt.insight.steering.indicators.definition import Aim, Indicator, NotYet, Unit
from einamt.insight.steering.overview import Line, Telling
from einamt.platform.shell import words

SIGNS = {Light.MET: "●", Light.NEARER: "◐", Light.MISSED: "○", Light.NONE: ""}
"""Full, half, empty: the same in black and white."""


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


def light_words(line: Line) -> str:
    """What the traffic light says, in two or three words."""
    return {
        Light.MET: gettext("Ziel erreicht"),
        Light.NEARER: gettext("verfehlt, aber näher als im Vorjahr"),
        Light.MISSED: gettext("Ziel verfehlt"),
        Light.NONE: "",
    }[line.assessment.light]


def trend_words(line: Line) -> str:
    """Against last year."""
    if line.before is None:
        return ""
    sentence = {
        Trend.BETTER: gettext("besser als %(value)s"),
        Trend.WORSE: gettext("schlechter als %(value)s"),
        Trend.HIGHER: gettext("mehr als %(value)s"),
        Trend.LOWER: gettext("weniger als %(value)s"),
        Trend.SAME: gettext("wie im Vorjahr"),
        Trend.UNKNOWN: "%(value)s",
    }[line.assessment.trend]
    return sentence % {"value": value_words(line.indicator, line.before)}


def reason(line: Line) -> str:
    """Why the light is as it is, or why there is no figure, as a sentence."""
    if isinstance(line.indicator.reckoning, NotYet):
        return gettext("Noch keine Daten.") + " " + gettext(line.indicator.reckoning.waits_for)
    if line.telling is Telling.TOO_FEW:
        return gettext("Zu wenige Fälle, um etwas zu sagen, ohne einzelne Menschen zu zeigen.")
    if line.value is None:
        return gettext("Für diese Auswahl gibt es keine Daten.")
    sentence = {
        Light.MET: gettext("%(value)s: Das Ziel (%(aim)s) ist erreicht."),
        Light.NEARER: gettext("%(value)s: Das Ziel (%(aim)s) ist verfehlt, aber näher als im Vorjahr."),
        Light.MISSED: gettext("%(value)s: Das Ziel (%(aim)s) ist verfehlt."),
        Light.NONE: gettext("%(value)s; ein Ziel gibt es nicht."),
    }[line.assessment.light]
    return sentence % {"value": told(line), "aim": aim_words(line.indicator, line.aim)}
