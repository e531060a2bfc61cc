"""The search on the real catalogues of Berlin and Munich; floors lie a little under what is reached.

The catalogues are not part of the repository (`benchmarks.searching.quality.CATALOGS` says where they are looked for).
Where they are missing, all that needs them is skipped, as in CI; what is said of the sets alone is always tested.
"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from benchmarks.searching.quality import CATALOGS, Answer, QuerySet, Score, query_set, scored
from einamt.catalog.search.index import Index, built_index
from einamt.catalog.search.lexicon import shipped_lexicon
from einamt.catalog.search.loading import forget_indexes, public_documents
from einamt.catalog.search.service import found_in

pytestmark = pytest.mark.django_db

FLOORS = {
    "berlin": (0.93, 0.91),
    "berlin_blind": (0.92, 0.91),
    "berlin_held": (0.88, 0.88),
    "munich": (0.94, 0.93),
    "munich_blind": (0.94, 0.93),
    "munich_held": (0.9, 0.91),
}
"""nDCG@5 and recall@3. The blind sets were written before the word lists were read, the held-out ones tune nothing."""


@pytest.fixture(scope="module", params=["berlin", "munich"])
def city(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> tuple[str, Index]:
    """A city and the index of its catalogue, which is imported for it and taken back."""
    queries = query_set(request.param)
    if missing := [path.name for path in queries.files if not path.exists()]:
        pytest.skip(f"the real catalogues are not in {CATALOGS}: {', '.join(missing)}")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("catalog", "import", *queries.files, format="dldb", stdout=StringIO(), stderr=StringIO())
        index = built_index(documents=public_documents(), lexicon=shipped_lexicon())
        transaction.set_rollback(True)
    forget_indexes()
    return request.param, index


@pytest.fixture(scope="module", params=["", "_blind", "_held"])
def judged(request: pytest.FixtureRequest, city: tuple[str, Index]) -> tuple[QuerySet, Score]:
    """A set and the score of the search on it."""
    key, index = city

    def search(text: str) -> Answer:
        found = found_in(index=index, query=text, limit=10)
        return Answer(ids=[hit.identifier for hit in found.hits], flagged=found.flagged)

    queries = query_set(key + request.param)
    known = {document.identifier for document in index.documents}
    assert not [query.text for query in queries.queries if not query.relevant.keys() <= known]
    return queries, scored(queries=queries.queries, search=search)


def test_the_right_services_come_first(judged: tuple[QuerySet, Score]) -> None:
    queries, score = judged
    ndcg5, recall3 = FLOORS[queries.key]
    assert score.ndcg5 >= ndcg5, score
    assert score.recall3 >= recall3, score


def test_nonsense_is_told_that_nothing_fits(judged: tuple[QuerySet, Score]) -> None:
    assert judged[1].false_answers <= 0.1


def test_sensible_queries_are_answered(judged: tuple[QuerySet, Score]) -> None:
    assert judged[1].silent <= 0.03


@pytest.mark.parametrize("city_key", ["berlin", "munich"])
def test_no_query_stands_in_two_sets(city_key: str) -> None:
    blind, held = ({query.text for query in query_set(f"{city_key}_{kind}").queries} for kind in ("blind", "held"))
    assert blind.isdisjoint(held)
    assert len(blind | held) >= 290


@pytest.mark.parametrize("key", ["berlin", "munich"])
def test_the_sets_are_large_and_mixed(key: str) -> None:
    queries = query_set(key).queries
    assert len(queries) >= 150
    assert len({query.text for query in queries}) == len(queries)
    assert sum(not query.relevant for query in queries) >= 30
    assert {"everyday", "life-event", "question", "english", "typo", "compound"} <= {query.kind for query in queries}
    assert all(grade in {1, 2, 3} for query in queries for grade in query.relevant.values())
