"""The interface's own addresses, the same in every language; each behind the door."""

from django.urls import URLPattern, path, re_path

from einamt.channels.api.description import openapi
from einamt.channels.api.door import guarded, nothing_here
from einamt.channels.api.endpoints import api

_patterns = api.urls[0]
urlpatterns: list[URLPattern] = [
    path("openapi.json", openapi, name="openapi"),
    *(
        path(str(pattern.pattern), guarded(pattern.callback), name=pattern.name)
        for pattern in _patterns
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
    re_path(r"^(?P<rest>.*)$", nothing_here),
]
