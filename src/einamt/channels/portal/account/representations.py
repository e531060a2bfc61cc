"""Acting for somebody: the list of both sides, asking for it, beginning and stopping, ending it."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.catalog.queries.services import bookable_services, service_cards
from einamt.channels.parts.attaching import FilesField, WithFiles
from einamt.channels.parts.conversation import CommandField, new_command
from einamt.channels.parts.people import name_as_written
from einamt.channels.portal.account.acting import acting, begin_acting, stop_acting
from einamt.channels.portal.account.session import sign_in_of, with_account
from einamt.citizens.acting.errors import NotActing
from einamt.citizens.acting.models import Representation
from einamt.citizens.acting.operations import Wanted, ask_to_act, end
from einamt.citizens.acting.queries import acting_as, representations_about, representations_of, today
from einamt.citizens.acting.rules import FOR_WHOM, KINDS, LONGEST_TEXT, PROOFS, EndedBy, State
from einamt.citizens.models import CitizenAccount
from einamt.kernel.acting import ActingFor
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock
from einamt.platform.attachments.receiving import are_taken
from einamt.platform.shell.forms import Form

STATES = {
    State.ASKED: N_("wartet auf Entscheidung"),
    State.CONFIRMED: N_("gilt"),
    State.REFUSED: N_("abgelehnt"),
    State.ENDED: N_("beendet"),
}
ENDED = {
    EndedBy.ACTING: N_("Sie haben sie beendet."),
    EndedBy.PERSON: N_("Die andere Person hat sie beendet."),
    EndedBy.OFFICE: N_("Das Amt hat sie beendet."),
}
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
"""In which the mails about a representation are written; each is called what its speakers call it."""
_DATES = ["%Y-%m-%d", "%d.%m.%Y"]


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=_DATES, **options)


class AskForm(WithFiles, Form):
    """For whom, for what, until when, with which proof; what a child needs not is left out."""

    autocomplete: ClassVar = {"acting_name": "name"}

    acting_name = forms.CharField(
        label=_("Ihr Vor- und Nachname"), max_length=120, help_text=_("So, wie er in Ihrem Ausweis steht.")
    )
    person_name = forms.CharField(label=_("Vor- und Nachname der Person, für die Sie handeln"), max_length=120)
    birth_date = _date(_("Geburtsdatum dieser Person"))
    person_email = forms.EmailField(
        label=_("E-Mail-Adresse der anderen Person"),
        max_length=254,
        required=False,
        help_text=_("Dorthin schreiben wir, dass Sie für sie handeln dürfen. Sie kann es dann jederzeit beenden."),
    )
    person_language = forms.ChoiceField(
        label=_("In welcher Sprache schreiben wir ihr?"), choices=LANGUAGES, required=False, widget=forms.RadioSelect
    )
    duties = forms.CharField(
        label=_("Aufgabenbereiche laut Betreuerausweis"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    scope = forms.ChoiceField(
        label=_("Wofür gilt die Vertretung?"),
        choices=[("all", _("Für alle Leistungen")), ("some", _("Nur für diese:"))],
        widget=forms.RadioSelect,
        initial="some",
    )
    services = forms.TypedMultipleChoiceField(
        label=_("Leistungen"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    ends_date = _date(_("Ab welchem Tag gilt sie nicht mehr?"), help_text=_("Spätestens in fünf Jahren."))
    attached = FilesField(label=_("Nachweis"))
    command = CommandField()

    def __init__(self, *args: Any, kind: ActingFor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = {
            ActingFor.CHILD: ["person_email", "person_language", "duties", "scope", "services", "ends_date"],
            ActingFor.WARD: ["person_email", "person_language"],
            ActingFor.PRINCIPAL: ["duties"],
        }[kind]
        for name in [*left_out, *([] if are_taken() else ["attached"])]:
            del self.fields[name]
        if isinstance(field := self.fields.get("services"), forms.TypedMultipleChoiceField):
            offered = bookable_services(language=get_language() or "de")
            field.choices = [(each.id, each.name) for each in sorted(offered, key=lambda card: card.name.casefold())]

    def clean_acting_name(self) -> str:
        """As `name_as_written`."""
        return name_as_written(self.cleaned_data["acting_name"])

    def clean_person_name(self) -> str:
        """As `name_as_written`."""
        return name_as_written(self.cleaned_data["person_name"])

    def clean_birth_date(self) -> date:
        """Not one to come."""
        told: date = self.cleaned_data["birth_date"]
        if not date(1900, 1, 1) <= told <= today(now=clock.now()):
            raise forms.ValidationError(gettext("Dieses Geburtsdatum kann nicht stimmen."))
        return told

    def clean(self) -> dict[str, Any]:
        """Something has to be chosen, unless it is for all."""
        super().clean()
        if self.cleaned_data.get("scope") == "some" and not self.cleaned_data.get("services"):
            self.add_error("scope", gettext("Bitte wählen Sie mindestens eine Leistung, oder „Für alle Leistungen“."))
        return self.cleaned_data

    def wanted(self, kind: ActingFor) -> Wanted:
        """As the room of acting takes it. Call `is_valid` first."""
        told = self.cleaned_data
        return Wanted(
            kind=kind,
            acting_name=told["acting_name"],
            person_name=told["person_name"],
            birth_date=told["birth_date"],
            person_email=told.get("person_email", ""),
            duties=told.get("duties", ""),
            service_ids=told.get("services", []) if told.get("scope") == "some" else [],
            ends_date=told.get("ends_date"),
            language=get_language() or "de",
            person_language=told.get("person_language") or "de",
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the list, in words."""

    one: Representation
    kind: str
    state: str
    services: list[str]
    """Empty where it is for all."""
    is_in_force: bool
    may_end: bool
    ended: str
    """Who has ended it before its time; empty where nobody has."""


@with_account
@require_safe
def representations(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """For whom the account acts, who acts for its person, and asking for a new one."""
    now = clock.now()
    context = {
        "mine": [_shown(each) for each in representations_of(account=account)],
        "about_me": [_shown(each) for each in representations_about(account=account, now=now)],
        "kinds": [(each.value, gettext(words)) for each, words in FOR_WHOM.items()],
        "acting": acting(request, account=account),
    }
    return render(request, "portal/account/representations.html", context)


@with_account
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, account: CitizenAccount, kind: str) -> HttpResponse:
    """The form for a child, a ward or a principal; after a refusal, what was typed stands in it."""
    if kind not in set(ActingFor):
        raise Http404
    acting_for = ActingFor(kind)
    if request.method != "POST":
        form = AskForm(kind=acting_for, initial=_first(account))
        return _ask_page(request, form=form, kind=acting_for)
    form = AskForm(request.POST, request.FILES, kind=acting_for)
    if not form.is_valid():
        return _ask_page(request, form=form, kind=acting_for, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        ask_to_act(
            sign_in=sign_in_of(request, account=account),
            wanted=form.wanted(acting_for),
            proofs=form.cleaned_data.get("attached", ()),
            command_id=form.cleaned_data["command"],
            now=clock.now(),
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        return _ask_page(request, form=form, kind=acting_for, status=refusal.status)
    return redirect("portal:account-representations")


@with_account
@require_POST
def start(request: HttpRequest, account: CitizenAccount, representation_id: UUID) -> HttpResponse:
    """Act for somebody from now on.

    :raises NotActing: it is not in force.
    """
    found = acting_as(representation_id=representation_id, account_id=account.pk, now=clock.now())
    if found is None:
        raise NotActing
    begin_acting(request, found)
    return redirect("portal:account")


@with_account
@require_POST
def stop(request: HttpRequest, _account: CitizenAccount) -> HttpResponse:
    """Act for oneself again."""
    stop_acting(request)
    return redirect("portal:account")


@with_account
@require_POST
def finish(_request: HttpRequest, account: CitizenAccount, representation_id: UUID) -> HttpResponse:
    """End it for good, from either side."""
    now = clock.now()
    about_me = {each.pk for each in representations_about(account=account, now=now)}
    side = EndedBy.PERSON if representation_id in about_me else EndedBy.ACTING
    if side is EndedBy.ACTING:
        get_object_or_404(account.representations, pk=representation_id)
    actor = Actor(ActorKind.CITIZEN, str(account.pk))
    end(representation_id=representation_id, side=side, actor=actor, now=now)
    return redirect("portal:account-representations")


def _shown(one: Representation) -> Shown:
    is_over = one.state == State.CONFIRMED and one.ends_date <= today(now=clock.now())
    state = State.ENDED if is_over else State(one.state)
    scope = [] if one.is_for_all else [each.pk for each in one.services.all()]
    return Shown(
        one=one,
        kind=gettext(KINDS[ActingFor(one.kind)]),
        state=gettext(STATES[state]),
        services=[each.name for each in service_cards(service_ids=scope, language=get_language() or "de")],
        is_in_force=state is State.CONFIRMED,
        may_end=state in {State.ASKED, State.CONFIRMED},
        ended=gettext(ENDED[EndedBy(one.ended_side)]) if one.ended_side else "",
    )


def _first(account: CitizenAccount) -> dict[str, object]:
    return {"acting_name": account.person_name, "scope": "some", "person_language": "de"} | new_command()


def _ask_page(
    request: HttpRequest, *, form: AskForm, kind: ActingFor, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "form": form,
        "kind": gettext(FOR_WHOM[kind]),
        "proof": gettext(PROOFS[kind]),
        "takes_files": are_taken(),
    }
    return render(request, "portal/account/ask_to_act.html", context, status=status)
