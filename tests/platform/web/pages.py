"""The addresses of the tests' own house."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from einamt.config import urls
from einamt.kernel.references import BadReference
from einamt.platform.ratelimit.errors import TooManyAttempts


def hello(request: HttpRequest, secret: str = "") -> HttpResponse:
    return HttpResponse(f"{request.scheme}://{request.get_host()}")


def form(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("saved")


def personal(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse("yours")


def fails(request: HttpRequest, error: str) -> HttpResponse:
    raise {
        "bug": RuntimeError("erika@example.org, 030 12345678, broke it"),
        "database": OperationalError("the server is gone"),
        "forbidden": PermissionDenied(),
        "large": RequestDataTooBig(),
        "reference": BadReference(),
        "often": TooManyAttempts(retry_after_seconds=230),
    }[error]


urlpatterns = [
    path("", hello),
    path("link/<str:secret>/", hello),
    path("form/", require_POST(form)),
    path("personal/", personal),
    path("fails/<str:error>/", fails),
    # the page shell links to the house
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
