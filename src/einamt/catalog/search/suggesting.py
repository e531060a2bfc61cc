"""Suggestions while somebody types: names and everyday words that start so, then what is meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from einamt.catalog.search.index import Index
from einamt.catalog.search.language import folded, words
from einamt.catalog.search.loading import current_index
from einamt.catalog.search.ranking import fits, ranked
from einamt.catalog.search.reading import read_query
from einamt.catalog.search.results import Piece, Suggestion
from einamt.catalog.search.service import own_page_meant
from einamt.catalog.search.starts import WITHIN

LONGEST_PREFIX = 100
MOST_WORDS = 8
COMPLETIONS = 4
"""How many words that start like the last one are tried for what they mean."""
NAMED = 0.5
"""A service whose own name matches comes before one with but a keyword that does, unless that is asked for far more."""
UNFINISHED = 0.7
_SHORTEST_COMPLETED = 3
_COVERED = 0.5
"""The share of what is typed or guessed that the best service must be about."""
_NEAR = 0.75
"""Beside the best service for what is meant, others are suggested with at least this share of its score."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A service (by position) and what of it matched; nothing where it was found by what was meant."""

    position: int
    matched: str


def suggest(*, prefix: str, language: str, limit: int) -> list[Suggestion]:
    """Services for what is being typed, the likeliest first, in `language`; reads only the catalogue's revision.

    First those with a name or keyword in which every typed word starts a word, in any order, with one slip in a word
    forgiven; then those that the search finds for what is typed, or for everyday words that start so.
    """
    return suggestions_in(index=current_index(), prefix=prefix, language=language, limit=limit)


def suggestions_in(*, index: Index, prefix: str, language: str, limit: int) -> list[Suggestion]:
    """The same in `index`; touches nothing else."""
    typed = words(prefix[:LONGEST_PREFIX])[:MOST_WORDS]
    if len("".join(typed)) < 2:
        return []
    chosen: dict[int, _Chosen] = {}
    for choice in _choices(typed, language, index):
        chosen.setdefault(choice.position, choice)
        if len(chosen) == limit:
            break
    return [_suggestion(choice, typed, language, index) for choice in chosen.values()]


def _choices(typed: list[str], language: str, index: Index) -> Iterator[_Chosen]:
    """Every service that might be suggested, the likeliest first; some more than once."""
    starting = _starting(typed, language, index)
    yield from (choice for quality, choice in starting if quality >= WITHIN)
    yield from _meant(typed, index)
    yield from (choice for quality, choice in starting if quality < WITHIN)


def _starting(typed: list[str], language: str, index: Index) -> list[tuple[float, _Chosen]]:
    """The services with a name or keyword that has a word for each typed start, and how well they fit, best first.

    What is said so in another language than the page's comes last: whoever types Termin does not mean a termination.
    """
    telling = [word for word in typed[:-1] if word not in index.lexicon.stopwords]
    found = [_finished(index.starts.matching(word), word, index) for word in telling]
    found.append(index.starts.matching(typed[-1]))
    first, *others = sorted(found, key=len)
    matching = [number for number in first if all(number in other for other in others)]
    by_name = {said.position for said in map(index.said.__getitem__, matching) if said.is_name}
    best: dict[int, tuple[bool, bool, bool, float, int, str]] = {}
    quality: dict[int, float] = {}
    for number in matching:
        said = index.said[number]
        fit = min(matches[number] for matches in found)
        starts_like_it = said.words[0].startswith(typed[0])
        likely = index.priors[said.position] + 0.1 * fit + (NAMED if said.position in by_name else 0.0)
        is_foreign = not index.documents[said.position].is_said_in(said.text, language)
        order = (fit < WITHIN, is_foreign, not starts_like_it, -likely, said.rank, said.text)
        best[said.position] = min(best.get(said.position, order), order)
        quality[said.position] = max(quality.get(said.position, 0.0), fit)
    ordered = sorted(best, key=lambda position: (best[position], position))
    return [(quality[position], _Chosen(position, best[position][-1])) for position in ordered]


def _finished(matches: dict[int, float], word: str, index: Index) -> dict[int, float]:
    """The matches of a word that somebody has typed to its end: one that only starts so was hardly meant."""
    return {
        number: quality if word in index.said[number].words else quality * UNFINISHED
        for number, quality in matches.items()
    }


def _meant(typed: list[str], index: Index) -> Iterator[_Chosen]:
    """The services that the search finds for what is typed, or with its last word completed by words people say."""
    finished, last = " ".join(typed[:-1]), typed[-1]
    texts = [" ".join(typed)]
    if len(last) >= _SHORTEST_COMPLETED:
        texts += [f"{finished} {word}" for word in index.said_words.completions(last, limit=COMPLETIONS)]
    elif finished:
        texts.append(finished)
    for text in dict.fromkeys(texts):
        terms = read_query(text, index)
        if own_page_meant(terms=terms, index=index):
            continue
        results = ranked(terms=terms, index=index, limit=3)
        if fits(results) and results[0].coverage >= _COVERED:
            for result in results:
                if result.score >= _NEAR * results[0].score:
                    yield _Chosen(result.position, "")


def _suggestion(choice: _Chosen, typed: list[str], language: str, index: Index) -> Suggestion:
    document = index.documents[choice.position]
    name = document.name_in(language)
    # what others say in another language than the page's would be a riddle in it: the name stands for it then
    is_said_so = choice.matched in document.keywords and document.is_said_in(choice.matched, language)
    text = choice.matched if is_said_so else name
    return Suggestion(text=text, slug=document.slug, name=name, pieces=tuple(pieces(text, typed)))


def pieces(text: str, typed: list[str]) -> Iterator[Piece]:
    """`text` in pieces, those that were typed apart from the others."""
    at = 0
    for start, end in _typed_spans(text, typed):
        if start > at:
            yield Piece(text[at:start], is_typed=False)
        yield Piece(text[start:end], is_typed=True)
        at = end
    if at < len(text):
        yield Piece(text[at:], is_typed=False)


def _typed_spans(text: str, typed: list[str]) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text):
        word = folded(match[0])
        for start in sorted(typed, key=len, reverse=True):
            found = word.find(start)
            if found == 0 or (found > 0 and len(start) >= 4):
                yield match.start() + _written(match[0], found), match.start() + _written(match[0], found + len(start))
                break


def _written(word: str, letters: int) -> int:
    """How many letters as written make up `letters` folded ones: Fü and Fue are both two."""
    for count in range(len(word), 0, -1):
        if len(folded(word[:count])) <= letters:
            return count
    return 0
