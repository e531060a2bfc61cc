"""Who stands where: the terminal that a request comes from, and the sitting of whoever stands before it.

A sitting begins with the start page. What was shown in an earlier one is not shown again, whatever address the browser
still knows: whoever comes next and goes back sees the start.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from einamt.accounts.errors import TerminalUnknown
from einamt.accounts.models import Terminal
from einamt.accounts.terminals import terminal_of
from einamt.channels.parts.headers import personal
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.web.headers import allow_camera
from einamt.procedures.visits.steps import Desk

KNOWN = timedelta(days=400)
"""So long browsers keep a cookie at most; each start renews it."""
SHOWN = timedelta(minutes=5)
"""So long a sitting's number can be shown at all."""
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Terminal, P], HttpResponse]


def at_terminal(view: View[P]) -> Callable[..., HttpResponse]:
    """Answer the office's terminals alone, in the language of the address; no cache keeps it.

    :raises TerminalUnknown: from the view, for any other browser.
    """

    @wraps(view)
    def shown(request: HttpRequest, /, slug: str, language: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        terminal = terminal_of(secret=request.COOKIES.get(_name("terminal"), ""))
        if terminal is None or terminal.office.slug != slug:
            raise TerminalUnknown
        with override(language):
            response = view(request, terminal, *args, **kwargs)
        response["Content-Language"] = language
        allow_camera(response)
        return response

    return personal(shown)


def desk_of(terminal: Terminal) -> Desk:
    """What operations know of a terminal: nobody who works here."""
    return Desk(office_id=terminal.office_id, counter="", actor=CITIZEN, channel=Channel.KIOSK)


def remember_terminal(response: HttpResponse, *, secret: str) -> None:
    """Let the browser know that it is a terminal."""
    _keep(response, "terminal", secret, seconds=int(KNOWN.total_seconds()))


def begin_sitting(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever comes now sees nothing of whoever was here before; the terminal stays known."""
    remember_terminal(response, secret=request.COOKIES[_name("terminal")])
    _keep(response, "sitting", secrets.token_urlsafe(12), seconds=None)


def shown_token(request: HttpRequest, *, case_id: UUID) -> str:
    """The part of an address under which this sitting sees a visit."""
    return signing.dumps(str(case_id), salt=_salt(request))


def case_shown(request: HttpRequest, *, token: str) -> UUID | None:
    """The case of such an address; None: it belongs to another sitting, or is too old."""
    try:
        return UUID(signing.loads(token, salt=_salt(request), max_age=SHOWN))
    except (signing.BadSignature, ValueError):
        return None


def _salt(request: HttpRequest) -> str:
    return f"kiosk.shown:{request.COOKIES.get(_name('sitting'), '')}"


def _keep(response: HttpResponse, name: str, value: str, *, seconds: int | None) -> None:
    response.set_cookie(
        _name(name), value, max_age=seconds, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )


def _name(name: str) -> str:
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name
