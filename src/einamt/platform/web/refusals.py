"""Pages that say no in plain words, and the page for when we are broken ourselves."""

import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

from einamt.kernel.errors import DomainError
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.platform.shell import words
from einamt.platform.web.resending import fields_again
from einamt.platform.web.watching import watch

Refuser = Callable[[HttpRequest, HTTPStatus], HttpResponse]
_refusers: dict[str, Refuser] = {}

AGAIN_SECONDS = 10
"""After which it is worth to ask again for what the database was needed for."""


def register(*, root: str, refuse: Refuser) -> None:
    """Below `root`, which programs ask, answer by `refuse` and not by a page what is refused before it gets there."""
    _refusers[root] = refuse


def refused(request: HttpRequest, *, error: DomainError) -> HttpResponse:
    """The page for `error` with its status; to an htmx request only the notice, which takes the place of its target."""
    context = {"sentence": words.explain(error), "code": error.code, "back_url": _back_url(request)}
    template = "shell/refusal_notice.html" if _wants_part(request) else "shell/refusal.html"
    response = render(request, template, context, status=error.status)
    if isinstance(error, TooManyAttempts):
        response["Retry-After"] = str(error.retry_after_seconds)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood; 413: it is too large."""
    is_too_large = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    for root, refuse in _refusers.items():
        if request.path_info.startswith(root):
            return refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_large else HTTPStatus.BAD_REQUEST)
    if is_too_large:
        return _page(
            request,
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            title=_("Das war zu viel auf einmal"),
            text=_("Was Sie geschickt haben, ist zu groß. Bitte kürzen Sie den Text oder wählen Sie kleinere Dateien."),
        )
    return _page(
        request,
        status=HTTPStatus.BAD_REQUEST,
        title=_("Das haben wir nicht verstanden"),
        text=_(
            "Die Anfrage Ihres Browsers ist unvollständig oder enthält Zeichen, die hier nicht vorkommen können. "
            "Bitte gehen Sie zurück und versuchen Sie es noch einmal."
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's form
    """403."""
    return _page(
        request,
        status=HTTPStatus.FORBIDDEN,
        title=_("Diese Seite ist nicht für Sie freigegeben"),
        text=_("Wenn Sie hier arbeiten und die Seite brauchen, wenden Sie sich bitte an Ihre Fachadministration."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's form
    """403: the form was open for too long, comes from another place, or the browser keeps no cookies."""
    return _page(
        request,
        status=HTTPStatus.FORBIDDEN,
        title=_("Das Formular ist abgelaufen"),
        text=_(
            "Zu Ihrem Schutz nehmen wir ein Formular nur an, wenn es frisch ist und Ihr Browser Cookies zulässt. Es "
            "wurde nichts gespeichert. Bitte gehen Sie zurück, laden Sie die Seite neu und senden Sie sie noch einmal."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's form
    """404."""
    return _page(
        request,
        status=HTTPStatus.NOT_FOUND,
        title=_("Diese Seite gibt es nicht"),
        text=_(
            "Vielleicht ist die Adresse unvollständig oder die Seite ist umgezogen. Auf der Startseite finden Sie alle "
            "Leistungen und die Suche."
        ),
    )


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """405: mostly somebody who reloads the address of a form."""
    return _page(
        request,
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        title=_("So lässt sich diese Seite nicht aufrufen"),
        text=_("Diese Adresse gehört zu einem Formular. Bitte beginnen Sie auf der Startseite noch einmal."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer. Made without it, and without the page shell."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        watch.suspect()
        return database_away(request)
    context = {
        "title": _("Hier ist etwas schiefgegangen"),
        "text": _(
            "Das liegt an uns, nicht an Ihnen. Bitte versuchen Sie es in ein paar Minuten noch einmal. Ob Ihr letzter "
            "Schritt noch gespeichert wurde, sehen Sie an Ihrer Bestätigung."
        ),
    }
    return _broken(request, context, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def database_away(request: HttpRequest) -> HttpResponse:
    """503: a page that asks again by itself, or that sends the form again by a button.

    Made without the database and before a language is chosen. Whether the last step took effect is not known, so
    nothing is said of it but that it can be repeated: commands that were done are answered with what they did.
    """
    for root, refuse in _refusers.items():
        if request.path_info.startswith(root):
            response = refuse(request, HTTPStatus.SERVICE_UNAVAILABLE)
            break
    else:
        with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
            response = _broken(request, _away(request), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(AGAIN_SECONDS)
    return response


def _away(request: HttpRequest) -> dict[str, object]:
    title = _("Wir kommen gerade nicht an unsere Daten")
    if request.method in {"GET", "HEAD"}:
        text = _(
            "Das liegt an uns, nicht an Ihnen. Sie brauchen nichts zu tun: Diese Seite versucht es in ein paar "
            "Sekunden noch einmal."
        )
        return {"title": title, "text": text, "refresh_seconds": AGAIN_SECONDS}
    fields = fields_again(request)
    if not fields:
        text = _(
            "Das liegt an uns, nicht an Ihnen. Bitte gehen Sie in einer Minute zurück und senden Sie das Formular noch "
            "einmal."
        )
        return {"title": title, "text": text}
    text = _(
        "Das liegt an uns, nicht an Ihnen. Ihre Angaben sind nicht verloren: Bitte warten Sie ein paar Sekunden und "
        "senden Sie sie noch einmal. Ein Termin wird dabei nicht doppelt gebucht."
    )
    return {"title": title, "text": text, "fields": fields}


def _broken(request: HttpRequest, context: Mapping[str, object], *, status: HTTPStatus) -> HttpResponse:
    template = "web/broken_notice.html" if _wants_part(request) else "web/broken.html"
    try:
        with connection.execute_wrapper(_no_query):
            content = str(render_to_string(template, dict(context)))
    except Exception:  # noqa: BLE001 - here nothing may go wrong any more
        form = (
            format_html('<form method="post">{}<button>OK</button></form>', fields)
            if (fields := context.get("fields"))
            else ""
        )
        content = (
            f"<!doctype html><title>{context['title']}</title><h1>{context['title']}</h1><p>{context['text']}</p>{form}"
        )
    return HttpResponse(content, status=status)


def _page(request: HttpRequest, *, status: HTTPStatus, title: str, text: str) -> HttpResponse:
    template = "shell/refusal_notice.html" if _wants_part(request) else "shell/error.html"
    context = {"status": status.value, "title": title, "text": text, "sentence": text, "back_url": _back_url(request)}
    return render(request, template, context, status=status)


def _wants_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _back_url(request: HttpRequest) -> str:
    """The path of the page that the request came from, if it is one of ours."""
    source = urlsplit(request.headers.get("Referer", ""))
    if not source.path or source.netloc != request.META.get("HTTP_HOST"):
        return ""
    return f"{source.path}?{source.query}" if source.query else source.path


def _no_query(*_: object) -> None:
    raise RuntimeError("The page for broken days must not need the database.")
