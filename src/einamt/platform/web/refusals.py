"""Pages that say no in plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from einamt.kernel.errors import DomainError
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.platform.shell import words


def refusal_response(*, request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page for `error` with its status; to an htmx request only the notice, which takes the place of its target."""
    is_fragment = request.headers.get("HX-Request") == "true"
    template = "shell/refusal_notice.html" if is_fragment else "shell/refusal.html"
    context = {"sentence": words.explain(error), "code": error.code, "status": error.status.value}
    response = render(request, template, context, status=error.status)
    if isinstance(error, TooManyAttempts):
        response["Retry-After"] = str(error.retry_after_seconds)
    return response
