"""Measures for those who steer: what was done, what was expected, and what came of it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.rights import Right
from einamt.channels.cockpit.indicators.selection import Places
from einamt.channels.cockpit.measures import drawing, wording
from einamt.channels.cockpit.measures.forms import EndForm, MeasureForm, initial_of
from einamt.channels.cockpit.seeing import may_everywhere, places_seen, today
from einamt.channels.parts.posted import uuid_of
from einamt.channels.parts.staff import check_right_everywhere, permissions_of, requires, staff_of
from einamt.insight.steering.effects.regressing import is_installed
from einamt.insight.steering.errors import ImpossibleMeasure, MeasureNotAhead, MeasureOver, MeasureStarted
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.measures import queries
from einamt.insight.steering.measures.operations import (
    change_measure,
    end_measure,
    expectation_of,
    record_measure,
    withdraw_measure,
)
from einamt.insight.steering.measures.queries import Effect, effect_of, treated_places
from einamt.insight.steering.models import Measure, MeasureEntry
from einamt.insight.steering.wording import value_words
from einamt.kernel.errors import N_
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.facts.queries import reading
from einamt.platform.shell import words

FEWEST_OTHERS = 3
"""Of fewer places their mean, and a comparison with them, would show a single one to who may not see it."""
_SHARED = N_(
    "Die Zahlen zeigen auch einen anderen Bezirk und stehen deshalb nur denen offen, die die ganze Stadt steuern."
)


@require_safe
@requires(Right.SEE_STEERING)
def all_measures(request: HttpRequest) -> HttpResponse:
    """Every measure that the person may see, with what was expected of it."""
    context = {
        "rows": [_row(each) for each in _measures_seen(request)],
        "may_record": may_everywhere(request, right=Right.SEE_STEERING),
    }
    return render(request, "cockpit/measures/list.html", context)


@require_safe
@requires(Right.SEE_STEERING)
@reading()
def one_measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """A measure with its verdict, how that was reached, the course, and its history."""
    places = places_seen(request)
    measure = _measure(request, measure_id)
    effect = effect_of(measure=measure, today=today()) if measure.withdrawn_at is None else None
    context = _row(measure) | {
        "may_record": may_everywhere(request, right=Right.SEE_STEERING),
        "is_ahead": measure.starts_on > today(),
        "history": [
            {
                "entry": each,
                "kind": gettext(wording.ENTRIES[MeasureEntry.Kind(each.kind)]),
                "before": _before(each.before),
            }
            for each in measure.entries.order_by("at", "pk")
        ],
        "is_installed": is_installed(),
    }
    context["verdict"] = _verdict(measure, effect)
    if not _may_see_treated(measure, places):
        context["verdict"] |= {"sentence": gettext(_SHARED), "method": ""}
    elif effect is not None:
        context |= _told(effect, measure, places=places)
    return render(request, "cockpit/measures/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_STEERING, is_local=True)
def record(request: HttpRequest) -> HttpResponse:
    """Write a measure down, before it starts."""
    check_right_everywhere(request, right=Right.SEE_STEERING)
    form = MeasureForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            measure = record_measure(
                expectation=form.expectation(),
                is_afterwards=form.cleaned_data["is_afterwards"],
                actor=staff_of(request).actor,
                command_id=uuid_of(request.POST.get("command", "")) or new_id(),
                now=clock.now(),
            )
        except (ImpossibleMeasure, MeasureNotAhead) as refusal:
            form.add_error("starts_on" if isinstance(refusal, MeasureNotAhead) else None, words.explain(refusal))
        else:
            messages.success(request, gettext("Festgehalten. Bis zum Beginn lässt sich noch etwas ändern."))
            return redirect("cockpit:measure", measure.pk)
    context = {"form": form, "command_id": request.POST.get("command") or new_id(), "is_new": True}
    return render(request, "cockpit/measures/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_STEERING, is_local=True)
def change(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Say anew what is expected, before the start."""
    check_right_everywhere(request, right=Right.SEE_STEERING)
    measure = _measure(request, measure_id)
    if measure.starts_on <= today():
        raise MeasureStarted
    form = MeasureForm(request.POST or None, is_new=False, initial=initial_of(expectation_of(measure)))
    if request.method == "POST" and form.is_valid():
        try:
            change_measure(
                measure_id=measure.pk,
                expectation=form.expectation(),
                reason=form.cleaned_data["reason"],
                actor=staff_of(request).actor,
                now=clock.now(),
            )
        except (ImpossibleMeasure, MeasureNotAhead) as refusal:
            form.add_error("starts_on" if isinstance(refusal, MeasureNotAhead) else None, words.explain(refusal))
        else:
            messages.success(request, gettext("Geändert. Die Geschichte behält, was vorher dastand."))
            return redirect("cockpit:measure", measure.pk)
    context = {"form": form, "measure": measure, "is_new": False}
    return render(request, "cockpit/measures/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_STEERING, is_local=True)
def end(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Bring a measure to an end, or take it back, with a reason."""
    check_right_everywhere(request, right=Right.SEE_STEERING)
    measure = _measure(request, measure_id)
    form = EndForm(request.POST or None, initial={"ends_on": today()})
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {
            "measure_id": measure.pk,
            "reason": form.cleaned_data["reason"],
            "actor": staff_of(request).actor,
            "now": clock.now(),
        }
        try:
            if request.POST.get("act") == "withdraw":
                withdraw_measure(**said)
            else:
                end_measure(ends_on=form.cleaned_data["ends_on"] or today(), **said)
        except ImpossibleMeasure:
            form.add_error(
                "ends_on", gettext("Eine Maßnahme endet nach ihrem Beginn. Vorher lässt sie sich zurückziehen.")
            )
        except MeasureOver as refusal:
            form.add_error(None, words.explain(refusal))
        else:
            messages.success(request, gettext("Erledigt. Der Grund steht in der Geschichte."))
            return redirect("cockpit:measure", measure.pk)
    context = {"form": form, "measure": measure}
    return render(request, "cockpit/measures/end.html", context, status=422 if form.errors else 200)


def _measures_seen(request: HttpRequest) -> list[Measure]:
    """The measures of the parts of the city that the person steers or manages.

    :raises AccessDenied: none is theirs as a whole.
    """
    mine = permissions_of(request).organisations_with(right=Right.SEE_STEERING)
    return queries.measures(organisation_ids=None if places_seen(request).sees_all else mine)


def _measure(request: HttpRequest, measure_id: int) -> Measure:
    found = next((each for each in _measures_seen(request) if each.pk == measure_id), None)
    if found is None:
        raise Http404
    return found


def _row(measure: Measure) -> dict[str, Any]:
    indicator = INDICATORS[measure.indicator]
    names = [*(each.name for each in measure.districts.all()), *(each.name for each in measure.offices.all())]
    day = today()
    if measure.withdrawn_at is not None:
        state = gettext("zurückgezogen")
    elif measure.starts_on > day:
        state = gettext("noch nicht begonnen")
    elif measure.ends_on is not None and measure.ends_on <= day:
        state = gettext("beendet")
    else:
        state = gettext("läuft")
    return {
        "measure": measure,
        "indicator": indicator,
        "expected": wording.change_words(indicator, measure.expected_change),
        "places": ", ".join(names) or gettext("ganze Stadt"),
        "state": state,
    }


def _verdict(measure: Measure, effect: Effect | None) -> dict[str, str]:
    """What may be said, in words and a sign."""
    if measure.withdrawn_at is not None:
        return {"title": gettext("Zurückgezogen"), "sentence": gettext("Über die Wirkung wird nichts gesagt.")}
    if measure.starts_on > today():
        return {
            "title": gettext("Noch nicht begonnen"),
            "sentence": gettext("Geprüft wird, sobald ganze Monate vorbei sind."),
        }
    if effect is None:
        return {"title": gettext("Lässt sich nicht sagen"), "sentence": gettext("Es gibt noch keine Zahlen dazu.")}
    judged = effect.judgement
    return {
        "sign": wording.SIGNS[judged.verdict],
        "title": gettext(wording.VERDICTS[judged.verdict]),
        "sentence": wording.verdict(effect, measure),
        "method": wording.method(judged, compared=effect.compared),
    }


def _may_see_treated(measure: Measure, places: Places) -> bool:
    """Whether the treated places together show no single one to who may not see it."""
    treated = treated_places(measure)
    foreign = treated - places.districts.keys() - places.offices.keys()
    return places.sees_all or not foreign or len(foreign) >= FEWEST_OTHERS


def _told(effect: Effect, measure: Measure, *, places: Places) -> dict[str, Any]:
    """The course with its chart and table, and the numbers behind the verdict."""
    judged, indicator = effect.judgement, effect.indicator
    shows_others = places.sees_all or effect.compared >= FEWEST_OTHERS
    others = effect.others if shows_others else []
    table = [
        {
            "month": month,
            "is_after": is_after,
            "treated": _value(indicator, effect.treated[row]),
            "others": _value(indicator, others[row]) if others else "",
        }
        for row, (month, is_after) in enumerate(zip(effect.months, effect.is_after, strict=True))
    ]
    placebos = judged.comparison if places.sees_all else None
    return {
        "effect": effect,
        "judged": judged,
        "chart": drawing.course_chart(replace(effect, others=others), measure),
        "table": table,
        "has_others": bool(others),
        "left_out": len(effect.left_out),
        "numbers": _numbers(effect) if shows_others or not effect.compared else [],
        "placebos": drawing.placebo_chart(placebos, indicator) if placebos else None,
        "placebo_estimate": wording.change_words(indicator, placebos.estimate) if placebos else "",
        "placebo_values": [
            wording.change_words(indicator, value)
            for value in sorted(each.estimate for each in (placebos.placebos if placebos else ()))
        ],
    }


def _numbers(effect: Effect) -> list[tuple[str, str]]:
    """What a statistician asks next."""
    judged, indicator = effect.judgement, effect.indicator
    rows: list[tuple[str, str]] = []
    if judged.comparison:
        rows.append((gettext("Schätzung durch Vergleich"), wording.change_words(indicator, judged.comparison.estimate)))
        rows.append((gettext("p-Wert aus den Scheinmaßnahmen"), words.decimals(judged.comparison.p_value(), places=3)))
    if judged.trends:
        slope = wording.change_words(indicator, judged.trends.estimate)
        chance = words.decimals(judged.trends.p_value(), places=3)
        rows.append((gettext("Auseinander je Monat vor dem Beginn"), f"{slope} (p = {chance})"))
    if judged.clustered:
        low, high = (wording.change_words(indicator, each) for each in (judged.clustered.low, judged.clustered.high))
        rows.append((gettext("Zum Vergleich: Intervall aus gruppierten Standardfehlern"), f"{low} … {high}"))
    if alone := judged.interruption:
        low, high = (wording.change_words(indicator, each) for each in (alone.low, alone.high))
        effect_alone = wording.change_words(indicator, alone.effect)
        rows.append((gettext("Nur der Verlauf der Orte selbst"), f"{effect_alone} ({low} … {high})"))
        rows.append((gettext("Durbin-Watson"), words.decimals(alone.durbin_watson, places=2)))
    return rows


def _value(indicator: Any, value: float | None) -> str:
    if value is None:
        return gettext("zu wenige")
    return value_words(indicator, round(value, 3))


def _before(fields: dict[str, Any]) -> list[tuple[str, str]]:
    """What a change replaced, in words."""
    names = {
        "title": gettext("Titel"),
        "hypothesis": gettext("Begründung"),
        "indicator": gettext("Kennzahl"),
        "expected_change": gettext("erwartete Änderung"),
        "starts_on": gettext("Beginn"),
        "districts": gettext("Bezirke"),
        "offices": gettext("Ämter"),
    }
    return [
        (names[name], ", ".join(value) if isinstance(value, list) else str(value)) for name, value in fields.items()
    ]
