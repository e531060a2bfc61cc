"""Small multiples: the districts' histories side by side on the same scale, with the whole city's behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from einamt.channels.cockpit.plots import Scale, Tick, month_ticks, month_words, pieces, round_marks
from einamt.insight.steering.indicators.definition import Aim, Indicator
from einamt.insight.steering.overview import Line
from einamt.insight.steering.wording import value_words
from einamt.kernel.errors import N_

ORDERS = {
    "name": N_("nach Namen"),
    "wert": N_("nach dem letzten Wert"),
    "veraenderung": N_("nach der Veränderung in einem Jahr"),
}


@dataclass(frozen=True, slots=True)
class Multiple:
    """One district's chart, in numbers as SVG reads them; gaps are where nothing is told."""

    name: str
    pieces: list[str]
    dots: list[tuple[str, str]]
    target: str
    said: str
    """What it shows, as a sentence."""
    latest: float | None
    change: float | None
    """Of the last value against that of twelve months before."""


@dataclass(frozen=True, slots=True)
class Multiples:
    """All of them, with what they have in common."""

    charts: list[Multiple]
    city: list[str]
    """The whole city's line."""
    marks: list[Tick]
    months: list[Tick]
    said: str
    table: list[tuple[str, list[str]]]
    """By month, the latest first: a value for each of `columns`."""
    columns: list[str]


def multiples(
    *,
    lines: Sequence[Line],
    city: Mapping[date, float],
    months: Sequence[date],
    names: Mapping[str, str],
    aims: Mapping[str, Aim | None],
    indicator: Indicator,
    order: str,
) -> Multiples:
    """A chart for each of `names` over `months`, from the first that has a value on.

    `city` holds the whole city's values that are told.
    """
    values = {(line.key, line.month): line.value for line in lines if line.value is not None}
    known_months = {*city, *(month for _, month in values)}
    months = [month for month in months if any(known and known <= month for known in known_months)]
    bounds = [bound for aim in aims.values() if (bound := bound_of(aim)) is not None]
    marks = round_marks(0, max([*values.values(), *city.values(), *bounds], default=1) or 1, marks=2)
    across, up = Scale(0, max(len(months) - 1, 1), 2, 98), Scale(0, marks[-1], 96, 10)

    def line_of(known: Mapping[date, float]) -> tuple[list[str], list[tuple[str, str]]]:
        return pieces(
            (across.at(position), up.at(known[month])) if month in known else None
            for position, month in enumerate(months)
        )

    charts = []
    for key, name in names.items():
        known = {month: value for (of, month), value in values.items() if of == key and month is not None}
        drawn, dots = line_of(known)
        bound = bound_of(aims.get(key))
        latest, before = _latest(known)
        charts.append(
            Multiple(
                name=name,
                pieces=drawn,
                dots=dots,
                target="" if bound is None else up.at(bound),
                said=_said(indicator, known, city),
                latest=latest,
                change=None if latest is None or before is None else latest - before,
            )
        )
    return Multiples(
        charts=_ordered(charts, order),
        city=line_of(city)[0],
        marks=[Tick(up.at(mark), value_words(indicator, mark, beside=marks)) for mark in marks[1:]],
        months=month_ticks(months, across),
        said=_of_all(indicator, charts, city),
        table=[
            (
                month_words(month),
                [
                    "–" if value is None else value_words(indicator, value)
                    for value in [*(values.get((key, month)) for key in names), city.get(month)]
                ],
            )
            for month in reversed(months)
        ],
        columns=[*names.values(), gettext("Ganze Stadt")],
    )


def bound_of(aim: Aim | None) -> float | None:
    """Where to draw a target: at its upper bound, else at its lower one."""
    return None if aim is None else aim.at_most if aim.at_most is not None else aim.at_least


def _latest(known: Mapping[date, float]) -> tuple[float | None, float | None]:
    """The last value, and that of twelve months before it."""
    if not known:
        return None, None
    last = max(known)
    return known[last], known.get(last.replace(year=last.year - 1))


def _ordered(charts: Sequence[Multiple], order: str) -> list[Multiple]:
    """By name as they come, or the highest first; what has no value stands at the end."""
    if order == "wert":
        return sorted(charts, key=lambda one: (one.latest is None, -(one.latest or 0)))
    if order == "veraenderung":
        return sorted(charts, key=lambda one: (one.change is None, -(one.change or 0)))
    return list(charts)


def _said(indicator: Indicator, known: Mapping[date, float], city: Mapping[date, float]) -> str:
    if not known:
        return gettext("keine Daten, oder zu wenige Fälle")
    last = max(known)
    parts = [
        gettext("%(value)s im Monat %(month)s")
        % {"value": value_words(indicator, known[last]), "month": month_words(last)}
    ]
    _, before = _latest(known)
    if before is not None:
        parts.append(gettext("ein Jahr zuvor %(value)s") % {"value": value_words(indicator, before)})
    if last in city:
        parts.append(gettext("ganze Stadt %(value)s") % {"value": value_words(indicator, city[last])})
    return "; ".join(parts)


def _of_all(indicator: Indicator, charts: Sequence[Multiple], city: Mapping[date, float]) -> str:
    """Who stands highest and lowest at last, against the whole city."""
    told = sorted(((one.latest, one.name) for one in charts if one.latest is not None), reverse=True)
    if len(told) < 2:
        return ""
    (high, highest), (low, lowest) = told[0], told[-1]
    sentence = gettext("Zuletzt am höchsten: %(highest)s (%(high)s); am niedrigsten: %(lowest)s (%(low)s).") % {
        "highest": highest,
        "high": value_words(indicator, high),
        "lowest": lowest,
        "low": value_words(indicator, low),
    }
    if not city:
        return sentence
    whole = gettext("Die ganze Stadt: %(value)s.") % {"value": value_words(indicator, city[max(city)])}
    return f"{sentence} {whole}"
