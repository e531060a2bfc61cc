"""Looking a case up, and reading where it stands."""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.cases.conversation.operations import write_to_office
from einamt.cases.conversation.queries import asks_holder, file_of
from einamt.cases.errors import CaseNotFound
from einamt.cases.models import Case
from einamt.cases.queries import case_by_code, status_view
from einamt.cases.telling import Asker
from einamt.channels.parts.attaching import download
from einamt.channels.parts.conversation import MessageForm, OwnMessageForm, conversation_of, new_command, seen_in
from einamt.channels.parts.decided import decided
from einamt.channels.parts.headers import personal
from einamt.channels.parts.issued import listed
from einamt.channels.portal.account.acting import acting_here
from einamt.channels.portal.account.session import sign_in_of, signed_in
from einamt.channels.portal.status.forms import CaseForm
from einamt.channels.portal.status.opened import forget, keep_open, opened, opened_by
from einamt.citizens.operations import note_act
from einamt.citizens.rules import Act
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt, forgive_attempt
from einamt.platform.web.client import limit_key

ATTEMPTS, PER = 10, timedelta(minutes=15)
"""Wrong ones from one network address, which a library or a family shares. A code has 23 to the power of 6 values, so
guessing one takes some 400 years."""
ANSWERS = 10
"""Messages to offices from one network address in that time."""


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def find_case(request: HttpRequest) -> HttpResponse:
    """The form. Whatever is wrong with what was typed, the answer is the same."""
    now = clock.now()
    if request.method != "POST":
        form = CaseForm(initial={"reference": request.GET.get("reference", "")[:40]})
        return render(request, "portal/status/find.html", {"form": form})
    attempt = f"portal.status:{limit_key(request)}"
    count_attempt(key=attempt, limit=ATTEMPTS, per=PER, now=now)
    form = CaseForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/status/find.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        case = case_by_code(reference=form.cleaned_data["reference"], code=form.cleaned_data["code"])
    except CaseNotFound as refusal:
        context = {"form": form, "refusal": refusal}
        return render(request, "portal/status/find.html", context, status=refusal.status)
    forgive_attempt(key=attempt, limit=ATTEMPTS, per=PER)
    keep_open(request, case=case, now=now)
    return redirect("portal:case")


@personal
@require_safe
def show_case(request: HttpRequest) -> HttpResponse:
    """Where the case stands, for as long as it is open in this browser."""
    now = clock.now()
    if (case := opened(request, now=now)) is None:
        return redirect("portal:status")
    return _case_page(request, case=case, form=_form_for(case)(initial=new_command()), now=now)


@personal
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Write to the office about the open case, or answer it. After a refusal, what was typed stands in the form."""
    now = clock.now()
    if (case := opened(request, now=now)) is None:
        return redirect("portal:status")
    form = _form_for(case)(request.POST, request.FILES)
    if not form.is_valid():
        return _case_page(request, case=case, form=form, now=now, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        count_attempt(key=f"portal.answer:{limit_key(request)}", limit=ANSWERS, per=PER, now=now)
        message = write_to_office(
            case_id=case.pk,
            text=form.cleaned_data["text"],
            seen=seen_in(request),
            channel=Channel.PORTAL,
            command_id=form.cleaned_data["command"],
            now=now,
            files=form.cleaned_data.get("attached", ()),
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        case.refresh_from_db()  # it may be the reason that it was closed meanwhile
        return _case_page(request, case=case, form=form, now=now, status=refusal.status)
    if account := signed_in(request):
        sign_in = sign_in_of(request, account=account)
        note_act(sign_in=sign_in, act=Act.MESSAGE, case_id=case.pk, subject=message.pk, now=now)
    return redirect("portal:case")


@personal
@require_POST
def close_case(request: HttpRequest) -> HttpResponse:
    """Forget which case was open, so that whoever sits here next does not see it."""
    forget(request)
    return redirect("portal:status")


@personal
@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """A file of a message of the open case.

    :raises FileNotThere: it has none such that may be opened.
    """
    if (case := opened(request, now=clock.now())) is None:
        return redirect("portal:status")
    return download(file_of(case_id=case.pk, file_id=file_id))


def _form_for(case: Case) -> type[MessageForm]:
    """An answer where the office waits for one, else a message."""
    return MessageForm if asks_holder(case_ids=[case.pk]) else OwnMessageForm


def _file_address(file_id: UUID) -> str:
    return reverse("portal:message-file", args=[file_id])


def _case_page(
    request: HttpRequest, *, case: Case, form: MessageForm, now: datetime, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    account = signed_in(request)
    context = {
        "view": status_view(case=case, asker=Asker.HOLDER, language=get_language() or "de", now=now),
        "documents": listed(case_id=case.pk),
        "decisions": decided(case=case, asker=Asker.HOLDER, now=now),
        "conversation": conversation_of(case=case, asker=Asker.HOLDER, file_address=_file_address),
        "form": form,
        "account": account,
        "acting": acting_here(request) if opened_by(request) else None,
        "is_in_account": account is not None and account.cases.filter(case=case).exists(),
    }
    return render(request, "portal/status/case.html", context, status=status)
