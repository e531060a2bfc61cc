"""The page of data quality, and its rows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from einamt.accounts.rights import Right
from einamt.channels.cockpit.csv_files import csv_response, decimal
from einamt.channels.cockpit.indicators.selection import Places
from einamt.channels.cockpit.plots import month_words
from einamt.channels.cockpit.quality import wording
from einamt.channels.cockpit.quality.forms import MonthForm
from einamt.channels.cockpit.seeing import places_seen, today
from einamt.channels.parts.staff import requires
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.quality.checking import Finding, findings
from einamt.insight.steering.quality.definitions import RULES, SilentNow, touches


@require_safe
@requires(Right.SEE_STEERING)
def data_quality(request: HttpRequest) -> HttpResponse:
    """Which offices have to look into their figures of a month, and what is checked."""
    form, places, found = _found(request)
    checked = {one.office for one in found if one.is_flagged or _is_of_the_month(one)}
    context: dict[str, Any] = {
        "form": form,
        "month": month_words(form.month.start),
        "headline": wording.headline(found, offices=len(checked)),
        "has_checked": bool(checked),
        "unchecked": len(places.offices) - len(checked),
        "rows": [
            {
                "office": places.offices[one.office],
                "sign": wording.SIGNS[one.rule.kind],
                "kind": wording.kind_words(one.rule.kind),
                "rule": one.rule,
                "value": wording.value_words(one),
                "limit": wording.limit_words(one.rule),
            }
            for one in sorted(found, key=lambda one: places.offices[one.office])
            if one.is_flagged
        ],
        "rules": [
            {
                "rule": rule,
                "kind": wording.kind_words(rule.kind),
                "limit": wording.limit_words(rule),
                "touched": [indicator for indicator in INDICATORS.values() if touches(rule, indicator)],
            }
            for rule in RULES.values()
        ],
    }
    return render(request, "cockpit/quality.html", context)


@require_safe
@requires(Right.SEE_STEERING)
def data_quality_csv(request: HttpRequest) -> HttpResponse:
    """Every rule in every office; without a value where it is not told or could not be checked."""
    form, places, found = _found(request)
    response, writer = csv_response(f"datenqualitaet-{form.month.start:%Y-%m}")
    writer.writerow(["month", "office", "name", "kind", "rule", "value", "at_most", "finding"])
    for one in found:
        result = "not-checked" if one.value is None else "flagged" if one.is_flagged else "fine"
        name = places.offices[one.office]
        line = (f"{form.month.start:%Y-%m}", one.office, name, one.rule.kind.value, one.rule.code)
        writer.writerow([*line, decimal(one.told, ".4g"), decimal(one.rule.at_most), result])
    return response


def _is_of_the_month(found: Finding) -> bool:
    """Whether a rule could be checked and is about the month: that nothing has come lately is about today."""
    return found.value is not None and not isinstance(found.rule.measure, SilentNow)


def _found(request: HttpRequest) -> tuple[MonthForm, Places, list[Finding]]:
    """The form, what may be seen, and what was found there."""
    places = places_seen(request)
    form = MonthForm(request.GET, today=today())
    return form, places, findings(month=form.month, today=today(), offices=places.offices.keys())
