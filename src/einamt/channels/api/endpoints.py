"""The addresses of the interface: each parses, asks one query, and hands on what it answers."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from django.http import HttpRequest
from django.http.request import RawPostDataException
from django.utils.translation import override
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError

from einamt.catalog import queries
from einamt.catalog.people_words.operations import record_missed_search
from einamt.catalog.search.results import SearchResult
from einamt.catalog.search.service import search_services
from einamt.catalog.search.suggesting import suggest
from einamt.channels.api import schemas
from einamt.channels.api.booking.endpoints import router as booking
from einamt.channels.api.booking.errors import TimeWithoutZone
from einamt.channels.api.documents.endpoints import router as documents
from einamt.channels.api.errors import InvalidParameter, Unsound
from einamt.channels.api.languages import content_language, sentence_language
from einamt.channels.api.problems import problem
from einamt.channels.parts.own_pages import own_page
from einamt.kernel.errors import N_
from einamt.platform import clock
from einamt.platform.web.client import limit_key

VERSION = "1.5.0"
LARGEST_PAGE = 200

api = NinjaAPI(
    title=N_("Leistungen, Ämter, Lebenslagen und Termine der Stadt"),
    version=VERSION,
    description=N_(
        "Der öffentliche Katalog zum Lesen, und Termine zum Buchen. Die Sprache folgt der Angabe Accept-Language der "
        "Anfrage."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)

_REFUSALS = dict.fromkeys((400, 422, 429, 503), schemas.Problem)
_OR_NOT_FOUND = dict.fromkeys((400, 404, 429, 503), schemas.Problem)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> object:
    """The parameters that are not what they should be, by name; times without a zone before all others."""
    zoneless = {str(one["loc"][-1]) for one in error.errors if one["type"] == "timezone_aware"}
    if zoneless:
        return problem(request, TimeWithoutZone({"names": ", ".join(sorted(zoneless))}))
    names = sorted({_name(one["loc"]) for one in error.errors})
    return problem(request, InvalidParameter({"names": ", ".join(names)}))


def _name(location: Sequence[str | int]) -> str:
    """The field that something is wrong with; of a list, the list."""
    return next((part for part in reversed(location) if isinstance(part, str)), "")


@api.exception_handler(HttpError)
@api.exception_handler(RawPostDataException)
def unreadable(request: HttpRequest, error: Exception) -> object:  # noqa: ARG001 - its text is the framework's
    """What was sent is no JSON: something else, or a form with files."""
    return problem(request, Unsound())


@api.get(
    "services",
    response={200: schemas.ServicePage, **_REFUSALS},
    tags=["services"],
    summary=N_("Alle Leistungen, seitenweise, in der Reihenfolge ihrer Schlüssel"),
)
def services(
    request: HttpRequest,
    offset: Annotated[int, Query(ge=0, le=10_000_000, description=N_("Wie viele davor stehen"))] = 0,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description=N_("Wie viele es höchstens sein sollen"))] = 50,
) -> object:
    """Listed services; withdrawn and unlisted ones are not among them."""
    page = queries.service_range(language=content_language(request), offset=offset, limit=limit)
    following = offset + len(page.cards)
    return {
        "total": page.total,
        "offset": offset,
        "limit": limit,
        "next_offset": following if page.cards and following < page.total else None,
        "services": [asdict(card) for card in page.cards],
    }


@api.get(
    "services/{slug:slug}",
    response={200: schemas.Service, **_OR_NOT_FOUND},
    tags=["services"],
    summary=N_("Eine Leistung mit allen Texten, Gebühren und Ämtern"),
)
def service(request: HttpRequest, slug: str) -> object:
    """A public service, listed or not."""
    return asdict(queries.service_page(slug=slug, language=content_language(request)))


@api.get(
    "search",
    response={200: schemas.Found, **_REFUSALS},
    tags=["search"],
    summary=N_("Leistungen, die zu Worten oder einer Frage passen, die besten zuerst"),
)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=2000, description=N_("Was jemand sucht"))],
    limit: Annotated[int, Query(ge=1, le=50, description=N_("Wie viele es höchstens sein sollen"))] = 10,
) -> object:
    """As the portal searches; what finds nothing is counted as there."""
    language = content_language(request)
    found = search_services(query=q, language=language, limit=limit)
    if found.is_in_vain:
        record_missed_search(query=q, language=language, caller=limit_key(request), now=clock.now())
    return {
        "flagged": found.flagged,
        "was_cut": found.was_cut,
        "matter": _matter(found, language),
        "page": _page(found, sentence_language(request)),
        "services": [asdict(hit) for hit in found.hits],
    }


def _matter(found: SearchResult, language: str) -> dict[str, object] | None:
    if found.matter is None:
        return None
    return {
        "key": found.matter.key,
        "sentence": found.matter.sentence(language),
        "link": found.matter.link,
        "is_the_citys": found.matter.is_the_citys,
    }


def _page(found: SearchResult, language: str) -> dict[str, object] | None:
    with override(language):
        page = own_page(result=found)
    if page is None:
        return None
    return {"key": page.key, "title": page.title, "text": page.text, "link": page.address(language=language)}


@api.get(
    "suggest",
    response={200: list[schemas.Suggestion], **_REFUSALS},
    tags=["search"],
    summary=N_("Leistungen, deren Name so beginnt wie das Getippte"),
)
def suggestions(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=200, description=N_("Was bisher getippt ist"))],
    limit: Annotated[int, Query(ge=1, le=20, description=N_("Wie viele es höchstens sein sollen"))] = 6,
) -> object:
    """As the portal's search field suggests."""
    found = suggest(prefix=q, language=content_language(request), limit=limit)
    return [{"text": one.text, "slug": one.slug, "name": one.name} for one in found]


@api.get(
    "offices",
    response={200: list[schemas.OfficeCard], **_REFUSALS},
    tags=["offices"],
    summary=N_("Alle Ämter, nach Organisation und Name geordnet, mit ihren Öffnungszeiten"),
)
def offices(request: HttpRequest) -> object:  # noqa: ARG001 - offices have no language
    """Public offices."""
    return [asdict(entry) for entry in queries.offices()]


@api.get(
    "offices/{slug:slug}",
    response={200: schemas.Office, **_OR_NOT_FOUND},
    tags=["offices"],
    summary=N_("Ein Amt mit allem, was es kann"),
)
def office(request: HttpRequest, slug: str) -> object:
    """A public office."""
    page = asdict(queries.office_page(slug=slug, language=content_language(request)))
    return {**page["entry"], **page}


@api.get(
    "life-events",
    response={200: list[schemas.LifeEventCard], **_REFUSALS},
    tags=["life-events"],
    summary=N_("Alle Lebenslagen, in der Reihenfolge der Stadt"),
)
def life_events(request: HttpRequest) -> object:
    """Life events that have listed services."""
    return [asdict(event) for event in queries.life_events(language=content_language(request))]


@api.get(
    "life-events/{slug:key}",
    response={200: schemas.LifeEvent, **_OR_NOT_FOUND},
    tags=["life-events"],
    summary=N_("Eine Lebenslage mit ihren Leistungen, die gefragtesten zuerst"),
)
def life_event(request: HttpRequest, key: str) -> object:
    """A life event."""
    return asdict(queries.life_event_services(key=key, language=content_language(request)))


api.add_router("", booking)
api.add_router("", documents)
