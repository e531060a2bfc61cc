"""Identity documents at the counter and on the phone: the state read out, slips, reports that wait for a decision."""

from typing import Any, ClassVar

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
from einamt.channels.parts.posted import uuid_of
from einamt.channels.parts.reaching import ReachForm
from einamt.channels.parts.staff import permissions_of, requires, staff_of
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading, record_readings
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.operations import choose_way
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


class TellForm(ReachForm):
    """Whom to tell that a document is ready, and how."""

    autocomplete: ClassVar = {}
    number = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)
    email = forms.EmailField(label=gettext_lazy("E-Mail-Adresse"), max_length=254, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Mobilnummer"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    name = forms.CharField(label=gettext_lazy("Name auf dem Brief"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """A mail needs an address, too."""
        told = super().clean()
        if told.get("way") == MessageChannel.MAIL and not told.get("email"):
            self.add_error("email", gettext("Bitte schreiben Sie, wohin die E-Mail gehen soll."))
        return told


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
    if request.method != "POST":
        return _page(request, context={}, status=200)
    try:
        document = _found(request)
    except DomainError as refusal:
        return _page(request, context={"refusal": refusal}, status=refusal.status)
    return _read_out(request, document, context={}, status=200)


def _page(request: HttpRequest, *, context: dict[str, object], status: int) -> HttpResponse:
    shown = {
        "form": SerialNumberForm(),
        "may_decide": permissions_of(request).may(right=Right.SERVE),
        "waiting": waiting_reports(permissions=permissions_of(request)).count(),
        **context,
    }
    return render(request, "counter/documents/documents.html", shown, status=status)


def _read_out(
    request: HttpRequest, document: IdentityDocument, *, context: dict[str, object], status: int
) -> HttpResponse:
    view = status_view(case=document.case, asker=Asker.NUMBER, language=get_language() or "de", now=clock.now())
    number = _typed(request)
    shown = {"view": view, "number": number, "tell_form": TellForm(initial={"number": number}), **context}
    return _page(request, context=shown, status=status)


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
def tell_by(request: HttpRequest) -> HttpResponse:
    """Write down how the person wants to be told that the document is ready.

    :raises DocumentNotFound: no document has the number.
    """
    document, form = _found(request), TellForm(request.POST)
    if not form.is_valid():
        return _read_out(request, document, context={"tell_form": form}, status=422)
    choose_way(about=document.case_id, recipient=form.recipient())
    messages.success(request, gettext("Gespeichert. So erfährt die Person, wenn das Dokument bereitliegt."))
    return redirect("counter:documents")


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
    report_id = uuid_of(text)
    found = StateReport.objects.select_related("system").filter(pk=report_id).first() if report_id else None
    allowed = deciding_organisations(permissions=permissions_of(request))
    if found is None or found.system.organisation_id not in allowed:
        raise AccessDenied
    return found
