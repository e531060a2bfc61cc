"""The help that an office has to order for its appointments: sign language and interpreting."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from einamt.accounts.rights import Right, Role
from einamt.channels.counter.desks import Workplace, workplace_of
from einamt.channels.parts.staff import permissions_of, requires, staff_of
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.helping import HELP, Help
from einamt.procedures.appointments.needs import HelpTask, OrderState, help_tasks
from einamt.procedures.appointments.operations import call_off_help, order_help, take_back_order

ROLES = {
    Role.CLERK: N_("Sachbearbeitung"),
    Role.OFFICE_MANAGER: N_("Amtsleitung"),
}
"""How the page names who has ordered: never by name."""


class TaskForm(Form):
    """A button of the page: which help, for which begin, and what was done."""

    appointment = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(each.value, each.value) for each in Help])
    starts_at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S%z"])
    act = forms.ChoiceField(choices=[(each, each) for each in ("ordered", "not-ordered", "called-off")])


@requires(Right.SERVE)
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What is to be ordered until when, what is ordered, and what is to be called off."""
    workplace = workplace_of(request)
    return redirect("counter:choose") if workplace is None else _page(request, workplace)


@requires(Right.SERVE)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Note what was done; a refusal comes back on the same page, with its own status."""
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    form = TaskForm(request.POST)
    if form.is_valid():
        try:
            _do(request, workplace, **form.cleaned_data)
        except DomainError as refusal:
            return _page(request, workplace, refusal=refusal)
    return redirect("counter:help")


def _do(
    request: HttpRequest, workplace: Workplace, *, appointment: UUID, kind: str, starts_at: datetime, act: str
) -> None:
    help_, now = Help(kind), clock.now()
    if not any(
        (task.appointment_id, task.kind, task.starts_at) == (appointment, help_, starts_at)
        for task in help_tasks(office_id=workplace.office.pk, now=now)
    ):
        return  # another office's, or done meanwhile: the page shows how it stands
    if act == "ordered":
        role = permissions_of(request).role_with(right=Right.SERVE, office=workplace.office)
        order_help(appointment_id=appointment, kind=help_, starts_at=starts_at, role=role or "", now=now)
    elif act == "not-ordered":
        take_back_order(appointment_id=appointment, kind=help_, starts_at=starts_at)
    else:
        call_off_help(appointment_id=appointment, kind=help_, starts_at=starts_at, now=now)


def _page(request: HttpRequest, workplace: Workplace, *, refusal: DomainError | None = None) -> HttpResponse:
    now = clock.now()
    tasks = help_tasks(office_id=workplace.office.pk, now=now)
    record_reading(
        actor=staff_of(request).actor,
        what="help-read",
        subject=f"office:{workplace.office.pk}",
        purpose="help",
        now=now,
    )
    context = {
        "workplace": workplace,
        "sections": [
            (gettext_lazy("Zu bestellen"), _of(tasks, OrderState.TO_ORDER)),
            (gettext_lazy("Abzubestellen"), _of(tasks, OrderState.TO_CALL_OFF)),
            (gettext_lazy("Bestellt"), _of(tasks, OrderState.ORDERED)),
        ],
        "refusal": refusal,
    }
    return render(request, "counter/help.html", context, status=refusal.status if refusal else 200)


def _of(tasks: Sequence[HelpTask], state: OrderState) -> list[tuple[HelpTask, str, str]]:
    """The tasks of a state, each with its help and the role of who has ordered, to be translated."""
    return [
        (task, HELP[task.kind], ROLES.get(Role(task.ordered_by), "") if task.ordered_by else "")
        for task in tasks
        if task.state is state
    ]
