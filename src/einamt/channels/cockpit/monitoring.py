"""Where the city's rules are not kept: offices and districts see and answer their own, the monitoring unit all."""

from datetime import date, datetime
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.queries import Permissions, staff_names
from einamt.accounts.rights import Right
from einamt.catalog.models import Office
from einamt.channels.cockpit.seeing import today
from einamt.channels.parts.staff import permissions_of, requires, staff_of
from einamt.platform import clock
from einamt.platform.shell import words
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.keeping import CHECKS
from einamt.procedures.appointments.models import RuleFinding
from einamt.procedures.appointments.monitoring import is_monitoring, is_responsible, place_of, title_of
from einamt.procedures.appointments.operations import answer_rule_finding
from einamt.procedures.appointments.rule_errors import RuleFindingAnswered, RuleFindingNotFound
from einamt.procedures.appointments.rulebook import ended_rule_findings, open_rule_findings, rule_finding

ENDED_SHOWN = 20


class AnswerForm(Form):
    """What the place says, and when the answer was given that the person has read."""

    answer = forms.CharField(
        label=_("Woran liegt es, und was wird getan?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)


@require_safe
@requires(Right.MANAGE_OFFICE)
def findings(request: HttpRequest) -> HttpResponse:
    """What is open at the person's places, the late ones marked; below, what has ended."""
    mine = permissions_of(request)
    rows = _seen(open_rule_findings(), mine)
    day = today()
    context = {
        "rows": [_said(row, day=day) for row in rows],
        "ended": [_said(row, day=day) for row in _ended(mine)],
        "late": sum(_is_late(row, day=day) for row in rows),
        "unanswered": sum(not row.answer for row in rows),
        "checks": [gettext(check.title) for check in CHECKS.values()],
        "sees_all": is_monitoring(permissions=mine),
    }
    return render(request, "cockpit/monitoring/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_OFFICE)
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One finding: what is wrong, since when, until when, and the answer; one of another place is not found.

    One that has ended stays to be read; nobody answers it any more.
    """
    mine = permissions_of(request)
    row = rule_finding(finding_id=finding_id)
    if row is None or not _seen([row], mine):
        raise RuleFindingNotFound
    form = AnswerForm(request.POST or None, initial={"answer": row.answer})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            answer_rule_finding(
                finding_id=row.pk, **form.cleaned_data, person=str(staff_of(request).actor), now=clock.now()
            )
        except RuleFindingAnswered as error:
            form.add_error("answer", words.explain(error))
            status, row = error.status, rule_finding(finding_id=row.pk) or row
        else:
            messages.success(
                request, gettext("Geantwortet. Der Befund endet von selbst, sobald die Regel eingehalten wird.")
            )
            return redirect("cockpit:monitoring")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    names = staff_names(actors={row.answered_by} - {""})
    context = _said(row, day=today()) | {
        "form": form,
        "is_overtaken": status == RuleFindingAnswered.status,
        "seen_at": row.answered_at.isoformat() if row.answered_at else "",
        "answered_by": names.get(row.answered_by, gettext("jemand, der nicht mehr hier arbeitet")),
    }
    return render(request, "cockpit/monitoring/one.html", context, status=status)


def _ended(mine: Permissions) -> list[RuleFinding]:
    """Those that ended last at the person's places."""
    if is_monitoring(permissions=mine):
        return ended_rule_findings(limit=ENDED_SHOWN)
    managed = [row.pk for row in Office.objects.all() if mine.may(right=Right.MANAGE_OFFICE, office=row)]
    return ended_rule_findings(
        limit=ENDED_SHOWN,
        office_ids=managed,
        organisation_ids=mine.organisations_with(right=Right.MANAGE_OFFICE),
    )


def _seen(rows: list[RuleFinding], mine: Permissions) -> list[RuleFinding]:
    sees_all = is_monitoring(permissions=mine)
    return [row for row in rows if sees_all or (_has_place(row) and is_responsible(permissions=mine, finding=row))]


def _has_place(row: RuleFinding) -> bool:
    """What is the whole city's is seen by the monitoring unit alone, which sees all."""
    return row.office_id is not None or row.organisation_id is not None


def _is_late(row: RuleFinding, *, day: date) -> bool:
    return row.due_date is not None and row.due_date < day


def _said(row: RuleFinding, *, day: date) -> dict[str, object]:
    return {
        "row": row,
        "title": title_of(row),
        "place": place_of(row),
        "responsible": _responsible(row),
        "sentence": gettext(row.message) % row.params,
        "is_late": row.ended_at is None and _is_late(row, day=day),
        "again_since": _again(row),
    }


def _responsible(row: RuleFinding) -> str:
    """Who answers for it: never a single person."""
    if row.office is not None:
        return gettext("Amtsleitung")
    return gettext("Leitung vor Ort") if row.organisation is not None else gettext("Monitoring-Stelle")


def _again(row: RuleFinding) -> datetime | None:
    """When the same rule was kept again here, before it was not."""
    return row.previous.ended_at if row.previous is not None else None
