"""Logs as JSON lines for machines to collect, without personal data.

No line holds an address of a client, a path (it may hold the secret of a change link), a query string or a form's
values: a request is named by the pattern of its route. `redacted` stands behind that as belt and braces.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest

from einamt.platform.redaction import redacted

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread is answering; every line carries it."""

UNROUTED = "(none)"
_ENCODE = json.JSONEncoder(ensure_ascii=False, default=str).encode


def route_of(request: HttpRequest) -> str:
    """The pattern of the route that `request` took, such as `/leistungen/<slug:slug>/`."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match is not None else UNROUTED


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, what `extra={"fields": …}` adds, and the exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Write `record`."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(self._message(record)),
        }
        if current := request_id.get():
            line["request_id"] = current
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = redacted(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = redacted(self.formatStack(record.stack_info))
        return _ENCODE(line)

    def _message(self, record: logging.LogRecord) -> str:
        """The message; of Django's own lines about a request, with the route in place of the path."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            arguments = tuple(
                route_of(request) if isinstance(one, str) and one.startswith("/") else one for one in record.args
            )
            return record.msg % arguments if arguments else str(record.msg)
        return record.getMessage()
