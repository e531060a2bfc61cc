"""Every page of the portal: no barrier that axe can find, no sideways scrolling, light in weight."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.appointments import make_booking
from tests.journeys.conftest import (
    DESK,
    NOW,
    PHONE,
    Open,
    Scheme,
    Town,
    fill_in,
    hold_first_time,
    link_in_last_mail,
    post,
    violations,
)

pytestmark = pytest.mark.journey

ZOOMED_TWICE = (640, 450)
"""What is left of 1280 by 900 at 200 percent (WCAG 1.4.4)."""
NARROWEST = (320, 640)
"""1280 pixels at 400 percent (WCAG 1.4.10)."""


def still_pages(town: Town) -> list[str]:
    """The pages that need no booking."""
    service, office = town.service.slug, town.near.office.slug
    return [
        "/",
        "/suche/?q=reisepass",
        "/suche/?q=xyzzyqqq",
        "/leistungen/",
        f"/leistungen/{service}/",
        f"/leistungen/{service}/?einfach=1",
        "/lebenslagen/reisen/",
        "/aemter/",
        "/aemter/?q=mond",
        f"/aemter/{office}/",
        "/so-vergeben-wir-termine/",
        "/freie-termine/",
        f"/freie-termine/?leistung={service}",
        "/kontakt/?gesucht=Bootsf%C3%BChrerschein",
        "/impressum/",
        "/datenschutz/",
        "/barrierefreiheit/",
        "/einfache-sprache/",
        "/termin/",
        f"/termin/?leistung={service}&personen=2",
        f"/termin/?leistung={service}&personen=50",
        f"/termin/zeiten/?leistung={service}",
        f"/termin/zeiten/?leistung={service}&plz=10707&zeit=vormittags&wochentag=1",
        f"/termin/zeiten/?leistung={service}&plz=123&tag=quatsch",
        f"/termin/zeiten/?leistung={service}&zeit=spaet&amt={office}",
        "/termin/angaben/",
        "/termin/aendern/falsch/",
        "/termin/bestaetigen/falsch/",
        "/vorgang/",
        "/nirgendwo/",
        f"/en/leistungen/{service}/",
    ]


def walk_through_booking(page: Page, town: Town, look: object) -> None:
    """Every page of booking, changing and status; `look` is called on each with a name."""
    assert callable(look)
    hold_first_time(page, town, day=date(2026, 11, 26))
    look("form")
    page.get_by_role("button", name="Weiter: Prüfen").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("form with mistakes")
    page.goto(f"{town.times_url}&tag=2026-11-26")
    look("times with a held one")
    page.goto(f"{town.url}/termin/angaben/")
    fill_in(page)
    look("check")
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    look("booked")
    reference, code = page.locator(".slip__number").inner_text(), page.locator(".slip__code").inner_text()
    page.get_by_role("link", name="Ändern oder absagen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin")
    look("change")
    page.get_by_role("link", name="Andere Zeit wählen").click()
    page.locator("button.chip:visible").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Termin verschieben?")
    look("move")
    page.get_by_role("button", name="Termin verschieben").click()
    expect(page.get_by_text("Ihr Termin ist verschoben.")).to_be_visible()
    look("moved")
    page.get_by_role("link", name="Termin absagen").click()
    look("cancel")
    page.goto(f"{town.url}/vorgang/")
    page.get_by_label("Vorgangsnummer").fill(reference)
    page.get_by_label("Code").fill("AAAAAA")
    page.get_by_role("button", name="Stand zeigen").click()
    look("status refused")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Stand zeigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reisepass beantragen")
    look("status")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_services_page_answers_in_the_first_screen_what_it_takes_and_the_way_to_book(
    open_browser: Open, town: Town, size: tuple[int, int]
) -> None:
    page = open_browser(size=size)
    page.goto(f"{town.url}/leistungen/{town.service.slug}/")
    box = page.get_by_label("Das Wichtigste")
    for answer in ("Mitbringen", "Kosten", "Dauer", "Wo"):
        expect(box.get_by_text(answer, exact=True)).to_be_in_viewport(ratio=1)
    expect(box.get_by_role("button", name="Termin buchen")).to_be_in_viewport(ratio=1)
    expect(box.locator("dl")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_that_needs_no_booking(open_browser: Open, town: Town, scheme: Scheme) -> None:
    page = open_browser(size=PHONE if scheme == "dark" else DESK, scheme=scheme)
    found = {}
    for path in still_pages(town):
        page.goto(town.url + path)
        found[path] = violations(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way_through_a_booking(open_browser: Open, town: Town, scheme: Scheme) -> None:
    page = open_browser(size=DESK if scheme == "dark" else PHONE, scheme=scheme)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = violations(page)

    walk_through_booking(page, town, look)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_axe_finds_nothing_on_the_pages_behind_a_mail(open_browser: Open, town: Town) -> None:
    page = open_browser(size=PHONE, scripts=False)
    hold_first_time(page, town)
    fill_in(page)
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte schauen Sie in Ihre E-Mails")
    looking = open_browser(size=PHONE)
    looking.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    looking.goto(page.url)
    assert violations(looking) == []
    looking.goto(town.url + link_in_last_mail("/termin/bestaetigen/"))
    assert violations(looking) == []


@pytest.mark.parametrize("size", [PHONE, ZOOMED_TWICE, NARROWEST], ids=["phone", "200 percent", "400 percent"])
def test_no_page_scrolls_sideways(open_browser: Open, town: Town, size: tuple[int, int]) -> None:
    page = open_browser(size=size)
    wide: dict[str, int] = {}

    def look(name: str) -> None:
        page.wait_for_load_state()  # a press leads on: the next page may not have begun
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            wide[name] = beyond

    for path in still_pages(town):
        page.goto(town.url + path)
        look(path)
    walk_through_booking(page, town, look)
    assert wide == {}


def test_everything_to_tap_on_a_phone_is_large_enough(open_browser: Open, town: Town) -> None:
    """24 CSS pixels both ways (WCAG 2.5.8), links within sentences aside."""
    page = open_browser(size=PHONE)
    in_sentence = "p, li > :not(a), dd, .visually-hidden"
    small: dict[str, list[str]] = {}
    for path in still_pages(town):
        page.goto(town.url + path)
        small[path] = page.evaluate(
            """inSentence => [...document.querySelectorAll('main :is(a, button, input, select, summary)')]
              .filter(e => e.checkVisibility() && !e.closest(inSentence) && e.type !== 'hidden')
              .map(e => [e.getBoundingClientRect(), e])
              .filter(([box]) => box.width > 0 && (box.width < 24 || box.height < 23.5))
              .map(([box, e]) => `${e.tagName} ${e.innerText.slice(0, 30)} ${box.width}x${box.height}`)""",
            in_sentence,
        )
    assert {path: wrong for path, wrong in small.items() if wrong} == {}


def test_a_mail_reads_well(open_browser: Open, town: Town) -> None:
    from django.core import mail

    make_booking(at=town.near, day=date(2026, 11, 26), minute=480, now=NOW)
    post()
    body = str(mail.outbox[-1].body)
    assert "Donnerstag, 26. November 2026, 8:00 Uhr" in body
    assert "&quot;" not in body
    assert max(len(line) for line in body.splitlines() if "http" not in line) < 200


@pytest.fixture
def served(town: Town, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The city as it is really served: granian, hashed and compressed static files."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "EINAMT_DATABASE_URL": database_url,
        "EINAMT_DATA_DIR": str(tmp_path),
        "EINAMT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "EINAMT_CLOCK_FILE": str(tmp_path / "clock"),
    }
    (tmp_path / "clock").write_text(str(NOW.timestamp() - time.time()))
    binaries = Path(sys.executable).parent
    subprocess.run([binaries / "einamt", "collectstatic", "--noinput", "-v0"], env=environment, check=True)
    command = [binaries / "granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--log-level=warning"]
    with subprocess.Popen([*command, "einamt.config.wsgi:application"], env=environment) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


def test_a_first_view_transfers_less_than_100_kilobytes(browser: Browser, town: Town, served: str) -> None:
    """As counted by the browser, everything compressed as it travels."""
    paths = ("/", f"/leistungen/{town.service.slug}/", f"/termin/zeiten/?leistung={town.service.slug}")
    weights = {path: _transferred_bytes(browser, served + path) for path in paths}
    print(weights)
    assert all(10_000 < weight < 100_000 for weight in weights.values()), weights


def _transferred_bytes(browser: Browser, address: str) -> float:
    """What a browser that was never here before receives, heads of answers included."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="de-DE")
    page = context.new_page()
    received: list[float] = []
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    context.close()
    return sum(received)
