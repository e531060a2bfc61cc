"""Objecting to a decision of the case that is open in a browser."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from einamt.cases.decisions.errors import DecisionUnknown
from einamt.cases.models import Case
from einamt.cases.telling import Asker
from einamt.channels.parts.decided import Decided, decided
from einamt.channels.parts.headers import personal
from einamt.channels.portal.account.session import seen_name, sign_in_of, signed_in
from einamt.channels.portal.status.opened import opened, opened_by
from einamt.citizens.acting.operations import note_acted
from einamt.citizens.operations import note_act, take_case
from einamt.citizens.rules import Act, is_same_person, replaces_written_form
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell import words
from einamt.platform.shell.forms import Form
from einamt.platform.web.client import limit_key
from einamt.procedures.objections.operations import Lodged, lodge_objection
from einamt.procedures.objections.queries import objection_of, standing_of
from einamt.procedures.objections.rules import LONGEST
from einamt.procedures.objections.rules import Form as FormOfObjection

OBJECTIONS, PER = 10, timedelta(minutes=15)
"""From one network address in that time."""
_LODGED = "status.lodged"
"""Session: the objection that was lodged last, whose code its page shows."""


class ObjectionForm(Form):
    """Who objects and why, and the command that a second press repeats."""

    autocomplete: ClassVar = {"person_name": "name", "email": "email"}

    person_name = forms.CharField(label=_("Vor- und Nachname"), max_length=120)
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        help_text=_("Dorthin schicken wir die Eingangsbestätigung."),
    )
    grounds = forms.CharField(
        label=_("Warum sind Sie nicht einverstanden?"),
        required=False,
        max_length=LONGEST,
        help_text=_("Sie müssen Ihren Widerspruch nicht begründen, aber es hilft uns bei der Prüfung."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    command = forms.UUIDField(widget=forms.HiddenInput)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The form, and the objection. After a refusal, what was typed stands in the form.

    :raises DecisionUnknown: the open case has no such decision to object to.
    """
    now = clock.now()
    if (case := opened(request, now=now)) is None:
        return redirect("portal:status")
    against, account = _against(case, document_id=document_id, now=now), signed_in(request)
    first: dict[str, UUID | str] = {"command": new_id()}
    by, sign_in = opened_by(request), sign_in_of(request, account=account) if account else None
    is_identified = replaces_written_form(level=sign_in.level if sign_in else None)
    # whoever acts for somebody was seen with their own name, and objects with the other's
    seen = seen_name(request) if by is None else ""
    if account is not None and by is None:  # the account's own data are not those of whom somebody acts for
        first |= {"person_name": (is_identified and seen) or account.person_name, "email": account.email}
    form = ObjectionForm(request.POST or None, initial=first)
    context = {"form": form, "decided": against, "is_identified": is_identified, "seen_name": is_identified and seen}
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return render(request, "portal/status/object.html", context, status=status)
    try:
        is_signed = is_identified and is_same_person(said=form.cleaned_data["person_name"], seen=seen)
        count_attempt(key=f"portal.objection:{limit_key(request)}", limit=OBJECTIONS, per=PER, now=now)
        objection = lodge_objection(
            document_id=document_id,
            lodged=Lodged(
                person_name=form.cleaned_data["person_name"],
                grounds=form.cleaned_data["grounds"],
                email=form.cleaned_data["email"],
                form=FormOfObjection.IDENTIFIED if is_signed else FormOfObjection.PLAIN,
                received_on=words.local(now).date(),
            ),
            language=get_language() or "de",
            channel=Channel.PORTAL,
            actor=CITIZEN,
            command_id=form.cleaned_data["command"],
            now=now,
            account_id=account.pk if account is not None and by is None else None,
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        return render(request, "portal/status/object.html", context, status=refusal.status)
    if sign_in is not None:
        lodged_as = objection.case_id
        note_act(sign_in=sign_in, act=Act.OBJECTION, case_id=lodged_as, subject=lodged_as, now=now)
        if by is not None:
            note_acted(representation_id=by, sign_in=sign_in, case_id=lodged_as, now=now)
        else:
            take_case(account_id=sign_in.account_id, case_id=lodged_as, now=now)
    request.session[_LODGED] = str(objection.case_id)
    return redirect("portal:objected")


@personal
@require_safe
def objected(request: HttpRequest) -> HttpResponse:
    """That it came in, when, and with what it is followed."""
    kept = request.session.get(_LODGED) if opened(request, now=clock.now()) else None
    objection = objection_of(case_id=UUID(kept)) if kept else None
    if objection is None:
        return redirect("portal:status")
    context = {
        "objection": objection,
        "stands": standing_of(objection=objection),
        "is_in_account": signed_in(request) is not None,
    }
    return render(request, "portal/status/objected.html", context)


def _against(case: Case, *, document_id: UUID, now: datetime) -> Decided:
    for each in decided(case=case, asker=Asker.HOLDER, now=now):
        if each.view.document_id == document_id and each.view.may_object:
            return each
    raise DecisionUnknown
