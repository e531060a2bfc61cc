"""The page that describes the interface to people."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from einamt.catalog.errors import LifeEventNotFound, OfficeNotFound, ServiceNotFound
from einamt.channels.api.description import ROOT, operations, shapes
from einamt.channels.api.door import MAX_AGE_SECONDS, REQUESTS
from einamt.channels.api.errors import InvalidParameter, NothingHere, OnlyReading, TooLarge, Unsound
from einamt.platform.ratelimit.errors import TooManyAttempts

REFUSALS = (
    *(ServiceNotFound, OfficeNotFound, LifeEventNotFound, NothingHere),
    *(InvalidParameter, OnlyReading, Unsound, TooLarge, TooManyAttempts),
)


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Addresses, parameters, answers and refusals."""
    context = {
        "root": ROOT,
        "public_url": settings.PUBLIC_URL,
        "operations": operations(),
        "shapes": shapes(),
        "refusals": [(error.code, int(error.status)) for error in REFUSALS],
        "requests": REQUESTS,
        "max_age": MAX_AGE_SECONDS,
    }
    return render(request, "api/reference.html", context)
