"""The verdict on a measure in sentences, with its numbers."""

from django.utils.translation import gettext

from einamt.insight.steering.effects.judging import Judgement, Reason, Verdict
from einamt.insight.steering.indicators.definition import Indicator, Unit
from einamt.insight.steering.measures.queries import Effect
from einamt.insight.steering.models import Measure, MeasureEntry
from einamt.insight.steering.wording import value_words
from einamt.kernel.errors import N_
from einamt.platform.shell import words

VERDICTS = {
    Verdict.SEEN: N_("Wirkung erkennbar"),
    Verdict.NOT_SEEN: N_("Keine Wirkung erkennbar"),
    Verdict.CANNOT_BE_TOLD: N_("Lässt sich nicht sagen"),
}
SIGNS = {Verdict.SEEN: "●", Verdict.NOT_SEEN: "○", Verdict.CANNOT_BE_TOLD: "?"}
REASONS = {
    Reason.TOO_EARLY: N_("Nach dem Beginn sind noch zu wenige ganze Monate vorbei."),
    Reason.TOO_LITTLE_BEFORE: N_("Vor dem Beginn gibt es zu wenige Monate mit Zahlen."),
    Reason.TOO_FEW_PLACES: N_("Es gibt zu wenige Orte zum Vergleich: Zufall lässt sich nicht ausschließen."),
    Reason.APART_BEFORE: N_("Die Orte entwickelten sich schon vor dem Beginn auseinander: Ein Vergleich führt irre."),
    Reason.RELATED_MONTHS: N_("Die Monate hängen so stark zusammen, dass der Verlauf allein nichts beweist."),
    Reason.TOO_WIDE: N_("Die Schwankungen sind zu groß: Keine Wirkung und die erwartete sind beide möglich."),
    Reason.OTHER_MEASURE: N_(
        "In derselben Zeit hat dort eine andere Maßnahme für dieselbe Kennzahl begonnen oder geendet: Was welche "
        "bewirkt hat, lässt sich nicht trennen."
    ),
    Reason.NOT_INSTALLED: N_(
        "Ohne Vergleichsorte braucht es das Zusatzpaket „effects“ (pip install einamt[effects]). Der Betrieb kann es "
        "einrichten."
    ),
}
ENTRIES = {
    MeasureEntry.Kind.RECORDED: N_("festgehalten"),
    MeasureEntry.Kind.CHANGED: N_("geändert"),
    MeasureEntry.Kind.ENDED: N_("beendet"),
    MeasureEntry.Kind.WITHDRAWN: N_("zurückgezogen"),
}


def change_words(indicator: Indicator, value: float) -> str:
    """+10 Prozentpunkte, −2,4 Tage; what rounds to nothing has no sign."""
    is_share = indicator.unit is Unit.SHARE
    size = round(abs(value) * (100 if is_share else 1), 1)
    sign = "" if not size else "−" if value < 0 else "+"
    if is_share:
        return sign + gettext("%(points)s Prozentpunkte") % {"points": words.number(size)}
    return sign + value_words(indicator, size)


def verdict(effect: Effect | None, measure: Measure) -> str:
    """The verdict in one or two sentences."""
    if effect is None:
        return gettext("Es gibt noch keine Zahlen dazu.")
    judged, indicator = effect.judgement, effect.indicator
    if judged.verdict is Verdict.CANNOT_BE_TOLD:
        return gettext(REASONS[judged.reason]) if judged.reason else ""
    numbers = {
        "effect": change_words(indicator, judged.effect or 0),
        "low": change_words(indicator, judged.low or 0),
        "high": change_words(indicator, judged.high or 0),
        "expected": change_words(indicator, measure.expected_change),
    }
    if judged.verdict is Verdict.NOT_SEEN:
        most = max(abs(judged.low or 0), abs(judged.high or 0))
        numbers["most"] = change_words(indicator, most).lstrip("+")
        return (
            gettext(
                "Geschätzt sind es %(effect)s (%(low)s bis %(high)s). Mehr als %(most)s in die eine oder andere "
                "Richtung ist auszuschließen; erwartet waren %(expected)s."
            )
            % numbers
        )
    if judged.is_opposite:
        return (
            gettext("%(effect)s (%(low)s bis %(high)s): Es ging in die andere Richtung als erwartet (%(expected)s).")
            % numbers
        )
    if judged.is_as_expected:
        return gettext("%(effect)s (%(low)s bis %(high)s): So viel wie erwartet (%(expected)s) oder mehr.") % numbers
    return gettext("%(effect)s (%(low)s bis %(high)s): Weniger als erwartet (%(expected)s).") % numbers


def method(judged: Judgement, *, compared: int) -> str:
    """How the verdict was reached, and how sure it is; empty where none was, unless its bounds are why."""
    if judged.verdict is Verdict.CANNOT_BE_TOLD and judged.reason is not Reason.TOO_WIDE:
        return ""
    if judged.comparison is not None and judged.level is not None:
        return gettext(
            "Verglichen mit %(places)s Orten ohne die Maßnahme (Differenz der Differenzen). Der Bereich in Klammern "
            "ist zu %(level)s sicher. Durch Zufall käme eine so große Wirkung in %(chance)s der Fälle heraus, gemessen "
            "an %(placebos)s Scheinmaßnahmen an anderen Orten, jede im Verhältnis zu ihren Schwankungen."
        ) % {
            "places": words.number(compared),
            "level": words.percent(judged.level),
            "chance": words.percent(judged.comparison.p_value()),
            "placebos": words.number(len(judged.comparison.placebos)),
        }
    if judged.comparison is None and judged.level is not None:
        return gettext(
            "Überall zugleich begonnen, also ohne Vergleichsorte: Beurteilt ist nur der Verlauf vor und nach dem "
            "Beginn. Was zur selben Zeit sonst geschah, steckt mit darin. Der Bereich in Klammern ist zu "
            "%(level)s sicher."
        ) % {"level": words.percent(judged.level)}
    return ""
