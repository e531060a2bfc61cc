"""A short queue in front of the citizens' pages when this process has more to do than it can.

Each process counts the requests that it is working on. Beyond `NEWCOMERS` whoever has no ticket gets a light page
instead, with a signed ticket in a cookie, at once and without asking the database; whoever comes back with a ticket
that is old enough is let in before newcomers. A form that was sent is on the page, so that nothing is typed twice.
No ticket is asked of staff, of programs and of probes.
"""

import threading
from collections.abc import Callable

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_from_request, gettext, override

from einamt.platform import clock
from einamt.platform.web.resending import fields_again

NEWCOMERS, RETURNERS = 3, 6
"""How many requests a process works on at once, of newcomers and in all: two cores are busy with fewer."""
AFTER_SECONDS, VALID_SECONDS = 4, 600
COOKIE = "einamt_queue"
STATUS = 202
PATHS = ("/termin/", "/warteliste/")

_PAGE = """<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">{}</head>
<body><main><h1>{}</h1><p>{}</p>{}</main></body></html>"""


class Admission:
    """The middleware; outermost of those that ask the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._lock = threading.Lock()
        self._busy = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let in, or hand a ticket out."""
        if not request.path_info.startswith(PATHS):
            return self._get_response(request)
        limit = RETURNERS if _has_waited(request) else NEWCOMERS
        with self._lock:
            is_let_in = self._busy < limit
            self._busy += is_let_in
        if not is_let_in:
            return queue_page(request)
        try:
            return self._get_response(request)
        finally:
            with self._lock:
                self._busy -= 1


def _has_waited(request: HttpRequest) -> bool:
    """Whether there is a ticket of ours that is old enough, and not too old."""
    try:
        since = int(TimestampSigner(salt="queue").unsign(request.COOKIES.get(COOKIE, ""), max_age=VALID_SECONDS))
    except (BadSignature, ValueError):
        return False
    return clock.now().timestamp() - since >= AFTER_SECONDS - 1


def queue_page(request: HttpRequest) -> HttpResponse:
    """The light page: it asks again by itself, or sends the form again by a button."""
    language = get_language_from_request(request)
    with override(language):
        title = gettext("Gerade möchten sehr viele einen Termin")
        if request.method == "POST":
            text = gettext(
                "Ihre Angaben sind nicht verloren. Bitte warten Sie ein paar Sekunden und senden Sie sie noch einmal."
            )
            button = gettext("Noch einmal senden")
            form = format_html('<form method="post">{}<button>{}</button></form>', fields_again(request), button)
            refresh = ""
        else:
            text = gettext("Sie brauchen nichts zu tun: Diese Seite versucht es in ein paar Sekunden noch einmal.")
            form = SafeString("")
            refresh = format_html('<meta http-equiv="refresh" content="{}">', AFTER_SECONDS)
        response = HttpResponse(format_html(_PAGE, language, title, refresh, title, text, form), status=STATUS)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(AFTER_SECONDS)
    if COOKIE not in request.COOKIES:
        ticket = TimestampSigner(salt="queue").sign(str(int(clock.now().timestamp())))
        response.set_cookie(COOKIE, ticket, max_age=VALID_SECONDS, httponly=True, samesite="Lax")
    return response
