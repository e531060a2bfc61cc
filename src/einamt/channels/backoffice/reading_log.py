"""The log of reading, for two persons: one asks, another releases. How it is kept: docs/explanation/audit.md."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from einamt.accounts.rights import Right
from einamt.cases.errors import CaseNotFound
from einamt.cases.queries import case_by_reference
from einamt.channels.backoffice import labels
from einamt.channels.parts.staff import check_right_everywhere, requires, staff_of
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock
from einamt.platform.audit.requests import ask_for_log, log_request, open_requests, read_log, release_log
from einamt.platform.shell import words
from einamt.platform.shell.forms import Form

WHAT = {
    "case-read": N_("Vorgang gelesen"),
    "identity-document-read": N_("Ausweis nachgesehen"),
    "identity-report-read": N_("Meldung zu einem Ausweis gelesen"),
    "log-asked": N_("Protokoll angefragt"),
    "log-released": N_("Protokoll freigegeben"),
    "log-read": N_("Protokoll gelesen"),
}
WHAT_FOR = {
    "visit": N_("Besuch am Schalter"),
    "read-out": N_("Auskunft"),
    "booking": N_("Termin buchen oder ändern"),
    "decision": N_("Meldung klären"),
    "document": N_("Dokument ausstellen oder drucken"),
}
"""What stands in the log about a case, in words; the number of a request is said by nothing."""


class AskForm(Form):
    """Whose matter, and why."""

    reference = forms.CharField(label=gettext_lazy("Vorgangsnummer"), max_length=30)
    reason = forms.CharField(
        label=gettext_lazy("Warum wollen Sie in das Protokoll sehen?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie in einem Satz, wofür Sie das brauchen.")},
    )


@requires(Right.READ_LOG, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest) -> HttpResponse:
    """Requests that wait or are open, and a new one."""
    check_right_everywhere(request, right=Right.READ_LOG)
    now, me = clock.now(), staff_of(request).actor
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = case_by_reference(reference=form.cleaned_data["reference"])
        except CaseNotFound as refusal:
            form.add_error("reference", words.explain(refusal))
        else:
            made = ask_for_log(subject=f"case:{case.pk}", reason=form.cleaned_data["reason"], actor=me, now=now)
            messages.success(request, gettext("Angefragt. Freigeben muss es jemand anderes."))
            return redirect("reading-log:request", made.pk)
    rows = open_requests(now=now)
    names = labels.names_of(row.asked_by for row in rows)
    context = {"form": form, "rows": [(row, names[row.asked_by]) for row in rows]}
    return render(request, "backoffice/reading_log.html", context, status=422 if form.errors else 200)


@requires(Right.READ_LOG, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: for who asked what it shows once it is released, for others the way to release it.

    :raises LogRequestUnknown: there is no such request.
    """
    check_right_everywhere(request, right=Right.READ_LOG)
    now, me = clock.now(), staff_of(request).actor
    found = log_request(request_id=request_id)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            release_log(request_id=request_id, actor=me, now=now)
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, gettext("Freigegeben, für 24 Stunden."))
            return redirect("reading-log:request", request_id)
    is_own = found.asked_by == str(me)
    is_open = found.expires_at is not None and found.expires_at > now
    entries = read_log(request_id=request_id, actor=me, now=now) if is_own and is_open else []
    names = labels.names_of([found.asked_by, found.released_by, *(entry.actor for entry in entries)])
    context = {
        "found": found,
        "asked_by": names[found.asked_by],
        "released_by": names.get(found.released_by, ""),
        "is_own": is_own,
        "is_open": is_open,
        "rows": [
            {
                "at": entry.at,
                "who": names[entry.actor],
                "what": gettext(WHAT.get(entry.what, entry.what)),
                "what_for": gettext(WHAT_FOR[entry.purpose]) if entry.purpose in WHAT_FOR else "",
            }
            for entry in entries
        ],
        "refusal": refusal,
    }
    return render(request, "backoffice/log_request.html", context, status=refusal.status if refusal else 200)
