"""Staff that offices need, and questions to the model of supply and demand."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.errors import AccessDenied
from einamt.accounts.rights import Right
from einamt.catalog.models import PublicService
from einamt.catalog.queries import service_names
from einamt.channels.cockpit.seeing import may_everywhere, places_seen, today
from einamt.channels.cockpit.staffing import saying
from einamt.channels.cockpit.staffing.forms import ParametersForm, WhatIfForm
from einamt.channels.parts.staff import check_right_everywhere, permissions_of, requires, staff_of
from einamt.insight.staffing.demand import need
from einamt.insight.staffing.operations import ask, set_parameters
from einamt.insight.staffing.parameters import parameters
from einamt.insight.staffing.queries import scenario_of
from einamt.insight.staffing.whatif.question import Answer, WhatIf
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.shell import words
from einamt.procedures.appointments.queries import city_rules

LOOK_AGAIN_SECONDS = 3


@require_safe
@requires(Right.SEE_STEERING)
def staffing(request: HttpRequest) -> HttpResponse:
    """What each office needs, and how long services take.

    :raises AccessDenied: no part of the city is the person's as a whole.
    """
    mine = permissions_of(request).organisations_with(right=Right.SEE_STEERING)
    if not mine:
        raise AccessDenied
    values = parameters(on=today())
    promise_days = city_rules(on=today()).promise_days
    found = need(today=today(), promise_days=promise_days, parameters=values, organisation_ids=mine)
    names = _service_names()
    context = {
        "found": found,
        "parameters": values,
        "promise_days": promise_days,
        "rows": [saying.need_row(office) for office in found.offices],
        "headline": saying.need_headline(found.offices),
        "chart": saying.need_chart(found.offices),
        "times": sorted(((names.get(each.service, each.service), each) for each in found.times.told), key=_by_name),
        "withheld": len(found.times.withheld),
        "may_set": may_everywhere(request, right=Right.SET_RULES),
        "may_ask": may_everywhere(request, right=Right.SEE_STEERING),
    }
    return render(request, "cockpit/staffing/staffing.html", context)


@requires(Right.SET_RULES, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def values_page(request: HttpRequest) -> HttpResponse:
    """What posts are reckoned with from a day on."""
    check_right_everywhere(request, right=Right.SET_RULES)
    held = parameters(on=today())
    initial = {
        "stunden": held.annual_hours,
        "verteilzeit": round(held.allowance * 100, 1),
        "warten": held.wait_minutes,
    }
    form = ParametersForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            set_parameters(
                starts_on=given["ab"],
                annual_hours=given["stunden"],
                allowance=given["verteilzeit"] / 100,
                wait_minutes=given["warten"],
                source=given["quelle"],
                actor=staff_of(request).actor,
                now=clock.now(),
            )
        except DomainError as refusal:
            form.add_error("ab", words.explain(refusal))
        else:
            messages.success(request, gettext("Gespeichert."))
            return redirect("cockpit:staffing")
    return render(request, "cockpit/staffing/values.html", {"form": form}, status=422 if form.errors else 200)


@requires(Right.SEE_STEERING, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def what_if(request: HttpRequest) -> HttpResponse:
    """A question to the model; posted, the worker answers it."""
    check_right_everywhere(request, right=Right.SEE_STEERING)
    form = WhatIfForm(
        request.POST or None, initial={"command_id": new_id(), "tage": list("01234")}, places=places_seen(request)
    )
    if request.method == "POST" and form.is_valid():
        asked = ask(question=form.question, staff=staff_of(request), command_id=form.command, now=clock.now())
        return redirect("cockpit:what-if-answer", asked.pk)
    return render(request, "cockpit/staffing/what_if.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(Right.SEE_STEERING, is_local=True)
def what_if_answer(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """The answer, or that it is still being reckoned: then the page looks again by itself.

    :raises ScenarioUnknown: it is not the person's, or forgotten.
    """
    check_right_everywhere(request, right=Right.SEE_STEERING)
    scenario = scenario_of(staff=staff_of(request), scenario_id=scenario_id)
    answer = Answer.of(scenario.answer) if scenario.answer else None
    promise_days = city_rules(on=today()).promise_days
    context = {
        "scenario": scenario,
        "question": saying.question_words(WhatIf.of(scenario.question), places=places_seen(request)),
        "answer": answer,
        "sentence": saying.answer_sentence(answer) if answer else "",
        "error": saying.error_sentence(answer) if answer else "",
        "rows": saying.answer_rows(answer, promise_days=promise_days) if answer else [],
        "chart": saying.answer_chart(answer) if answer else None,
        "begin": date.fromisoformat(answer.begin) if answer else None,
        "trials": [(date.fromisoformat(each.begin), each) for each in answer.trials] if answer else [],
    }
    response = render(request, "cockpit/staffing/answer.html", context)
    if scenario.answered_at is None:
        response["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


def _service_names() -> dict[str, str]:
    identifiers = dict(PublicService.objects.values_list("pk", "identifier"))
    names = service_names(service_ids=identifiers, language=get_language() or "de")
    return {identifiers[key]: name for key, name in names.items()}


def _by_name(pair: tuple[str, object]) -> str:
    return pair[0]
