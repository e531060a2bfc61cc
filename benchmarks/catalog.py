"""The catalogue: how good its search is, how fast it answers, how fast a city's services come in.

On the real catalogues of Berlin (2018) and Munich (2026), where they lie beside the repository, and the judged queries
in `tests/conformance/search`:

- `ndcg5_…`, `recall3_…`: of sensible queries; nDCG held to 0.85. `_blind`: written before the word lists were read,
  then learnt from; `_held`: their other half, which nobody tunes by. Beside it, on the same queries in the same run,
  SQLite's FTS5 with trigrams over names and keywords, and tantivy with German stemming and n-grams.
- `false_answers_…`: the share of nonsense that is not told "nothing fits"; `silent_…`: that of the sensible that is.
- `search_ms`, `search_p99_ms`: one query in process, on 2,000 services made of both cities'; held to 1 ms. Every
  query counts once, asked for the first time, so that nothing remembered of it helps.
- `search_again_p99_ms`: the same queries once more.
- `index_s`: making those 2,000 services searchable.
- `suggest_http_ms`, `suggest_http_p99_ms`: suggestions at 300 a second from two workers, each for another
  prefix, timed by a client process from the moment each was due; held to 25 ms.
- `page_ratio`: a service's page by one worker, beside the bare framework rendering the same template without
  queries; held to 0.6.
- `import_s_…`: reading, comparing and writing the whole catalogue into an empty SQLite; held to 20 s.
- `import_rows_per_s`, `import_peak_mb`: a large XZuFi message, see `benchmarks.exchanging.rates`.
"""

import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.exchanging import rates
from benchmarks.harness import Row, is_quick, report
from benchmarks.harness.installing import collect_static, migrate
from benchmarks.searching.quality import CATALOGS, Answer, QuerySet, Score, query_set, scored

if TYPE_CHECKING:
    from einamt.catalog.search.index import Document, Index

SETS = ("berlin", "munich")
KINDS_OF_SET = ("", "_blind", "_held")
SERVICES = 2000


def main() -> None:
    """Measure and report."""
    sets = [query_set(key) for key in SETS]
    if missing := [path.name for queries in sets for path in queries.files if not path.exists()]:
        print(f"The real catalogues are not in {CATALOGS}: {', '.join(missing)}. Nothing measured.", file=sys.stderr)
        report(rows=[])
        return
    with tempfile.TemporaryDirectory(prefix="einamt-bench-") as folder:
        os.environ |= {"EINAMT_DATA_DIR": folder, "EINAMT_DATABASE_URL": ""}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einamt.config.settings")
        import django  # noqa: PLC0415 - the environment comes first

        django.setup()
        report(rows=[*_rows(sets, folder), *rates.rows()])


def _rows(sets: Sequence[QuerySet], folder: str) -> Iterator[Row]:
    migrate()
    everything: list[Document] = []
    for queries in sets:
        seconds, documents = _imported(queries)
        yield Row(name=f"import_s_{queries.key}", value=seconds, unit="s", floor=20)
        everything += documents
        for kind in KINDS_OF_SET:
            yield from _quality(query_set(queries.key + kind), documents)
    texts = [query.text for key in SETS for kind in KINDS_OF_SET for query in query_set(key + kind).queries]
    yield from _speed(texts, everything)
    yield from _pages(texts, everything, folder)


def _imported(queries: QuerySet) -> tuple[float, "list[Document]"]:
    from django.core.management import call_command  # noqa: PLC0415

    from einamt.catalog.models import PublicService  # noqa: PLC0415
    from einamt.catalog.search.loading import public_documents  # noqa: PLC0415

    known = set(PublicService.objects.values_list("source", flat=True))
    started = time.perf_counter()
    call_command("catalog", "import", *queries.files, format="dldb", stdout=io.StringIO(), stderr=io.StringIO())
    seconds = time.perf_counter() - started
    (source,) = set(PublicService.objects.values_list("source", flat=True)) - known
    return seconds, public_documents(source=source)


def _quality(queries: QuerySet, documents: "Sequence[Document]") -> Iterator[Row]:
    from benchmarks.searching.peers import fts5, tantivy_german  # noqa: PLC0415
    from einamt.catalog.search.index import built_index  # noqa: PLC0415
    from einamt.catalog.search.lexicon import shipped_lexicon  # noqa: PLC0415
    from einamt.catalog.search.service import found_in  # noqa: PLC0415

    index = built_index(documents=documents, lexicon=shipped_lexicon())

    def ours(text: str) -> Answer:
        found = found_in(index=index, query=text, limit=10)
        return Answer(ids=[hit.identifier for hit in found.hits], flagged=found.flagged)

    score = scored(queries=queries.queries, search=ours)
    yield from _score_rows(queries.key, score, floor=0.85)
    for peer, search in (("fts5", fts5(documents)), ("tantivy", tantivy_german(documents))):
        yield from _score_rows(f"{queries.key}_{peer}", scored(queries=queries.queries, search=search), floor=None)


def _score_rows(key: str, score: Score, *, floor: float | None) -> Iterator[Row]:
    yield Row(name=f"ndcg5_{key}", value=score.ndcg5, unit="0..1", floor=floor)
    yield Row(name=f"recall3_{key}", value=score.recall3, unit="0..1")
    yield Row(name=f"false_answers_{key}", value=score.false_answers, unit="0..1", floor=0.1 if floor else None)
    yield Row(name=f"silent_{key}", value=score.silent, unit="0..1", floor=0.03 if floor else None)


def _speed(texts: Sequence[str], documents: "Sequence[Document]") -> Iterator[Row]:
    from einamt.catalog.search.index import built_index  # noqa: PLC0415
    from einamt.catalog.search.lexicon import shipped_lexicon  # noqa: PLC0415
    from einamt.catalog.search.service import found_in  # noqa: PLC0415

    rounds = -(-SERVICES // len(documents))
    many = [
        replace(document, identifier=f"{document.identifier}-{number}")
        for number in range(rounds)
        for document in documents
    ][:SERVICES]
    lexicon = shipped_lexicon()

    def times(index: "Index") -> list[float]:
        found = []
        for text in texts:
            begun = time.perf_counter()
            found_in(index=index, query=text, limit=10)
            found.append((time.perf_counter() - begun) * 1000)
        return sorted(found)

    first: list[float] = []
    again: list[float] = []
    seconds: list[float] = []
    for _ in range(2 if is_quick() else 8):
        forget_words()
        started = time.perf_counter()
        index = built_index(documents=many, lexicon=lexicon)
        seconds.append(time.perf_counter() - started)
        first += times(index)
        again += times(index)
    yield Row(name="index_s", value=min(seconds), unit="s")
    first.sort()
    again.sort()
    yield Row(name="search_ms", value=first[len(first) // 2], unit="ms")
    yield Row(name="search_p99_ms", value=first[len(first) * 99 // 100], unit="ms", floor=1)
    yield Row(name="search_again_p99_ms", value=again[len(again) * 99 // 100], unit="ms")


def forget_words() -> None:
    """Empty what the process remembers of words that were read."""
    from einamt.catalog.search import language  # noqa: PLC0415
    from einamt.catalog.search.lexicon import shipped_lexicon  # noqa: PLC0415

    language.folded.cache_clear()
    language.stemmed.cache_clear()
    shipped_lexicon().turkish.basic.cache_clear()


def _pages(texts: Sequence[str], documents: "Sequence[Document]", folder: str) -> Iterator[Row]:
    from django.db import connections  # noqa: PLC0415

    from benchmarks.searching.pages import page_row, suggest_rows  # noqa: PLC0415

    collect_static()
    connections.close_all()
    environment = {**os.environ, "EINAMT_DATA_DIR": folder}
    prefixes = sorted({text[:length] for text in texts for length in range(2, len(text))})
    random.Random(115).shuffle(prefixes)
    yield from suggest_rows(environment=environment, prefixes=prefixes)
    longest = max(documents, key=lambda document: len(document.text))
    yield page_row(environment=environment, path=f"/leistungen/{longest.slug}/")


if __name__ == "__main__":
    main()
