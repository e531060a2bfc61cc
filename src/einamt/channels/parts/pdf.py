"""A PDF as an answer."""

from django.http import HttpResponse


def pdf_answer(pdf: bytes, *, name: str) -> HttpResponse:
    """Shown by browsers that can; `name` is what it is kept as."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
