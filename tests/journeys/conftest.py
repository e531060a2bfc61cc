"""A small city that can be booked, served to a real browser on a Tuesday morning that stands still."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from einamt.catalog.models import (
    Cost,
    LifeEvent,
    OpeningHours,
    PostalArea,
    PublicService,
    ServiceItem,
    ServiceOffer,
    ServiceText,
)
from einamt.catalog.search import loading
from einamt.platform.outbox import relay
from einamt.platform.shell import city
from einamt.platform.shell.models import City
from tests.factories.appointments import Bookable, make_bookable, make_rules
from tests.factories.catalog import make_district, make_office, make_service
from tools.system import ROOT

AXE = ROOT / "src" / "einamt" / "platform" / "shell" / "static" / "built" / "axe.js"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""Tuesday, 10:00 in Berlin."""
PHONE, DESK = (390, 844), (1440, 900)


@dataclass
class StandingClock:
    """Shows `now` until it is moved."""

    now: datetime

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass
class Town:
    """What journeys know of the city: a bookable office near, another one far away."""

    near: Bookable
    far: Bookable
    url: str

    @property
    def service(self) -> PublicService:
        return self.near.service

    @property
    def times_url(self) -> str:
        """The page of times for the passport."""
        return f"{self.url}/termin/zeiten/?leistung={self.service.slug}"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """The clock that views and the worker read."""
    standing = StandingClock(NOW)
    monkeypatch.setattr("einamt.platform.clock.now", lambda: standing.now)
    return standing


@pytest.fixture
def town(transactional_db: None, live_server: LiveServer) -> Town:
    """Musterstadt with two offices, a few services, life events and a postal code."""
    loading.forget_indexes()
    City.objects.create(
        name="Musterstadt",
        publisher="Stadt Musterstadt",
        street="Marktplatz 1",
        postal_code="12345",
        town="Musterstadt",
        email="service@musterstadt.example",
        hotline="115",
        hotline_hours="Montag bis Freitag, 8 bis 18 Uhr",
    )
    city.forget()
    make_rules()
    district = make_district(name="Nordbezirk")
    near = make_bookable(
        now=NOW, counters=2, days=56, office=make_office(name="Bürgeramt Rathaus Nord", district=district)
    )
    far_office = make_office(name="Bürgeramt Ganz Weit", district=make_district(name="Südbezirk"))
    far_office.latitude = 52.47
    far_office.save()
    ServiceOffer.objects.create(service=near.service, office=far_office, steps=1)
    far = make_bookable(now=NOW, counters=1, days=56, office=far_office, service=near.service, opens=780, closes=1080)
    _describe(near.service)
    for office in (near.office, far.office):
        for weekday in range(1, 6):
            OpeningHours.objects.create(office=office, weekday=weekday, opens_minute=480, closes_minute=720)
    PostalArea.objects.create(postal_code="10707", latitude=52.475, longitude=13.4)
    make_service(name="Hund anmelden", english="Register a dog")
    return Town(near=near, far=far, url=live_server.url)


def _describe(service: PublicService) -> None:
    ServiceText.objects.filter(service=service, language="de").update(
        description="Der Reisepass gilt zehn Jahre.",
        plain="Mit einem Pass können Sie reisen.\nHier bekommen Sie ihn.",
        procedure="1. Sie kommen zum Termin.\n2. Sie holen den Pass ab.",
        duration="Vier bis sechs Wochen.",
    )
    Cost.objects.create(service=service, position=0, cents=7000, label="ab 24 Jahren")
    for position, kind in enumerate((ServiceItem.Kind.CONDITION, ServiceItem.Kind.LEGAL_BASIS)):
        ServiceItem.objects.create(
            service=service,
            language="de",
            kind=kind,
            position=position,
            name="§ 6 Passgesetz",
            link="https://example.org/",
        )
    event = LifeEvent.objects.create(key="reisen", name="Reisen", hint="Was Sie vorher brauchen")
    service.life_events.add(event)


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """Chromium, for one module: playwright's loop runs in the thread as long, and other modules start their own.

    Tests read the database meanwhile; while the loop runs, Django keeps connections of their own.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        running = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield running
        running.close()
        connections.close_all()


Open = Callable[..., Page]
Scheme = Literal["light", "dark"]


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Open]:
    """Opens a browser of its own: a window size, with or without scripts, light or dark."""
    contexts: list[BrowserContext] = []

    def open_one(
        *, size: tuple[int, int] = DESK, scripts: bool = True, scheme: Scheme = "light", locale: str = "de-DE"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            color_scheme=scheme,
            locale=locale,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe finds on the page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


def hold_first_time(page: Page, town: Town, *, day: date | None = None) -> None:
    """From the page of times to the form."""
    page.goto(town.times_url + (f"&tag={day}" if day else ""))
    page.locator("button.chip").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wer kommt?")


def fill_in(page: Page, *, name: str = "Ayşe Öztürk", email: str = "ayse@example.org") -> None:
    """Name and address, and on to the last page."""
    page.get_by_label("Vor- und Nachname").fill(name)
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_role("button", name="Weiter: Prüfen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stimmt alles?")


def book(page: Page, town: Town) -> None:
    """All of it."""
    hold_first_time(page, town)
    fill_in(page)
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")


def post() -> None:
    """Let the worker deliver what is due."""
    relay.drain()


def link_in_last_mail(piece: str) -> str:
    """The path of the link in the last mail that holds `piece`."""
    found = re.search(rf"https?://\S*{piece}\S*", str(mail.outbox[-1].body))
    assert found is not None, mail.outbox[-1].body
    return urlsplit(found[0]).path
