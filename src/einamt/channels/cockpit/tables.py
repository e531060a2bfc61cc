"""The cockpit's sentence and table, from figures to what is read."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from einamt.insight.steering import rules
from einamt.insight.steering.indicators.appointments import NO_SHOW
from einamt.insight.steering.indicators.definition import Aim
from einamt.insight.steering.queries import DistrictFigures, Glance
from einamt.insight.steering.wording import bounds, value_words
from einamt.platform.shell import city, words


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what is read, and whether it is late (told by a word and a weight too, never by colour alone)."""

    text: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One district's line."""

    name: str
    days: list[Cell]
    within_promise: Cell
    no_show: Cell


def district_rows(figures: Glance) -> list[Row]:
    """A row a district."""
    return [_row(district, figures) for district in figures.districts]


def total_row(figures: Glance) -> Row | None:
    """The whole city's row, for who sees all of it."""
    return _row(figures.whole_city, figures) if figures.whole_city else None


def visits_today(figures: Glance) -> str:
    """How many visits have ended today in the whole city, for who sees all of it; empty for others."""
    if figures.whole_city is None:
        return ""
    count = figures.whole_city.visits_today
    return gettext("keine Daten") if count is None else words.number(count)


def headline(figures: Glance) -> str:
    """The first thing to know: who keeps the promise least, or that all keep it."""
    standings = _standings(figures)
    if not standings:
        return gettext("Noch lässt sich für keine Leistung ein Termin buchen.")
    late = rules.breaking(standings=standings, promise_days=figures.promise_days)
    if not late:
        return _all_keep(figures) % {"days": figures.promise_days}
    worst = late[0]
    districts = len({standing.district for standing in late})
    others = _some_break(districts, figures) % {"count": districts, "promise": figures.promise_days}
    if worst.days is None:
        longest = gettext(
            "Am weitesten davon entfernt ist %(district)s: %(service)s ist dort in %(days)s Tagen nicht frei."
        ) % {
            "district": worst.district,
            "service": worst.service,
            "days": figures.horizon_days,
        }
    else:
        longest = gettext("Am längsten wartet man in %(district)s: %(days)s auf „%(service)s“.") % {
            "district": worst.district,
            "service": worst.service,
            "days": words.days(worst.days),
        }
    return f"{others} {longest}"


def _all_keep(figures: Glance) -> str:
    if figures.whole_city is None:
        return gettext("Das %(days)s-Tage-Ziel wird für die meistgefragten Leistungen gehalten.")
    if city.current().is_community:
        return gettext("Alle Gemeinden halten das %(days)s-Tage-Ziel für die meistgefragten Leistungen.")
    return gettext("Alle Bezirke halten das %(days)s-Tage-Ziel für die meistgefragten Leistungen.")


def _some_break(count: int, figures: Glance) -> str:
    if figures.whole_city is None:
        return gettext("Das %(promise)s-Tage-Ziel wird nicht gehalten.")
    if city.current().is_community:
        return ngettext(
            "Eine Gemeinde hält das %(promise)s-Tage-Ziel nicht.",
            "%(count)s Gemeinden halten das %(promise)s-Tage-Ziel nicht.",
            count,
        )
    return ngettext(
        "Ein Bezirk hält das %(promise)s-Tage-Ziel nicht.",
        "%(count)s Bezirke halten das %(promise)s-Tage-Ziel nicht.",
        count,
    )


def _standings(figures: Glance) -> list[rules.Standing]:
    return [
        rules.Standing(district=district.name, service=service.name, days=days)
        for district in figures.districts
        for service, days in zip(figures.services, district.days_to_first, strict=True)
    ]


def _row(district: DistrictFigures, figures: Glance) -> Row:
    no_show = district.no_show.value if district.no_show else None
    return Row(
        name=district.name,
        days=[_days(days, figures.promise_days) for days in district.days_to_first],
        within_promise=_share(district.within_promise.value if district.within_promise else None),
        no_show=_no_show(no_show, aim=district.no_show_aim),
    )


def _days(days: int | None, promise_days: int) -> Cell:
    if days is None:
        return Cell(gettext("nichts frei"), is_late=True)
    return Cell(words.number(days), is_late=days > promise_days)


def _no_show(value: float | None, *, aim: Aim | None) -> Cell:
    if value is None:
        return _share(None)
    is_late = rules.meets(aim=aim, value=value) is False
    return Cell(value_words(NO_SHOW, value, beside=bounds(aim)), is_late=is_late)


def _share(value: float | None) -> Cell:
    return Cell(gettext("zu wenige") if value is None else words.percent(value))
