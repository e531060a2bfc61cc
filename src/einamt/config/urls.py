"""Every door of the house. German addresses stand at the root, other languages under their code."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("einamt.channels.api.addresses")),
    *i18n_patterns(
        path("", include("einamt.channels.portal.urls")),
        path("schalter/", include("einamt.channels.counter.urls")),
        path("cockpit/", include("einamt.channels.cockpit.urls")),
        path("api/", include("einamt.channels.api.urls")),
        prefix_default_language=False,
    ),
]
# /healthz, /readyz and /metrics are answered before routing: einamt.platform.web.probes
handler400 = "einamt.platform.web.refusals.bad_request"
handler403 = "einamt.platform.web.refusals.forbidden"
handler404 = "einamt.platform.web.refusals.not_found"
handler500 = "einamt.platform.web.refusals.server_error"
if settings.MODE == "demo":
    urlpatterns += i18n_patterns(path("demo/", include("einamt.channels.demo.urls")), prefix_default_language=False)
