"""Where the city does not keep its own rules, since when, and who sees to it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.queries import staff_with_right
from einamt.accounts.rights import Right
from einamt.channels.backoffice import labels
from einamt.channels.parts.staff import requires, staff_of
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.keeping import CHECKS
from einamt.procedures.appointments.models import RuleFinding
from einamt.procedures.appointments.operations import take_rule_finding
from einamt.procedures.appointments.rule_errors import RuleFindingNotFound
from einamt.procedures.appointments.rulebook import ended_rule_findings, open_rule_findings

ENDED_SHOWN = 20


class TakeForm(Form):
    """Who sees to it."""

    owner = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Notiz"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: object, people: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext("niemand")), *people.items()]


@require_safe
@requires(Right.SET_RULES)
def finding_list(request: HttpRequest) -> HttpResponse:
    """Open findings, the gravest first; below, those that ended last."""
    rows, ended = open_rule_findings(), ended_rule_findings(limit=ENDED_SHOWN)
    names = labels.names_of(row.owner for row in (*rows, *ended))
    context = {
        "room": "rule-findings",
        "rows": [_said(row, names) for row in rows],
        "ended": [_said(row, names) for row in ended],
    }
    return render(request, "backoffice/regulating/findings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SET_RULES)
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One finding, and who sees to it."""
    row = next((each for each in open_rule_findings() if each.pk == finding_id), None)
    if row is None:
        raise RuleFindingNotFound
    people = staff_with_right(right=Right.SET_RULES)
    if row.owner and row.owner not in people:
        people |= labels.names_of([row.owner])
    form = TakeForm(
        request.POST or None,
        people=people,
        initial={"owner": row.owner or str(staff_of(request).actor), "note": row.note},
    )
    if request.method == "POST" and form.is_valid():
        take_rule_finding(finding_id=row.pk, person=form.cleaned_data["owner"], note=form.cleaned_data["note"])
        messages.success(
            request, gettext("Gespeichert. Der Befund endet von selbst, sobald die Regel eingehalten wird.")
        )
        return redirect("city-rules:findings")
    context = {"room": "rule-findings", **_said(row, labels.names_of([row.owner])), "form": form}
    return render(request, "backoffice/regulating/finding.html", context, status=422 if form.errors else 200)


def _said(row: RuleFinding, names: dict[str, str]) -> dict[str, object]:
    place = row.office or row.organisation
    return {
        "row": row,
        "title": gettext(CHECKS[row.rule].title) if row.rule in CHECKS else row.rule,
        "place": place.name if place else gettext("die ganze Stadt"),
        "sentence": gettext(row.message) % row.params,
        "owner": names.get(row.owner, ""),
    }
