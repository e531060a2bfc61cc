"""Searching."""

from collections.abc import Sequence
from dataclasses import replace

from einamt.catalog.queries import ServiceCard, public_service_cards
from einamt.catalog.search.index import Document, Index
from einamt.catalog.search.loading import current_index
from einamt.catalog.search.ranking import ABOUT, Ranked, fits, ranked
from einamt.catalog.search.reading import Term, cut_query, is_own, read_query
from einamt.catalog.search.results import Hit, SearchResult

GUESS = 0.2
"""The share of what was said that a service must be about to be a guess, unless it is about a telling word."""

MOST_GUESSES = 5


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
    if page := own_page_meant(terms=terms, index=index):
        return SearchResult(hits=[], flagged=True, was_cut=was_cut, page=page)
    results = ranked(terms=terms, index=index, limit=limit)
    flagged = not fits(results)
    shown = _worth_guessing(results, terms) if flagged else _worth_showing(results)
    told = next((term for term in terms if term.matter), None)
    if told is not None and not flagged and not _is_all_that_was_said(told, terms, results[0], index):
        told = None
    return SearchResult(
        hits=[_hit(index.documents[result.position], result.score) for result in shown],
        flagged=flagged,
        was_cut=was_cut,
        matter=told.matter if told else None,
        matter_language=told.language if told else "",
    )


def own_page_meant(*, terms: Sequence[Term], index: Index) -> str:
    """The key of the city's own page that is meant, else empty; none where a service is called just so."""
    lexicon = index.lexicon
    guessed = {term.stem for term in terms if term.certainty < ABOUT}  # Mitte is a district, and no slip in Miete

    def says_something(stem: str) -> bool:
        if stem in guessed:
            return False
        posting = index.postings.get(stem)
        is_about = posting is not None and float(posting[1].max()) >= ABOUT
        return is_about or stem in lexicon.sayings or stem in lexicon.elsewhere.stems

    heard = frozenset(term.stem for term in terms)
    page, said = lexicon.own_pages.meant(heard, says_something=says_something)
    return "" if page and is_own(said, heard, index) else page


def _is_all_that_was_said(told: Term, terms: Sequence[Term], best: Ranked, index: Index) -> bool:
    """Whether the best service is about nothing else of the query than another body's matter."""
    others = (index.postings.get(term.stem) for term in terms if term.matter is not told.matter and not term.is_weak)
    return not any(
        value >= ABOUT
        for posting in others
        if posting is not None
        for value in posting[1][posting[0] == best.position].tolist()
    )


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


def _worth_guessing(results: Sequence[Ranked], terms: Sequence[Term]) -> Sequence[Ranked]:
    """Where nothing fits: services about a telling word, and those about something of all that was said unless a word
    of it is known to be no city's business.
    """
    least = 1.0 if any(term.is_foreign for term in terms) else GUESS
    worth = [result for result in _worth_showing(results) if result.is_about or result.coverage > least]
    return worth[:MOST_GUESSES]


def _named(hit: Hit, card: ServiceCard) -> Hit:
    return Hit(hit.service_id, hit.identifier, hit.slug, card.name, card.summary, hit.score)
