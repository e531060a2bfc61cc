"""An indicator's outlook, for the whole city or a district."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from einamt.accounts.rights import Right
from einamt.channels.cockpit.csv_files import csv_response, decimal
from einamt.channels.cockpit.outlook.drawing import outlook_plot
from einamt.channels.cockpit.outlook.forms import PlaceForm
from einamt.channels.cockpit.plots import month_words
from einamt.channels.cockpit.seeing import indicator_or_404, places_seen, today
from einamt.channels.parts.staff import requires
from einamt.insight.steering.forecasting.forecast import FEWEST, FEWEST_CHECKED, Ahead, Forecast, Method
from einamt.insight.steering.forecasting.outlook import Outlook, outlook
from einamt.insight.steering.indicators.definition import Dimension, Indicator, Unit
from einamt.insight.steering.measuring import Scope
from einamt.insight.steering.targets import Targets
from einamt.insight.steering.wording import value_words
from einamt.platform.shell import words


@require_safe
@requires(Right.SEE_STEERING)
def indicator_outlook(request: HttpRequest, code: str) -> HttpResponse:
    """What the next months are likely to bring, as a sentence, a drawing and a table; or why nobody can say."""
    indicator = indicator_or_404(code)
    form, place, district = _asked(request)
    found = _found(indicator, district)
    context: dict[str, Any] = {"indicator": indicator, "form": form, "place": place, "found": found}
    if found.forecast is None:
        context["headline"] = gettext(
            "Keine Prognose: Dafür braucht es Zahlen aus mindestens %(months)s Monaten, hier sind es %(known)s."
        ) % {"months": FEWEST, "known": sum(line.value is not None for line in found.past)}
    else:
        aim = Targets().aim_of(indicator, on=today(), district=district)
        context |= {
            "headline": _headline(indicator, found, found.forecast),
            "plot": outlook_plot(found, found.forecast, indicator=indicator, aim=aim),
            "method": _method_words(found.forecast.method),
            "check": _check_words(indicator, found.forecast),
            "rows": [
                {"month": month_words(found.month(one.months)), **_ahead_words(indicator, one)}
                for one in found.forecast.ahead
            ],
        }
    return render(request, "cockpit/outlook.html", context)


@require_safe
@requires(Right.SEE_STEERING)
def outlook_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The months that are over and the forecast, as rows."""
    indicator = indicator_or_404(code)
    _, place, district = _asked(request)
    found = _found(indicator, district)
    response, writer = csv_response(f"{indicator.code}-ausblick-{today():%Y-%m}")
    writer.writerow(["indicator", "place", "month", "value", "forecast", "low_80", "high_80"])
    for line in found.past:
        writer.writerow([indicator.code, place, f"{line.month:%Y-%m}", decimal(line.value), "", "", ""])
    for one in found.forecast.ahead if found.forecast else ():
        month = f"{found.month(one.months):%Y-%m}"
        writer.writerow([indicator.code, place, month, "", *map(decimal, (one.value, one.low, one.high))])
    return response


def _asked(request: HttpRequest) -> tuple[PlaceForm, str, str]:
    """The form, the place's name, and the district's identifier (empty for the whole city)."""
    places = places_seen(request)
    form = PlaceForm(request.GET, places=places)
    return form, places.districts.get(form.district, gettext("Ganze Stadt")), form.district


def _found(indicator: Indicator, district: str) -> Outlook:
    scope = Scope(only={Dimension.DISTRICT: district} if district else {})
    return outlook(indicator=indicator, scope=scope, until=date(today().year, today().month, 1))


def _headline(indicator: Indicator, found: Outlook, forecast: Forecast) -> str:
    if not forecast.ahead:
        return gettext("Keine Prognose: Die Monate lassen nicht erkennen, wie weit sie danebenliegen würde.")
    last = forecast.ahead[-1]
    return gettext("Für %(month)s zu erwarten: %(value)s (mit einer Sicherheit von 80 %%: %(low)s bis %(high)s).") % {
        "month": month_words(found.month(last.months)),
        **_ahead_words(indicator, last),
    }


def _ahead_words(indicator: Indicator, one: Ahead) -> dict[str, str]:
    """A month to come and its interval, with the decimals that tell them apart."""
    value, low, high = (_plain(each) for each in (one.value, one.low, one.high))
    return {
        "value": value_words(indicator, value, beside=[low, high]),
        "low": value_words(indicator, low, beside=[value, high]),
        "high": value_words(indicator, high, beside=[value, low]),
    }


def _check_words(indicator: Indicator, forecast: Forecast) -> str:
    """How forecasts as far ahead as the headline's have done on months that were held back."""
    if not forecast.ahead:
        return ""
    last = forecast.ahead[-1]
    if not last.check.can_be_judged or last.check.error is None:
        return ngettext(
            "Wie oft eine Prognose einen Monat vorher zutrifft, lässt sich noch nicht beurteilen: Dafür müssten sich "
            "mindestens %(fewest)s frühere Monate prüfen lassen, hier sind es %(checked)s.",
            "Wie oft eine Prognose %(months)s Monate vorher zutrifft, lässt sich noch nicht beurteilen: Dafür müssten "
            "sich mindestens %(fewest)s frühere Monate prüfen lassen, hier sind es %(checked)s.",
            last.months,
        ) % {"months": last.months, "fewest": FEWEST_CHECKED, "checked": words.number(last.check.checked)}
    return ngettext(
        "Zurückgehalten und einen Monat vorher vorhergesagt: %(held)s von %(checked)s Monaten lagen im Bereich, der "
        "für 80 %% gedacht ist; im Mittel lag die Prognose um %(error)s daneben.",
        "Zurückgehalten und %(months)s Monate vorher vorhergesagt: %(held)s von %(checked)s Monaten lagen im Bereich, "
        "der für 80 %% gedacht ist; im Mittel lag die Prognose um %(error)s daneben.",
        last.months,
    ) % {
        "months": last.months,
        "held": words.number(last.check.held),
        "checked": words.number(last.check.checked),
        "error": _error_words(indicator, last.check.error),
    }


def _error_words(indicator: Indicator, error: float) -> str:
    """A difference of shares is in percentage points, with a digit after the point: 0,4 Prozentpunkte."""
    if indicator.unit in {Unit.SHARE, Unit.POINTS}:
        return gettext("%(points)s Prozentpunkte") % {"points": words.number(round(error * 100, 1))}
    return value_words(indicator, _plain(error))


def _method_words(method: Method) -> str:
    return {
        Method.LAST: gettext("Erwartet wird der letzte Wert."),
        Method.LEVEL: gettext("Erwartet wird der Mittelwert der letzten sechs Monate."),
        Method.SEASON: gettext("Erwartet wird der Wert desselben Monats im Vorjahr."),
        Method.MOVED_SEASON: gettext(
            "Erwartet wird der Wert desselben Monats im Vorjahr, verschoben um das, was die letzten drei Monate von "
            "ihren Vorjahresmonaten trennt."
        ),
    }[method]


def _plain(value: float) -> float:
    """A forecast promises no more than three digits after the point."""
    return round(value, 3)
