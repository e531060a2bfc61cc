"""Checking in by what is typed: the reference of the confirmation, and the code on the wall."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from einamt.cases.tokens import holder_token
from einamt.catalog.models import Office
from einamt.channels.hall.forms import ArrivalForm
from einamt.channels.hall.offices import office_by_slug
from einamt.channels.parts.arriving import arrive_by_reference
from einamt.channels.parts.headers import personal
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.platform.web.client import limit_key
from einamt.procedures.visits.halls import HALLS


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """The form, and what comes of it: the page of one's own visit, or a sentence that says what to do.

    :raises OfficeNotFound: there is no such office.
    """
    office, now = office_by_slug(slug), clock.now()
    if request.method != "POST":
        return _page(request, office, ArrivalForm(initial={"code": code[:8]}))
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        return _page(request, office, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        case_id = arrive_by_reference(
            who=f"network:{limit_key(request)}",
            reference=form.cleaned_data["reference"],
            hall_code=form.cleaned_data["code"],
            office_id=office.pk,
            channel=Channel.PORTAL,
            command_id=new_id(),
            now=now,
        )
    except DomainError as refusal:
        return _page(request, office, form, refusal=refusal, status=refusal.status)
    return redirect("hall:visit", token=holder_token(case_id=case_id))


def _page(
    request: HttpRequest,
    office: Office,
    form: ArrivalForm,
    *,
    refusal: DomainError | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "form": form,
        "office": office,
        "refusal": refusal,
        "is_used_up": isinstance(refusal, TooManyAttempts),
        # whoever only guesses makes no work
        "stops": [] if refusal else HALLS.at(office_id=office.pk, now=clock.now()).stops,
    }
    response = render(request, "hall/arrive.html", context, status=status)
    if isinstance(refusal, TooManyAttempts):
        response["Retry-After"] = str(refusal.retry_after_seconds)
    return response
