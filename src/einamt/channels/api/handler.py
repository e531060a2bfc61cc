"""The handler of programs that write: Django's own, without what only pages for people need.

A program has no session, no form's token and no language but the one that it asks in, and is answered with a few lines
that no cache keeps. What protects the house is passed as by everybody else: who asks is found out, the request is
counted and logged, the host is known, the database is there, the headers are set. What programs read goes the way of
pages, which packs it and spares what is unchanged.
"""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, get_script_name
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.urls import set_script_prefix
from django.utils.translation import override

from einamt.channels.api.description import ROOT
from einamt.channels.api.languages import sentence_language
from einamt.platform.web.middleware import Middleware, Outage, RequestLog, SecureHeaders, SoundRequests, TrustedProxy

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Asked(Middleware):
    """Answers in the language that is asked in, of a host that is ours, and says how long the answer is."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on.

        :raises DisallowedHost: the host is none of ours.
        """
        request.get_host()
        with override(sentence_language(request)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


PASSED = (TrustedProxy, RequestLog, SecureHeaders, SecurityMiddleware, Outage, Asked, SoundRequests)
"""From the outside in, in the order of settings.MIDDLEWARE."""


class ProgramHandler(WSGIHandler):
    """Django's handler, of the middleware above.

    Django gives the connection to the database back to the pool after every request. Taking it again costs a tenth of
    what a program's request does, so here a thread keeps it while it is in use (`_settle`) and gives it back when it
    ends, as threads of the server do that have had nothing to do for a while (`_Farewell`).
    """

    def __call__(self, environ: Environ, start_response: StartResponse) -> Any:
        """As Django's, without the signals at which connections are given back; programs are given no cookie."""
        set_script_prefix(get_script_name(environ))
        _settle()
        request = self.request_class(environ)
        response: Any = self.get_response(request)
        _give_back_at_the_end()
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        request.close()
        return [response.content]

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's form
        """Put them around what finds and calls the view, as Django does for those of its settings."""
        super().load_middleware(is_async)
        handler: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        for middleware in reversed(PASSED):
            handler = convert_exception_to_response(middleware(handler))
        self._middleware_chain = handler
        self._view_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []


def _settle() -> None:
    """Give back what the last request of this thread has left, unless it is as good as another from the pool."""
    database = connections[DEFAULT_DB_ALIAS]
    driver = database.connection
    if driver is None or database.in_atomic_block:
        return
    if database.errors_occurred or not getattr(driver, "is_there", False):
        database.close_if_unusable_or_obsolete()


class _Farewell:
    """Gives back the connection that a thread still has when the thread ends: its own things die with it."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self._database = database

    def __del__(self) -> None:
        with suppress(Exception):  # nobody is left to be told
            self._database.close()


def _give_back_at_the_end() -> None:
    if not hasattr(_own, "farewell"):
        _own.farewell = _Farewell(connections[DEFAULT_DB_ALIAS])


_own = threading.local()


class ProgramDoor:
    """A WSGI application around another, which answers all else."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._handler = ProgramHandler()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer programs that write; hand on the others."""
        is_for_programs = environ["PATH_INFO"].startswith(ROOT) and environ["REQUEST_METHOD"] not in READING
        return (self._handler if is_for_programs else self._application)(environ, start_response)
