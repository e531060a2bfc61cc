"""Checking in by what is typed: the reference of the confirmation, and the code on the wall."""

from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from einamt.cases.tokens import holder_token
from einamt.channels.hall.forms import ArrivalForm
from einamt.channels.hall.offices import office_by_slug
from einamt.channels.parts.headers import personal
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt, forgive_attempt
from einamt.platform.web.client import limit_key
from einamt.procedures.visits.arriving import case_expected_here, check_in
from einamt.procedures.visits.errors import WrongHallCode
from einamt.procedures.visits.hall_codes import is_hall_code

ATTEMPTS, PER = 30, timedelta(minutes=10)
"""Wrong ones from one network address: a hall's guests may share the office's network."""


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """The form, and what comes of it: the page of one's own visit, or a sentence that says what to do.

    :raises OfficeNotFound: there is no such office.
    :raises TooManyAttempts: somebody is guessing.
    """
    office, now = office_by_slug(slug), clock.now()
    if request.method != "POST":
        form = ArrivalForm(initial={"code": code[:8]})
        return render(request, "hall/arrive.html", {"form": form, "office": office})
    attempt = f"hall.arrive:{limit_key(request)}"
    count_attempt(key=attempt, limit=ATTEMPTS, per=PER, now=now)
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "office": office}
        return render(request, "hall/arrive.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if not is_hall_code(office_id=office.pk, code=form.cleaned_data["code"], now=now):
            raise WrongHallCode
        case_id = case_expected_here(reference=form.cleaned_data["reference"], office_id=office.pk, now=now)
        check_in(case_id=case_id, office_id=office.pk, channel=Channel.PORTAL, command_id=new_id(), now=now)
    except DomainError as refusal:
        context = {"form": form, "office": office, "refusal": refusal}
        return render(request, "hall/arrive.html", context, status=refusal.status)
    forgive_attempt(key=attempt, limit=ATTEMPTS, per=PER, now=now)
    return redirect("hall:visit", token=holder_token(case_id=case_id))
