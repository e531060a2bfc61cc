"""What a city must say about its pages; the facts come from the city's own row."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

CLOSED = ("schalter", "redaktion", "regeln", "cockpit", "termin", "vorgang", "suche", "vorschau")
"""For search engines (RFC 9309): services and offices are to be found, steps of a booking are not, in no language."""


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What search engines leave alone."""
    prefixes = ["", *(f"/{code}" for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    lines = ["User-agent: *", *(f"Disallow: {prefix}/{path}/" for prefix in prefixes for path in CLOSED)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """The mark, for what asks at the customary address without reading the page."""
    return HttpResponsePermanentRedirect(static("shell/mark.svg"))


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Who answers for the pages (§ 5 DDG, § 18 MStV)."""
    return render(request, "portal/pages/imprint.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored of whom, why, and for how long (Art. 13 GDPR)."""
    return render(request, "portal/pages/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the pages are, and whom to tell where they are not (§ 12b BGG, § 7 BITV 2.0)."""
    return render(request, "portal/pages/accessibility.html")


@require_safe
def plain_language(request: HttpRequest) -> HttpResponse:
    """The pages explained in plain language (§ 4 BITV 2.0)."""
    return render(request, "portal/pages/plain_language.html")
