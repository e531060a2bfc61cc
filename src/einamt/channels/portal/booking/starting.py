"""The first step: what for, and for how many people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.catalog.queries import bookable_services
from einamt.channels.parts.wishes import MOST_PERSONS, MOST_SERVICES, parse_wishes
from einamt.channels.portal.discover.forms import sortable

POPULAR = 8


@require_safe
def choose_services(request: HttpRequest) -> HttpResponse:
    """Choose services and persons; what is chosen stands in the address, so it can be passed on."""
    return services_page(request)


def services_page(request: HttpRequest) -> HttpResponse:
    """The page for what the address asks for, also where another page cannot go on with it."""
    language = get_language() or "de"
    wishes = parse_wishes(query=request.GET, language=language)
    chosen = {wish.service.id for wish in wishes.items}
    others = [card for card in bookable_services(language=language) if card.id not in chosen]
    context = {
        "wishes": wishes,
        "popular": others[:POPULAR],
        "others": sorted(others, key=lambda card: sortable(card.name)),
        "counts": range(1, MOST_PERSONS + 1),
        "has_room": len(wishes.items) < MOST_SERVICES,
    }
    return render(request, "portal/booking/services.html", context, status=wishes.status)
