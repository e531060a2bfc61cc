"""People whose time was lost and who can only be rung, until somebody ticks them off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from einamt.accounts.queries import offices_with_right
from einamt.accounts.rights import Right
from einamt.channels.parts.staff import check_right, permissions_of, requires, staff_of
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.procedures.appointments.backlog.models import BacklogEntry
from einamt.procedures.appointments.backlog.queries import backlog_counts, calls
from einamt.procedures.appointments.operations import tick_off_call


@require_safe
@requires(Right.SERVE)
def call_list(request: HttpRequest) -> HttpResponse:
    """Who has to be rung, the most urgent first."""
    offices = offices_with_right(permissions=permissions_of(request), right=Right.SERVE)
    office_ids = [office.pk for office in offices]
    rows = calls(office_ids=office_ids)
    if rows:
        record_reading(
            actor=staff_of(request).actor,
            what="call-list-read",
            subject=f"offices:{len(office_ids)}",
            purpose="backlog",
            now=clock.now(),
        )
    context = {"room": "calls", "rows": rows, "counts": backlog_counts(office_ids=office_ids)}
    return render(request, "planning/calls.html", context)


@require_POST
@requires(Right.SERVE, is_local=True)
def tick_off(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Somebody has been rung."""
    related = BacklogEntry.objects.select_related("appointment__capacity_day__group__office")
    entry = get_object_or_404(related, pk=entry_id)
    check_right(request, right=Right.SERVE, office=entry.appointment.capacity_day.group.office)
    tick_off_call(entry_id=entry.pk, actor=staff_of(request).actor, now=clock.now())
    messages.success(request, gettext("Abgehakt."))
    return redirect("planning:calls")
