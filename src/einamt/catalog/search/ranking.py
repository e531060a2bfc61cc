"""Ordering services by how much of what was said they are about, and how little else."""

from collections import defaultdict
from dataclasses import dataclass
from math import log1p

from einamt.catalog.search.index import Index, Name
from einamt.catalog.search.lexicon import Meaning
from einamt.catalog.search.reading import Term

WEAK = 0.25
ACTION = 0.6
FOREIGN = 1.5
UNKNOWN = 0.9
FITS = 0.42
"""The share of what was said that the best service must be about; below, the person is told that nothing fits."""
FITS_NAMED = 0.27
NAMED = 0.9


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document (by position), its score, and the share of what was said that it is about."""

    position: int
    score: float
    coverage: float
    is_named: bool = False
    """Whether a rare word of the query, or what it means, stands in its name."""


def ranked(*, terms: list[Term], index: Index, limit: int) -> list[Ranked]:
    """The documents that are about any of the terms, best first."""
    if not terms:
        return []
    values = [_values(term, index) for term in terms]
    weights = [_weight(term, found, index) for term, found in zip(terms, values, strict=True)]
    evidence = [_kind_weight(term, index) for term in terms]
    total, total_evidence = sum(weights), sum(evidence)
    scores: dict[int, float] = defaultdict(float)
    covered: dict[int, float] = defaultdict(float)
    for found, weight, proof in zip(values, weights, evidence, strict=True):
        for position, value in found.items():
            scores[position] += weight * value
            covered[position] += proof * value
    asked = _asked(terms)
    surest = set() if any(term.is_foreign for term in terms) else _surest(terms, values, index)
    only_weak = all(term.is_weak for term in terms)
    best = sorted(scores, key=lambda position: -scores[position])[: max(60, 4 * limit)]
    results = [
        Ranked(
            position,
            _score(position, scores[position] / total, asked, index),
            covered[position] / total_evidence * (_best_focus(position, asked, index) if only_weak else 1.0),
            is_named=position in surest,
        )
        for position in best
    ]
    results.sort(key=lambda result: (-result.score, result.position))
    return results[:limit]


def fits(results: list[Ranked]) -> bool:
    """Whether the best services are about enough of what was said; less is enough where a rare word names them."""
    return any(result.coverage >= (FITS_NAMED if result.is_named else FITS) for result in results[:3])


def _surest(terms: list[Term], values: list[dict[int, float]], index: Index) -> set[int]:
    """The documents that a telling word names, where it names few."""
    few = max(3, 0.04 * len(index.documents))
    found: set[int] = set()
    for term, value in zip(terms, values, strict=True):
        named = [position for position, how_much in value.items() if how_much >= NAMED]
        if not term.is_weak and term.stem not in index.lexicon.actions and len(named) <= few:
            found.update(named)
    return found


def _values(term: Term, index: Index) -> dict[int, float]:
    """For one term, each document and how much it is about it: by the meaning that fits it best."""
    surest: dict[tuple[str, ...], float] = {}
    for meaning in term.meanings:
        surest[meaning.stems] = max(meaning.weight, surest.get(meaning.stems, 0.0))
    found: dict[int, float] = {}
    for stems, weight in surest.items():
        for position, value in _meaning_values(Meaning(stems, weight), index).items():
            if value > found.get(position, 0.0):
                found[position] = value
    return found


def _meaning_values(meaning: Meaning, index: Index) -> dict[int, float]:
    lists = [index.postings.get(stem) for stem in meaning.stems]
    if not all(lists):
        return {}
    first, *others = sorted((found for found in lists if found), key=len)
    if not others:
        return {position: value * meaning.weight for position, value in first.items()}
    values = {}
    for position, value in first.items():
        rest = [found.get(position) for found in others]
        if all(rest):
            values[position] = meaning.weight * (value + sum(v for v in rest if v)) / len(lists)
    return values


def _weight(term: Term, found: dict[int, float], index: Index) -> float:
    """Rare words say more than common ones; weak ones say little."""
    kind = _kind_weight(term, index)
    if not found:
        return kind * UNKNOWN
    strong = sum(1 for value in found.values() if value > 0.55)
    rarity = 1.15 - log1p(strong) / log1p(len(index.documents) + 1)
    return max(rarity, 0.3) * kind


def _kind_weight(term: Term, index: Index) -> float:
    if term.is_foreign:
        return FOREIGN
    if term.is_weak:
        return WEAK
    return ACTION if term.stem in index.lexicon.actions or term.stem.isdigit() else 1.0


def _asked(terms: list[Term]) -> set[str]:
    meant = {stem for term in terms for meaning in term.meanings if meaning.weight >= 0.75 for stem in meaning.stems}
    return meant | {term.stem for term in terms}


def _score(position: int, coverage: float, asked: set[str], index: Index) -> float:
    names = index.names[position]
    focus = _best_focus(position, asked, index)
    special = _special(names[0], asked, index) if names else 1.0
    listed = 1.0 if index.documents[position].is_listed else 0.92
    return coverage * (0.72 + 0.28 * focus) * special * listed * (1.0 + 0.12 * index.priors[position])


def _best_focus(position: int, asked: set[str], index: Index) -> float:
    return max((_focus(name, asked, index) for name in index.names[position]), default=0.0)


def _focus(name: Name, asked: set[str], index: Index) -> float:
    """The share of a name that was asked for."""
    same = index.lexicon.same
    covered = 0.0
    for stem, weight in zip(name.stems, name.weights, strict=True):
        if stem in asked or not asked.isdisjoint(same.get(stem, ())):
            covered += weight
        elif parts := name.parts[stem]:
            covered += weight * 0.7 * sum(part in asked for part in parts) / len(parts)
    return covered / name.total


def _special(name: Name, asked: set[str], index: Index) -> float:
    """What is left of a score where the name is of a special case that nobody asked for."""
    factor = 1.0
    for stem in name.stems:
        weight = index.lexicon.special.get(stem)
        if weight is not None and stem not in asked and asked.isdisjoint(index.lexicon.same.get(stem, ())):
            factor *= weight
    return max(factor, 0.45)
