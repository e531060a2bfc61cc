"""Every door of the house. German addresses stand at the root, other languages under their code."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from einamt.platform.shell.languages import OnwardPrefix


def in_languages(*doors: URLPattern | URLResolver) -> URLResolver:
    """These doors, in every language of the interface."""
    return URLResolver(OnwardPrefix(prefix_default_language=False), list(doors))


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("einamt.channels.api.addresses")),
    path("terminal/", include("einamt.channels.kiosk.urls")),
    in_languages(
        path("", include("einamt.channels.portal.urls")),
        path("", include("einamt.channels.hall.urls")),
        path("schalter/", include("einamt.channels.counter.urls")),
        path("redaktion/", include("einamt.channels.backoffice.urls")),
        path("regeln/", include("einamt.channels.backoffice.regulating.urls")),
        path("lage/", include("einamt.channels.backoffice.board.urls")),
        path("planung/", include("einamt.channels.backoffice.planning.urls")),
        path("protokoll/", include("einamt.channels.backoffice.log_urls")),
        path("post/", include("einamt.channels.backoffice.post.urls")),
        path("cockpit/", include("einamt.channels.cockpit.urls")),
        path("api/", include("einamt.channels.api.urls")),
    ),
]
# /healthz, /readyz and /metrics are answered before routing: einamt.platform.web.probes
handler400 = "einamt.platform.web.refusals.bad_request"
handler403 = "einamt.platform.web.refusals.forbidden"
handler404 = "einamt.platform.web.refusals.not_found"
handler500 = "einamt.platform.web.refusals.server_error"
if settings.MODE == "demo":
    urlpatterns.append(in_languages(path("demo/", include("einamt.channels.demo.urls"))))
