"""Searching."""

from collections.abc import Sequence
from dataclasses import replace

from einamt.catalog.queries import ServiceCard, public_service_cards
from einamt.catalog.search.index import Document, Index
from einamt.catalog.search.loading import current_index
from einamt.catalog.search.ranking import Ranked, fits, ranked
from einamt.catalog.search.reading import cut_query, read_query
from einamt.catalog.search.results import Hit, SearchResult


def search_services(*, query: str, language: str, limit: int) -> SearchResult:
    """The services that fit `query`, best first, in `language`; never raises, whatever the query holds."""
    found = search_identifiers(query=query, limit=limit)
    ids = [hit.service_id for hit in found.hits]
    cards = {card.id: card for card in public_service_cards(service_ids=ids, language=language)}
    hits = [_named(hit, cards[hit.service_id]) for hit in found.hits if hit.service_id in cards]
    return replace(found, hits=hits, flagged=found.flagged or not hits)


def search_identifiers(*, query: str, limit: int, source: str = "") -> SearchResult:
    """The same without reading names from the database: hits carry the name that the index knows."""
    return found_in(index=current_index(source=source), query=query, limit=limit)


def found_in(*, index: Index, query: str, limit: int) -> SearchResult:
    """The services of `index` that fit `query`, best first; touches nothing but the index."""
    text, was_cut = cut_query(query)
    terms = read_query(text, index)
    results = ranked(terms=terms, index=index, limit=limit)
    hits = [_hit(index.documents[result.position], result.score) for result in _worth_showing(results)]
    flagged = not fits(results)
    matter = next((term.matter for term in terms if term.matter), None) if flagged else None
    return SearchResult(hits=hits, flagged=flagged, was_cut=was_cut, matter=matter)


def _hit(document: Document, score: float) -> Hit:
    return Hit(
        service_id=document.service_id,
        identifier=document.identifier,
        slug=document.slug,
        name=document.names[0],
        summary="",
        score=round(score, 4),
    )


def _worth_showing(results: Sequence[Ranked]) -> Sequence[Ranked]:
    """Without the tail of services that are far behind the best."""
    if not results:
        return results
    least = 0.35 * results[0].score
    return [result for result in results if result.score >= least]


def _named(hit: Hit, card: ServiceCard) -> Hit:
    return Hit(hit.service_id, hit.identifier, hit.slug, card.name, card.summary, hit.score)
