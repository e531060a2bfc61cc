"""One indicator, by district or by office, fairly compared."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from einamt.accounts.rights import Right
from einamt.channels.cockpit.charts import part_word
from einamt.channels.cockpit.comparison import wording
from einamt.channels.cockpit.comparison.drawing import funnel_plot
from einamt.channels.cockpit.csv_files import csv_response, decimal
from einamt.channels.cockpit.indicators.selection import PeriodForm, Places, Selection, selection_of
from einamt.channels.cockpit.seeing import indicator_or_404, places_seen, today
from einamt.channels.parts.staff import requires
from einamt.insight.steering.comparing.comparison import Comparison, comparison, is_comparable
from einamt.insight.steering.indicators.definition import Dimension, Indicator
from einamt.insight.steering.targets import Targets
from einamt.platform.shell import words

PLACES = (Dimension.DISTRICT, Dimension.OFFICE)


@require_safe
@requires(Right.SEE_STEERING)
def fair_comparison(request: HttpRequest, code: str) -> HttpResponse:
    """A sentence, the funnel, and a table with what is seen, what is expected, and what that means."""
    indicator = indicator_or_404(code)
    form, places, chosen, by = _asked(request)
    found, names = _found(indicator, places, chosen, by)
    context: dict[str, Any] = {
        "form": form,
        "indicator": indicator,
        "chosen": chosen,
        "by": by,
        "dimensions": [(Dimension.DISTRICT.value, part_word()), (Dimension.OFFICE.value, gettext("Amt"))],
        "found": found,
        "is_limited": not places.sees_all,
    }
    if found is None:
        aim = Targets().aim_of(indicator, on=chosen.days.last)
        context["headline"] = wording.nothing_to_compare(is_comparable=is_comparable(indicator, aim=aim))
    elif found.judged:
        context |= {
            "headline": wording.headline(found, names),
            "spread": wording.spread_words(found),
            "what": wording.what_is_compared(indicator, found),
            "counted": wording.what_is_counted(indicator, found),
            "city_share": wording.share_words(found, found.city),
            "plot": funnel_plot(found.judged, names=names),
            "rows": _rows(found, names),
        }
    elif not found.compared:
        context["headline"] = wording.nothing_differs(found)
    else:
        context["headline"] = gettext("Was Sie sehen dürfen, hat in diesem Zeitraum zu wenige Fälle.")
    return render(request, "cockpit/comparison.html", context)


@require_safe
@requires(Right.SEE_STEERING)
def fair_comparison_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The table behind the funnel; ratios are events divided by expected events."""
    indicator = indicator_or_404(code)
    _, places, chosen, by = _asked(request)
    found, names = _found(indicator, places, chosen, by)
    response, writer = csv_response(f"{indicator.code}-vergleich-{chosen.days.start}-{chosen.days.last}")
    writer.writerow(
        [
            *(
                "indicator",
                by.value,
                "name",
                "first_day",
                "last_day",
                "cases",
                "events",
                "expected",
                "ratio",
                "estimate",
            ),
            *("low_95", "high_95", "low_998", "high_998", "verdict"),
        ]
    )
    for one, name in zip(found.judged if found else (), names, strict=True):
        place = one.place
        ratios = (one.ratio, one.shrunk, one.near.low, one.near.high, one.far.low, one.far.high)
        writer.writerow(
            [
                *(indicator.code, place.key, name, chosen.days.start, chosen.days.last, place.cases, place.events),
                *(decimal(place.expected, ".1f"), *(decimal(ratio, ".3f") for ratio in ratios), one.verdict.value),
            ]
        )
    return response


def _asked(request: HttpRequest) -> tuple[PeriodForm, Places, Selection, Dimension]:
    """The form, what may be seen, the months, and what is compared."""
    places = places_seen(request)
    form = PeriodForm(request.GET)
    chosen = selection_of(form, places=places, today=today()).in_whole_months(today=today())
    return form, places, chosen, Dimension.OFFICE if request.GET.get("nach") == Dimension.OFFICE else Dimension.DISTRICT


def _found(
    indicator: Indicator, places: Places, chosen: Selection, by: Dimension
) -> tuple[Comparison | None, list[str]]:
    """The comparison, and the names of its places."""
    names = places.offices if by is Dimension.OFFICE else places.districts
    found = comparison(indicator=indicator, days=chosen.days, by=by, keys=names.keys())
    return found, [names[one.place.key] for one in found.judged] if found else []


def _rows(found: Comparison, names: list[str]) -> list[dict[str, object]]:
    return [
        {
            "number": number,
            "name": name,
            "cases": one.place.cases,
            "seen": wording.share_words(found, one.place.events / one.place.cases),
            "expected": wording.share_words(found, one.place.expected / one.place.cases),
            "ratio": words.percent(one.ratio),
            "estimate": wording.share_words(found, one.shrunk * one.place.expected / one.place.cases),
            "sign": wording.SIGNS[one.verdict],
            "verdict": wording.verdict_words(one.verdict, is_wide=bool(found.spread)),
        }
        for number, (one, name) in enumerate(zip(found.judged, names, strict=True), start=1)
    ]
