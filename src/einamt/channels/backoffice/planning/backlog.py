"""The line of those whose time was lost, and the deadlines of law that order it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.queries import offices_with_right, staff_names
from einamt.accounts.rights import Right
from einamt.catalog.models import PublicService
from einamt.catalog.queries import bookable_services, service_names
from einamt.channels.parts.staff import check_right_in, permissions_of, requires, staff_of
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.backlog.queries import SHOWN, backlog_counts, waiting_line
from einamt.procedures.appointments.models import StatutoryDeadline
from einamt.procedures.appointments.operations import remove_deadline, set_deadline


@require_safe
@requires(Right.MANAGE_OFFICE)
def line(request: HttpRequest) -> HttpResponse:
    """Who waits since when, for what, and how far it is. Numbers of cases only of offices whose visitors the person
    serves, names of nobody.
    """
    permissions, language = permissions_of(request), get_language() or "de"
    offices = offices_with_right(permissions=permissions, right=Right.MANAGE_OFFICE)
    office_ids = [office.pk for office in offices]
    found = waiting_line(office_ids=office_ids)
    service_ids = {service_id for each in found for service_id, _persons in each.entry.appointment.wishes}
    names = service_names(service_ids=service_ids, language=language) if service_ids else {}
    rows = [
        {
            "place": place,
            "entry": each.entry,
            "office": each.office,
            "offered_until": each.offered_until,
            "services": [names.get(service_id, "") for service_id, _persons in each.entry.appointment.wishes],
            "reference": each.entry.appointment.case.reference
            if permissions.may(right=Right.SERVE, office=each.office)
            else "",
        }
        for place, each in enumerate(found, start=1)
    ]
    if any(row["reference"] for row in rows):
        record_reading(
            actor=staff_of(request).actor,
            what="backlog-read",
            subject=f"offices:{len(office_ids)}",
            purpose="planning",
            now=clock.now(),
        )
    counts = backlog_counts(office_ids=office_ids)
    context = {
        "room": "backlog",
        "rows": rows,
        "counts": counts,
        "hidden": max(0, counts["waiting"] + counts["offered"] - SHOWN),
    }
    return render(request, "planning/backlog.html", context)


class DeadlineForm(Form):
    """A deadline of law for one service."""

    service = forms.ChoiceField(label=_("Dienstleistung"))
    days = forms.IntegerField(
        label=_("Frist in Tagen"),
        min_value=1,
        max_value=366,
        help_text=_("Gezählt ab dem Tag, an dem der verlorene Termin gebucht wurde."),
    )
    source = forms.CharField(
        label=_("Vorschrift"), max_length=200, help_text=_("Gesetz und Paragraf, zum Beispiel § 17 Abs. 1 BMG.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_OFFICE)
def deadlines(request: HttpRequest) -> HttpResponse:
    """The deadlines, and a form for one more or another one. They hold in the whole city: whoever plans a single office
    reads them.
    """
    ours = permissions_of(request).organisations_with(right=Right.MANAGE_OFFICE)
    owner_of = dict(PublicService.objects.values_list("pk", "organisation_id"))
    cards = [card for card in bookable_services(language=get_language() or "de") if owner_of[card.id] in ours]
    form = DeadlineForm(request.POST or None)
    field = form.fields["service"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = [(str(card.id), card.name) for card in sorted(cards, key=lambda card: card.name)]
    if request.method == "POST" and form.is_valid():
        service = get_object_or_404(PublicService, pk=int(form.cleaned_data["service"]))
        check_right_in(request, right=Right.MANAGE_OFFICE, organisation_id=service.organisation_id)
        set_deadline(
            service_id=service.pk,
            days=form.cleaned_data["days"],
            source=form.cleaned_data["source"],
            actor=staff_of(request).actor,
            now=clock.now(),
        )
        messages.success(request, gettext("Gespeichert."))
        return redirect("planning:deadlines")
    rows = list(StatutoryDeadline.objects.select_related("service"))
    names = service_names(service_ids=[row.service_id for row in rows], language=get_language() or "de")
    authors = staff_names(actors=[row.author for row in rows if row.author])
    context = {
        "room": "deadlines",
        "form": form if cards else None,
        "rows": sorted(
            (
                {
                    "deadline": row,
                    "service": names.get(row.service_id, row.service.slug),
                    "author": authors.get(row.author, ""),
                    "is_ours": row.service.organisation_id in ours,
                }
                for row in rows
            ),
            key=lambda row: str(row["service"]),
        ),
    }
    return render(request, "planning/deadlines.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@requires(Right.MANAGE_OFFICE, is_local=True)
def take_deadline_out(request: HttpRequest, service_id: int) -> HttpResponse:
    """There is no such deadline."""
    service = get_object_or_404(PublicService, pk=service_id)
    check_right_in(request, right=Right.MANAGE_OFFICE, organisation_id=service.organisation_id)
    remove_deadline(service_id=service.pk)
    messages.success(request, gettext("Entfernt."))
    return redirect("planning:deadlines")
