"""What is to be thought of figures, in words: a traffic light with its reason, a trend."""

from django.utils.translation import gettext

from einamt.insight.steering.assessing import Light, Trend
from einamt.insight.steering.indicators.definition import NotYet
from einamt.insight.steering.overview import Line, Telling
from einamt.insight.steering.wording import aim_words, told, told_before

SIGNS = {Light.MET: "●", Light.NEARER: "◐", Light.MISSED: "○", Light.NONE: ""}
"""Full, half, empty: the same in black and white."""


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
    return sentence % {"value": told_before(line)}


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
