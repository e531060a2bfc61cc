"""What the linter found: by weight, by person; taking over with a date."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.queries import staff_with_right
from einamt.accounts.rights import Right
from einamt.catalog.linting import registry
from einamt.catalog.linting.errors import FindingNotFound
from einamt.catalog.linting.operations import take_over
from einamt.catalog.linting.queries import counts, finding_lines, open_findings, owners
from einamt.channels.backoffice import labels
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form

PER_PAGE = 50
NOBODY = "niemand"


class TakeOverForm(Form):
    """Who sees to it, and until when."""

    owner = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    due_date = forms.DateField(
        label=gettext_lazy("Bis wann?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    note = forms.CharField(
        label=gettext_lazy("Notiz"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: object, people: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext("niemand")), *people.items()]


@require_safe
@requires(Right.EDIT_CATALOG)
def finding_list(request: HttpRequest) -> HttpResponse:
    """Open findings, the gravest first."""
    severity = request.GET.get("gewicht", "")
    severity = severity if severity in labels.SEVERITIES else ""
    kinds = {kind.code: kind for kind in registry.kinds()}
    code = request.GET.get("art", "") if request.GET.get("art", "") in kinds else ""
    who = request.GET.get("wer", "")
    me = str(staff_of(request).actor)
    others = labels.names_of(person for person in owners() if person != me)
    owner = {"ich": me, NOBODY: "", **{person: person for person in others}}.get(who)
    page = Paginator(open_findings(severity=severity, code=code, owner=owner), PER_PAGE).get_page(
        request.GET.get("page")
    )
    lines = finding_lines(findings=list(page.object_list), language=get_language() or "de", today=_today())
    names = labels.names_of(line.owner for line in lines)
    numbers = counts()
    context = {
        "room": "findings",
        "page": page,
        "counts": numbers,
        "rows": [
            {"line": line, "severity": labels.SEVERITIES[line.severity], "owner": names.get(line.owner, "")}
            for line in lines
        ],
        "severity": severity,
        "severities": [
            ("error", gettext("Fehler"), numbers.error),
            ("warning", gettext("Warnungen"), numbers.warning),
            ("notice", gettext("Hinweise"), numbers.notice),
        ],
        "code": code,
        "kind": kinds.get(code),
        "others": sorted(others.items(), key=lambda other: other[1]),
        "who": who if owner is not None else "",
        "is_narrowed": bool(severity or code or owner is not None),
    }
    return render(request, "backoffice/findings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One finding: what it means, who sees to it, and the way to put it right."""
    found = open_findings().filter(pk=finding_id).first()
    if found is None:
        raise FindingNotFound
    people = staff_with_right(right=Right.EDIT_CATALOG)
    if found.owner and found.owner not in people:
        people |= labels.names_of([found.owner])
    initial = {"owner": found.owner or str(staff_of(request).actor), "due_date": found.due_date, "note": found.note}
    form = TakeOverForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        take_over(
            finding_id=found.pk,
            person=form.cleaned_data["owner"],
            due_date=form.cleaned_data["due_date"],
            note=form.cleaned_data["note"],
        )
        messages.success(request, gettext("Gespeichert. Der Befund endet von selbst, sobald er behoben ist."))
        return redirect("backoffice:findings")
    [line] = finding_lines(findings=[found], language=get_language() or "de", today=_today())
    context = {
        "room": "findings",
        "line": line,
        "severity": labels.SEVERITIES[line.severity],
        "owner": labels.names_of([line.owner]).get(line.owner, ""),
        "form": form,
    }
    return render(request, "backoffice/finding.html", context, status=422 if form.errors else 200)


def _today() -> date:
    return local_date(moment=clock.now(), zone=city.zone())
