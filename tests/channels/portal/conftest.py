"""A small city on a Tuesday morning, a clock that stands still until it is moved, and somebody at a browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from einamt.catalog.search import loading
from einamt.channels.parts import humans
from einamt.platform.shell import city
from einamt.procedures.appointments.models import Hold
from tests.channels.portal.visitor import Visitor
from tests.factories.appointments import Bookable, make_bookable, make_rules

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""Tuesday, 10:00 in Berlin."""
TOMORROW = date(2026, 11, 25)


@dataclass
class StandingClock:
    """Shows `now` until it is moved."""

    now: datetime

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """The folder that `collectstatic` would make."""
    Path(str(django_settings.STATIC_ROOT)).mkdir(exist_ok=True)


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Pages name their files without the manifest that `collectstatic` writes."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What processes remember between requests is forgotten between tests."""
    city.forget()
    loading.forget_indexes()
    yield
    city.forget()
    loading.forget_indexes()


@pytest.fixture(autouse=True)
def easy_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof of work that takes no time."""
    monkeypatch.setattr(humans, "_COST", 1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """The clock that views read."""
    standing = StandingClock(NOW)
    monkeypatch.setattr("einamt.platform.clock.now", lambda: standing.now)
    return standing


@pytest.fixture
def place(db: None) -> Bookable:
    """One office with two counters, open every day from 8 to 12 h, planned for two weeks."""
    make_rules()
    return make_bookable(now=NOW, counters=2, days=14)


@pytest.fixture
def single(db: None) -> Bookable:
    """One office with one counter: every time can be had once."""
    make_rules()
    return make_bookable(now=NOW, counters=1, days=14)


@pytest.fixture
def visitor(client: Client, place: Bookable) -> Visitor:
    """Somebody who wants the place's service."""
    return Visitor(client=client, place=place)


@pytest.fixture
def another(place: Bookable) -> Visitor:
    """Somebody else, in another browser."""
    return Visitor(client=Client(), place=place, email="somebody-else@example.org")


def kept_holds() -> int:
    """How many times are held."""
    return Hold.objects.filter(outcome=Hold.Outcome.KEPT).count()
