"""A demo city that is seeded in seconds: Berlin's services in two of its offices."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from einamt.channels.demo.seeding.city import CONTENT
from einamt.channels.demo.seeding.seed import seed
from einamt.platform.shell import city

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
"""Half past ten in Berlin, on a Tuesday."""
OFFICES = 2


@pytest.fixture(scope="module")
def small_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a city with two offices."""
    folder = tmp_path_factory.mktemp("demo") / "kleinstadt"
    shutil.copytree(CONTENT / "berlin", folder)
    head, *offices = (folder / "offices.toml").read_text(encoding="utf-8").split("[[office]]")
    (folder / "offices.toml").write_text("[[office]]".join([head, *offices[:OFFICES]]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def seeded(small_city: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """The small city, seeded once for the module and only read by its tests; its present."""
    with django_db_blocker.unblock():
        city.forget()
        seed(city_key=str(small_city), now=NOW, say=lambda _: None)
        yield NOW
        call_command("flush", interactive=False, verbosity=0)
        city.forget()
