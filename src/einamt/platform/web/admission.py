"""The door of the citizens' pages: outside of Django, so that turning somebody away costs next to nothing.

Beyond what a process can do (`line`), whoever comes gets a light page at once, with a signed ticket in a cookie: no
template, no session, no query, and no line in the access log, which a rush would fill; the metrics count it as route
`queue`. The page asks again by itself when it is the ticket's turn. A form that was sent is on the page, so that
nothing is typed twice. Whoever has begun something here, such as a booking, has a ticket of that moment, and goes on
before those who come later. No ticket is asked of staff, of programs and of probes.
"""

import hmac
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from math import ceil
from time import perf_counter
from typing import Any

from django.conf import settings

from einamt.platform import clock
from einamt.platform.crypto.keys import derived
from einamt.platform.web import metrics, queue_page
from einamt.platform.web.line import COOKIE, SOONEST, VALID, Line, Ticket

STATUS = "202 Accepted"
PATHS = ("/termin/", "/warteliste/")
USUAL_SWITCH, RUSH_SWITCH, RUSH_SECONDS = 0.005, 0.001, 5.0
"""How long one thread keeps the interpreter. In a rush, which lasts until nobody was turned away for so long, whoever
is turned away waits for it behind those who are being served: a millisecond each, not five. At other times frequent
switching would cost a fifth of all pages.
"""
FAR_AWAY = 120.0
"""The page of somebody whose turn is further away asks again after half of the time, to say how long is left."""

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Admission:
    """A WSGI application around another. `line` is that of this process."""

    def __init__(self, application: Application, *, line: Line | None = None) -> None:
        self._application = application
        self._line = line or Line()
        self._rush_until: float | None = None
        self._prefixes = {code: "" if code == settings.LANGUAGE_CODE else f"/{code}" for code, _ in settings.LANGUAGES}
        self._paths = tuple(prefix + path for prefix in self._prefixes.values() for path in PATHS)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let in, or hand a ticket out."""
        if not environ["PATH_INFO"].startswith(self._paths):
            return self._application(environ, start_response)
        began, now = perf_counter(), clock.now().timestamp()
        ticket = self.ticket_of(environ.get("HTTP_COOKIE", ""), now=now)
        to_wait = self._line.ask(ticket=ticket, now=now)
        self._note_rush(is_turned_away=to_wait is not None, at=began)
        if to_wait is not None:
            return self._turned_away(environ, start_response, to_wait, is_new=to_wait != ticket, now=now, began=began)
        try:
            if ticket is None:
                start_response = self._giving_ticket(start_response, now)
            return self._application(environ, start_response)
        finally:
            self._line.leave(ticket=ticket, now=clock.now().timestamp())

    def _note_rush(self, *, is_turned_away: bool, at: float) -> None:
        if is_turned_away:
            if self._rush_until is None:
                sys.setswitchinterval(RUSH_SWITCH)
            self._rush_until = at + RUSH_SECONDS
        elif self._rush_until is not None and at > self._rush_until:
            self._rush_until = None
            sys.setswitchinterval(USUAL_SWITCH)

    def ticket_of(self, cookies: str, *, now: float) -> Ticket | None:
        """The ticket among a request's cookies, if we signed it and its time is not over."""
        _, found, rest = cookies.partition(f"{COOKIE}=")
        said, _, signature = rest.partition(";")[0].rpartition(".")
        if not found or not hmac.compare_digest(signature.encode(), self._signature(said).encode()):
            return None
        turn_at, number, is_late = said.split(".")
        ticket = Ticket(turn_at=int(turn_at) / 1000, number=number, is_late=is_late == "1")
        return ticket if now <= ticket.turn_at + VALID else None

    def cookie_of(self, ticket: Ticket) -> str:
        """The header that gives `ticket` to a browser."""
        said = f"{round(ticket.turn_at * 1000)}.{ticket.number}.{ticket.is_late:d}"
        secure = "; Secure" if settings.SESSION_COOKIE_SECURE else ""
        value = f"{said}.{self._signature(said)}"
        return f"{COOKIE}={value}; Max-Age={round(VALID)}; Path=/; HttpOnly; SameSite=Lax{secure}"

    def _signature(self, said: str) -> str:
        return hmac.digest(self._key, said.encode(), "sha256").hex()[:32]

    @cached_property
    def _key(self) -> bytes:
        return derived(master=settings.KEYS.current, purpose="queue")

    def _turned_away(
        self, environ: Environ, start_response: StartResponse, ticket: Ticket, *, is_new: bool, now: float, began: float
    ) -> list[bytes]:
        turn_in = max(ticket.turn_at - now, SOONEST)
        asks_in = ceil(turn_in if turn_in <= FAR_AWAY else turn_in / 2)
        method = environ["REQUEST_METHOD"]
        content = queue_page.page(
            language=self._language(environ["PATH_INFO"]),
            turn_in=turn_in,
            asks_in=asks_in,
            sent=_sent(environ) if method == "POST" else None,
        )
        fields = [*queue_page.policies(), ("Retry-After", str(asks_in)), ("Content-Length", str(len(content)))]
        if is_new:
            fields.append(("Set-Cookie", self.cookie_of(ticket)))
        start_response(STATUS, fields)
        metrics.count_request(route="queue", method=method, status=202, seconds=perf_counter() - began)
        return [] if method == "HEAD" else [content]

    def _language(self, path: str) -> str:
        return next(
            (code for code, prefix in self._prefixes.items() if prefix and path.startswith(f"{prefix}/")),
            settings.LANGUAGE_CODE,
        )

    def _giving_ticket(self, start_response: StartResponse, now: float) -> StartResponse:
        """Whoever begins something, which is what sets a session, gets a ticket whose turn is now."""

        def start(status: str, fields: list[tuple[str, str]], *more: object) -> Any:
            begins = f"{settings.SESSION_COOKIE_NAME}="
            if any(name == "Set-Cookie" and value.startswith(begins) for name, value in fields):
                fields = [*fields, ("Set-Cookie", self.cookie_of(self._line.begin(now=now)))]
            return start_response(status, fields, *more)

        return start


def _sent(environ: Environ) -> queue_page.Sent:
    try:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), queue_page.MOST_BYTES + 1)
        return queue_page.sent_form(
            content_type=environ.get("CONTENT_TYPE", ""), body=environ["wsgi.input"].read(length)
        )
    except (OSError, ValueError):  # the browser went away while it was sending
        return queue_page.Sent(None)
