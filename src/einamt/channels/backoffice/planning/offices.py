"""The offices that somebody plans, and one office with its groups and the history of its changes."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.queries import offices_with_right, staff_names
from einamt.accounts.rights import Right
from einamt.catalog.models import Office, PublicService
from einamt.catalog.queries import service_names
from einamt.channels.backoffice.planning.forms import FORMS
from einamt.channels.parts.posted import uuid_of
from einamt.channels.parts.staff import check_right, permissions_of, requires, staff_of
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.models import CounterGroup, Plan
from einamt.procedures.appointments.operations import change_group
from einamt.procedures.appointments.planning.drafts import opening_rules
from einamt.procedures.appointments.planning.effects import overlapping_openings
from einamt.procedures.appointments.tours.reading import services_of

SHOWN = 100
SAVED = _("Gespeichert. In der Liste der Änderungen lässt es sich zurücknehmen.")
KINDS = {
    Plan.Kind.CLOSURE: _("Schließung"),
    Plan.Kind.CLOSING_EARLY: _("Früher geschlossen"),
    Plan.Kind.COUNTERS: _("Mehr oder weniger Schalter"),
    Plan.Kind.LENDING: _("Schalter verliehen"),
    Plan.Kind.OPENING: _("Neue Öffnungsregeln"),
    Plan.Kind.ROSTER: _("Dienstplan"),
    Plan.Kind.FACTOR: _("Eingeschränkter Betrieb"),
    Plan.Kind.HOLIDAY: _("Feiertag"),
    Plan.Kind.HOLIDAY_REMOVED: _("Kein Feiertag"),
    Plan.Kind.GROUP: _("Schaltergruppe"),
}


class GroupForm(Form):
    """What a group is called and serves."""

    name = forms.CharField(label=_("Name"), max_length=120)
    services = forms.MultipleChoiceField(
        label=_("Dienstleistungen"), required=False, widget=forms.CheckboxSelectMultiple
    )


@require_safe
@requires(Right.MANAGE_OFFICE)
def office_list(request: HttpRequest) -> HttpResponse:
    """The offices that the person plans, by the part of the city that they belong to."""
    offices = offices_with_right(permissions=permissions_of(request), right=Right.MANAGE_OFFICE)
    offices.sort(key=lambda each: (each.organisation.name, each.name))
    return render(request, "planning/offices.html", {"room": "offices", "offices": offices})


@require_safe
@requires(Right.MANAGE_OFFICE, is_local=True)
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """An office: what opens when, what can be changed, and what was."""
    found = office_of(request, slug)
    today = local_date(moment=clock.now(), zone=city.zone())
    plans = list(Plan.objects.filter(offices=found).order_by("-made_at", "-pk")[:SHOWN])
    names = staff_names(actors=[each for plan in plans for each in (plan.author, plan.withdrawn_by) if each])
    groups = CounterGroup.objects.filter(office=found).select_related("tour").order_by("name", "pk")
    context = {
        "room": "offices",
        "office": found,
        "groups": [
            {
                "group": group,
                "rules": [
                    (rule, until, WEEKDAYS[rule.weekday - 1])
                    for rule, until in opening_rules(group=group, first_day=today)
                ],
                "overlaps": overlapping_openings(group=group, first_day=today),
            }
            for group in groups
        ],
        "kinds": [(kind, form.title) for kind, form in FORMS.items()],
        "history": [
            {
                "plan": plan,
                "kind": KINDS[Plan.Kind(plan.kind)],
                "author": names.get(plan.author, gettext("System")),
                "withdrawn_by": names.get(plan.withdrawn_by, gettext("System")) if plan.withdrawn_at else "",
            }
            for plan in plans
        ],
    }
    return render(request, "planning/office.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_OFFICE, is_local=True)
def group(request: HttpRequest, slug: str, group_id: int) -> HttpResponse:
    """The name of a counter group and what it serves; 0 is a new one."""
    place = office_of(request, slug)
    known = get_object_or_404(CounterGroup, pk=group_id, office=place) if group_id else None
    offered = list(PublicService.objects.filter(offers__office=place).order_by("slug"))
    names = service_names(service_ids=[each.pk for each in offered], language=get_language() or "de")
    initial = {"name": known.name, "services": [str(each.pk) for each in services_of(known).all()]} if known else None
    form = GroupForm(request.POST or None, initial=initial)
    field = form.fields["services"]
    if isinstance(field, forms.MultipleChoiceField):
        field.choices = sorted(
            ((str(each.pk), names.get(each.pk, each.slug)) for each in offered), key=lambda choice: str(choice[1])
        )
    if request.method == "POST" and form.is_valid():
        change_group(
            office_id=place.pk,
            group_id=known.pk if known else None,
            name=form.cleaned_data["name"],
            service_ids=[int(each) for each in form.cleaned_data["services"]],
            actor=staff_of(request).actor,
            command_id=command_of(request),
            now=clock.now(),
        )
        messages.success(request, SAVED)
        return redirect("planning:office", slug)
    context = {"room": "offices", "office": place, "group": known, "form": form, "command": new_id()}
    return render(request, "planning/group.html", context, status=422 if form.errors else 200)


def office_of(request: HttpRequest, slug: str) -> Office:
    """The office of the address, where the person may plan it.

    :raises AccessDenied: they may not.
    """
    found = Office.objects.select_related("organisation").filter(slug=slug).first()
    if found is None:
        raise Http404
    check_right(request, right=Right.MANAGE_OFFICE, office=found)
    return found


def command_of(request: HttpRequest) -> UUID:
    """The form's own command, so that pressing twice saves once."""
    return uuid_of(request.POST.get("command", "")) or new_id()
