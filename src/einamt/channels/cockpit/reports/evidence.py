"""Answers to the parliament: put together, looked at, fetched."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.rights import Right
from einamt.channels.cockpit.indicators.selection import bookable_by_identifier, places_of
from einamt.channels.cockpit.reports.forms import QuestionForm
from einamt.channels.parts.staff import check_right_everywhere, permissions_of, requires, staff_of
from einamt.insight.reports.operations import answer_question
from einamt.insight.reports.queries import package
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform.clock import now
from einamt.platform.shell import city, words


@requires(Right.ISSUE_REPORTS, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_answer(request: HttpRequest) -> HttpResponse:
    """The form; posted, the package is made and stays as it is."""
    check_right_everywhere(request, right=Right.ISSUE_REPORTS)
    moment = now()
    form = QuestionForm(
        request.POST or None,
        initial={"command_id": new_id()},
        places=places_of(organisation_ids=permissions_of(request).organisations_with(right=Right.SEE_STEERING)),
        services=bookable_by_identifier(get_language() or "de"),
        today=local_date(moment=moment, zone=city.zone()),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = answer_question(
                question=form.question, actor=staff_of(request).actor, command_id=form.command, now=moment
            )
        except DomainError as refusal:
            form.add_error("kennzahlen", words.explain(refusal))
        else:
            messages.success(request, gettext("Das Paket ist fertig. Es bleibt, wie es ist."))
            return redirect("cockpit:answer", made.pk)
    return render(request, "cockpit/reports/new_answer.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(Right.ISSUE_REPORTS, is_local=True)
def answer(request: HttpRequest, package_id: UUID) -> HttpResponse:
    """An answer as it stands.

    :raises ReportUnknown: there is none.
    """
    check_right_everywhere(request, right=Right.ISSUE_REPORTS)
    found = package(package_id=package_id)
    return render(request, "cockpit/reports/answer.html", {"package": found, "content": found.data["content"]})


@require_safe
@requires(Right.ISSUE_REPORTS, is_local=True)
def archive(request: HttpRequest, package_id: UUID) -> HttpResponse:
    """The package as a ZIP file.

    :raises ReportUnknown: there is none.
    """
    check_right_everywhere(request, right=Right.ISSUE_REPORTS)
    found = package(package_id=package_id)
    response = HttpResponse(bytes(found.archive), content_type="application/zip")
    name = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in found.number)
    response["Content-Disposition"] = f'attachment; filename="anfrage-{name}.zip"'
    return response
