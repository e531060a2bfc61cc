"""Ordering services by how much of what was said they are about, and how little else."""

from dataclasses import dataclass
from heapq import heappush, heappushpop
from math import log1p

import numpy as np

from einamt.catalog.search.index import NAMED, Floats, Index, Name
from einamt.catalog.search.reading import Term

WEAK = 0.25
ACTION = 0.6
FOREIGN = 1.5
"""What is not a city's business weighs more than what is: "Auto waschen" is about washing."""
OTHERS_MATTER = 1.2
"""Likewise for what another authority does, but the police may be named beside a Führungszeugnis."""
UNKNOWN = 0.9
FITS = 0.42
"""The share of what was said that the best service must be about; below, the person is told that nothing fits."""
FITS_NAMED = 0.27
MOST_PRIOR = 0.12
"""How much the most asked-for service gains over one that nobody asks for."""
ABOUT = 0.5
"""From this value on a service is about a word: it stands in the name, the keywords or the summary."""
WHOLE = 1.12
"""How much a service gains of which a keyword or name is just what was said: "Auto verkauft", not "… ins Ausland"."""
LEAST_SPECIAL = 0.45
UNLISTED = 0.92


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document (by position), its score, and the share of what was said that it is about."""

    position: int
    score: float
    coverage: float
    is_named: bool = False
    """Whether a rare word of the query, or what it means, stands in its name."""
    is_about: bool = True
    """Whether it is about a telling word of the query, and not but about what is done with it."""


def ranked(*, terms: list[Term], index: Index, limit: int) -> list[Ranked]:
    """The documents that are about any of the terms, best first."""
    if not terms:
        return []
    values = [_values(term, index) for term in terms]
    weights = [_weight(term, found, index) for term, found in zip(terms, values, strict=True)]
    evidence = [_kind_weight(term, index) for term in terms]
    about = np.zeros(len(index.documents))
    for found, weight in zip(values, weights, strict=True):
        if found is not None:
            about += found * (weight / sum(weights))
    asked = _asked(terms, index)
    only_weak = all(term.is_weak for term in terms)
    surest = None if any(term.is_foreign and not term.matter for term in terms) else _surest(terms, values, index)

    def covered(position: int) -> float:
        share = sum(
            float(found[position]) * proof for found, proof in zip(values, evidence, strict=True) if found is not None
        )
        return share / sum(evidence) * (_focus(index.names[position], asked) if only_weak else 1.0)

    whole = frozenset(index.wholes.get(frozenset(term.stem for term in terms), ()))
    telling = [
        found for term, found in zip(terms, values, strict=True) if found is not None and _is_telling(term, index)
    ]
    return [
        Ranked(
            position,
            score,
            covered(position),
            is_named=surest is not None and bool(surest[position]),
            is_about=any(found[position] >= ABOUT for found in telling),
        )
        for score, position in _best(about, asked, index, limit, whole)
    ]


def fits(results: list[Ranked]) -> bool:
    """Whether the best services are about enough of what was said; less is enough where a rare word names them."""
    return any(result.coverage >= (FITS_NAMED if result.is_named else FITS) for result in results[:3])


def _best(
    about: Floats, asked: frozenset[str], index: Index, limit: int, whole: frozenset[int]
) -> list[tuple[float, int]]:
    """The scores and positions of the best documents, best first.

    Documents are looked at in the order of what they are about at most, until the next could not be among the best.
    """
    candidates = np.flatnonzero(about)
    candidates = candidates[np.argsort(-about[candidates], kind="stable")][: max(60, 4 * limit)]
    best: list[tuple[float, int]] = []
    for position, coverage in zip(candidates.tolist(), about[candidates].tolist(), strict=True):
        if len(best) == limit and coverage * (1.0 + MOST_PRIOR) * WHOLE < best[0][0]:
            break
        share = _share(position, asked, index) * (WHOLE if position in whole else 1.0)
        entry = (coverage * share, -position)
        if len(best) < limit:
            heappush(best, entry)
        else:
            heappushpop(best, entry)
    return [(score, -position) for score, position in sorted(best, reverse=True)]


def _surest(terms: list[Term], values: list[Floats | None], index: Index) -> np.ndarray | None:
    """Which documents a telling word names, where it names few."""
    few = max(3, 0.04 * len(index.documents))
    surest: np.ndarray | None = None
    for term, found in zip(terms, values, strict=True):
        if found is None or not _is_telling(term, index):
            continue
        named = found >= NAMED
        if np.count_nonzero(named) <= few:
            surest = named if surest is None else surest | named
    return surest


def _is_telling(term: Term, index: Index) -> bool:
    return not term.is_weak and term.stem not in index.lexicon.actions


def _values(term: Term, index: Index) -> Floats | None:
    """For one term, how much each document is about it: by the meaning that fits it best; none where no document is."""
    surest: dict[tuple[str, ...], float] = {}
    for meaning in term.meanings:
        if meaning.weight > surest.get(meaning.stems, 0.0):
            surest[meaning.stems] = meaning.weight
    found: Floats | None = None
    for stems, weight in surest.items():
        posting = index.posting(stems)
        if posting is None:
            continue
        if found is None:
            found = np.zeros(len(index.documents))
        positions, values = posting
        found[positions] = np.maximum(found[positions], values * weight)
    return found


def _weight(term: Term, found: Floats | None, index: Index) -> float:
    """Rare words say more than common ones; weak ones say little."""
    kind = _kind_weight(term, index)
    if found is None:
        return kind * UNKNOWN
    strong = int(np.count_nonzero(found > 0.55))
    rarity = 1.15 - log1p(strong) / log1p(len(index.documents) + 1)
    return max(rarity, 0.3) * kind


def _kind_weight(term: Term, index: Index) -> float:
    if term.is_foreign:
        return OTHERS_MATTER if term.matter else FOREIGN
    if term.is_weak:
        return WEAK
    return ACTION if term.stem in index.lexicon.actions or term.stem.isdigit() else 1.0


def _asked(terms: list[Term], index: Index) -> frozenset[str]:
    """The stems that were asked for, and those that mean the same."""
    meant = {stem for term in terms for meaning in term.meanings if meaning.weight >= 0.75 for stem in meaning.stems}
    meant |= {term.stem for term in terms}
    same = index.lexicon.same
    return frozenset(meant.union(*(same[stem] for stem in meant if stem in same)))


def _share(position: int, asked: frozenset[str], index: Index) -> float:
    """What is left of a document's coverage: by what else its name says, and by how likely it is meant at all."""
    names = index.names[position]
    special = _special(names[0], asked) if names else 1.0
    listed = 1.0 if index.documents[position].is_listed else UNLISTED
    return (0.72 + 0.28 * _focus(names, asked)) * special * listed * (1.0 + MOST_PRIOR * index.priors[position])


def _focus(names: list[Name], asked: frozenset[str]) -> float:
    """The share of a name that was asked for, of the name that was asked for most."""
    best = 0.0
    for name in names:
        covered = 0.0
        for stem, weight, parts in name.stems:
            if stem in asked:
                covered += weight
            elif parts:
                covered += weight * 0.7 * sum([part in asked for part in parts]) / len(parts)
        best = max(best, covered / name.total)
    return best


def _special(name: Name, asked: frozenset[str]) -> float:
    """What is left of a score where the name is of a special case that nobody asked for."""
    factor = 1.0
    for stem, weight in name.special:
        if stem not in asked:
            factor *= weight
    return max(factor, LEAST_SPECIAL)
