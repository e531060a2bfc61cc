"""The documents of the case that is open in a browser, to be fetched."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from einamt.cases.decisions.queries import withheld
from einamt.cases.documents.errors import DocumentUnknown
from einamt.cases.documents.queries import pdf_of
from einamt.channels.parts.headers import personal
from einamt.channels.portal.status.opened import opened
from einamt.platform import clock


@personal
@require_safe
def pdf(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The sealed file.

    :raises DocumentUnknown: the open case has no such document, or it is a decision that is not made known yet.
    """
    now = clock.now()
    if (case := opened(request, now=now)) is None:
        return redirect("portal:status")
    if document_id in withheld(case_id=case.pk, now=now):
        raise DocumentUnknown
    response = HttpResponse(pdf_of(document_id=document_id, case_id=case.pk), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.reference}-{document_id.hex[-6:]}.pdf"'
    return response
