"""Offices: the list, one office with all that is known about it, and its forms."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.rights import Right
from einamt.catalog.editing.errors import EditedMeanwhile
from einamt.catalog.journal.queries import changes_of_office
from einamt.catalog.lifecycle.errors import SlugEmpty, SlugTaken
from einamt.catalog.lifecycle.queries import organisation_choices
from einamt.catalog.linting.queries import finding_lines, open_findings
from einamt.catalog.models import Office
from einamt.catalog.offices import operations
from einamt.catalog.offices.queries import offer_at, offers_of, office_at, offices_wanted, services_to_add
from einamt.catalog.offices.rows import offer_wording, office_wording
from einamt.catalog.offices.wording import HOURS
from einamt.catalog.queries import service_names
from einamt.channels.backoffice import labels
from einamt.channels.backoffice.history import history_rows
from einamt.channels.backoffice.office_forms import NewOffersForm, NewOfficeForm, OfferForm, OfficeForm
from einamt.channels.parts.staff import check_right, permissions_of, requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import local_date
from einamt.platform import clock, links
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form

PER_PAGE = 50
PUBLIC = {"ja": True, "nein": False}


class SieveForm(Form):
    """What the list is narrowed down to."""

    q = forms.CharField(label=gettext_lazy("Suchen"), max_length=100, required=False)
    seite = forms.ChoiceField(label=gettext_lazy("Auf den Seiten"), required=False)
    befund = forms.ChoiceField(label=gettext_lazy("Befund"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        every = ("", gettext("alle"))
        choices = {
            "seite": [every, ("ja", gettext("ja")), ("nein", gettext("nein"))],
            "befund": [every, *((code, gettext(word)) for code, (word, _) in labels.SEVERITIES.items())],
        }
        for name, values in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = values
        self.is_valid()


@require_safe
@requires(Right.EDIT_CATALOG)
def office_list(request: HttpRequest) -> HttpResponse:
    """All offices, or those that are asked for."""
    sieve = SieveForm(request.GET)
    wanted = sieve.cleaned_data
    rows = offices_wanted(
        words=wanted.get("q", ""), finding=wanted.get("befund", ""), is_public=PUBLIC.get(wanted.get("seite", ""))
    )
    context = {
        "room": "offices",
        "sieve": sieve,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(request.GET.get(name) for name in sieve.fields),
    }
    return render(request, "backoffice/offices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def new_office(request: HttpRequest) -> HttpResponse:
    """Create an office; it is not public before somebody says so."""
    permissions = permissions_of(request)
    organisations = [
        each for each in organisation_choices() if permissions.may(right=Right.EDIT_CATALOG, organisation_id=each[0])
    ]
    form = NewOfficeForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = operations.create_office(
                name=typed["name"],
                slug=typed["slug"],
                organisation_id=int(typed["organisation"]),
                wording_by_key={key: typed[key] for key in ("street", "postal_code", "city")},
                person=str(staff_of(request).actor),
                now=clock.now(),
            )
        except (SlugTaken, SlugEmpty) as refusal:
            form.add_error("slug", gettext(refusal.message) % refusal.params)
        except DomainError as refusal:
            form.add_error("organisation", gettext(refusal.message) % refusal.params)
        else:
            messages.success(request, gettext("Angelegt. Das Amt steht erst auf den Seiten, wenn Sie es dort zeigen."))
            return redirect("backoffice:edit-office", made.slug)
    context = {"room": "offices", "form": form}
    return render(request, "backoffice/new_office.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """One office: what is said about it, what is wrong, what it serves, and who has changed what."""
    found = office_at(slug=slug)
    refusal: DomainError | None = None
    sent = request.POST.get("change", "")
    if request.method == "POST" and sent.isdigit() and len(sent) < 19:
        check_right(request, right=Right.EDIT_CATALOG, office=found)
        try:
            operations.take_back(
                change_id=int(sent), office_id=found.pk, person=str(staff_of(request).actor), now=clock.now()
            )
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, gettext("Zurückgenommen. Es steht wieder da wie vorher."))
            return redirect("backoffice:office", slug)
    findings = list(open_findings(office_id=found.pk))
    today = local_date(moment=clock.now(), zone=city.zone())
    owners = labels.names_of(each.owner for each in findings)
    wording = office_wording(office=found)
    context = {
        "room": "offices",
        "office": found,
        "accessibility": labels.ACCESSIBILITY[wording["accessibility"]],
        "hours": [(labels.OFFICE_FIELDS[key], wording[key]) for key in HOURS],
        "offers": offers_of(office_id=found.pk),
        "findings": [
            {"line": line, "severity": labels.SEVERITIES[line.severity], "owner": owners.get(line.owner, "")}
            for line in finding_lines(findings=findings, language=get_language() or "de", today=today)
        ],
        "history": history_rows(changes_of_office(office_id=found.pk)),
        "refusal": refusal,
        "live_url": links.path(name="office", parameters={"slug": slug}) if found.is_public else "",
        "may_edit": permissions_of(request).may(right=Right.EDIT_CATALOG, office=found),
    }
    return render(request, "backoffice/office.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG, is_local=True)
def edit_office(request: HttpRequest, slug: str) -> HttpResponse:
    """Write about an office; what is saved counts at once."""
    found = _mine(request, slug)
    form = OfficeForm(request.POST or None, wording=office_wording(office=found))
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            change = operations.save_office(
                office_id=found.pk,
                wording_by_key=form.wording_by_key(),
                seen=form.seen,
                person=str(staff_of(request).actor),
                note=request.POST.get("note", "")[:500],
                now=clock.now(),
            )
        except EditedMeanwhile as clash:
            form.show(clash)
            refusal = clash
        except DomainError as error:
            refusal = error
        else:
            _say_saved(request, is_changed=change is not None)
            return redirect("backoffice:office", slug)
    context = {"room": "offices", "office": found, "form": form, "rows": form.rows(), "refusal": refusal}
    context["hours"] = [form.row(key) for key in HOURS]
    return render(request, "backoffice/edit_office.html", context, status=_status(form, refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG, is_local=True)
def new_offers(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what an office serves as well."""
    found = _mine(request, slug)
    form = NewOffersForm(request.POST or None, services=services_to_add(office_id=found.pk))
    if request.method == "POST" and form.is_valid():
        added = operations.add_offers(
            office_id=found.pk,
            service_ids=[int(key) for key in form.cleaned_data["services"]],
            person=str(staff_of(request).actor),
            now=clock.now(),
        )
        sentence = (
            gettext("%(count)d Leistungen dazugenommen.") if added != 1 else gettext("Eine Leistung dazugenommen.")
        )
        messages.success(request, sentence % {"count": added} if added != 1 else sentence)
        return redirect("backoffice:office", slug)
    context = {"room": "offices", "office": found, "form": form}
    return render(request, "backoffice/new_offers.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG, is_local=True)
def offer(request: HttpRequest, slug: str, service_slug: str) -> HttpResponse:
    """How an office serves a service, or that it does not any more."""
    found = _mine(request, slug)
    offered = offer_at(office_id=found.pk, slug=service_slug)
    person, now = str(staff_of(request).actor), clock.now()
    if request.method == "POST" and request.POST.get("act") == "remove":
        operations.remove_offer(office_id=found.pk, service_id=offered.service_id, person=person, now=now)
        messages.success(request, gettext("Herausgenommen. Was dort schon gebucht ist, findet noch statt."))
        return redirect("backoffice:office", slug)
    form = OfferForm(request.POST or None, wording=offer_wording(offer=offered))
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            change = operations.save_offer(
                office_id=found.pk,
                service_id=offered.service_id,
                wording_by_key=form.wording_by_key(),
                seen=form.seen,
                person=person,
                now=now,
            )
        except EditedMeanwhile as clash:
            form.show(clash)
            refusal = clash
        except DomainError as error:
            refusal = error
        else:
            _say_saved(request, is_changed=change is not None)
            return redirect("backoffice:office", slug)
    names = service_names(service_ids=[offered.service_id], language="de")
    context = {
        "room": "offices",
        "office": found,
        "service": offered.service,
        "name": names.get(offered.service_id, service_slug),
        "form": form,
        "rows": form.rows().values(),
        "refusal": refusal,
    }
    return render(request, "backoffice/offer.html", context, status=_status(form, refusal))


def _mine(request: HttpRequest, slug: str) -> Office:
    found = office_at(slug=slug)
    check_right(request, right=Right.EDIT_CATALOG, office=found)
    return found


def _say_saved(request: HttpRequest, *, is_changed: bool) -> None:
    if is_changed:
        messages.success(request, gettext("Gespeichert. Das gilt ab jetzt."))
    else:
        messages.info(request, gettext("Sie haben nichts geändert; es gab nichts zu speichern."))


def _status(form: Form, refusal: DomainError | None) -> int:
    if refusal is not None:
        return refusal.status
    return 422 if form.is_bound and form.errors else 200
