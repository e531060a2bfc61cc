"""The cases that an account holds: the list, taking one in, opening one without typing, putting one out."""

from http import HTTPStatus
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from einamt.cases.conversation.queries import asks_holder
from einamt.cases.errors import CaseNotFound
from einamt.cases.queries import brief_views, case_by_code
from einamt.channels.portal.account.acting import acting
from einamt.channels.portal.account.session import with_account
from einamt.channels.portal.status.forms import CaseForm
from einamt.channels.portal.status.opened import keep_open, opened, opened_by
from einamt.channels.portal.status.views import ATTEMPTS, PER
from einamt.citizens.acting.errors import NotActing
from einamt.citizens.acting.queries import acted_case, cases_acted_in
from einamt.citizens.models import CitizenAccount
from einamt.citizens.operations import put_case_out, take_case, take_reached_case
from einamt.citizens.queries import case_in, cases_of, reached_cases
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt, forgive_attempt
from einamt.platform.web.client import limit_key

PER_PAGE = 10


@with_account
@require_safe
def matters(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """All of them, open ones first; below, those that could be taken in."""
    return _page(request, account, form=CaseForm())


@with_account
@require_POST
def take_in(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Take a case in by its reference and code; tries are counted together with those of the status page."""
    now = clock.now()
    attempt = f"portal.status:{limit_key(request)}"
    count_attempt(key=attempt, limit=ATTEMPTS, per=PER, now=now)
    form = CaseForm(request.POST)
    if not form.is_valid():
        return _page(request, account, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        case = case_by_code(reference=form.cleaned_data["reference"], code=form.cleaned_data["code"])
    except CaseNotFound as refusal:
        return _page(request, account, form=form, refusal=refusal, status=refusal.status)
    forgive_attempt(key=attempt, limit=ATTEMPTS, per=PER)
    take_case(account_id=account.pk, case_id=case.pk, now=now)
    return redirect("portal:account")


@with_account
@require_POST
def take_opened_in(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Take the case in that is open in this browser: its reference and code were just shown.

    :raises NotActing: it stands open by a representation, which ends; the account would hold it beyond that.
    """
    now = clock.now()
    if (case := opened(request, now=now)) is None:
        return redirect("portal:status")
    if opened_by(request) is not None:
        raise NotActing
    take_case(account_id=account.pk, case_id=case.pk, now=now)
    return redirect("portal:account")


@with_account
@require_POST
def take_reached_in(_request: HttpRequest, account: CitizenAccount, case_id: UUID) -> HttpResponse:
    """Take a case in whose messages go to an address of the account.

    :raises NotInAccount: they do not.
    """
    take_reached_case(account_id=account.pk, case_id=case_id, now=clock.now())
    return redirect("portal:account")


@with_account
@require_safe
def open_matter(request: HttpRequest, account: CitizenAccount, case_id: UUID) -> HttpResponse:
    """To the page of its status, as with reference and code; by a representation, as long as that is in force.

    :raises NotInAccount: the account does not hold it.
    :raises NotActing: somebody acts, and it was not begun by this representation.
    """
    if by := acting(request, account=account):
        keep_open(request, case=acted_case(representation=by, case_id=case_id), now=clock.now(), by=by.pk)
    else:
        keep_open(request, case=case_in(account=account, case_id=case_id), now=clock.now())
    return redirect("portal:case")


@with_account
@require_POST
def put_out(_request: HttpRequest, account: CitizenAccount, case_id: UUID) -> HttpResponse:
    """Take a case out of the account; the case stays."""
    put_case_out(account_id=account.pk, case_id=case_id)
    return redirect("portal:account")


def _page(
    request: HttpRequest,
    account: CitizenAccount,
    *,
    form: CaseForm,
    refusal: CaseNotFound | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    language = get_language() or "de"
    by = acting(request, account=account)
    shown = cases_acted_in(representation=by) if by else cases_of(account=account)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    held = list(page.object_list)
    asked = asks_holder(case_ids=[case.pk for case in held])
    context = {
        "page": page,
        "matters": [(view, view.case_id in asked) for view in brief_views(cases=held, language=language)],
        "reached": [] if by else brief_views(cases=reached_cases(account=account)[:PER_PAGE], language=language),
        "acting": by,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "portal/account/matters.html", context, status=status)
