"""Identity documents at the counter and on the phone: the state read out, slips, reports that wait for a decision."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from einamt.accounts.errors import AccessDenied
from einamt.accounts.rights import Right
from einamt.cases.queries import status_view
from einamt.cases.telling import Asker
from einamt.channels.parts.staff import permissions_of, requires, staff_of
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading, record_readings
from einamt.platform.shell.forms import Form
from einamt.procedures.identity_documents.kinds import STATES
from einamt.procedures.identity_documents.models import IdentityDocument, StateReport
from einamt.procedures.identity_documents.operations import decide_report, revoke_slips
from einamt.procedures.identity_documents.queries import deciding_organisations, document_by_number, waiting_reports
from einamt.procedures.identity_documents.rules import DocumentState, Why
from einamt.procedures.identity_documents.slips import slip_for

PER_PAGE, LONGEST = 50, 40
WHY = {
    Why.UNKNOWN_ORDER: N_("Diese Bestellung kennen wir nicht."),
    Why.NOT_ALLOWED: N_("Von dort, wo das Dokument ist, kommt man nicht hierher."),
    Why.OTHER_NUMBER: N_("Die Meldung nennt eine andere Seriennummer als die bisherigen."),
}


class SerialNumberForm(Form):
    """The number that somebody says or shows."""

    number = forms.CharField(
        label=gettext_lazy("Seriennummer"),
        help_text=gettext_lazy("Wie gesagt oder vom Zettel gelesen; O wird als 0 gelesen."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": LONGEST}),
    )


class DecisionForm(Form):
    """Why a report is so, or is not."""

    reason = forms.CharField(
        label=gettext_lazy("Was haben Sie herausgefunden?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie in einem Satz, was Sie herausgefunden haben.")},
    )


@requires(Right.READ_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest) -> HttpResponse:
    """Read the state out to somebody who names the serial number, and nothing else; each reading is recorded."""
    context: dict[str, object] = {
        "form": SerialNumberForm(),
        "may_decide": permissions_of(request).may(right=Right.SERVE),
        "waiting": waiting_reports(permissions=permissions_of(request)).count(),
    }
    if request.method != "POST":
        return render(request, "counter/documents/documents.html", context)
    try:
        document = _found(request)
    except DomainError as refusal:
        return render(
            request, "counter/documents/documents.html", {**context, "refusal": refusal}, status=refusal.status
        )
    view = status_view(case=document.case, asker=Asker.NUMBER, language=get_language() or "de", now=clock.now())
    shown = {**context, "view": view, "number": _typed(request)}
    return render(request, "counter/documents/documents.html", shown)


@requires(Right.SERVE)
@require_POST
def slip(request: HttpRequest) -> HttpResponse:
    """The slip as a PDF, with the number that was typed; it is not kept.

    :raises DocumentNotFound: no document has the number.
    """
    _found(request)
    made = slip_for(number=_typed(request), language=get_language() or "de", now=clock.now())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="abholzettel.pdf"'
    return response


@requires(Right.SERVE)
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Let slips that were lost lead nowhere.

    :raises DocumentNotFound: no document has the number.
    """
    revoke_slips(document_id=_found(request).pk)
    messages.success(request, gettext("Die bisherigen Zettel führen nirgends mehr hin. Drucken Sie einen neuen."))
    return redirect("counter:documents")


@requires(Right.SERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """Reports of specialist systems that the table does not allow, the oldest first, each with the way to decide it."""
    form, chosen, refusal = DecisionForm(), "", None
    if request.method == "POST":
        form, chosen = DecisionForm(request.POST), request.POST.get("report", "")
        report = _waiting_report(request, chosen)
        if form.is_valid():
            try:
                decide_report(
                    report_id=report.pk,
                    is_so=request.POST.get("act") == "take",
                    reason=form.cleaned_data["reason"],
                    actor=staff_of(request).actor,
                    now=clock.now(),
                )
            except DomainError as error:
                refusal = error
            else:
                messages.success(request, gettext("Entschieden. Die Meldung steht nicht mehr hier."))
                return redirect("counter:waiting-reports")
    page = Paginator(waiting_reports(permissions=permissions_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    record_readings(
        actor=staff_of(request).actor,
        what="identity-report-read",
        subjects=[
            f"case:{report.document.case_id}" if report.document else f"identity-report:{report.pk}"
            for report in page.object_list
        ],
        purpose="decision",
        now=clock.now(),
    )
    rows = [
        {
            "report": report,
            "state": gettext(STATES[DocumentState(report.state)].label),
            "why": gettext(WHY[Why(report.why)]) if report.why else "",
            "standing": gettext(STATES[DocumentState(report.document.case.state)].label) if report.document else "",
            "form": form if str(report.pk) == chosen else DecisionForm(auto_id=f"{report.pk}-%s"),
        }
        for report in page.object_list
    ]
    context = {"page": page, "rows": rows, "refusal": refusal}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "counter/documents/waiting.html", context, status=status)


def _typed(request: HttpRequest) -> str:
    return request.POST.get("number", "")[:LONGEST]


def _found(request: HttpRequest) -> IdentityDocument:
    """The document of the number that was typed; who found it is recorded, and so is who looked for nothing."""
    try:
        document = document_by_number(number=_typed(request))
    except DomainError:
        _record(request, subject="none")
        raise
    _record(request, subject=f"case:{document.case_id}")
    return document


def _record(request: HttpRequest, *, subject: str) -> None:
    record_reading(
        actor=staff_of(request).actor,
        what="identity-document-read",
        subject=subject,
        purpose="read-out",
        now=clock.now(),
    )


def _waiting_report(request: HttpRequest, text: str) -> StateReport:
    """The report that was decided about, if the person may.

    :raises AccessDenied: it is another authority's, or there is none.
    """
    try:
        found = StateReport.objects.select_related("system").filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    allowed = deciding_organisations(permissions=permissions_of(request))
    if found is None or found.system.organisation_id not in allowed:
        raise AccessDenied
    return found
