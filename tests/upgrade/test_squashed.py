"""What a squashed migration makes of nothing is what the migrations that it replaces make, one after the other."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from tests.own_house import House
from tests.upgrade.one_by_one import OneByOne
from tests.upgrade.statements import statements

Key = tuple[str, str]


@pytest.fixture(scope="module")
def older(make_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house to which each migration was applied when there was no squashed one."""
    house = House(folder=tmp_path_factory.mktemp("older"), database_url=make_database())
    house.python("from tests.upgrade.one_by_one import main; main()")
    yield house
    house.stop_all()


def applied(url: str) -> list[Key]:
    question = "SELECT app, name FROM django_migrations ORDER BY app, name"
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(urlsplit(url).path[1:])) as database:
            return list(database.execute(question))
    with psycopg.connect(url) as server:
        return [(app, name) for app, name in server.execute(question)]


def test_all_at_once_and_one_by_one_make_the_same_database(older: House, fresh: House) -> None:
    made = statements(fresh.database_url, with_rows=False)
    assert len([one for one in made if one.startswith("CREATE TABLE ")]) > 150
    assert len([one for one in made if one.startswith(("CREATE TRIGGER ", "CREATE CONSTRAINT TRIGGER "))]) > 10
    assert statements(older.database_url, with_rows=False) == made


def test_a_house_that_has_applied_each_has_nothing_left_to_apply(older: House, fresh: House) -> None:
    older.einamt("migrate", "--check")
    older.einamt("migrate", "--no-input", "-v0")
    assert applied(older.database_url) == applied(fresh.database_url)
    assert statements(older.database_url, with_rows=True) == statements(fresh.database_url, with_rows=True)


def orders() -> Iterator[list[Key]]:
    """Orders in which an older house can have applied its migrations: by number, room by room, and by chance."""
    nodes = OneByOne(None).graph.node_map
    chance = random.Random(20261128)
    for rank in (
        {key: (key[1], key[0]) for key in nodes},
        {key: key for key in nodes},
        {key: chance.random() for key in nodes},
        {key: chance.random() for key in nodes},
    ):
        order: list[Key] = []
        while len(order) < len(nodes):
            ready = (key for key in nodes if key not in order and {one.key for one in nodes[key].parents} <= set(order))
            order.append(min(ready, key=lambda key: rank[key]))
        yield order


def test_a_house_that_stopped_between_two_migrations_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for order in orders():
        for done in range(len(order) + 1):
            so_far = dict.fromkeys(order[:done])
            monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _recorder, so_far=so_far: dict(so_far))
            executor = MigrationExecutor(connection)
            executor.loader.check_consistent_history(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            still = [key for one, _ in plan for key in (one.replaces or [(one.app_label, one.name)])]
            assert sorted(still) == sorted(order[done:])
