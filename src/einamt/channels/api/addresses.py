"""The interface's own addresses, the same in every language; each behind the door."""

import re

from django.urls import URLPattern, path, re_path

from einamt.channels.api.booking.endpoints import router as booking
from einamt.channels.api.description import openapi
from einamt.channels.api.documents.endpoints import router as documents
from einamt.channels.api.door import View, guarded, guarded_booking, nothing_here
from einamt.channels.api.endpoints import api
from einamt.channels.api.limits import COUNTED_BESIDES

_patterns = api.urls[0]
_BOOKING = {
    re.sub(r"{(.+?)}", r"<\1>", path): [method for operation in view.operations for method in operation.methods]
    for router in (booking, documents)
    for path, view in router.path_operations.items()
}
"""The methods of each address at which something is done; they have a door of their own."""


def _behind_its_door(route: str, view: View) -> View:
    if route not in _BOOKING:
        return guarded(view)
    besides = [COUNTED_BESIDES[route]] if route in COUNTED_BESIDES else []
    return guarded_booking(view, methods=_BOOKING[route], limits=["api", *besides])


urlpatterns: list[URLPattern] = [
    path("openapi.json", openapi, name="openapi"),
    *(
        path(str(pattern.pattern), _behind_its_door(str(pattern.pattern), pattern.callback), name=pattern.name)
        for pattern in _patterns
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
    re_path(r"^(?P<rest>.*)$", nothing_here),
]
