"""A clerk at counter 7 on that Tuesday morning, and a clock that stands still."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from einamt.accounts.models import Staff
from einamt.platform import clock
from einamt.procedures.visits.halls import HALLS
from tests.factories.accounts import make_clerk
from tests.procedures.visits.conftest import Morning, at, morning

__all__ = ["morning"]


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """The folder that `collectstatic` would make."""
    Path(str(django_settings.STATIC_ROOT)).mkdir(exist_ok=True)


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Pages name their files without the manifest that `collectstatic` writes; passwords are hashed quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets the city's clock show a time of that Tuesday."""

    def set_to(shown: str) -> None:
        moment: datetime = at(shown)
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to("9:00")
    return set_to


@pytest.fixture(autouse=True)
def unknown_halls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that knows no hall yet, and that looks again whenever it is asked."""
    HALLS.forget()
    monkeypatch.setattr("einamt.procedures.visits.halls.FRESH_SECONDS", 0.0)
    monkeypatch.setattr("einamt.procedures.visits.halls.RESTS", 0)


@pytest.fixture
def clerk(morning: Morning) -> Staff:
    """Somebody who serves at the morning's office."""
    return make_clerk(office=morning.place.office)


@pytest.fixture
def signed_in(client: Client, clerk: Staff, set_clock: Callable[[str], None]) -> Client:
    """The clerk's browser, before choosing a counter."""
    client.force_login(clerk)
    return client


@pytest.fixture
def at_counter(signed_in: Client) -> Client:
    """The clerk's browser at counter 7."""
    signed_in.post("/schalter/platz/", {"counter": "7"})
    return signed_in
