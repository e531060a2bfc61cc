"""Issuing a decision on a case at the counter: written, looked at, issued; and what becomes of it after."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.queries import wall_around
from einamt.accounts.rights import Right, Wall
from einamt.cases import persons
from einamt.cases.decisions.content import content_of
from einamt.cases.decisions.drafts import Direction, Draft
from einamt.cases.decisions.operations import deliver_again, issue_decision, note_arrival, note_wrong_remedy
from einamt.cases.decisions.queries import Stage, decision_in
from einamt.cases.decisions.rules import Law, Remedy, Way
from einamt.cases.models import Case
from einamt.channels.counter.cases import readable_case
from einamt.channels.counter.issuing import REASONS
from einamt.channels.parts.decided import in_words
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.notifications.addresses import BadAddress, PostalAddress
from einamt.platform.notifications.addresses import check as check_address
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form
from einamt.procedures.objections.kinds import OBJECTION
from einamt.procedures.objections.queries import open_against

LAWS = [
    (Law.GENERAL.value, _("Verwaltungsverfahrensgesetz")),
    (Law.SOCIAL.value, _("Sozialgesetzbuch mit Klage beim Sozialgericht (SGB X, SGG)")),
    (Law.TAX.value, _("Kommunale Abgaben und Steuern (AO)")),
]
REMEDIES = [
    (Remedy.OBJECTION.value, _("Widerspruch")),
    (Remedy.ACTION.value, _("Klage")),
    (Remedy.NONE.value, _("keine Belehrung (dann gilt ein Jahr)")),
]
WAYS = [
    (Way.POST.value, _("mit der Post")),
    (Way.PORTAL.value, _("im Portal zum Abruf, sonst nach zehn Tagen mit der Post")),
    (Way.IN_PERSON.value, _("jetzt am Schalter ausgehändigt")),
    (Way.SERVED.value, _("förmlich zugestellt")),
]
_ADDRESS = ("extra", "street", "postal_code", "town", "country")


class DirectionForm(Form):
    """On which way a decision goes to whom."""

    autocomplete: ClassVar = {}

    person_name = forms.CharField(label=_("Vor- und Nachname"), max_length=120)
    way = forms.ChoiceField(label=_("Wie kommt der Bescheid zur Person?"), choices=WAYS, widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        help_text=_("Für das Portal: Dorthin geht die Nachricht, und nur wer sich mit ihr anmeldet, kann abrufen."),
    )
    has_consented = forms.BooleanField(
        label=_("Die Person ist mit der Bekanntgabe im Portal einverstanden"), required=False
    )
    street = forms.CharField(label=_("Straße und Hausnummer"), max_length=88, required=False)
    extra = forms.CharField(label=_("Adresszusatz"), max_length=80, required=False)
    postal_code = forms.CharField(label=_("Postleitzahl"), max_length=12, required=False)
    town = forms.CharField(label=_("Ort"), max_length=60, required=False)
    country = forms.CharField(
        label=_("Land"), max_length=40, required=False, help_text=_("Nur wenn es nicht Deutschland ist.")
    )
    command = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A letter, also the one that may follow, needs an address; the portal needs a mail address and consent."""
        super().clean()
        told = self.cleaned_data
        way = told.get("way")
        if way in {Way.POST, Way.PORTAL}:
            try:
                check_address(self._address())
            except BadAddress as wrong:
                sentence, field = wrong.args
                self.add_error(field if field in self.fields and field != "name" else "street", gettext(sentence))
        if way == Way.PORTAL and not told.get("email") and "email" not in self.errors:
            self.add_error("email", gettext("Für das Portal brauchen wir eine E-Mail-Adresse."))
        if way == Way.PORTAL and not told.get("has_consented"):
            self.add_error("has_consented", gettext("Ohne Einverständnis geht der Bescheid mit der Post."))
        return told

    def direction(self) -> Direction:
        """What was chosen. Call `is_valid` first."""
        told = self.cleaned_data
        return Direction(
            way=Way(told["way"]),
            address=self._address() if told["street"] else None,
            email=told["email"],
            has_consented=told["has_consented"],
        )

    def _address(self) -> PostalAddress:
        told = {name: " ".join(str(self.cleaned_data.get(name, "")).split()) for name in ("person_name", *_ADDRESS)}
        return PostalAddress(name=told.pop("person_name"), **told)


class DecisionForm(DirectionForm):
    """A decision as it is written."""

    subject = forms.CharField(
        label=_("Worum es geht"), max_length=160, help_text=_("Zum Beispiel: Ihr Antrag auf einen Bewohnerparkausweis")
    )
    operative = forms.CharField(
        label=_("Entscheidung"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Was gilt von jetzt an? In einfachen Sätzen, das Wichtigste zuerst."),
    )
    reasons = forms.CharField(
        label=_("Begründung"),
        max_length=12000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Was ist geschehen, welches Gesetz gilt, und warum führt das zur Entscheidung?"),
    )
    law = forms.ChoiceField(label=_("Welches Verfahrensrecht gilt?"), choices=LAWS, widget=forms.RadioSelect)
    remedy = forms.ChoiceField(label=_("Was kann man dagegen tun?"), choices=REMEDIES, widget=forms.RadioSelect)
    remedy_office = forms.CharField(
        label=_("Wo? Behörde oder Gericht, mit Anschrift"),
        max_length=240,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    remedy_electronic = forms.CharField(
        label=_("Wie geht es elektronisch?"),
        max_length=240,
        required=False,
        help_text=_("Nur, was die Unterschrift ersetzt, zum Beispiel die Adresse des Behördenpostfachs."),
    )

    def clean(self) -> dict[str, Any]:
        """An instruction says where."""
        told = super().clean()
        if told.get("remedy") not in {None, Remedy.NONE} and not told.get("remedy_office"):
            self.add_error("remedy_office", gettext("Eine Belehrung sagt, wo man sich wehren kann."))
        return told

    def draft(self) -> Draft:
        """What was written. Call `is_valid` first."""
        told = self.cleaned_data
        return Draft(
            subject=told["subject"],
            operative=told["operative"],
            reasons=told["reasons"],
            person_name=told["person_name"],
            law=Law(told["law"]),
            remedy=Remedy(told["remedy"]),
            remedy_office=told["remedy_office"],
            remedy_electronic=told["remedy_electronic"],
            direction=self.direction(),
        )


class ArrivalForm(Form):
    """When a decision was served, or a letter arrived."""

    arrived_on = forms.DateField(
        label=_("Angekommen oder zugestellt am"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@requires(Right.SERVE, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """The form; what was written, to be looked at; and the decision, which cannot be changed after."""
    case = readable_case(request, reference=reference, purpose="decision")
    form = DecisionForm(request.POST or None, initial=_first(case))
    step = request.POST.get("step", "")
    context = {"case": case, "form": form}
    if request.method != "POST" or step == "change" or not form.is_valid():
        is_wrong = request.method == "POST" and step != "change"
        return render(request, "counter/decide.html", context, status=422 if is_wrong else 200)
    draft = form.draft()
    if step != "issue":
        return render(request, "counter/decide_preview.html", {**context, "content": content_of(draft)})
    decision = issue_decision(
        case_id=case.pk,
        draft=draft,
        actor=staff_of(request).actor,
        command_id=form.cleaned_data["command"],
        now=clock.now(),
    )
    messages.success(request, gettext("Erlassen und gesiegelt."))
    return redirect("counter:decision", reference=case.reference, document_id=decision.pk)


@requires(Right.SERVE, is_local=True)
@require_safe
def decision(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Where a decision is, its deadlines, and what can be noted about it.

    :raises DecisionUnknown: the case has no such decision.
    """
    case = readable_case(request, reference=reference, purpose="decision")
    return _page(request, case=case, document_id=document_id, now=clock.now())


@requires(Right.SERVE, is_local=True)
@require_POST
def arrived(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Note when it was served, or a letter arrived.

    :raises DecisionUnknown: the case has no such decision.
    """
    case, now = readable_case(request, reference=reference, purpose="decision"), clock.now()
    decision_in(case_id=case.pk, document_id=document_id, now=now)
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        return _page(request, case=case, document_id=document_id, now=now, arrival=form, status=422)
    try:
        note_arrival(
            document_id=document_id, on=form.cleaned_data["arrived_on"], actor=staff_of(request).actor, now=now
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message))
        return _page(request, case=case, document_id=document_id, now=now, arrival=form, status=refusal.status)
    messages.success(request, gettext("Vermerkt."))
    return redirect("counter:decision", reference=case.reference, document_id=document_id)


@requires(Right.SERVE, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """The form for another way, and the next try.

    :raises DecisionUnknown: the case has no such decision.
    """
    case, now = readable_case(request, reference=reference, purpose="decision"), clock.now()
    view = decision_in(case_id=case.pk, document_id=document_id, now=now)
    form = DirectionForm(request.POST or None, initial=_first(case))
    if request.method != "POST" or not form.is_valid():
        context = {"case": case, "form": form, "decided": in_words(view, objection="")}
        return render(request, "counter/send_decision.html", context, status=422 if request.method == "POST" else 200)
    deliver_again(
        document_id=document_id,
        direction=form.direction(),
        actor=staff_of(request).actor,
        command_id=form.cleaned_data["command"],
        now=now,
    )
    messages.success(request, gettext("Der Bescheid ist noch einmal auf dem Weg."))
    return redirect("counter:decision", reference=case.reference, document_id=document_id)


@requires(Right.SERVE, is_local=True)
@require_POST
def wrong_remedy(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Note that what it says about its remedy is wrong.

    :raises DecisionUnknown: the case has no such decision.
    :raises NothingToNote: it has been noted.
    """
    case, now = readable_case(request, reference=reference, purpose="decision"), clock.now()
    decision_in(case_id=case.pk, document_id=document_id, now=now)
    note_wrong_remedy(document_id=document_id, actor=staff_of(request).actor, now=now)
    messages.success(request, gettext("Vermerkt. Die Frist ist jetzt ein Jahr."))
    return redirect("counter:decision", reference=case.reference, document_id=document_id)


def _page(
    request: HttpRequest,
    *,
    case: Case,
    document_id: UUID,
    now: datetime,
    arrival: ArrivalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    view = decision_in(case_id=case.pk, document_id=document_id, now=now)
    objection = open_against(document_ids=[document_id]).get(document_id, "")
    context = {
        "case": case,
        "decided": in_words(view, objection=objection),
        "law": dict(LAWS)[view.law.value],
        "can_arrive": view.stage in {Stage.UNDER_WAY, Stage.TO_SERVE},
        "can_be_sent": view.stage is not Stage.KNOWN and view.revoked_at is None,
        "may_object": case.kind != OBJECTION.code and view.revoked_at is None and not objection,
        "arrival": arrival or ArrivalForm(),
        "reasons": REASONS,
    }
    return render(request, "counter/decision.html", context, status=status)


def _first(case: Case) -> dict[str, object]:
    """What is known of the person, the field and the remedy."""
    known = persons.matter(f"case:{case.reference}")
    office, wall = case.office, wall_around(service_id=case.service_id)
    # behind the social wall the clerk says it: SGB X goes with both courts, and a wrong remedy opens a year
    laws = {Wall.TAX: Law.TAX}
    is_objection, here = case.kind == OBJECTION.code, city.current()
    place = (
        f"{office.street}, {office.postal_code} {office.city}"
        if office
        else f"{here.street}, {here.postal_code} {here.town}"
    )
    return {
        "command": new_id(),
        "person_name": known.name if known else "",
        "email": persons.contact_of(case_id=case.pk).email,
        "way": Way.POST.value,
        "law": laws[wall].value if wall in laws else "" if wall is Wall.SOCIAL else Law.GENERAL.value,
        "remedy": (Remedy.ACTION if is_objection else Remedy.OBJECTION).value,
        "remedy_office": ""
        if is_objection
        else f"{case.organisation.name}, {office.name if office else here.name}, {place}",
    }
