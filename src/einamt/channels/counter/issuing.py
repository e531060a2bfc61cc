"""Issuing a document on a case at the counter, and revoking one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.cases.documents.errors import DocumentUnknown, NotIssuable
from einamt.cases.documents.operations import issue_document, revoke_document
from einamt.cases.documents.queries import pdf_of
from einamt.cases.documents.registry import DocumentKind, Field, issuable_on
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.models import Case
from einamt.channels.counter.cases import readable_case
from einamt.channels.counter.confirming import confirm, is_confirmed
from einamt.channels.parts.issued import listed
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.shell.forms import Form

LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
REASONS = [
    (RevocationReason.MISTAKE.value, _("Es enthält einen Fehler")),
    (RevocationReason.REPLACED.value, _("Es wird durch ein neues ersetzt")),
    (RevocationReason.WITHDRAWN.value, _("Was darin steht, gilt nicht mehr")),
]


class IssuingForm(Form):
    """What the kind of document asks for, in which language, and the command: a second press is the same document."""

    language = forms.ChoiceField(label=_("Sprache des Dokuments"), choices=LANGUAGES)
    command = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: list[Field], **kwargs: Any) -> None:
        self.asked = [field.name for field in asked]
        own = {
            field.name: forms.CharField(label=gettext(field.label), max_length=field.longest, initial=field.value)
            for field in asked
        }
        self.base_fields = type(self).base_fields | own  # type: ignore[misc] # the base teaches them its sentences
        super().__init__(*args, **kwargs)

    def bound_fields(self) -> list[forms.BoundField]:
        """The kind's own fields, in order."""
        return [self[name] for name in self.asked]


@requires(Right.SERVE, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """The form, and the document that was issued.

    :raises NotIssuable: there is no such kind, or nothing of it to be said about the case now.
    """
    case = readable_case(request, reference=reference, purpose="document")
    chosen, asked = _asked(case, kind)
    form = IssuingForm(request.POST or None, asked=asked, initial={"command": new_id(), "language": get_language()})
    if request.method != "POST" or not form.is_valid():
        context = {"case": case, "kind": chosen, "form": form}
        return render(request, "counter/issue.html", context, status=422 if request.method == "POST" else 200)
    issue_document(
        case_id=case.pk,
        kind_code=chosen.code,
        given={name: form.cleaned_data[name] for name in form.asked},
        language=form.cleaned_data["language"],
        actor=staff_of(request).actor,
        channel=Channel.COUNTER,
        command_id=form.cleaned_data["command"],
        now=clock.now(),
    )
    messages.success(request, gettext("Ausgestellt und gesiegelt. Drucken Sie es, oder die Person lädt es selbst."))
    return redirect("counter:case", reference=case.reference)


@requires(Right.SERVE, is_local=True)
@require_safe
def pdf(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """The sealed file, to be printed; the reading is recorded.

    :raises DocumentUnknown: the case has no such document.
    """
    case = readable_case(request, reference=reference, purpose="document")
    content = pdf_of(document_id=document_id, case_id=case.pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{case.reference}.pdf"'
    return response


@requires(Right.SERVE, is_local=True)
@require_POST
def revoke(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Let a document hold no longer, asked once more; a decision has a page of its own for it.

    :raises DocumentUnknown: the case has no such document.
    :raises AlreadyRevoked: somebody was faster.
    """
    case = readable_case(request, reference=reference, purpose="document")
    if document_id not in {each.id for each in listed(case_id=case.pk)}:
        raise DocumentUnknown
    reason = request.POST.get("reason", "")
    if reason not in set(RevocationReason):
        messages.warning(request, gettext("Bitte wählen Sie, warum das Dokument nicht mehr gilt."))
        return redirect("counter:case", reference=case.reference)
    if not is_confirmed(request):
        return confirm(
            request,
            title=gettext("Dokument widerrufen"),
            sentences=[
                gettext("Grund: %(reason)s.") % {"reason": dict(REASONS)[reason]},
                gettext("Das lässt sich nicht zurücknehmen. Wer das Dokument prüft, erfährt es ab dann."),
            ],
            label=gettext("Ja, widerrufen"),
            back=reverse("counter:case", args=[case.reference]),
        )
    revoke_document(
        document_id=document_id,
        reason=RevocationReason(reason),
        actor=staff_of(request).actor,
        channel=Channel.COUNTER,
        now=clock.now(),
    )
    messages.success(request, gettext("Widerrufen. Wer es prüft, erfährt das ab jetzt."))
    return redirect("counter:case", reference=case.reference)


def _asked(case: Case, code: str) -> tuple[DocumentKind, list[Field]]:
    for kind in issuable_on(case.pk):
        if kind.code == code and (fields := kind.fields(case.pk)) is not None:
            return kind, list(fields)
    raise NotIssuable
