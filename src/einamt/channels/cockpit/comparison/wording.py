"""The comparison in words."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from einamt.insight.steering.comparing.comparison import Comparison
from einamt.insight.steering.comparing.funnel import Verdict
from einamt.insight.steering.indicators.definition import Indicator, Quantile
from einamt.insight.steering.wording import value_words
from einamt.platform.shell import words

SIGNS = {
    Verdict.CHANCE: "○",
    Verdict.NOTABLY_BETTER: "▽",
    Verdict.NOTABLY_WORSE: "△",
    Verdict.BETTER: "▼",
    Verdict.WORSE: "▲",
}
"""The shapes of the plot; the same in black and white."""


def verdict_words(verdict: Verdict, *, is_wide: bool) -> str:
    """What a place's deviation means; `is_wide`: limits allow for what places differ in general."""
    return {
        Verdict.CHANCE: gettext("innerhalb dessen, was Zufall und übliche Unterschiede erklären")
        if is_wide
        else gettext("innerhalb dessen, was der Zufall erklärt"),
        Verdict.NOTABLY_BETTER: gettext("auffällig besser, aber nicht weit außerhalb der üblichen Unterschiede")
        if is_wide
        else gettext("auffällig besser, könnte aber Zufall sein"),
        Verdict.NOTABLY_WORSE: gettext("auffällig schlechter, aber nicht weit außerhalb der üblichen Unterschiede")
        if is_wide
        else gettext("auffällig schlechter, könnte aber Zufall sein"),
        Verdict.BETTER: gettext("besser, auch durch übliche Unterschiede nicht zu erklären")
        if is_wide
        else gettext("besser, durch Zufall nicht zu erklären"),
        Verdict.WORSE: gettext("schlechter, auch durch übliche Unterschiede nicht zu erklären")
        if is_wide
        else gettext("schlechter, durch Zufall nicht zu erklären"),
    }[verdict]


def share_words(found: Comparison, events: float) -> str:
    """The share that is told: of the events, or of the cases without."""
    return words.percent(1 - events if found.wants_more else events)


def what_is_compared(indicator: Indicator, found: Comparison) -> str:
    """Which share it is."""
    if isinstance(indicator.reckoning, Quantile) and found.bound is not None:
        return gettext("Anteil der Fälle im Ziel (höchstens %(bound)s)") % {
            "bound": value_words(indicator, found.bound)
        }
    return gettext("Anteil „%(name)s“") % {"name": gettext(indicator.name)}


def what_is_counted(indicator: Indicator, found: Comparison) -> str:
    """What the events are that a place is to have few of."""
    if found.bound is not None:
        return gettext("Fälle, die das Ziel verfehlen (höchstens %(bound)s)") % {
            "bound": value_words(indicator, found.bound)
        }
    if found.wants_more:
        return gettext("Fälle, die nicht „%(name)s“ waren") % {"name": gettext(indicator.name)}
    return gettext("Fälle „%(name)s“") % {"name": gettext(indicator.name)}


def headline(found: Comparison, names: Sequence[str]) -> str:
    """Who stands out, or that nobody does; of a single place what holds of it."""
    is_wide = bool(found.spread)
    if len(found.judged) == 1:
        return f"{names[0]}: {verdict_words(found.judged[0].verdict, is_wide=is_wide)}."
    inside = sum(one.verdict is Verdict.CHANCE for one in found.judged)
    sentences = [
        ngettext("%(inside)s von %(count)s liegt %(verdict)s.", "%(inside)s von %(count)s liegen %(verdict)s.", inside)
        % {
            "inside": words.number(inside),
            "count": words.number(len(found.judged)),
            "verdict": verdict_words(Verdict.CHANCE, is_wide=is_wide),
        }
    ]
    for verdict in (Verdict.BETTER, Verdict.WORSE, Verdict.NOTABLY_BETTER, Verdict.NOTABLY_WORSE):
        who = [name for one, name in zip(found.judged, names, strict=True) if one.verdict is verdict]
        if who:
            sentences.append(f"{_sentence_case(verdict_words(verdict, is_wide=is_wide))}: {', '.join(who)}.")
    return " ".join(sentences)


def spread_words(found: Comparison) -> str:
    """Whether the places differ by more than chance in general, and what that does to the limits."""
    if found.dispersion is None:
        return gettext("Für so wenige Orte wird nicht geprüft, ob sie sich stärker unterscheiden als durch Zufall.")
    if found.spread:
        return gettext(
            "Die Orte unterscheiden sich insgesamt stärker, als der Zufall es täte (Streuung %(dispersion)s statt 1). "
            "Darum sind die Grenzen weiter: Auffällig ist nur, wer sich von den anderen stärker unterscheidet als "
            "diese untereinander."
        ) % {"dispersion": words.number(round(found.dispersion, 1))}
    return gettext(
        "Insgesamt unterscheiden sich die Orte kaum stärker, als der Zufall es täte (Streuung %(dispersion)s; 1 wäre "
        "reiner Zufall)."
    ) % {"dispersion": words.number(round(found.dispersion, 1))}


def nothing_differs(found: Comparison) -> str:
    """That the share is the same everywhere."""
    return gettext("Der Anteil ist an allen Orten gleich (%(share)s): Zu vergleichen gibt es nichts.") % {
        "share": share_words(found, found.city)
    }


def nothing_to_compare(*, is_comparable: bool) -> str:
    """Why there is no funnel."""
    if is_comparable:
        return gettext("Für diesen Zeitraum haben weniger als zwei Orte genug Fälle. Bitte wählen Sie einen längeren.")
    return gettext(
        "Diese Kennzahl lässt sich so nicht vergleichen: Sie zählt keine einzelnen Fälle, hat keine bessere Richtung "
        "oder kein Ziel, an dem die Fälle gemessen werden könnten."
    )


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
