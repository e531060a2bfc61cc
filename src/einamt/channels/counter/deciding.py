"""Issuing a decision on a case at the counter: written, looked at, issued."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from einamt.accounts.queries import wall_around
from einamt.accounts.rights import Right, Wall
from einamt.cases import persons
from einamt.cases.decisions.content import content_of
from einamt.cases.decisions.operations import issue_decision
from einamt.cases.decisions.queries import law_of
from einamt.cases.decisions.rules import Court, Law, Remedy, Way
from einamt.cases.models import Case
from einamt.channels.counter.cases import readable_case
from einamt.channels.counter.decision_forms import WAYS, DecisionForm
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.procedures.objections.kinds import OBJECTION


@requires(Right.SERVE, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """The form; what was written, to be looked at; and the decision, which cannot be changed after."""
    case = readable_case(request, reference=reference, purpose="decision")
    form = DecisionForm(request.POST or None, initial=first_known(case))
    step = request.POST.get("step", "")
    context = {"case": case, "form": form, "written": law_of(service_id=case.service_id), **_words(case)}
    if request.method != "POST" or step == "change" or not form.is_valid():
        is_wrong = request.method == "POST" and step != "change"
        return render(request, "counter/decide.html", context, status=422 if is_wrong else 200)
    draft = form.draft()
    if step != "issue":
        shown = {"content": content_of(draft, kind=case.kind), "way": dict(WAYS)[draft.direction.way.value]}
        return render(request, "counter/decide_preview.html", {**context, **shown})
    decision = issue_decision(
        case_id=case.pk,
        draft=draft,
        actor=staff_of(request).actor,
        command_id=form.cleaned_data["command"],
        now=clock.now(),
    )
    messages.success(request, gettext("Erlassen und gesiegelt."))
    return redirect("counter:decision", reference=case.reference, document_id=decision.pk)


def first_known(case: Case) -> dict[str, object]:
    """What is known of the person, the law, the courts and the remedy."""
    known = persons.matter(f"case:{case.reference}")
    office, (law, court) = case.office, _law_and_court(case.service_id)
    is_objection, here = case.kind == OBJECTION.code, city.current()
    place = (
        f"{office.street}, {office.postal_code} {office.city}"
        if office
        else f"{here.street}, {here.postal_code} {here.town}"
    )
    return {
        "command": new_id(),
        "person_name": known.name if known else "",
        "email": persons.contact_of(case_id=case.pk).email,
        "way": Way.POST.value,
        "law": law,
        "court": court,
        "remedy": (Remedy.ACTION if is_objection else Remedy.OBJECTION).value,
        "remedy_office": ""
        if is_objection
        else f"{case.organisation.name}, {office.name if office else here.name}, {place}",
    }


def _law_and_court(service_id: int) -> tuple[str, str]:
    """What is suggested: as the city has written it down of the service, else by its wall. Behind the social wall the
    clerk says it: SGB X goes with both courts, and a wrong instruction opens a year.
    """
    if written := law_of(service_id=service_id):
        return written.law, written.court
    match wall_around(service_id=service_id):
        case Wall.SOCIAL:
            return "", ""
        case Wall.TAX:
            return Law.TAX.value, Court.ADMINISTRATIVE.value
        case _:
            return Law.GENERAL.value, Court.ADMINISTRATIVE.value


def _words(case: Case) -> dict[str, str]:
    """What the pages call it."""
    if case.kind == OBJECTION.code:
        return {"heading": gettext("Widerspruchsbescheid erlassen"), "look": gettext("Widerspruchsbescheid ansehen")}
    return {"heading": gettext("Bescheid erlassen"), "look": gettext("Bescheid ansehen")}
