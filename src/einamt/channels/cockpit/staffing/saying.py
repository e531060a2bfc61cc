"""Staff and answers of the model, in words and drawings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext

from einamt.channels.cockpit.indicators.selection import Places
from einamt.insight.staffing.demand import OfficeNeed
from einamt.insight.staffing.whatif.question import Answer, Told, WhatIf
from einamt.platform.shell import words

TENTH = 10


@dataclass(frozen=True, slots=True)
class NeedRow:
    """An office in words."""

    name: str
    for_work: str
    interval: str
    for_promise: str
    for_wait: str
    counters: str
    planned: str
    is_short: bool
    """What its opening hours bind is below the interval."""


def need_row(office: OfficeNeed) -> NeedRow:
    """An office as a row of the table."""
    planned = _posts(office.planned)
    needed = office.needed
    if needed is None:
        few = gettext("nicht gezeigt")
        return NeedRow(office.name, few, "–", "–", "–", "–", planned, is_short=False)
    return NeedRow(
        name=office.name,
        for_work=_posts(needed.for_work),
        interval=_range(needed.low, needed.high),
        for_promise=_range(*needed.for_promise),
        for_wait="–" if needed.for_wait is None else _posts(needed.for_wait),
        counters="–" if needed.counters is None else words.number(needed.counters),
        planned=planned,
        is_short=office.planned < needed.low,
    )


def need_headline(offices: Sequence[OfficeNeed]) -> str:
    """The first thing to know."""
    told = [office for office in offices if office.needed is not None]
    if not told:
        return gettext("Noch gibt es zu wenige Zahlen, um einen Bedarf zu nennen.")
    short = sum(need_row(office).is_short for office in told)
    if not short:
        return gettext("In allen Ämtern mit genug Zahlen trägt der Öffnungsplan die Arbeit, die dort heute getan wird.")
    return ngettext(
        "In %(count)s Amt trägt der Öffnungsplan die Arbeit nicht.",
        "In %(count)s Ämtern trägt der Öffnungsplan die Arbeit nicht.",
        short,
    ) % {"count": words.number(short)}


def need_chart(offices: Sequence[OfficeNeed]) -> dict[str, Any] | None:
    """What each office needs, with its interval, beside what its opening hours bind."""
    values = [
        {
            "office": office.name,
            "posts": coarse(office.needed.for_work),
            "low": coarse(office.needed.low),
            "high": coarse(office.needed.high),
            "planned": coarse(office.planned),
        }
        for office in offices
        if office.needed is not None
    ]
    if not values:
        return None
    office = {"field": "office", "type": "nominal", "title": None, "sort": "-x"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": values},
        "width": "container",
        "height": {"step": 18},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {
                    "y": office,
                    "x": {"field": "low", "type": "quantitative", "title": gettext("Stellen")},
                    "x2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60},
                "encoding": {
                    "y": office,
                    "x": {"field": "posts", "type": "quantitative"},
                    "tooltip": [
                        {"field": "office", "title": gettext("Amt")},
                        {"field": "posts", "title": gettext("für die Arbeit")},
                        {"field": "planned", "title": gettext("im Öffnungsplan")},
                    ],
                },
            },
            {
                "mark": {"type": "point", "shape": "square", "size": 60},
                "encoding": {"y": office, "x": {"field": "planned", "type": "quantitative"}},
            },
        ],
    }


def question_words(question: WhatIf, *, places: Places) -> list[str]:
    """What was asked, a sentence each."""
    kind, _, identifier = question.place.partition(":")
    names: Mapping[str, str] = places.districts if kind == "district" else places.offices
    place = names.get(identifier, identifier) if question.place else gettext("ganze Stadt")
    said = []
    if question.counters:
        days = ", ".join(str(WEEKDAYS[day]) for day in question.weekdays)
        count = words.number(abs(question.counters))
        sentence = (
            gettext("%(count)s Schalter mehr (%(place)s; %(days)s)")
            if question.counters > 0
            else gettext("%(count)s Schalter weniger (%(place)s; %(days)s)")
        )
        said.append(sentence % {"count": count, "place": place, "days": days})
    if question.is_closed:
        said.append(gettext("geschlossen: %(place)s") % {"place": place})
    if question.horizon_days is not None:
        said.append(gettext("buchbar %(days)s im Voraus") % {"days": words.days(question.horizon_days)})
    if question.demand_percent:
        said.append(
            gettext("Anfragen: %(percent)s")
            % {"percent": _signed(words.percent(question.demand_percent / 100), question.demand_percent)}
        )
    if question.no_show_percent is not None:
        said.append(
            gettext("nicht erschienen: %(percent)s") % {"percent": words.percent(question.no_show_percent / 100)}
        )
    return said


@dataclass(frozen=True, slots=True)
class Row:
    """A figure now, then, and the difference with its interval, in words."""

    name: str
    now: str
    then: str
    difference: str


def answer_rows(answer: Answer, *, promise_days: int) -> list[Row]:
    """The table of an answer."""
    rows = [_days(gettext("Tage von der Buchung bis zum Termin (Median), ganze Stadt"), answer.wait)]
    if answer.wait_there is not None:
        rows.append(_days(gettext("Tage von der Buchung bis zum Termin (Median), dort"), answer.wait_there))
    rows.append(_share(gettext("Termin binnen %(days)s Tagen") % {"days": promise_days}, answer.soon))
    rows.append(_share(gettext("nichts gefunden"), answer.turned_away))
    return rows


def answer_sentence(answer: Answer) -> str:
    """The answer, or that it cannot be told."""
    if answer.wait_there is not None and answer.can_be_told_there:
        return gettext("Dort wäre die mittlere Wartezeit (Median) %(difference)s.") % {
            "difference": _longer(answer.wait_there)
        }
    if answer.can_be_told:
        return gettext("In der Stadt wäre die mittlere Wartezeit (Median) %(difference)s.") % {
            "difference": _longer(answer.wait)
        }
    return gettext(
        "Das lässt sich nicht sagen: Der Unterschied ist nicht größer als das, was Zufall und Fehler des Modells "
        "ausmachen."
    )


def error_sentence(answer: Answer) -> str:
    """How far the model erred."""
    said = gettext(
        "Dreimal an zwölf vergangenen Wochen geprüft, von denen es nichts wusste, irrte sich das Modell in der neunten "
        "bis zwölften Woche bei der Wartezeit der Stadt im Mittel um %(error)s."
    ) % {"error": words.days(_rounded(answer.error_days))}
    if answer.error_there_days is not None:
        said += " " + gettext("An dem Ort waren es %(error)s.") % {
            "error": words.days(_rounded(answer.error_there_days))
        }
    return said


def answer_chart(answer: Answer) -> dict[str, Any]:
    """Weeks to come as it is and as it would be."""
    as_it_is, otherwise = gettext("wie es ist"), gettext("wie es wäre")
    values = [
        {"week": week + 1, "days": round(value, 1), "what": what}
        for what, line in ((as_it_is, answer.weekly_now), (otherwise, answer.weekly_then))
        for week, value in enumerate(line)
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": values},
        "width": "container",
        "height": 220,
        "mark": {"type": "line", "point": {"size": 40}},
        "encoding": {
            "x": {"field": "week", "type": "ordinal", "title": gettext("Woche"), "axis": {"labelAngle": 0}},
            "y": {"field": "days", "type": "quantitative", "title": gettext("Tage")},
            "strokeDash": {"field": "what", "type": "nominal", "title": None},
            "color": {"field": "what", "type": "nominal", "title": None},
        },
    }


def _days(name: str, told: Told) -> Row:
    low, high = _rounded(told.low), _rounded(told.high)
    difference = gettext("%(difference)s (%(low)s bis %(high)s)") % {
        "difference": _signed_number(told.difference),
        "low": _signed_number(low),
        "high": _signed_number(high),
    }
    return Row(name, _tenths(told.now), _tenths(told.then), difference)


def _share(name: str, told: Told) -> Row:
    points = gettext("%(points)s Prozentpunkte") % {"points": _signed_number(told.difference * 100)}
    return Row(name, words.percent(told.now, places=1), words.percent(told.then, places=1), points)


def _longer(told: Told) -> str:
    days = words.days(abs(_rounded(told.difference)))
    return (gettext("%(days)s länger") if told.difference > 0 else gettext("%(days)s kürzer")) % {"days": days}


def _signed_number(value: float) -> str:
    return _signed(_tenths(value), value)


def _signed(text: str, value: float) -> str:
    return f"+{text}" if _rounded(value) > 0 else text


def coarse(value: float) -> float:
    """Two digits that count and never finer than a tenth: more would be told than is known."""
    digits = 1 - floor(log10(abs(value))) if value else 0
    return round(value, min(digits, 1))


def _posts(value: float) -> str:
    return words.number(coarse(value))


def _range(low: float, high: float) -> str:
    """From one number to another; where both are told alike, that one."""
    said = [_posts(low), _posts(high)]
    return said[0] if said[0] == said[1] else gettext("%(low)s bis %(high)s") % {"low": said[0], "high": said[1]}


def _tenths(value: float) -> str:
    return words.number(_rounded(value))


def _rounded(value: float) -> float:
    return round(value * TENTH) / TENTH
