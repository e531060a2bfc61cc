"""A service's page as it would be: the same page, the same template, with the content of a version."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.catalog.editing.preview import previewed_page
from einamt.catalog.editing.tokens import previewed_version
from einamt.channels.portal.discover.services import service_context
from einamt.channels.portal.discover.structured_data import government_service
from einamt.platform import clock
from einamt.platform.shell import city, languages


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The page, with a banner; `?sprache=` asks for a language that the pages themselves may not have."""
    language = request.GET.get("sprache") or get_language() or "de"
    page = previewed_page(version_id=previewed_version(token=token), language=language)
    context = service_context(request=request, page=page, now=clock.now())
    context |= {
        "also_in": [],
        "text_attributes": languages.attributes(code=page.language),
        "goes_on_in_english": False,
        "structured_data": government_service(
            page=page,
            url=request.build_absolute_uri(request.path),
            area=city.current().in_language(page.language).name,
        ),
    }
    response = render(request, "portal/preview.html", context)
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, no_store=True)
    return response
