"""Searching and suggesting."""

from collections.abc import Sequence

from einamt.catalog.queries import ServiceCard, service_cards
from einamt.catalog.search.index import Document, Index
from einamt.catalog.search.language import words
from einamt.catalog.search.loading import current_index
from einamt.catalog.search.ranking import Ranked, fits, ranked
from einamt.catalog.search.reading import cut_query, read_query
from einamt.catalog.search.results import Hit, SearchResult, Suggestion


def search_services(*, query: str, language: str, limit: int) -> SearchResult:
    """The services that fit `query`, best first, in `language`; never raises, whatever the query holds."""
    found = search_identifiers(query=query, limit=limit)
    cards = {
        card.id: card for card in service_cards(service_ids=[hit.service_id for hit in found.hits], language=language)
    }
    hits = [_named(hit, cards[hit.service_id]) for hit in found.hits if hit.service_id in cards]
    return SearchResult(hits=hits, flagged=found.flagged, was_cut=found.was_cut, matter=found.matter)


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


def suggest(*, prefix: str, language: str, limit: int) -> list[Suggestion]:
    """Services whose name or keyword has a word that starts like each word of `prefix`, the most asked-for first."""
    typed = words(prefix[:100])
    if len("".join(typed)) < 2:
        return []
    index = current_index()
    best: dict[int, tuple[bool, float, int, str]] = {}
    for said in index.said:
        if all(any(word.startswith(start) for word in said.words) for start in typed):
            starts_like_it = said.words[0].startswith(typed[0])
            order = (not starts_like_it, -index.priors[said.position], said.rank, said.text)
            best[said.position] = min(best.get(said.position, order), order)
    chosen = sorted(best, key=lambda position: (best[position], position))[:limit]
    ids = {position: index.documents[position].service_id for position in chosen}
    cards = {card.id: card for card in service_cards(service_ids=list(ids.values()), language=language)}
    return [
        Suggestion(text=best[position][3], slug=cards[service_id].slug, name=cards[service_id].name)
        for position, service_id in ids.items()
        if service_id in cards
    ]


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
