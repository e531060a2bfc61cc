"""Demo cities that are seeded in seconds: Berlin's services in two of its offices, and the whole of Meerane."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from einamt.catalog.search import loading
from einamt.channels.demo.seeding.city import CONTENT
from einamt.channels.demo.seeding.seed import seed
from einamt.platform.shell import city

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
"""Half past ten in Berlin, on a Tuesday."""
OFFICES = 2


@pytest.fixture(scope="module", params=["berlin", "meerane"])
def small_city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of Berlin with two offices, then that of the second demo city."""
    if request.param == "meerane":
        return CONTENT / "meerane"
    folder = tmp_path_factory.mktemp("demo") / "kleinstadt"
    shutil.copytree(CONTENT / "berlin", folder)
    head, *offices = (folder / "offices.toml").read_text(encoding="utf-8").split("[[office]]")
    (folder / "offices.toml").write_text("[[office]]".join([head, *offices[:OFFICES]]), encoding="utf-8")
    settings = (folder / "city.toml").read_text(encoding="utf-8")
    with_tour = settings.replace('office = "wilmersdorfer-strasse"', 'office = "rathaus-mitte"')
    (folder / "city.toml").write_text(with_tour, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def seeded(small_city: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """The small city, seeded once for the module and only read by its tests; its present."""
    yield from seeded_city(small_city, blocker=django_db_blocker)


@pytest.fixture(scope="module")
def community(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """Meerane, which serves Schönberg, seeded once for the module; its present."""
    yield from seeded_city(CONTENT / "meerane", blocker=django_db_blocker)


def seeded_city(folder: Path, *, blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """Seed the city in `folder`, give its present, and empty the database."""
    with blocker.unblock():
        city.forget()
        loading.forget_indexes()
        seed(city_key=str(folder), now=NOW, say=lambda _: None)
        yield NOW
        call_command("flush", interactive=False, verbosity=0)
        city.forget()
        loading.forget_indexes()
