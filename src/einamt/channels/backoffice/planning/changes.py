"""A change: typed, looked at, saved; and taken back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from einamt.accounts.queries import staff_names
from einamt.accounts.rights import Right
from einamt.catalog.models import Office
from einamt.channels.backoffice.planning.forms import FORMS
from einamt.channels.backoffice.planning.offices import KINDS, SAVED, command_of, office_of
from einamt.channels.parts.staff import check_right, permissions_of, requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.shell import city
from einamt.procedures.appointments.models import Appointment, Plan
from einamt.procedures.appointments.operations import save_plan, withdraw_plan
from einamt.procedures.appointments.planning.drafts import Draft
from einamt.procedures.appointments.planning.effects import Effect, preview, preview_withdrawal

LISTED = 200


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_OFFICE, is_local=True)
def new_change(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The form of a change; looked at first, then saved as it was looked at."""
    office, now = office_of(request, slug), clock.now()
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](
        request.POST or None,
        office=office,
        permissions=permissions_of(request),
        today=local_date(moment=now, zone=city.zone()),
    )
    context: dict[str, object] = {"room": "offices", "office": office, "form": form, "command": new_id()}
    status = 200
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        check_offices(request, draft.office_ids)
        if request.POST.get("act") == "save":
            refusal = save(request, draft=draft, now=now)
            if refusal is None:
                messages.success(request, SAVED)
                return redirect("planning:office", slug)
            context["refusal"], status = refusal, refusal.status
        context |= effect_context(request, preview(draft=draft, now=now))
    elif form.errors:
        status = 422
    return render(request, "planning/change.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_OFFICE, is_local=True)
def take_back(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A saved change, what taking it back would do, and the button for it."""
    plan, now = get_object_or_404(Plan, pk=plan_id), clock.now()
    offices = check_offices(request, plan.offices.values_list("pk", flat=True))
    context: dict[str, object] = {
        "room": "offices",
        "plan": plan,
        "kind": KINDS[Plan.Kind(plan.kind)],
        "offices": offices,
        "author": staff_names(actors=[plan.author]).get(plan.author, gettext("System")),
    }
    status = 200
    if request.method == "POST":
        try:
            actor = staff_of(request).actor
            withdraw_plan(plan_id=plan.pk, actor=actor, seen=request.POST.get("seen", ""), now=now)
        except DomainError as refusal:
            context["refusal"], status = refusal, refusal.status
            plan.refresh_from_db()
        else:
            messages.success(request, gettext("Zurückgenommen. Was vorher galt, gilt wieder."))
            return redirect("planning:office", offices[0].slug) if offices else redirect("planning:offices")
    if plan.withdrawn_at is None:
        context |= effect_context(request, preview_withdrawal(plan=plan, now=now))
    return render(request, "planning/plan.html", context, status=status)


def save(request: HttpRequest, *, draft: Draft, now: datetime) -> DomainError | None:
    """Save what was looked at; or why it could not be."""
    seen = request.POST.get("seen", "")
    try:
        save_plan(draft=draft, actor=staff_of(request).actor, command_id=command_of(request), seen=seen, now=now)
    except DomainError as refusal:
        return refusal
    return None


def effect_context(request: HttpRequest, effect: Effect) -> dict[str, object]:
    """What a page shows of an effect: names only of offices whose visitors the person serves."""
    people = list(
        Appointment.objects.select_related("case", "capacity_day__group__office")
        .filter(pk__in=effect.affected[:LISTED])
        .order_by("starts_at", "pk")
    )
    permissions = permissions_of(request)
    shown = [each for each in people if permissions.may(right=Right.SERVE, office=each.capacity_day.group.office)]
    if shown:
        record_reading(
            actor=staff_of(request).actor,
            what="affected-read",
            subject=f"office:{shown[0].capacity_day.group.office_id}",
            purpose="planning",
            now=clock.now(),
        )
    return {"effect": effect, "people": shown}


def check_offices(request: HttpRequest, office_ids: Collection[int]) -> list[Office]:
    """The offices, each of which the person may plan.

    :raises AccessDenied: one of them they may not.
    """
    offices = list(Office.objects.select_related("organisation").filter(pk__in=list(office_ids)).order_by("name"))
    for office in offices:
        check_right(request, right=Right.MANAGE_OFFICE, office=office)
    return offices
