"""Two editors and a reviewer at their desks, and a clock that stands still."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.catalog.models import PublicService
from einamt.catalog.search import loading
from einamt.platform import clock
from tests.factories.accounts import make_staff
from tests.factories.catalog import make_office, make_service

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[None]:
    """Passwords are hashed quickly, and the search reads each test's own catalogue."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: NOW)
    loading.forget_indexes()
    yield
    loading.forget_indexes()


@pytest.fixture
def service(db: None) -> PublicService:
    """A passport, in German and English."""
    return make_service(offices=[make_office()])


def desk(*, role: Role = Role.EDITOR, name: str = "Hanna Lorenz", staff: Staff | None = None) -> Client:
    """Somebody's browser, signed in."""
    client = Client()
    client.force_login(staff or make_staff(role=role, full_name=name))
    return client


@pytest.fixture
def editor(db: None) -> Client:
    return desk()


@pytest.fixture
def second_editor(db: None) -> Client:
    return desk(name="Bea Zweit")


@pytest.fixture
def reviewer(db: None) -> Client:
    return desk(role=Role.REVIEWER, name="Emre Aydın")


def text_of(response: HttpResponse) -> str:
    """What the page says, with single spaces."""
    page = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page))).strip()


def fields_of(response: HttpResponse) -> dict[str, str | list[str]]:
    """What the page's form would send if nobody typed anything."""
    page = response.content.decode()
    page = page[page.index('name="ticket"') - 60 :] if 'name="ticket"' in page else page
    sent: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        values = {name: unescape(value) for name, value in re.findall(r'([\w:-]+)="([^"]*)"', tag)}
        if values.get("type") == "checkbox":
            if re.search(r"\bchecked\b", tag):
                held = sent.setdefault(values["name"], [])
                assert isinstance(held, list)
                held.append(values.get("value", "on"))
        elif "name" in values:
            sent[values["name"]] = values.get("value", "")
    for attributes, text in re.findall(r"<textarea\b([^>]*)>(.*?)</textarea>", page, flags=re.DOTALL):
        found = re.search(r'name="([^"]+)"', attributes)
        assert found is not None
        sent[found[1]] = unescape(text).removeprefix("\n").removeprefix("\r\n")
    return sent


def address(service: PublicService, language: str = "de") -> str:
    return f"/redaktion/leistung/{service.slug}/bearbeiten/?sprache={language}"
