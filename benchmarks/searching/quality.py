"""How good a search is on a set of judged queries: the measures, and the sets. Knows no search."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SETS = ROOT / "tests" / "conformance" / "search"
_BESIDE = Path("shared", "data", "catalog")
CATALOGS = next((at / _BESIDE for at in ROOT.parents if (at / _BESIDE).is_dir()), ROOT.parent / _BESIDE)
"""The real files are no part of the repository: `shared/data/catalog` lies beside it, or beside a folder it is in."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types, and which services answer it: grade 3 is what was meant; none for nonsense."""

    text: str
    kind: str
    relevant: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class QuerySet:
    """The judged queries of one catalogue, and the files it is in."""

    key: str
    name: str
    files: list[Path]
    queries: list[Query]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search answered: identifiers, best first, and whether it said that nothing fits."""

    ids: Sequence[str]
    flagged: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The measures over a set, each between 0 and 1."""

    ndcg5: float
    recall3: float
    """Of the good answers (grade 2 or 3), the share among the first three, of three at most."""
    silent: float
    """The share of sensible queries that were told nothing fits."""
    false_answers: float
    """The share of nonsense that was not told so."""
    ndcg5_by_kind: Mapping[str, float]


def query_set(key: str) -> QuerySet:
    """The set in `tests/conformance/search/<key>.toml`."""
    content = tomllib.loads((SETS / f"{key}.toml").read_text(encoding="utf-8"))
    queries = [Query(row["text"], row["kind"], row.get("relevant", {})) for row in content["queries"]]
    return QuerySet(key, content["name"], [CATALOGS / file for file in content["files"]], queries)


def scored(*, queries: Iterable[Query], search: Callable[[str], Answer]) -> Score:
    """Ask every query and measure."""
    gains: dict[str, list[float]] = {}
    recalls: list[float] = []
    silent: list[bool] = []
    false: list[bool] = []
    for query in queries:
        answer = search(query.text)
        if not query.relevant:
            false.append(not answer.flagged)
            continue
        gains.setdefault(query.kind, []).append(ndcg(ids=answer.ids, relevant=query.relevant, depth=5))
        recalls.append(recall(ids=answer.ids, relevant=query.relevant, depth=3))
        silent.append(answer.flagged)
    return Score(
        ndcg5=_mean([gain for kind in gains.values() for gain in kind]),
        recall3=_mean(recalls),
        silent=_mean(silent),
        false_answers=_mean(false),
        ndcg5_by_kind={kind: _mean(values) for kind, values in gains.items()},
    )


def ndcg(*, ids: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    """Normalised discounted cumulative gain with gains of 2^grade - 1 (Järvelin and Kekäläinen 2002, as at TREC)."""
    found = _discounted([relevant.get(identifier, 0) for identifier in ids[:depth]])
    return found / _discounted(sorted(relevant.values(), reverse=True)[:depth])


def recall(*, ids: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    """The share of good answers among the first `depth`, of as many as there is room for."""
    good = {identifier for identifier, grade in relevant.items() if grade >= 2} or set(relevant)
    return len(good & set(ids[:depth])) / min(depth, len(good))


def _discounted(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(rank + 2) for rank, grade in enumerate(grades))


def _mean(values: Sequence[float] | Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
