"""What every request passes, from the outside in. What each does stands in the module it calls."""

import logging
import re
import secrets
from collections.abc import Callable
from http import HTTPStatus
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from einamt.kernel.errors import DomainError
from einamt.platform.web import client, headers, logs, metrics, probes, refusals, soundness, watching

Handler = Callable[[HttpRequest], HttpResponse]

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_access = logging.getLogger("einamt.access")


class Middleware:
    """The base of those below: keeps what comes next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response


class TrustedProxy(Middleware):
    """Finds out who is asking; the outermost, so that all others know."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Identify and hand on."""
        client.identify(request)
        return self.get_response(request)


class RequestLog(Middleware):
    """Gives every request a number, writes a line about it and counts it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Number, hand on, log and count. A number that a proxy gave is kept."""
        given = request.headers.get("X-Request-ID", "")
        number = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        token = logs.request_id.set(number)
        began = perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            if request.path_info not in probes.PAGES:
                _write(request, response, seconds=perf_counter() - began)
        finally:
            logs.request_id.reset(token)
        return response


class SecureHeaders(Middleware):
    """Sets the headers that protect."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on, then protect."""
        return headers.protect(request, self.get_response(request))


class Probes(Middleware):
    """Answers machines that watch over the house."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer or hand on."""
        page = probes.PAGES.get(request.path_info)
        return page(request) if page is not None else self.get_response(request)


class Outage(Middleware):
    """Answers for the house while its database is known to be away; outside of all that would ask it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say so, or hand on."""
        if watching.watch.is_away:
            return refusals.database_away(request)
        with watching.watch.working():
            return self.get_response(request)


class SoundRequests(Middleware):
    """Refuses what no browser sends; after the language is known, before a session is read."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse or hand on."""
        return self.get_response(request) if soundness.is_sound(request) else refusals.bad_request(request)


class Refusals(Middleware):
    """Turns a `DomainError` that escapes a view, and Django's empty 405, into a page in plain words."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on; a bare "method not allowed" gets its page."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            page = refusals.method_not_allowed(request)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals; bugs propagate."""
        return refusals.refused(request, error=exception) if isinstance(exception, DomainError) else None


def _write(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    route = "static" if request.path_info.startswith(str(settings.STATIC_URL)) else logs.route_of(request)
    method, status = str(request.method), response.status_code
    metrics.count_request(route=route, method=method, status=status, seconds=seconds)
    fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    _access.info("%s %s %s", method, route, status, extra={"fields": fields})
