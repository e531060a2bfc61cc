"""Objections at the counter: written down for somebody or from a letter, listed, looked into, decided."""

from datetime import datetime
from typing import ClassVar
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
from einamt.cases.decisions.queries import decision_in, decision_with, decisions_of
from einamt.cases.decisions.rules import Court, Law
from einamt.cases.errors import CaseNotFound
from einamt.cases.models import Case
from einamt.cases.queries import brief_views
from einamt.channels.counter.cases import readable_case
from einamt.channels.counter.confirming import confirm, is_confirmed
from einamt.channels.parts.decided import in_words
from einamt.channels.parts.staff import permissions_of, requires, staff_of
from einamt.kernel.channels import Channel
from einamt.kernel.errors import N_, DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.audit.steps import record_readings
from einamt.platform.shell import words
from einamt.platform.shell.forms import Form
from einamt.procedures.objections.operations import (
    Lodged,
    decide_objection,
    lodge_objection,
    note_signature,
    take_up,
    withdraw_objection,
)
from einamt.procedures.objections.queries import objection_of, objections_to_decide, standing_of
from einamt.procedures.objections.rules import LONGEST, State
from einamt.procedures.objections.rules import Form as FormOfObjection

FORMS = [
    (FormOfObjection.RECORD.value, _("hier am Schalter gesagt und aufgeschrieben (Niederschrift)")),
    (FormOfObjection.WRITTEN.value, _("als unterschriebener Brief")),
]
SAID_FORMS = {
    FormOfObjection.WRITTEN: _("schriftlich"),
    FormOfObjection.RECORD: _("zur Niederschrift"),
    FormOfObjection.IDENTIFIED: _("im Portal, mit dem Anmeldedienst angemeldet"),
    FormOfObjection.PLAIN: _("im Portal, ohne Unterschrift"),
}


_FINAL = {
    State.REMEDIED: (
        N_("Abhelfen und den Bescheid aufheben"),
        N_("Der Bescheid ist dann widerrufen, und wer widersprochen hat, bekommt Nachricht."),
    ),
    State.PARTLY_REMEDIED: (
        N_("Als teilweise abgeholfen abschließen"),
        N_("Wer widersprochen hat, bekommt Nachricht. Was sich ändert, sagt der Widerspruchsbescheid."),
    ),
    State.REJECTED: (
        N_("Widerspruch zurückweisen"),
        N_("Wer widersprochen hat, bekommt Nachricht. Die Gründe sagt der Widerspruchsbescheid."),
    ),
    State.WITHDRAWN: (
        N_("Als zurückgenommen abschließen"),
        N_(
            "Das braucht die Unterschrift der Person oder ihre Erklärung am Schalter, vor Ihnen und mit Ausweis. Sie "
            "bekommt Nachricht."
        ),
    ),
}
"""What ends an objection: the title of the page that asks once more, and what follows."""


class SignatureForm(Form):
    """When a missing signature came."""

    signed_on = forms.DateField(
        label=_("Unterschrift oder Ausweis lag vor am"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RecordForm(Form):
    """An objection that is written down for somebody."""

    autocomplete: ClassVar = {}

    form = forms.ChoiceField(label=_("Wie kam der Widerspruch?"), choices=FORMS, widget=forms.RadioSelect)
    received_on = forms.DateField(
        label=_("Eingegangen am"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Bei einem Brief der Tag, an dem er im Amt war."),
    )
    person_name = forms.CharField(label=_("Vor- und Nachname"), max_length=120)
    email = forms.EmailField(label=_("E-Mail-Adresse"), required=False, help_text=_("Für die Eingangsbestätigung."))
    grounds = forms.CharField(
        label=_("Gründe"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )
    command = forms.UUIDField(widget=forms.HiddenInput)


@requires(Right.SERVE)
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """Open ones that the person may read, those first that are to be decided first."""
    found = objections_to_decide(permissions=permissions_of(request))
    record_readings(
        actor=staff_of(request).actor,
        what="case-read",
        subjects=[f"case:{case.pk}" for case in found],
        purpose="objections",
        now=clock.now(),
    )
    views = brief_views(cases=found, language=get_language() or "de")
    stands = [standing_of(objection=case.objection) for case in found]
    return render(request, "counter/objections.html", {"rows": list(zip(found, views, stands, strict=True))})


@requires(Right.SERVE, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """The form, and the objection that was written down; however late, it is taken in.

    :raises DecisionUnknown: the case has no such decision.
    """
    case, now = readable_case(request, reference=reference, purpose="objection"), clock.now()
    view = decision_in(case_id=case.pk, document_id=document_id, now=now)
    first = {
        "command": new_id(),
        "received_on": words.local(now).date(),
        "form": FormOfObjection.RECORD.value,
        "person_name": decision_with(document_id=document_id).person_name,
    }
    form = RecordForm(request.POST or None, initial=first)
    context = {"case": case, "form": form, "decided": in_words(view, objection="")}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "counter/record_objection.html", context, status=status)
    told = form.cleaned_data
    form_of_objection = FormOfObjection(told["form"])
    try:
        objection = lodge_objection(
            document_id=document_id,
            lodged=Lodged(
                person_name=told["person_name"],
                grounds=told["grounds"],
                email=told["email"],
                form=form_of_objection,
                received_on=told["received_on"],
            ),
            language="de",
            channel=Channel.LETTER if form_of_objection is FormOfObjection.WRITTEN else Channel.COUNTER,
            actor=staff_of(request).actor,
            command_id=told["command"],
            now=now,
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        return render(request, "counter/record_objection.html", context, status=refusal.status)
    messages.success(
        request,
        gettext("Aufgenommen: Vorgang %(reference)s, Code %(code)s. Sagen Sie beides der Person.")
        % {"reference": objection.case.reference, "code": objection.case_code},
    )
    return redirect("counter:objection", reference=objection.case.reference)


@requires(Right.SERVE, is_local=True)
@require_safe
def objection(request: HttpRequest, reference: str) -> HttpResponse:
    """What somebody objects to and why, what the law says to it, and what can be done.

    :raises CaseNotFound: there is no objection with this reference.
    """
    case, now = readable_case(request, reference=reference, purpose="objection"), clock.now()
    return _page(request, case=case, now=now)


@requires(Right.SERVE, is_local=True)
@require_POST
def signed(request: HttpRequest, reference: str) -> HttpResponse:
    """Note when the signature came that an objection lacked.

    :raises CaseNotFound: there is no objection with this reference.
    """
    case, now = readable_case(request, reference=reference, purpose="objection"), clock.now()
    if objection_of(case_id=case.pk) is None:
        raise CaseNotFound
    form = SignatureForm(request.POST)
    if not form.is_valid():
        return _page(request, case=case, now=now, signature=form, status=422)
    try:
        note_signature(case_id=case.pk, on=form.cleaned_data["signed_on"], actor=staff_of(request).actor, now=now)
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message))
        return _page(request, case=case, now=now, signature=form, status=refusal.status)
    messages.success(request, gettext("Vermerkt."))
    return redirect("counter:objection", reference=case.reference)


def _page(
    request: HttpRequest, *, case: Case, now: datetime, signature: SignatureForm | None = None, status: int = 200
) -> HttpResponse:
    found = objection_of(case_id=case.pk)
    if found is None:
        raise CaseNotFound
    against = found.decision
    against_view = (
        decision_in(case_id=against.document.case_id, document_id=against.pk, now=now) if against is not None else None
    )
    context = {
        "case": case,
        "objection": found,
        "view": brief_views(cases=[case], language=get_language() or "de")[0],
        "against": in_words(against_view, objection="") if against_view else None,
        "form": SAID_FORMS[FormOfObjection(found.form)],
        "stands": standing_of(objection=found),
        "is_plain": found.form == FormOfObjection.PLAIN,
        "signature": signature or SignatureForm(),
        "is_tax": against is not None and against.law == Law.TAX,
        "is_social": against is not None and against.court == Court.SOCIAL,
        "is_own": against is not None and against.document.issued_by == str(staff_of(request).actor),
        "decisions": [in_words(each, objection="") for each in decisions_of(case_id=case.pk, now=now)],
    }
    return render(request, "counter/objection.html", context, status=status)


@requires(Right.SERVE, is_local=True)
@require_POST
def act(request: HttpRequest, reference: str) -> HttpResponse:
    """Take up; decide or take back for somebody, each asked once more.

    :raises CaseNotFound: there is no objection with this reference.
    """
    case, now = readable_case(request, reference=reference, purpose="objection"), clock.now()
    if objection_of(case_id=case.pk) is None:
        raise CaseNotFound
    actor, wanted = staff_of(request).actor, request.POST.get("action", "")
    if wanted in _FINAL and not is_confirmed(request):
        title, follows = _FINAL[State(wanted)]
        return confirm(
            request,
            title=gettext(title),
            sentences=[
                gettext("Widerspruch %(reference)s.") % {"reference": case.reference},
                gettext(follows),
                gettext("Das lässt sich nicht zurücknehmen."),
            ],
            label=gettext("Ja, abschließen"),
            back=reverse("counter:objection", args=[case.reference]),
        )
    try:
        if wanted == State.UNDER_REVIEW:
            take_up(case_id=case.pk, actor=actor, now=now)
        elif wanted == State.WITHDRAWN:
            withdraw_objection(case_id=case.pk, actor=actor, channel=Channel.COUNTER, now=now)
        elif wanted in {State.REMEDIED, State.PARTLY_REMEDIED, State.REJECTED}:
            decide_objection(case_id=case.pk, as_=State(wanted), actor=actor, now=now)
    except DomainError as refusal:
        messages.warning(request, gettext(refusal.message) % dict(refusal.params))
    return redirect("counter:objection", reference=case.reference)
