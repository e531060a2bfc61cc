"""Who may act for whom: the proof is looked at, confirmed or refused with a reason; ended for whoever asks for it."""

from datetime import date
from http import HTTPStatus
from typing import ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.catalog.queries.services import service_cards
from einamt.channels.parts.attaching import download
from einamt.channels.parts.sign_in_ways import how_seen
from einamt.channels.parts.staff import requires, staff_of
from einamt.citizens.acting import operations
from einamt.citizens.acting.errors import UnknownRepresentation
from einamt.citizens.acting.models import Representation
from einamt.citizens.acting.queries import proof_of, representation_with, waiting
from einamt.citizens.acting.rules import KINDS, LONGEST_TEXT, PROOFS, EndedBy
from einamt.kernel.acting import ActingFor
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.shell.forms import Form


class NumberForm(Form):
    """What whoever stands at the counter says."""

    autocomplete: ClassVar = {"number": "off"}

    number = forms.CharField(label=_("Nummer der Vertretung"), max_length=40)


class ConfirmForm(Form):
    """That the proof was seen, and until when it holds."""

    autocomplete: ClassVar = {}

    ends_date = forms.DateField(
        label=_("Gilt nicht mehr ab"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    has_seen = forms.BooleanField(label=_("Ich habe den Nachweis gesehen; er deckt Umfang und Dauer."))


class RefuseForm(Form):
    """Why not."""

    autocomplete: ClassVar = {}

    reason = forms.CharField(
        label=_("Warum nicht?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Das liest, wer den Antrag gestellt hat."),
    )


class EndForm(Form):
    """Why it ends."""

    autocomplete: ClassVar = {}

    reason = forms.CharField(
        label=_("Warum endet sie?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Zum Beispiel: die vertretene Person war hier und möchte es. Das liest, wer gehandelt hat."),
    )


ENDED = {
    EndedBy.ACTING: _("von der Person, die gehandelt hat"),
    EndedBy.PERSON: _("von der vertretenen Person, in ihrem Konto"),
    EndedBy.OFFICE: _("vom Amt"),
}


@requires(Right.CONFIRM_ACTING)
@require_http_methods(["GET", "HEAD", "POST"])
def representations(request: HttpRequest) -> HttpResponse:
    """What waits, without names; and finding one by its number."""
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = representation_with(reference=form.cleaned_data["number"])
            return redirect("counter:representation", reference=found.reference)
        except UnknownRepresentation as refusal:
            form.add_error("number", gettext(refusal.message))
    rows = [(each, gettext(KINDS[ActingFor(each.kind)])) for each in waiting()]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "counter/representations.html", {"rows": rows, "form": form}, status=status)


@requires(Right.CONFIRM_ACTING)
@require_safe
def representation(request: HttpRequest, reference: str) -> HttpResponse:
    """What is asked for and the proof; the reading is recorded.

    :raises UnknownRepresentation: there is none with this number.
    """
    found = _read(request, reference)
    return _page(request, found)


@requires(Right.CONFIRM_ACTING)
@require_safe
def proof(request: HttpRequest, reference: str, file_id: UUID) -> HttpResponseBase:
    """A proof that was sent; the reading is recorded.

    :raises UnknownRepresentation: there is none with this number.
    :raises FileNotThere: it has none such that may be opened.
    """
    return download(proof_of(representation=_read(request, reference), file_id=file_id))


@requires(Right.CONFIRM_ACTING)
@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Let somebody act. A refusal comes back on the page.

    :raises UnknownRepresentation: there is none with this number.
    """
    found, form = _read(request, reference), ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, found, confirm_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        operations.confirm(
            representation_id=found.pk,
            ends_date=form.cleaned_data["ends_date"],
            has_seen_proof=form.cleaned_data["has_seen"],
            actor=staff_of(request).actor,
            now=clock.now(),
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        found.refresh_from_db()
        return _page(request, found, confirm_form=form, status=refusal.status)
    messages.success(request, gettext("Bestätigt. Beide Seiten erfahren davon, wenn wir ihre E-Mail-Adressen kennen."))
    return redirect("counter:representations")


@requires(Right.CONFIRM_ACTING)
@require_POST
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Say no, and why.

    :raises UnknownRepresentation: there is none with this number.
    """
    found, form = _read(request, reference), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, refuse_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        operations.refuse(
            representation_id=found.pk,
            reason=form.cleaned_data["reason"],
            actor=staff_of(request).actor,
            now=clock.now(),
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        found.refresh_from_db()
        return _page(request, found, refuse_form=form, status=refusal.status)
    messages.success(request, gettext("Abgelehnt. Der Grund steht im Konto."))
    return redirect("counter:representations")


@requires(Right.CONFIRM_ACTING)
@require_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """End it at once, and say why: for whoever is represented and has no account, or when the proof holds no longer.

    :raises UnknownRepresentation: there is none with this number.
    """
    found, form = _read(request, reference), EndForm(request.POST)
    if not form.is_valid():
        return _page(request, found, end_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    operations.end(
        representation_id=found.pk,
        side=EndedBy.OFFICE,
        actor=staff_of(request).actor,
        reason=form.cleaned_data["reason"],
        now=clock.now(),
    )
    messages.success(request, gettext("Beendet. Ab sofort kann damit niemand mehr handeln."))
    return redirect("counter:representation", reference=found.reference)


def _read(request: HttpRequest, reference: str) -> Representation:
    found = representation_with(reference=reference)
    record_reading(
        actor=staff_of(request).actor,
        what="representation-read",
        subject=f"representation:{found.pk}",
        purpose="acting",
        now=clock.now(),
    )
    return found


def _page(
    request: HttpRequest,
    found: Representation,
    *,
    confirm_form: ConfirmForm | None = None,
    refuse_form: RefuseForm | None = None,
    end_form: EndForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    kind, scope = ActingFor(found.kind), [each.pk for each in found.services.all()]
    context = {
        "one": found,
        "kind": gettext(KINDS[kind]),
        "proof": gettext(PROOFS[kind]),
        "birth_date": date.fromisoformat(found.birth_date),
        "services": [each.name for each in service_cards(service_ids=scope, language=get_language() or "de")],
        "confirm_form": confirm_form or ConfirmForm(initial={"ends_date": found.ends_date}),
        "refuse_form": refuse_form or RefuseForm(),
        "end_form": end_form or EndForm(),
        "seen": how_seen(level=found.level, issuer=found.issuer),
        "ended": ENDED[EndedBy(found.ended_side)] if found.ended_side else "",
    }
    return render(request, "counter/representation.html", context, status=status)
