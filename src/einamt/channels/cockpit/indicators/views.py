"""The indicators for those who steer: all at once, and one with its definition, rows and history."""

import csv
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from einamt.accounts.errors import AccessDenied
from einamt.accounts.rights import Right
from einamt.channels.cockpit.charts import part_word
from einamt.channels.cockpit.indicators import drawing, wording
from einamt.channels.cockpit.indicators.selection import Places, Selection, SelectionForm, places_of, selection_of
from einamt.channels.parts.staff import permissions_of, requires
from einamt.insight.steering import overview as figures
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension, Gap, Indicator, NotYet
from einamt.insight.steering.overview import Line
from einamt.insight.steering.targets import Targets
from einamt.insight.steering.wording import CHANNELS, aim_words, told
from einamt.kernel.localtime import local_date
from einamt.kernel.periods import Days, month_of, months_later
from einamt.platform.clock import now
from einamt.platform.facts.queries import reading
from einamt.platform.shell import city

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
    indicator = _indicator(code)
    form, places, chosen = _chosen(request)
    by, names = _told_by(request, form=form, places=places, chosen=chosen)
    [line] = figures.overview(days=chosen.days, scope=chosen.scope, indicators=[indicator])
    monthly = chosen.in_whole_months(today=_today())
    last = monthly.days.last if chosen.scope.only else chosen.days.last
    span = Days(months_later(last, 1 - MONTHS_BACK), month_of(last).until)
    history = figures.history(indicator=indicator, days=span, scope=chosen.scope)
    context: dict[str, Any] = {
        "form": form,
        "chosen": chosen,
        "query": request.GET.urlencode(),
        "indicator": indicator,
        "row": _row(line),
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
        targets = Targets()
        over = Days(months_later(monthly.days.last, 1 - MONTHS_BACK), monthly.days.until)
        context["multiples"] = drawing.multiples(
            lines=figures.by_month(indicator=indicator, days=over, scope=chosen.scope, by=by, keys=names.keys()),
            names=names,
            aims={key: targets.aim_of(indicator, on=over.last, district=key) for key in names},
            indicator=indicator,
        )
    return render(request, "cockpit/indicator.html", context)


@require_safe
@requires(Right.SEE_STEERING)
def indicator_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind an indicator by month: UTF-8 with a byte order mark and semicolons, as spreadsheets here expect.

    What is withheld stands there without a value.
    """
    indicator = _indicator(code)
    form, places, chosen = _chosen(request)
    by, names = _told_by(request, form=form, places=places, chosen=chosen)
    chosen = chosen.in_whole_months(today=_today())
    lines = figures.by_month(indicator=indicator, days=chosen.days, scope=chosen.scope, by=by, keys=_keys(by, names))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="{indicator.code}-{chosen.days.start}-{chosen.days.last}.csv"'
    )
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    writer.writerow(["indicator", by.value, "name", "month", "value", "cases", "telling"])
    for line in lines:
        name = names.get(line.key, line.key)
        value = "" if line.value is None else f"{line.value:.6g}"
        cases = "" if line.cases is None else line.cases
        writer.writerow([indicator.code, line.key, name, f"{line.month:%Y-%m}", value, cases, line.telling.value])
    return response


def _chosen(request: HttpRequest) -> tuple[SelectionForm, Places, Selection]:
    """The form, the places that the person may see, and what was chosen.

    :raises AccessDenied: there are districts, and none of them is the person's as a whole.
    """
    mine = permissions_of(request).organisations_with(right=Right.SEE_STEERING)
    if not mine:
        raise AccessDenied
    places = places_of(organisation_ids=mine)
    form = SelectionForm(request.GET, places=places, language=get_language() or "de")
    return form, places, selection_of(form, places=places, today=_today())


def _today() -> date:
    return local_date(moment=now(), zone=city.zone())


def _indicator(code: str) -> Indicator:
    if code not in INDICATORS:
        raise Http404
    return INDICATORS[code]


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
