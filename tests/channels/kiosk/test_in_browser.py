"""A terminal in a browser, beside desk, wall and phone: touch, keys, a scanner, a cut network, nobody there."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from einamt.accounts.rights import Role
from einamt.accounts.terminals import add_terminal, pair_terminal
from einamt.cases.tokens import holder_token
from einamt.procedures.visits.models import Visit
from tests.channels.counter.test_in_browser import (
    AXE,
    at_desk,
    browser,
    busy,
    click,
    nadia,
    press,
    sign_in,
    signs_in_as,
)
from tests.channels.hall.test_in_browser import WALL, faults, opened, overflow, wall_of
from tests.channels.kiosk.test_pages import reasons
from tests.factories.accounts import make_staff
from tests.procedures.visits.conftest import Morning, at

__all__ = ["at_desk", "browser", "busy", "nadia", "opened"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PORTRAIT, LANDSCAPE, PHONE, DESK = (1080, 1920), (1280, 800), (390, 844), (1440, 900)
PATIENCE = 20_000
"""Milliseconds: a busy machine is slow, and a page that was swapped has no navigation to wait for."""
SMALLEST = 64
"""Pixels that a hand can hit, wearing a glove or trembling."""
Open = Callable[..., Page]


@pytest.fixture
def at_terminal(
    browser: Browser, live_server: LiveServer, busy: Morning, set_clock: Callable[[str], None]
) -> Iterator[Open]:
    """Opens the start page in a browser that is a terminal of the morning's office."""
    set_clock("9:00")
    contexts: list[BrowserContext] = []

    def open_terminal(*, size: tuple[int, int] = PORTRAIT, scripts: bool = True, dark: bool = False) -> Page:
        office = busy.place.office
        added = add_terminal(office_id=office.pk, name="Eingang", has_printer=True, now=at("8:00"))
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        secret = pair_terminal(token=added.token, now=at("8:00"))
        context.add_cookies([{"name": "terminal", "value": secret, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/terminal/{office.slug}/")
        page.wait_for_load_state()
        return page

    yield open_terminal
    for context in contexts:
        context.close()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text, timeout=PATIENCE)


def to_service(page: Page, morning: Morning) -> None:
    page.get_by_role("link", name="Ich habe keinen Termin").click()
    heading(page, "Worum geht es?")
    page.locator(".kiosk__services a").first.click()
    heading(page, morning.place.service.texts.get(language="de").name)


def with_camera(page: Page) -> Page:
    """On the page for arrivals, with a camera that sees what the test says, once the test has allowed it: `on()` says
    of each time whether it is on.
    """
    page.evaluate(
        """() => {
            const tracks = [], asked = [];
            window.on = () => tracks.map((track) => track.readyState === "live");
            window.allow = () => asked.shift()();
            navigator.mediaDevices.getUserMedia = () => new Promise((granted) => asked.push(() => {
                const canvas = document.createElement("canvas");
                const stream = canvas.captureStream(10);
                canvas.getContext("2d").fillRect(0, 0, 10, 10);
                tracks.push(...stream.getTracks());
                granted(stream);
            }));
            window.BarcodeDetector = class {
                async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
            };
        }"""
    )
    page.get_by_role("link", name="Ich habe einen Termin").click()
    heading(page, "Mit Termin anmelden")
    return page


def number_on(page: Page) -> str:
    expect(page.locator(".kiosk__number")).to_be_visible(timeout=PATIENCE)
    return page.locator(".kiosk__number").inner_text()


def test_a_number_from_the_terminal_is_called_at_desk_wall_and_phone(
    at_terminal: Open, at_desk: Open, opened: Open, busy: Morning
) -> None:
    for name in ("Ada Lovelace", "Bilal Öztürk"):
        busy.leave(name, "9:00")
    terminal, wall = at_terminal(), opened(wall_of(busy), size=WALL)
    to_service(terminal, busy)
    expect(terminal.get_by_text("Vor Ihnen warten: 0")).to_be_visible()
    terminal.get_by_label("2", exact=True).check()
    terminal.get_by_role("button", name="Nummer ziehen").click()
    assert number_on(terminal) == "B001"
    visit = Visit.objects.get(number="B001")
    assert (visit.case.channel, visit.case.walk_in.wishes[0][1]) == ("kiosk", 2)
    phone = opened(f"/warten/{holder_token(case_id=visit.case_id)}/")
    heading(phone, "Ihre Nummer B001")
    desk = at_desk(counter="7")
    press(desk, "n")
    expect(wall.locator("[data-calls] tr")).to_have_text("B0017")
    expect(phone.locator("[data-counter]")).to_have_text("7", timeout=12_000)
    press(desk, "b")
    click(desk, "Fertig")
    expect(phone.get_by_text("Ihr Besuch ist abgeschlossen.")).to_be_visible(timeout=15_000)
    terminal.get_by_role("link", name="Fertig").click()
    heading(terminal, "Willkommen. Haben Sie einen Termin?")


def test_whoever_has_an_appointment_taps_the_reference(at_terminal: Open, busy: Morning) -> None:
    terminal = at_terminal()
    terminal.get_by_role("link", name="Ich habe einen Termin").click()
    heading(terminal, "Mit Termin anmelden")
    for character in busy.appointments["Çiğdem Kaya"].case.reference.replace("-", ""):
        terminal.get_by_role("button", name=character, exact=True).click()
    terminal.get_by_role("button", name="Ich bin da").click()
    assert number_on(terminal) == "A003"


def test_a_scanner_types_the_code_on_the_start_page(at_terminal: Open, busy: Morning) -> None:
    terminal = at_terminal()
    terminal.keyboard.type(f"https://stadt.example/warten/{holder_token(case_id=busy.id('Çiğdem Kaya'))}/")
    terminal.keyboard.press("Enter")
    assert number_on(terminal) == "A003"


def test_a_code_before_the_camera_is_read_and_the_camera_is_off(at_terminal: Open, busy: Morning) -> None:
    terminal = with_camera(at_terminal())
    terminal.get_by_role("button", name="QR-Code mit der Kamera lesen").click()
    terminal.evaluate("() => allow()")
    seen = f"https://stadt.example/warten/{holder_token(case_id=busy.id('Çiğdem Kaya'))}/"
    terminal.evaluate("(text) => { window.seen = text; }", seen)
    assert number_on(terminal) == "A003"
    assert terminal.evaluate("() => on()") == [False]


def test_the_camera_is_off_once_the_page_is_left_also_where_it_is_allowed_only_then(at_terminal: Open) -> None:
    terminal = with_camera(at_terminal())
    terminal.get_by_role("button", name="QR-Code mit der Kamera lesen").click()
    terminal.evaluate("() => allow()")
    expect(terminal.locator("[data-view]")).to_be_visible()
    terminal.get_by_role("button", name="QR-Code mit der Kamera lesen").click()
    terminal.evaluate("() => allow()")
    terminal.wait_for_function("() => on().length === 2 && !on()[0]")
    assert terminal.evaluate("() => on()") == [False, True], "a second look ends the first"
    terminal.get_by_role("button", name="QR-Code mit der Kamera lesen").click()
    terminal.get_by_role("link", name="Zum Anfang").click()
    heading(terminal, "Willkommen. Haben Sie einen Termin?")
    terminal.evaluate("() => allow()")
    terminal.wait_for_function("() => on().length === 3 && !on().includes(true)")


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_by_keyboard_alone_a_number_is_drawn(at_terminal: Open, busy: Morning, size: tuple[int, int]) -> None:
    terminal = at_terminal(size=size)
    expect(terminal.get_by_role("heading", level=1)).to_be_visible()
    for name in ("Ich habe keinen Termin", ".kiosk__services a", "Nummer ziehen"):
        target = terminal.locator(name) if name.startswith(".") else terminal.get_by_text(name, exact=True)
        expect(target.first).to_be_visible(timeout=PATIENCE)
        for _ in range(40):
            terminal.keyboard.press("Tab")
            if target.first.evaluate("node => node.closest('a, button') === document.activeElement"):
                break
        terminal.keyboard.press("Enter")
        expect(target).to_have_count(0, timeout=PATIENCE)
    assert number_on(terminal) == "B001"


def test_without_a_script_everything_is_there(at_terminal: Open, busy: Morning) -> None:
    terminal = at_terminal(scripts=False)
    terminal.get_by_role("link", name="Ich habe einen Termin").click()
    for character in busy.appointments["Çiğdem Kaya"].case.reference.replace("-", ""):
        terminal.get_by_role("button", name=character, exact=True).click()
    terminal.get_by_role("button", name="Ich bin da").click()
    assert number_on(terminal) == "A003"
    terminal.get_by_role("link", name="Fertig").click()
    to_service(terminal, busy)
    terminal.get_by_role("button", name="Nummer ziehen").click()
    assert number_on(terminal) == "B001"


def test_a_cut_network_is_said_and_the_number_is_drawn_once_when_it_is_back(at_terminal: Open, busy: Morning) -> None:
    terminal = at_terminal()
    to_service(terminal, busy)
    terminal.context.set_offline(True)
    terminal.get_by_role("button", name="Nummer ziehen").click()
    expect(terminal.get_by_text("Keine Verbindung. Wir versuchen es weiter")).to_be_visible()
    assert not Visit.objects.filter(number__startswith="B").exists()
    terminal.context.set_offline(False)
    assert number_on(terminal) == "B001"
    expect(terminal.get_by_text("Keine Verbindung.")).to_be_hidden()


def test_a_number_whose_answer_was_lost_is_shown_and_drawn_once(at_terminal: Open, busy: Morning) -> None:
    terminal = at_terminal()
    to_service(terminal, busy)
    lost: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    terminal.route("**/anliegen/*/", lose_the_first_answer)
    terminal.get_by_role("button", name="Nummer ziehen").click()
    assert number_on(terminal) == "B001"
    assert lost == [303]
    assert Visit.objects.filter(number__startswith="B").count() == 1


def test_whoever_goes_away_is_asked_and_leaves_nothing_behind(at_terminal: Open, busy: Morning) -> None:
    terminal = at_terminal()
    terminal.clock.install()
    terminal.reload()
    terminal.get_by_role("link", name="Ich habe einen Termin").click()
    heading(terminal, "Mit Termin anmelden")
    terminal.get_by_role("button", name="K", exact=True).click()
    terminal.clock.run_for(46_000)
    expect(terminal.get_by_role("alertdialog")).to_be_visible()
    terminal.get_by_role("button", name="Ja, weiter").click()
    expect(terminal.get_by_role("alertdialog")).to_be_hidden()
    expect(terminal.get_by_label("Vorgangsnummer")).to_have_value("K")
    terminal.clock.run_for(46_000)
    expect(terminal.get_by_role("alertdialog")).to_be_visible()
    terminal.clock.run_for(32_000)
    heading(terminal, "Willkommen. Haben Sie einen Termin?")
    terminal.get_by_role("link", name="Ich habe einen Termin").click()
    expect(terminal.get_by_label("Vorgangsnummer")).to_have_value("")


def test_back_shows_nothing_of_whoever_was_here_before(at_terminal: Open, busy: Morning) -> None:
    terminal = at_terminal()
    to_service(terminal, busy)
    terminal.get_by_role("button", name="Nummer ziehen").click()
    assert number_on(terminal) == "B001"
    length: int = terminal.evaluate("history.length")
    terminal.get_by_role("link", name="Fertig").click()
    heading(terminal, "Willkommen. Haben Sie einen Termin?")
    assert terminal.evaluate("history.length") == length
    terminal.go_back()
    expect(terminal.get_by_text("B001")).to_have_count(0)


def test_arabic_runs_from_the_right_and_leaves_with_the_sitting(at_terminal: Open, busy: Morning) -> None:
    terminal = at_terminal(size=LANDSCAPE)
    terminal.locator("a[lang=ar]").click()
    expect(terminal.locator("html")).to_have_attribute("dir", "rtl", timeout=PATIENCE)
    assert overflow(terminal) == 0
    terminal.locator("a[lang=de]").click()
    expect(terminal.locator("html[dir]")).to_have_count(0, timeout=PATIENCE)


def barriers(page: Page) -> list[str]:
    """What axe finds, contrast of 7:1 included; what is too small to be hit; how much wider than the screen it is."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run({runOnly: tags})", rules)
    faults = [f"{fault['id']}: {node['html'][:120]}" for fault in found["violations"] for node in fault["nodes"]]
    small = page.evaluate(
        """least => [...document.querySelectorAll("a[href]:not(.skip), button, input:not([type=hidden])")]
            .filter((node) => node.offsetParent)
            .map((node) => [node.getBoundingClientRect(), node.outerHTML.slice(0, 80)])
            .filter(([box]) => box.width < least - 0.1 || box.height < least - 0.1).map(([, html]) => html)""",
        SMALLEST,
    )
    return [*faults, *(f"small: {html}" for html in small), *(["wider than the screen"] if overflow(page) else [])]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, PHONE, DESK])
@pytest.mark.parametrize("dark", [False, True])
def test_no_page_of_a_terminal_has_a_barrier(
    at_terminal: Open, busy: Morning, size: tuple[int, int], dark: bool
) -> None:
    reasons()
    page = at_terminal(size=size, dark=dark)
    found = {"start": barriers(page)}
    page.get_by_role("link", name="Ich habe einen Termin").click()
    heading(page, "Mit Termin anmelden")
    page.get_by_role("button", name="K", exact=True).click()
    page.get_by_role("button", name="Ich bin da").click()
    expect(page.get_by_text("erwarten wir hier heute niemanden")).to_be_visible(timeout=PATIENCE)
    found["refused"] = barriers(page)
    page.get_by_role("link", name="Zum Anfang").click()
    page.get_by_role("link", name="Ich habe keinen Termin").click()
    heading(page, "Worum geht es?")
    found["choose"] = barriers(page)
    page.locator(".kiosk__services a").first.click()
    expect(page.get_by_role("button", name="Nummer ziehen")).to_be_visible(timeout=PATIENCE)
    found["service"] = barriers(page)
    page.get_by_role("link", name="Es ist ein Notfall").click()
    heading(page, "Notfall")
    found["emergency"] = barriers(page)
    page.get_by_role("button", name="Reise morgen").click()
    number_on(page)
    found["shown"] = barriers(page)
    assert found == {name: [] for name in found}


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_manager_sets_a_terminal_up_on_pages_without_a_barrier(
    browser: Browser, live_server: LiveServer, busy: Morning, set_clock: object, size: tuple[int, int]
) -> None:
    signs_in_as(make_staff(role=Role.OFFICE_MANAGER, office=busy.place.office), "lea")
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="de-DE")
    page = context.new_page()
    sign_in(page, live_server, "lea")
    heading(page, "Schalter 7")
    page.goto(f"{live_server.url}/schalter/terminals/")
    page.get_by_label("Wo steht es?").fill("Eingang links")
    click(page, "Anlegen")
    assert (faults(page), overflow(page)) == ([], 0)
    link = urlsplit(page.locator("code").inner_text()).path
    page.goto(f"{live_server.url}{link}")
    assert (faults(page), overflow(page)) == ([], 0)
    click(page, "Dieses Gerät ist das Terminal")
    heading(page, "Willkommen. Haben Sie einen Termin?")
    context.close()
