"""What tests of the page shell share: a city that is read anew, and requests in either language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import translation

from einamt.platform.shell import city, navigation


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """The folder that `collectstatic` would make."""
    Path(str(settings.STATIC_ROOT)).mkdir(exist_ok=True)


@pytest.fixture(autouse=True)
def fresh_city() -> Iterator[None]:
    """No test sees the city of another."""
    city.forget()
    yield
    city.forget()


@pytest.fixture
def empty_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    """The navigation without the entries of the channels."""
    monkeypatch.setattr(navigation, "_entries", {"citizen": [], "staff": [], "foot": []})
    monkeypatch.setattr(navigation, "_guards", [])


@pytest.fixture
def english() -> Iterator[None]:
    """A reader of English."""
    with translation.override("en"):
        yield


@pytest.fixture
def unnamed_city(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city that nobody has set up yet; needs no database."""
    from einamt.platform.shell.models import City

    monkeypatch.setattr(city, "current", lambda: City(name=city.UNNAMED))


@pytest.fixture
def requests() -> RequestFactory:
    """Makes requests."""
    return RequestFactory()
