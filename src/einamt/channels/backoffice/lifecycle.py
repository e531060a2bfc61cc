"""Creating a service, and giving one up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from einamt.accounts.rights import Right
from einamt.catalog.editing.content import CHANNELS
from einamt.catalog.editing.queries import Work, draft_or_live, service_id_at
from einamt.catalog.lifecycle import operations
from einamt.catalog.lifecycle.errors import NoRetirementReason, SlugEmpty, SlugTaken
from einamt.catalog.lifecycle.queries import needed_by, open_retirement, organisation_choices
from einamt.catalog.offices.queries import office_choices
from einamt.channels.backoffice import labels
from einamt.channels.parts.staff import check_right_in, permissions_of, requires, staff_of
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock
from einamt.platform.shell.forms import Form


class NewServiceForm(Form):
    """What a service needs to begin with; everything else is written in its draft."""

    name = forms.CharField(
        label=gettext_lazy("Name auf Deutsch"),
        help_text=gettext_lazy("So, wie Leute es nennen, mit einem Verb: „Reisepass beantragen“."),
        max_length=300,
    )
    slug = forms.SlugField(
        label=gettext_lazy("Adresse der Seite"),
        help_text=gettext_lazy("Kleine Buchstaben, Ziffern, Bindestriche. Leer: wird aus dem Namen gebildet."),
        required=False,
        max_length=operations.LONGEST_SLUG,
        error_messages={
            "invalid": gettext_lazy("Bitte nur kleine Buchstaben ohne Umlaute, Ziffern und Bindestriche benutzen.")
        },
    )
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"))
    summary = forms.CharField(
        label=gettext_lazy("Kurztext"),
        help_text=gettext_lazy("Ein Satz, der sagt, wann man diese Leistung braucht."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    description = forms.CharField(
        label=gettext_lazy("Volltext"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("So geht es"), required=False, widget=forms.CheckboxSelectMultiple
    )
    needs_appointment = forms.BooleanField(label=gettext_lazy("Braucht einen Termin"), required=False)
    offices = forms.MultipleChoiceField(
        label=gettext_lazy("Ämter, die es anbieten"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: object,
        organisations: list[tuple[int, str]],
        offices: list[tuple[int, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Iterable[tuple[object, str]]] = {
            "organisation": organisations,
            "offices": offices,
            "channels": [(code, gettext(labels.CHANNELS[code])) for code in CHANNELS],
        }
        for name, values in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [(str(value), label) for value, label in values]

    def wording_by_key(self) -> dict[str, str]:
        """The draft's first fields, as `catalog.editing.wording` names them."""
        typed = self.cleaned_data
        return {
            "text.de.summary": typed["summary"],
            "text.de.description": typed["description"],
            "channels": "\n".join(typed["channels"]),
            "needs_appointment": "1" if typed["needs_appointment"] else "",
        }


class RetiringForm(Form):
    """Why a service is to be given up."""

    reason = forms.CharField(
        label=gettext_lazy("Warum gibt es die Leistung nicht mehr?"),
        help_text=gettext_lazy("Für die Person, die entscheidet."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def new_service(request: HttpRequest) -> HttpResponse:
    """Create a service; it has no page before somebody else has read its draft."""
    permissions = permissions_of(request)
    organisations = [
        each for each in organisation_choices() if permissions.may(right=Right.EDIT_CATALOG, organisation_id=each[0])
    ]
    form = NewServiceForm(request.POST or None, organisations=organisations, offices=office_choices())
    if request.method == "POST" and form.is_valid():
        try:
            version = operations.create_service(
                name=form.cleaned_data["name"],
                slug=form.cleaned_data["slug"],
                organisation_id=int(form.cleaned_data["organisation"]),
                office_ids=[int(key) for key in form.cleaned_data["offices"]],
                wording_by_key=form.wording_by_key(),
                person=str(staff_of(request).actor),
                now=clock.now(),
            )
        except (SlugTaken, SlugEmpty) as refusal:
            form.add_error("slug", gettext(refusal.message) % refusal.params)
        except DomainError as refusal:
            form.add_error("organisation", gettext(refusal.message) % refusal.params)
        else:
            messages.success(
                request, gettext("Angelegt. Eine Seite hat die Leistung erst, wenn jemand ihren Entwurf geprüft hat.")
            )
            return redirect("backoffice:edit", version.service.slug)
    context = {"room": "services", "form": form}
    return render(request, "backoffice/new_service.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def retiring(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a service up: one person asks, another decides."""
    work = draft_or_live(service_id=service_id_at(slug=slug))
    form = RetiringForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid() and (act := _ACTS.get(request.POST.get("act", ""))):
        check_right_in(request, right=act.right, organisation_id=work.service.organisation_id)
        try:
            act.run(work.service.pk, form.cleaned_data["reason"], str(staff_of(request).actor))
        except NoRetirementReason as missing:
            form.add_error("reason", gettext(missing.message))
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, gettext(act.done))
            return redirect("backoffice:service", slug)
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "backoffice/retiring.html", _context(request, work, form, refusal), status=status)


def _context(request: HttpRequest, work: Work, form: RetiringForm, refusal: DomainError | None) -> dict[str, object]:
    line = open_retirement(service_id=work.service.pk)
    permissions, organisation_id = permissions_of(request), work.service.organisation_id
    names = labels.names_of([line.asked_by, line.decided_by]) if line else {}
    needed = needed_by(service_id=work.service.pk, now=clock.now())
    return {
        "room": "services",
        "service": work.service,
        "name": next((work.content.texts[code].name for code in work.content.languages), work.service.slug),
        "line": line,
        "asked_by": names.get(line.asked_by, "") if line else "",
        "decided_by": names.get(line.decided_by, "") if line else "",
        "is_own": line is not None and line.asked_by == str(staff_of(request).actor),
        "has_appointments": "appointments" in needed,
        "is_needed": bool(needed),
        "form": form,
        "refusal": refusal,
        "may_edit": permissions.may(right=Right.EDIT_CATALOG, organisation_id=organisation_id),
        "may_review": permissions.may(right=Right.REVIEW_CATALOG, organisation_id=organisation_id),
    }


@dataclass(frozen=True, slots=True)
class _Act:
    """What a button does with a service, a reason and a person; the right it needs, and what is said afterwards."""

    right: Right
    run: Callable[[int, str, str], object]
    done: str


_ACTS = {
    "ask": _Act(
        Right.EDIT_CATALOG,
        lambda service_id, reason, person: operations.ask_to_retire(
            service_id=service_id, reason=reason, person=person, now=clock.now()
        ),
        N_("Vorgeschlagen. Es geschieht nichts, bis jemand anderes zustimmt."),
    ),
    "agree": _Act(
        Right.REVIEW_CATALOG,
        lambda service_id, _reason, person: operations.retire_service(
            service_id=service_id, person=person, now=clock.now()
        ),
        N_("Aufgegeben. Die Leistung hat keine Seite mehr und lässt sich nicht mehr buchen."),
    ),
    "refuse": _Act(
        Right.EDIT_CATALOG,
        lambda service_id, _reason, person: operations.refuse_retirement(
            service_id=service_id, person=person, now=clock.now()
        ),
        N_("Der Vorschlag ist vom Tisch. Die Leistung bleibt."),
    ),
    "restore": _Act(
        Right.REVIEW_CATALOG,
        lambda service_id, _reason, person: operations.restore_service(
            service_id=service_id, person=person, now=clock.now()
        ),
        N_("Zurückgeholt. Seite und Angebote sind wieder wie vorher."),
    ),
}
