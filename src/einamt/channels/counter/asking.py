"""Writing to the holder of a case, and reading what they have written."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.cases.access import asker_of
from einamt.cases.conversation.operations import ask_holder, settle_answers
from einamt.cases.conversation.queries import file_of, waiting_for_office
from einamt.cases.models import Case
from einamt.cases.queries import brief_views
from einamt.channels.counter.cases import readable_case
from einamt.channels.parts.attaching import download
from einamt.channels.parts.conversation import QuestionForm, conversation_of, new_command, seen_in
from einamt.channels.parts.staff import permissions_of, requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.audit.steps import record_readings
from einamt.platform.shell import words


@requires(Right.SERVE)
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Cases in which somebody has written, the longest waiting first; only those that the person may read."""
    found, now = waiting_for_office(permissions=permissions_of(request)), clock.now()
    record_readings(
        actor=staff_of(request).actor,
        what="case-read",
        subjects=[f"case:{each.case.pk}" for each in found],
        purpose="answers",
        now=now,
    )
    views = brief_views(cases=[each.case for each in found], language=get_language() or "de")
    today = words.local_date(now)
    waits = [words.in_days((words.local_date(each.since) - today).days) for each in found]
    return render(request, "counter/answers.html", {"rows": list(zip(found, views, waits, strict=True))})


@requires(Right.SERVE, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """The form, below what was written so far, and asking: this deals with the answers that stood there. After a
    refusal, what was typed stands in the form.
    """
    case = readable_case(request, reference=reference, purpose="answers")
    if request.method != "POST":
        return _ask_page(request, case=case, form=QuestionForm(initial=new_command()))
    form = QuestionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask_page(request, case=case, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        ask_holder(
            case_id=case.pk,
            text=form.cleaned_data["text"],
            seen=seen_in(request),
            actor=staff_of(request).actor,
            command_id=form.cleaned_data["command"],
            now=clock.now(),
            files=form.cleaned_data.get("attached", ()),
            wants_answer=not form.cleaned_data["wants_none"],
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        return _ask_page(request, case=case, form=form, status=refusal.status)
    messages.success(
        request, gettext("Geschickt. Die Person erfährt davon, wenn wir wissen, wie sie zu erreichen ist.")
    )
    return redirect("counter:case", reference=case.reference)


@requires(Right.SERVE, is_local=True)
@require_safe
def file(request: HttpRequest, reference: str, file_id: UUID) -> HttpResponseBase:
    """A file of a message, to be saved; the reading is recorded.

    :raises FileNotThere: the case has none such that may be opened.
    """
    case = readable_case(request, reference=reference, purpose="file")
    return download(file_of(case_id=case.pk, file_id=file_id))


@requires(Right.SERVE, is_local=True)
@require_POST
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that the answers that the page has shown have been dealt with."""
    case = readable_case(request, reference=reference, purpose="answers")
    settle_answers(case_id=case.pk, seen=seen_in(request), now=clock.now())
    return redirect("counter:answers")


def file_address(*, reference: str, file_id: UUID) -> str:
    """Where a file of the case is handed out."""
    return reverse("counter:message-file", args=[reference, file_id])


def _ask_page(
    request: HttpRequest, *, case: Case, form: QuestionForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    conversation = conversation_of(
        case=case,
        asker=asker_of(permissions=permissions_of(request)),
        file_address=lambda file_id: file_address(reference=case.reference, file_id=file_id),
    )
    return render(
        request, "counter/ask.html", {"case": case, "form": form, "conversation": conversation}, status=status
    )
