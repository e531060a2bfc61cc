"""The addresses of the tests' own house."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from einamt.kernel.references import BadReference
from einamt.platform.ratelimit.errors import TooManyAttempts


def hello(request: HttpRequest, secret: str = "") -> HttpResponse:
    return HttpResponse(f"{request.scheme}://{request.get_host()}")


def form(request: HttpRequest) -> HttpResponse:
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
]
handler400 = "einamt.platform.web.refusals.bad_request"
handler403 = "einamt.platform.web.refusals.forbidden"
handler404 = "einamt.platform.web.refusals.not_found"
handler500 = "einamt.platform.web.refusals.server_error"
