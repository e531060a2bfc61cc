"""The board in words, and its chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from einamt.kernel.errors import N_
from einamt.platform.shell import words
from einamt.platform.shell.components.basics import StatusKind
from einamt.procedures.visits.board import CounterNow, CounterState, Deed, InLine, Waiting
from einamt.procedures.visits.forecasting import Forecast, HalfHour, Rest, Span
from einamt.procedures.visits.rules import Standing

STANDINGS: Mapping[Standing, str] = {
    Standing.RESUMED: N_("war schon am Schalter"),
    Standing.EMERGENCY: N_("Notfall"),
    Standing.PUNCTUAL: N_("mit Termin"),
    Standing.LATE: N_("kam zu spät"),
    Standing.WALK_IN: N_("ohne Termin"),
    Standing.EARLY: N_("früh da"),
}
"""Why somebody stands where they stand, in the order of the line but for those who are early."""
STATES: Mapping[CounterState, tuple[str, StatusKind]] = {
    CounterState.CALLED: (N_("ruft auf"), "waiting"),
    CounterState.SERVING: (N_("bedient"), "active"),
    CounterState.FREE: (N_("frei"), "good"),
    CounterState.WANTED: (N_("soll öffnen"), "neutral"),
    CounterState.PAUSED: (N_("Pause oder zu"), "neutral"),
}
DEEDS: Mapping[Deed, str] = {
    Deed.OPENED: N_("Schalter geöffnet"),
    Deed.CLOSED: N_("Schalter zurückgenommen"),
    Deed.STOPPED: N_("Nummern gestoppt"),
    Deed.RESUMED: N_("Wieder Nummern"),
}


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """A half-hour of the table; `counters` may be a fraction."""

    minute: int
    counters: float
    booked: str
    others: str


def headline(*, people: Sequence[InLine], counters: Sequence[CounterNow]) -> str:
    """The first thing to know: how many wait, who longest, and how many counters are at work."""
    busy = sum(1 for each in counters if each.state in {CounterState.CALLED, CounterState.SERVING})
    at_work = ngettext("Ein Schalter ist besetzt.", "%(count)s Schalter sind besetzt.", busy) % {"count": busy}
    if not busy:
        at_work = gettext("Gerade ruft kein Schalter auf.")
    if not people:
        return f"{gettext('Niemand wartet.')} {at_work}"
    longest = max(people, key=lambda each: each.minutes)
    waiting = ngettext(
        "Eine Person wartet: %(number)s, seit %(minutes)s.",
        "%(count)s Personen warten, am längsten %(number)s: %(minutes)s.",
        len(people),
    )
    said = waiting % {"count": len(people), "number": longest.number, "minutes": words.minutes(longest.minutes)}
    return f"{said} {at_work}"


def standings(waiting: Waiting) -> str:
    """4 mit Termin, 2 ohne Termin: the line of a group in one phrase."""
    return ", ".join(
        f"{count} {gettext(word)}" for standing, word in STANDINGS.items() if (count := waiting.by_standing[standing])
    )


def span(value: Span) -> str:
    """An interval as people say it."""
    if value.least is None:
        return gettext("heute nicht mehr")
    if value.most is None and not value.least:
        return gettext("vielleicht heute nicht mehr")
    if value.most is None:
        return gettext("mindestens %(minutes)s, vielleicht heute nicht mehr") % {"minutes": words.minutes(value.least)}
    if not value.most:
        return gettext("kein Warten")
    return gettext("%(least)s bis %(most)s") % {"least": value.least, "most": words.minutes(value.most)}


def sentence(*, forecast: Forecast, rest: Rest) -> str:
    """How the day goes on: now, the worst half-hour, and whether all are served."""
    if not forecast.half_hours:
        return gettext("Heute ist geschlossen. Was noch in der Halle ist, wird zu Ende gebracht.")
    now, longest = forecast.half_hours[0], forecast.longest
    said = [gettext("Wer jetzt ohne Termin kommt: %(wait)s.") % {"wait": span(now.others)}]
    if longest is not None and longest.minute != now.minute:
        worst = gettext("Am längsten um %(time)s Uhr: %(wait)s.")
        said.append(worst % {"time": words.clock(longest.minute), "wait": span(longest.others)})
    least, most = forecast.left_over
    if not most:
        said.append(gettext("Bis %(time)s Uhr sind alle bedient.") % {"time": words.clock(rest.ends)})
    elif least in {0, most}:
        left = ngettext(
            "Um %(time)s Uhr wäre bis zu eine Person noch nicht bedient.",
            "Um %(time)s Uhr wären bis zu %(most)s Personen noch nicht bedient.",
            most,
        )
        said.append(left % {"time": words.clock(rest.ends), "most": most})
    else:
        left = gettext("Um %(time)s Uhr wären %(least)s bis %(most)s Personen noch nicht bedient.")
        said.append(left % {"time": words.clock(rest.ends), "least": least, "most": most})
    return " ".join(said)


def tickets(*, forecast: Forecast, rest: Rest) -> str:
    """Until when tickets can be given so that all who have one are served; empty where the day is over."""
    if not forecast.half_hours:
        return ""
    if forecast.tickets_until is None:
        return gettext("Schon jetzt ist nicht sicher, dass jede neue Nummer heute noch drankommt.")
    sentence = gettext("Wer bis %(until)s Uhr eine Nummer bekommt, wird bis %(closes)s Uhr bedient.")
    return sentence % {"until": words.clock(forecast.tickets_until), "closes": words.clock(rest.ends)}


def rows(forecast: Forecast) -> list[ForecastRow]:
    """The table behind the chart."""
    return [
        ForecastRow(each.minute, round(each.counters, 1), span(each.booked), span(each.others))
        for each in forecast.half_hours
    ]


def chart(*, forecast: Forecast, rest: Rest) -> dict[str, Any]:
    """A bar from the shortest to the longest wait of each half-hour, with an appointment and without.

    Whoever is not called any more waits until the counters close; the table says so.
    """
    with_, without = gettext("mit Termin"), gettext("ohne Termin")

    def bar(each: HalfHour, who: str, wait: Span) -> dict[str, object]:
        most = rest.ends - each.minute
        least = most if wait.least is None else wait.least
        return {
            "time": words.clock(each.minute),
            "who": who,
            "least": least,
            "most": max(most if wait.most is None else wait.most, least),
            "wait": span(wait),
        }

    values = [
        bar(each, who, wait)
        for each in forecast.half_hours
        for who, wait in ((without, each.others), (with_, each.booked))
    ]
    encoding = {
        "x": {"field": "time", "type": "nominal", "title": None, "sort": None, "axis": {"labelOverlap": True}},
        "xOffset": {"field": "who", "type": "nominal", "sort": [without, with_]},
        "y": {"field": "least", "type": "quantitative", "title": gettext("Minuten Warten")},
        "y2": {"field": "most"},
        "color": {"field": "who", "type": "nominal", "title": None, "sort": [without, with_]},
        "tooltip": [
            {"field": "time", "title": gettext("Ankunft")},
            {"field": "who", "title": gettext("Wer")},
            {"field": "wait", "title": gettext("Warten")},
        ],
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": values},
        "width": "container",
        "height": 220,
        "mark": {"type": "bar", "cornerRadius": 2, "minBandSize": 3},
        "encoding": encoding,
    }
