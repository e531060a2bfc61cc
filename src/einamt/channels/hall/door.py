"""The hall's door: outside of Django, so that a screen or a phone that asks whether anything is new costs little.

No middleware, no session, no line in the access log; the metrics count it as route `hall`. A process knows its halls
(`visits.halls`), so most answers take no query.
"""

import logging
import re
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from django.db import DatabaseError, connections

from einamt.channels.hall.stand import answer
from einamt.platform import clock
from einamt.platform.web import metrics
from einamt.platform.web.watching import watch

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_PATH = re.compile(r"/halle/(\d{1,9})/(?:([A-Za-z0-9_\-]{1,64})/)?")
_log = logging.getLogger("einamt.hall")


class HallDoor:
    """A WSGI application around another."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer what screens and phones ask; hand on all else."""
        path = environ["PATH_INFO"]
        if not path.startswith("/halle/") or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._application(environ, start_response)
        asked = _PATH.fullmatch(path)
        if asked is None:
            return self._application(environ, start_response)
        began = perf_counter()
        if watch.is_away:
            return self._unable(environ, start_response, began)
        try:
            found = answer(
                office_id=int(asked[1]),
                token=asked[2],
                known=environ.get("HTTP_IF_NONE_MATCH", ""),
                now=clock.now(),
            )
        except DatabaseError:
            _log.exception("a hall could not be read")
            return self._unable(environ, start_response, began)
        finally:
            _give_back()
        start_response(
            f"{found.status.value} {found.status.phrase}",
            [*found.headers, ("Content-Length", str(len(found.content)))] if found.content else found.headers,
        )
        self._count(environ, found.status.value, began)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [found.content]

    def _unable(self, environ: Environ, start_response: StartResponse, began: float) -> Iterable[bytes]:
        """Nothing is known: the screen says that it has lost us, and asks again."""
        start_response("503 Service Unavailable", [("Retry-After", "5"), ("Content-Length", "0")])
        self._count(environ, 503, began)
        return []

    def _count(self, environ: Environ, status: int, began: float) -> None:
        metrics.count_request(
            route="hall", method=environ["REQUEST_METHOD"], status=status, seconds=perf_counter() - began
        )


def _give_back() -> None:
    """Let go of the database, as Django does after a request; not in the middle of somebody else's transaction."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
