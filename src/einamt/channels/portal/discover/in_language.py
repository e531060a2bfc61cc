"""A service in a language that the interface does not have."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from einamt.catalog.queries import nearest_language, one_revision, service_languages, service_page
from einamt.channels.portal.discover.languages import language_context, onward_language, service_url
from einamt.channels.portal.discover.services import published_context, service_context
from einamt.platform import clock
from einamt.platform.shell import languages


@require_safe
@one_revision()
def service_in_language(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """One service and all around it in `language`; a missing text is given in English or German, which is said."""
    if not languages.is_known(code=language):
        raise Http404
    available = service_languages(slug=slug)
    own_url = service_url(slug=slug, language=language)
    if request.path != own_url:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{own_url}?{query}" if query else own_url)
    shown = nearest_language(wanted=language, available=available)
    around = languages.around(code=language)
    with override(around):
        # life events have no names in these languages
        page = replace(service_page(slug=slug, language=shown), is_fallback=shown != language, life_events=[])
        context = service_context(request=request, page=page, now=clock.now())
        context |= published_context(request=request, page=page)
        onward = onward_language(slug=slug)
        context |= language_context(page=page, in_the_bar=[onward.code])
        context["other_languages"] = [onward]
        response = render(request, "portal/service.html", context)
    response["Content-Language"] = around
    if page.is_fallback:
        # the same text stands at the address of its own language
        response["X-Robots-Tag"] = "noindex"
    return response
