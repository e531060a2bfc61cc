"""The same documents in two common engines, set up as one would without knowing the field."""

import re
import sqlite3
from collections.abc import Callable, Sequence

import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from benchmarks.searching.quality import Answer
from einamt.catalog.search.index import Document

Search = Callable[[str], Answer]


def fts5(documents: Sequence[Document]) -> Search:
    """SQLite's FTS5 with trigrams over the names, any of the words, ranked by BM25; flags what finds nothing."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE service USING fts5(identifier UNINDEXED, name, tokenize='trigram')")
    rows = [(document.identifier, " ".join((*document.names, *document.keywords))) for document in documents]
    connection.executemany("INSERT INTO service VALUES (?, ?)", rows)

    def search(text: str) -> Answer:
        words = [word for word in re.findall(r"\w+", text) if len(word) >= 3]
        if not words:
            return Answer(ids=[], flagged=True)
        query = " OR ".join(f'"{word}"' for word in words)
        found = connection.execute(
            "SELECT identifier FROM service WHERE service MATCH ? ORDER BY rank LIMIT 10", (query,)
        ).fetchall()
        return Answer(ids=[identifier for (identifier,) in found], flagged=not found)

    return search


def tantivy_german(documents: Sequence[Document]) -> Search:
    """tantivy with German stemming and n-grams over names, keywords and texts; flags what finds nothing."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("identifier", stored=True)
    for name in ("name", "text"):
        builder.add_text_field(name, tokenizer_name="german")
    builder.add_text_field("parts", tokenizer_name="ngram")
    index = tantivy.Index(builder.build())
    german = (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(60))
        .filter(Filter.lowercase())
        .filter(Filter.stopword("german"))
        .filter(Filter.stemmer("german"))
        .filter(Filter.ascii_fold())
        .build()
    )
    ngram = (
        TextAnalyzerBuilder(Tokenizer.ngram(min_gram=3, max_gram=5, prefix_only=False))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .build()
    )
    index.register_tokenizer("german", german)
    index.register_tokenizer("ngram", ngram)
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for document in documents:
        said = " ".join((*document.names, *document.keywords))
        row = {"identifier": [document.identifier], "name": [said], "parts": [said], "text": [document.text]}
        writer.add_document(tantivy.Document(**row))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    boosts = {"name": 3.0, "parts": 1.0, "text": 0.5}

    def search(text: str) -> Answer:
        query, _errors = index.parse_query_lenient(text, ["name", "parts", "text"], field_boosts=boosts)
        found = searcher.search(query, limit=10).hits
        ids = [searcher.doc(address)["identifier"][0] for _score, address in found]
        return Answer(ids=ids, flagged=not ids)

    return search
