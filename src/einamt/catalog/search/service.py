"""Searching and suggesting."""

from einamt.catalog.queries import all_services
from einamt.catalog.search.results import Hit, SearchResult, Suggestion


def search_services(*, query: str, language: str, limit: int) -> SearchResult:
    """The services that fit `query`, best first; never raises, whatever the query holds."""
    words = query.casefold().split()
    hits = [
        Hit(
            service_id=card.id,
            identifier=card.identifier,
            slug=card.slug,
            name=card.name,
            summary=card.summary,
            score=float(fitting),
        )
        for card in all_services(language=language)
        if (fitting := sum(word in f"{card.name} {card.summary}".casefold() for word in words))
    ]
    hits.sort(key=lambda hit: -hit.score)
    return SearchResult(hits=hits[:limit], flagged=not hits)


def suggest(*, prefix: str, language: str, limit: int) -> list[Suggestion]:
    """Services whose name starts like `prefix`."""
    start = prefix.casefold().strip()
    found = [card for card in all_services(language=language) if start and start in card.name.casefold()]
    return [Suggestion(text=card.name, slug=card.slug, name=card.name) for card in found[:limit]]
