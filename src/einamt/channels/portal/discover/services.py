"""Finding a service, and reading about it."""

from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_safe

from einamt.catalog.people_words.operations import record_missed_search
from einamt.catalog.queries import (
    ServiceCard,
    ServicePage,
    all_services,
    life_event_services,
    life_events,
    one_revision,
    popular_services,
    service_page,
)
from einamt.catalog.search.service import search_services
from einamt.catalog.search.suggesting import suggest
from einamt.channels.parts.own_pages import own_page
from einamt.channels.portal.discover.forms import searchable, sortable
from einamt.channels.portal.discover.free_times import next_times
from einamt.channels.portal.discover.hits import hit_lines, matter_context
from einamt.channels.portal.discover.languages import language_context, service_url
from einamt.channels.portal.discover.structured_data import collection_page, public_service
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city, languages
from einamt.platform.web import client
from einamt.procedures.appointments.tours.placing import is_brought_home

HITS = 20
SUGGESTIONS = 6
SHOWN_COSTS, SHOWN_NOTE = 1, 90
"""Fees, and characters of the note about them, that stand beside the text; where there is more, all stands below it."""
SUGGESTIONS_KEPT_SECONDS = 60


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found for `?q=`; when nothing fits, the page says so and names the nearest help.

    Whoever asks for a page of the city, and for no service, is led there.

    Whoever says that the right one is not there (`fehlt=1`) is counted with those whose search found nothing, and gets
    the same help.
    """
    language = _language()
    query = searchable(request.GET.get("q", ""))
    result = search_services(query=query, language=language, limit=HITS) if query else None
    is_missed = result is not None and request.GET.get("fehlt") == "1"
    if result is not None and (result.is_in_vain or is_missed):
        record_missed_search(query=query, language=language, caller=client.limit_key(request), now=clock.now())
    helps = result is None or result.flagged or is_missed
    context = {
        "q": query,
        "result": result,
        "is_missed": is_missed,
        **matter_context(result=result, language=language),
        "own_page": own_page(result=result),
        "hits": hit_lines(hits=result.hits, query=query) if result is not None and not is_missed else [],
        "was_cut": len(request.GET.get("q", "")) > len(query) + 100,
        "popular": popular_services(language=language, limit=6) if helps else [],
        "life_events": life_events(language=language) if result is not None and helps else [],
    }
    return render(request, "portal/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Services for what is being typed, for the search field where scripts run; a list and no page around it.

    It is asked for at every letter: without the page's context nothing is read but the catalogue's revision, and the
    browser keeps an answer for a while.
    """
    prefix = searchable(request.GET.get("q", ""))
    found = suggest(prefix=prefix, language=_language(), limit=SUGGESTIONS) if prefix else []
    response = HttpResponse(render_to_string("portal/suggestions.html", {"suggestions": found}))
    patch_cache_control(response, private=True, max_age=SUGGESTIONS_KEPT_SECONDS)
    return response


@require_safe
@one_revision()
def service_list(request: HttpRequest) -> HttpResponse:
    """All services from A to Z, and the life events."""
    language = _language()
    services = sorted(all_services(language=language), key=lambda card: sortable(card.name))
    letters = [(letter, list(cards)) for letter, cards in groupby(services, key=_initial)]
    context = {
        "letters": letters,
        "life_events": life_events(language=language),
        "count": len(services),
        "structured_data": collection_page(
            url=f"{settings.PUBLIC_URL}{request.path}",
            name=gettext("Leistungen von A bis Z"),
            language=language,
            count=len(services),
        ),
    }
    return render(request, "portal/services.html", context)


@require_safe
@one_revision()
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: what it takes, and the way to it."""
    page = service_page(slug=slug, language=_language())
    context = service_context(request=request, page=page, now=clock.now())
    context |= published_context(request=request, page=page)
    context |= language_context(page=page, in_the_bar=[code for code, _ in settings.LANGUAGES])
    return render(request, "portal/service.html", context)


def service_context(*, request: HttpRequest, page: ServicePage, now: datetime) -> dict[str, object]:
    """What the page of a service shows, in whatever language `page` is; without
    `languages.language_context` and `published_context`.
    """
    first = next(iter(next_times(service_id=page.id, count=1, now=now)), None) if page.is_bookable else None
    return {
        "page": page,
        "is_at_home_offered": page.is_bookable and is_brought_home(wishes=[(page.id, 1)]),
        "is_plain": bool(page.plain) and request.GET.get("einfach") == "1",
        "first": first,
        "first_office": next((offer for offer in page.offers if first and offer.office_id == first.office_id), None),
        "days_ahead": (first.day - today(now=now)).days if first else 0,
        "districts": [(name, list(offers)) for name, offers in groupby(page.offers, key=lambda offer: offer.district)],
        "costs_need_more_room": _costs_need_more_room(page),
        "address": request.build_absolute_uri(request.path),
    }


def published_context(*, request: HttpRequest, page: ServicePage) -> dict[str, object]:
    """What is kept until the catalogue changes, of a page that is public as it is: what it tells machines, and under
    which key its text is kept as rendered.

    Machines are told the same wherever a text is shown, at its own address. Where a text is shown in place of one that
    is missing, it is that of its own language's page; programs that read both then know one service and not two.
    """
    with override(languages.onward(code=page.language)):
        structured_data = public_service(
            slug=page.slug,
            language=page.language,
            url=f"{settings.PUBLIC_URL}{service_url(slug=page.slug, language=page.language)}",
            area=city.current().in_language(page.language).name,
            phone=city.current().hotline,
        )
    address = request.build_absolute_uri(request.path)
    return {"structured_data": structured_data, "kept_as": (address, request.GET.get("einfach") == "1")}


@require_safe
@one_revision()
def life_event(request: HttpRequest, key: str) -> HttpResponse:
    """What belongs to a situation in life."""
    language = _language()
    page = life_event_services(key=key, language=language)
    context = {
        "page": page,
        "life_events": life_events(language=language),
        "structured_data": collection_page(
            url=f"{settings.PUBLIC_URL}{request.path}",
            name=page.name,
            language=language,
            count=len(page.services),
            items=[(card.name, service_url(slug=card.slug, language=card.language)) for card in page.services],
        ),
    }
    return render(request, "portal/life_event.html", context)


def _costs_need_more_room(page: ServicePage) -> bool:
    """Whether what the service costs does not all stand beside the text."""
    is_noted_below = bool(page.costs and page.costs_note) or len(page.costs_note) > SHOWN_NOTE
    return len(page.costs) > SHOWN_COSTS or is_noted_below


def today(*, now: datetime) -> date:
    """The city's calendar day."""
    return local_date(moment=now, zone=city.zone())


def _language() -> str:
    return get_language() or "de"


def _initial(card: ServiceCard) -> str:
    return sortable(card.name)[:1].upper()
