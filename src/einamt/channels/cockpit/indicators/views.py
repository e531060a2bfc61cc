"""The indicators for those who steer: all at once, and one with its definition, rows and history."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from einamt.accounts.rights import Right
from einamt.channels.cockpit.charts import part_word
from einamt.channels.cockpit.csv_files import csv_response, decimal
from einamt.channels.cockpit.indicators import drawing, wording
from einamt.channels.cockpit.indicators.multiples import ORDERS, multiples
from einamt.channels.cockpit.indicators.selection import (
    Places,
    Selection,
    SelectionForm,
    selection_of,
)
from einamt.channels.cockpit.quality import wording as quality
from einamt.channels.cockpit.seeing import indicator_or_404, places_seen, today
from einamt.channels.parts.staff import requires
from einamt.insight.steering import overview as figures
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension, Gap, Indicator, NotYet
from einamt.insight.steering.measuring import Scope
from einamt.insight.steering.overview import Line
from einamt.insight.steering.quality.checking import findings
from einamt.insight.steering.targets import Targets
from einamt.insight.steering.wording import CHANNELS, aim_words, told
from einamt.kernel.periods import Days, month_of, months_later
from einamt.platform.facts.queries import reading

MONTHS_BACK = 24


@require_safe
@requires(Right.SEE_STEERING)
def all_indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator for a place and a period, against its target and last year."""
    form, places, chosen = _chosen(request)
    lines = figures.overview(days=chosen.days, scope=chosen.scope)
    judged = [line for line in lines if line.assessment.light != "none"]
    met = sum(line.assessment.light == "met" for line in judged)
    context = {
        "form": form,
        "chosen": chosen,
        "query": request.GET.urlencode(),
        "rows": [_row(line) for line in lines if not isinstance(line.indicator.reckoning, NotYet)],
        "to_come": [_row(line) for line in lines if isinstance(line.indicator.reckoning, NotYet)],
        "headline": gettext("%(met)s von %(all)s Zielen sind erreicht.") % {"met": met, "all": len(judged)}
        if judged
        else gettext("Für diese Auswahl lässt sich kein Ziel beurteilen."),
        "is_limited": not places.sees_all,
    }
    return render(request, "cockpit/indicators.html", context)


@require_safe
@requires(Right.SEE_STEERING)
@reading()
def one_indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: what it means, how it stands and why, where, and how it came to be so."""
    indicator = indicator_or_404(code)
    form, places, chosen = _chosen(request)
    by, names = _told_by(request, form=form, places=places, chosen=chosen)
    [line] = figures.overview(days=chosen.days, scope=chosen.scope, indicators=[indicator])
    monthly = chosen.in_whole_months(today=today())
    last = monthly.days.last if chosen.scope.only else chosen.days.last
    span = Days(months_later(last, 1 - MONTHS_BACK), month_of(last).until)
    history = figures.history(indicator=indicator, days=span, scope=chosen.scope)
    base = INDICATORS[indicator.reckoning.of] if isinstance(indicator.reckoning, Gap) else None
    context: dict[str, Any] = {
        "base": base,
        "base_name": gettext(base.name) if base else "",
        "form": form,
        "chosen": chosen,
        "query": request.GET.urlencode(),
        "indicator": indicator,
        "row": _row(line),
        "warning": _warning(indicator, places, chosen),
        "reason": wording.reason(line),
        "by": by,
        "by_words": _dimensions()[by],
        "dimensions": [(key.value, name) for key, name in _dimensions().items() if key in _allowed(chosen)],
        "monthly": monthly,
        "parts": _parts(indicator, monthly, by=by, names=names),
        "history": [_row(one) for one in reversed(history)],
        "chart": drawing.history_chart(lines=history, indicator=indicator)
        if any(one.value is not None for one in history)
        else None,
    }
    if by is Dimension.DISTRICT and not chosen.scope.only and not isinstance(indicator.reckoning, NotYet | Gap):
        context["multiples"] = _multiples(request, indicator, until=monthly.days.until, names=names, city=history)
    return render(request, "cockpit/indicator.html", context)


def _warning(indicator: Indicator, places: Places, chosen: Selection) -> str:
    """What is to be known of the data of the last month that is over within the period."""
    if isinstance(indicator.reckoning, NotYet | Gap):
        return ""
    month = month_of(chosen.in_whole_months(today=today()).days.last)
    found = findings(month=month, today=today(), offices=places.offices.keys())
    return quality.warning(found, indicator)


def _multiples(
    request: HttpRequest, indicator: Indicator, *, until: date, names: dict[str, str], city: list[Line]
) -> dict[str, Any]:
    """The districts' histories up to a month that is over, in the order that is asked for."""
    months = [months_later(until, -back) for back in range(MONTHS_BACK, 0, -1)]
    over = Days(months[0], until)
    targets = Targets()
    asked = request.GET.get("ordnung", "")
    order = asked if asked in ORDERS else next(iter(ORDERS))
    drawn = multiples(
        lines=figures.by_month(indicator=indicator, days=over, scope=Scope(), by=Dimension.DISTRICT, keys=names.keys()),
        city={line.month: line.value for line in city if line.month in months and line.value is not None},
        months=months,
        names=names,
        aims={key: targets.aim_of(indicator, on=over.last, district=key) for key in names},
        indicator=indicator,
        order=order,
    )
    return {"drawn": drawn, "order": order, "orders": [(key, gettext(name)) for key, name in ORDERS.items()]}


@require_safe
@requires(Right.SEE_STEERING)
def indicator_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind an indicator by month; what is withheld stands there without a value."""
    indicator = indicator_or_404(code)
    form, places, chosen = _chosen(request)
    by, names = _told_by(request, form=form, places=places, chosen=chosen)
    chosen = chosen.in_whole_months(today=today())
    lines = figures.by_month(indicator=indicator, days=chosen.days, scope=chosen.scope, by=by, keys=_keys(by, names))
    response, writer = csv_response(f"{indicator.code}-{chosen.days.start}-{chosen.days.last}")
    writer.writerow(["indicator", by.value, "name", "month", "value", "cases", "telling"])
    for line in lines:
        name = names.get(line.key, line.key)
        cases = "" if line.cases is None else line.cases
        writer.writerow(
            [indicator.code, line.key, name, f"{line.month:%Y-%m}", decimal(line.value), cases, line.telling.value]
        )
    return response


def _chosen(request: HttpRequest) -> tuple[SelectionForm, Places, Selection]:
    """The form, the places that the person may see, and what was chosen.

    :raises AccessDenied: there are districts, and none of them is the person's as a whole.
    """
    places = places_seen(request)
    form = SelectionForm(request.GET, places=places, language=get_language() or "de")
    return form, places, selection_of(form, places=places, today=today())


def _dimensions() -> dict[Dimension, str]:
    return {
        Dimension.DISTRICT: part_word(),
        Dimension.OFFICE: gettext("Amt"),
        Dimension.SERVICE: gettext("Leistung"),
        Dimension.CHANNEL: gettext("Gebucht über"),
    }


def _told_by(
    request: HttpRequest, *, form: SelectionForm, places: Places, chosen: Selection
) -> tuple[Dimension, dict[str, str]]:
    """What the figure is told apart by, and what its parts are called (of places those that the person may see)."""
    asked = request.GET.get("nach", "")
    only = chosen.scope.only
    default = Dimension.OFFICE if Dimension.DISTRICT in only else Dimension.DISTRICT
    if Dimension.OFFICE in only and Dimension.CHANNEL not in only:
        default = Dimension.SERVICE
    by = Dimension(asked) if asked in _allowed(chosen) else default
    names = {
        Dimension.DISTRICT: places.districts,
        Dimension.OFFICE: places.offices,
        Dimension.SERVICE: form.services,
        Dimension.CHANNEL: {key.value: gettext(name) for key, name in CHANNELS.items()},
    }
    return by, names[by]


def _allowed(chosen: Selection) -> list[Dimension]:
    """What a figure can be told apart by: of one service not by channel too, nor the other way round."""
    without = {Dimension.SERVICE: Dimension.CHANNEL, Dimension.CHANNEL: Dimension.SERVICE}
    return [each for each in Dimension if without.get(each) not in chosen.scope.only]


def _keys(by: Dimension, names: dict[str, str]) -> list[str] | None:
    """Of places only those that the person may see; of services and channels all that there are."""
    return list(names) if by in {Dimension.DISTRICT, Dimension.OFFICE} else None


def _parts(indicator: Indicator, chosen: Selection, *, by: Dimension, names: dict[str, str]) -> list[dict[str, Any]]:
    lines = figures.breakdown(indicator=indicator, days=chosen.days, scope=chosen.scope, by=by, keys=_keys(by, names))
    rows = [_row(line) | {"name": names.get(line.key, line.key)} for line in lines]
    return sorted(rows, key=lambda row: str(row["name"]))


def _row(line: Line) -> dict[str, Any]:
    return {
        "line": line,
        "value": told(line),
        "aim": aim_words(line.indicator, line.aim),
        "sign": wording.SIGNS[line.assessment.light],
        "light": wording.light_words(line),
        "trend": wording.trend_words(line),
        "reason": wording.reason(line),
    }
