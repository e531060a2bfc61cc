"""The documents of the case that is open in a browser, to be fetched."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from einamt.cases.documents.queries import pdf_of
from einamt.channels.parts.headers import personal
from einamt.channels.portal.status.opened import opened
from einamt.platform import clock


@personal
@require_safe
def pdf(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The sealed file.

    :raises DocumentUnknown: the open case has no such document.
    """
    if (case := opened(request, now=clock.now())) is None:
        return redirect("portal:status")
    response = HttpResponse(pdf_of(document_id=document_id, case_id=case.pk), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.reference}-{document_id.hex[-6:]}.pdf"'
    return response
