"""The plain modules that everything stands on: clock, links, transactions."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from einamt.platform import clock, links
from einamt.platform.transactions import NoTransaction, require_transaction


def test_the_clock_shows_the_present_in_utc(settings: Settings) -> None:
    settings.CLOCK_FILE = None
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().tzinfo is UTC


def test_a_journey_can_set_the_clock(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    (tmp_path / "clock").write_text("-86400.5\n")
    assert abs(clock.now() - (datetime.now(UTC) - timedelta(days=1))) < timedelta(seconds=5)


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(links, "_links", {})
    monkeypatch.setattr(links, "_required", set())
    settings.PUBLIC_URL = "https://service.example.de"


@pytest.mark.usefixtures("no_links")
def test_a_named_link_is_absolute_from_the_citys_public_address() -> None:
    links.provide(name="case-status", path=lambda parameters: f"/vorgang/{parameters['reference']}/")
    found = links.absolute(name="case-status", parameters={"reference": "K7M4"})
    assert found == "https://service.example.de/vorgang/K7M4/"


@pytest.mark.usefixtures("no_links")
def test_a_link_that_somebody_sends_and_nobody_has_is_found_at_start() -> None:
    links.require("case-status", "appointment-change")
    links.provide(name="case-status", path=lambda _: "/")
    (problem,) = links._all_provided()
    assert "appointment-change" in problem.msg


@pytest.mark.usefixtures("no_links")
def test_a_link_has_one_owner() -> None:
    links.provide(name="case-status", path=lambda _: "/")
    with pytest.raises(ValueError, match="twice"):
        links.provide(name="case-status", path=lambda _: "/")


@pytest.mark.django_db(transaction=True)
def test_a_step_refuses_to_run_without_a_transaction() -> None:
    with pytest.raises(NoTransaction):
        require_transaction()
    with transaction.atomic():
        require_transaction()
