"""What the linter found: by weight, by person; taking over with a date."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.errors import AccessDenied
from einamt.accounts.queries import staff_with_right
from einamt.accounts.rights import Right
from einamt.catalog.linting import registry
from einamt.catalog.linting.errors import DueInThePast, FindingNotFound
from einamt.catalog.linting.operations import dismiss, reopen, take_over
from einamt.catalog.linting.queries import counts, finding_lines, open_findings, owners
from einamt.catalog.linting.terms import term_days
from einamt.catalog.models import Finding
from einamt.channels.backoffice import labels
from einamt.channels.parts.staff import permissions_of, requires, staff_of
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form

PER_PAGE = 50
NOBODY = "niemand"
DISMISSED, OVERDUE = "kein-fehler", "ueberfaellig"


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


class DismissForm(Form):
    """Why a finding is no fault."""

    prefix = "kein-fehler"
    reason = forms.CharField(
        label=gettext_lazy("Warum ist das kein Fehler?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie in einem Satz, warum das kein Fehler ist.")},
    )


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
    is_dismissed, is_overdue = (request.GET.get("stand", "") == state for state in (DISMISSED, OVERDUE))
    today = _today()
    found = open_findings(
        severity=severity,
        code=code,
        owner=owner,
        is_dismissed=is_dismissed,
        due_before=today if is_overdue else None,
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = finding_lines(findings=list(page.object_list), language=get_language() or "de", today=today)
    names = labels.names_of(line.owner for line in lines)
    numbers = counts(today=today)
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
        "is_dismissed": is_dismissed,
        "is_overdue": is_overdue,
        "terms": term_days(),
        "is_narrowed": bool(severity or code or owner is not None or is_dismissed or is_overdue),
    }
    return render(request, "backoffice/findings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One finding: what it means, who sees to it or why it is no fault, and the way to put it right."""
    found = _finding(finding_id)
    may_edit = _may_edit(request, found)
    act = request.POST.get("act", "")
    form, dismissal = _take_over_form(request, found, is_sent=request.method == "POST" and not act), DismissForm()
    if request.method == "POST":
        if not may_edit:
            raise AccessDenied
        if act == "dismiss":
            dismissal = DismissForm(request.POST)
        if act == "reopen":
            reopen(finding_id=found.pk)
            messages.success(request, gettext("Der Befund ist wieder offen."))
            return redirect("backoffice:finding", found.pk)
        if (form.is_valid() and _take_over(form, found)) or (
            dismissal.is_valid() and _dismiss(request, dismissal, found)
        ):
            messages.success(
                request,
                gettext("Zurückgewiesen, bis sich der Text ändert.")
                if act
                else gettext("Gespeichert. Der Befund endet von selbst, sobald er behoben ist."),
            )
            return redirect("backoffice:findings")
    [line] = finding_lines(findings=[found], language=get_language() or "de", today=_today())
    context = {
        "room": "findings",
        "line": line,
        "severity": labels.SEVERITIES[line.severity],
        "owner": labels.names_of([line.owner]).get(line.owner, ""),
        "dismissed_by": labels.names_of([line.dismissed_by]).get(line.dismissed_by, ""),
        "may_edit": may_edit,
        "form": dismissal if act == "dismiss" else form,
        "take_over": form,
        "dismissal": dismissal,
    }
    has_errors = bool(form.errors or dismissal.errors)
    return render(request, "backoffice/finding.html", context, status=422 if has_errors else 200)


def _finding(finding_id: int) -> Finding:
    """An open finding, or one that was dismissed."""
    for is_dismissed in (False, True):
        if found := open_findings(is_dismissed=is_dismissed).filter(pk=finding_id).first():
            return found
    raise FindingNotFound


def _may_edit(request: HttpRequest, found: Finding) -> bool:
    """Whether the person edits what the finding is about; the city's own are everybody's who edits."""
    subject = found.service or found.office
    right = Right.EDIT_CATALOG
    return subject is None or permissions_of(request).may(right=right, organisation_id=subject.organisation_id)


def _take_over_form(request: HttpRequest, found: Finding, *, is_sent: bool) -> TakeOverForm:
    people = staff_with_right(right=Right.EDIT_CATALOG)
    if found.owner and found.owner not in people:
        people |= labels.names_of([found.owner])
    initial = {"owner": found.owner or str(staff_of(request).actor), "due_date": found.due_date, "note": found.note}
    return TakeOverForm(request.POST if is_sent else None, people=people, initial=initial)


def _take_over(form: TakeOverForm, found: Finding) -> bool:
    """Whether it was taken over; what is wrong stands in the form."""
    said = form.cleaned_data
    try:
        take_over(
            finding_id=found.pk, person=said["owner"], due_date=said["due_date"], note=said["note"], today=_today()
        )
    except DueInThePast as refusal:
        form.add_error("due_date", gettext(refusal.message))
        return False
    return True


def _dismiss(request: HttpRequest, form: DismissForm, found: Finding) -> bool:
    person = str(staff_of(request).actor)
    dismiss(finding_id=found.pk, reason=form.cleaned_data["reason"], person=person, now=clock.now())
    return True


def _today() -> date:
    return local_date(moment=clock.now(), zone=city.zone())
