"""The bare framework rendering one page of ours: its template with what our view gave to it, and nothing else.

A WSGI application for `page_ratio`. At the start it asks our own view for the page named in EINAMT_BENCH_PAGE, keeps
what the template was given, and from then on renders the same template with it, the whole of it each time: routing and
the template, without middleware, queries (one would be an error) or what we keep of a page as rendered.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einamt.config.settings")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
from django.urls import path

django.setup()

from einamt.config.urls import urlpatterns as city_urls  # noqa: E402 - the applications are ready only now
from einamt.platform.shell import city  # noqa: E402

settings.ALLOWED_HOSTS = ["*"]
city.REMEMBERED_SECONDS = float("inf")  # our pages read the city anew every ten seconds; here nothing is read


def _given() -> tuple[Any, dict[str, Any]]:
    """The template and the context of the page, as our view rendered it."""
    setup_test_environment(debug=False)
    try:
        response: Any = Client().get(os.environ["EINAMT_BENCH_PAGE"])
        if response.status_code != HttpResponse.status_code or not response.context:
            message = f"{os.environ['EINAMT_BENCH_PAGE']} answered {response.status_code} or rendered no template"
            raise SystemExit(message)
        return engines["django"].get_template(response.templates[0].name), response.context[0].flatten()
    finally:
        teardown_test_environment()


_template, _context = _given()
_context = {key: value for key, value in _context.items() if key not in {"True", "False", "None", "kept_as"}}


def _no_query(*_arguments: object) -> None:
    message = "the bare page asked the database"
    raise AssertionError(message)


def page(_request: HttpRequest) -> HttpResponse:
    """The page."""
    with connection.execute_wrapper(_no_query):
        return HttpResponse(_template.render(_context))


def healthz(_request: HttpRequest) -> HttpResponse:
    """That the server is there."""
    return HttpResponse("ok")


urlpatterns = [path("bare/", page), path("healthz", healthz), *city_urls]

settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
application = WSGIHandler()
