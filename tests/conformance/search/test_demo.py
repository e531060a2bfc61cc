"""The search on the demo city, whose content is in the repository: judged where the real catalogues are not, too."""

from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from benchmarks.searching.quality import Answer, Score, query_set, scored
from einamt.catalog.city.operations import load_city
from einamt.catalog.city.reading import read_city
from einamt.catalog.search.index import Index, built_index
from einamt.catalog.search.lexicon import shipped_lexicon
from einamt.catalog.search.loading import public_documents
from einamt.catalog.search.service import found_in

DEMO = Path(__file__).resolve().parents[3] / "demo" / "berlin"
NDCG5, RECALL3 = 0.96, 0.95
"""Floors a little under what is reached."""


@pytest.fixture(scope="module")
def index(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Index:
    """The index of the demo city, which is loaded for it and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_city(content=read_city(folder=DEMO))
        built = built_index(documents=public_documents(), lexicon=shipped_lexicon())
        transaction.set_rollback(True)
    return built


@pytest.fixture(scope="module")
def score(index: Index) -> Score:
    """The score of the search on the set."""

    def search(text: str) -> Answer:
        found = found_in(index=index, query=text, limit=10)
        return Answer(ids=[hit.identifier for hit in found.hits], flagged=found.flagged)

    queries = query_set("demo").queries
    known = {document.identifier for document in index.documents}
    assert not [query.text for query in queries if not query.relevant.keys() <= known]
    return scored(queries=queries, search=search)


def test_the_right_services_of_the_demo_come_first(score: Score) -> None:
    assert score.ndcg5 >= NDCG5, score
    assert score.recall3 >= RECALL3, score


def test_nine_of_ten_nonsense_queries_find_nothing_in_the_demo(score: Score) -> None:
    assert score.false_answers <= 0.1


def test_hardly_a_sensible_query_stays_without_an_answer_in_the_demo(score: Score) -> None:
    assert score.silent <= 0.03


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("Tafel", "tafel"),
        ("Frauenhaus", "gewalt"),
        ("Waschmaschine reparieren", "reparatur"),
        ("moped kennzeichen", "versicherungskennzeichen"),
        ("ratten im keller", "ratten"),
        ("erben ohne testament", "gericht"),
        ("impfung kind gesundheitsamt", "impfung"),
        ("mutterpass", "arzt"),
    ],
)
def test_what_the_city_does_not_do_is_said_with_who_does(index: Index, query: str, key: str) -> None:
    found = found_in(index=index, query=query, limit=10)
    assert found.matter is not None
    assert (found.flagged, found.matter.key) == (True, key)
