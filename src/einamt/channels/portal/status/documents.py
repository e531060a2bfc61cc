"""Where an identity document is, by its serial number or the QR code of its slip: the state alone.

A refusal is the same whatever was wrong: code, body and queries. What was typed is not repeated.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from einamt.cases.queries import status_view
from einamt.cases.telling import Asker
from einamt.channels.parts.headers import personal
from einamt.channels.portal.status.forms import NumberForm
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.web.client import limit_key
from einamt.procedures.identity_documents.errors import DocumentNotFound
from einamt.procedures.identity_documents.models import IdentityDocument
from einamt.procedures.identity_documents.queries import document_by_number, document_by_slip

ATTEMPTS, PER = 20, timedelta(hours=1)
"""From one network address, right ones too: a family has fewer documents. An authority has 27 to the power of 5
numbers; who tries for a year at this rate has seen one in eighty, and of each that is in use a state without a name."""
LONGEST = 40


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def by_number(request: HttpRequest) -> HttpResponse:
    """The form, and the answer to it; the number stands in no address."""
    if request.method != "POST":
        return render(request, "portal/status/document_form.html", {"form": NumberForm()})
    _count(request)
    try:
        document = document_by_number(number=request.POST.get("number", "")[:LONGEST])
    except DocumentNotFound as refusal:
        return _refused(request, refusal)
    return _shown(request, document)


@personal
@require_safe
def by_slip(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR code of a slip leads to."""
    _count(request)
    try:
        document = document_by_slip(token=token)
    except DocumentNotFound as refusal:
        return _refused(request, refusal)
    return _shown(request, document)


def _count(request: HttpRequest) -> None:
    count_attempt(key=f"portal.document:{limit_key(request)}", limit=ATTEMPTS, per=PER, now=clock.now())


def _refused(request: HttpRequest, refusal: DocumentNotFound) -> HttpResponse:
    context = {"form": NumberForm(), "refusal": refusal}
    return render(request, "portal/status/document_form.html", context, status=refusal.status)


def _shown(request: HttpRequest, document: IdentityDocument) -> HttpResponse:
    view = status_view(case=document.case, asker=Asker.NUMBER, language=get_language() or "de", now=clock.now())
    return render(request, "portal/status/document.html", {"view": view})
