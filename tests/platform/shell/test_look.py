"""The components in a browser: what axe says, on a phone and a desk, light and dark, by keyboard, without scripts.

Nothing here needs a database: one server and one browser serve the whole module.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, expect, sync_playwright

from einamt.platform.shell import city, navigation
from einamt.platform.shell.components import showcase
from einamt.platform.shell.models import City
from tools.system import ROOT

pytestmark = pytest.mark.journey
AXE = ROOT / "src" / "einamt" / "platform" / "shell" / "static" / "built" / "axe.js"
PHONE, DESK = (390, 844), (1440, 900)
PAGES = ["/", "/schalter/", "/suche/", "/vergeben/", "/weg/"]

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        running = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(static_folder: None) -> Iterator[str]:
    """A server with the pages of look_urls, for a city of which only the name is known."""
    plain_files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(
            ROOT_URLCONF="tests.platform.shell.look_urls",
            STORAGES={**settings.STORAGES, "staticfiles": plain_files},
            ALLOWED_HOSTS=["127.0.0.1"],
        ),
    ):
        patch.setattr(city, "current", lambda: City(name="Berlin", hotline="115"))
        patch.setattr(navigation, "_entries", {"citizen": [], "staff": [], "foot": []})
        navigation.add(area="citizen", label="Bausteine", url_name="components", order=1)
        navigation.add(area="citizen", label="Vergeben", url_name="refused", order=2)
        server = LiveServerThread("127.0.0.1", StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a page; the test fails when the browser's console says anything."""
    said: list[str] = []

    def open_page(
        path: str = "/", *, size: tuple[int, int] = DESK, scheme: str = "light", scripts: bool = True, csp: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            bypass_csp=not csp,
            locale="de-DE",
        )
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}{path}")
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing(visit: Open, path: str, scheme: str, size: tuple[int, int]) -> None:
    page = visit(path, size=size, scheme=scheme, csp=False)
    if path == "/":
        expect(page.locator(".chart svg")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(found => found.violations.map(each => [each.id, each.nodes[0].target]))")
    assert found == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 640])
def test_no_page_scrolls_sideways(visit: Open, path: str, width: int) -> None:
    page = visit(path, size=(width, 700))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_that_is_pressed_is_large_enough_for_a_thumb(visit: Open) -> None:
    small = visit(size=PHONE).evaluate(
        """() => [...document.querySelectorAll('a, button, select, summary, textarea, input')]
            .filter(each => {
                const style = getComputedStyle(each), box = each.getBoundingClientRect();
                if (!box.width || style.display === 'inline' || style.position === 'absolute') return false;
                if (each.matches('[type=radio], [type=checkbox]')) return each.parentElement.offsetHeight < 43.5;
                return box.height < 43.5 || box.width < 43.5;
            }).map(each => each.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_the_menu_unfolds_without_a_script_and_closes_with_escape(visit: Open) -> None:
    page = visit(size=PHONE, scripts=False)
    entry = page.get_by_role("link", name="Vergeben")
    expect(entry).to_be_hidden()
    page.get_by_role("button", name="Menü").press("Enter")
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(page.get_by_role("button", name="Menü")).to_be_focused()


def test_on_a_desk_the_menu_stands_in_the_bar(visit: Open) -> None:
    page = visit()
    expect(page.get_by_role("button", name="Menü")).to_be_hidden()
    expect(page.get_by_role("link", name="Bausteine")).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_summary_of_errors_takes_the_focus(visit: Open, scripts: bool) -> None:
    expect(visit(scripts=scripts).locator(".error-summary")).to_be_focused()


def test_the_first_press_of_tab_offers_the_content(visit: Open) -> None:
    page = visit("/vergeben/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_hold_counts_down_by_the_servers_clock(visit: Open) -> None:
    page = visit("/weg/")
    late_by_a_generation = datetime(1999, 12, 31, 23, tzinfo=UTC)
    page.clock.set_fixed_time(late_by_a_generation)
    page.goto(page.url.removesuffix("weg/"))
    clock = page.locator(".held__clock")
    expect(clock).to_have_text("14:32")
    page.clock.set_fixed_time(late_by_a_generation + timedelta(seconds=32))
    expect(clock).to_have_text("14:00")
    page.clock.set_fixed_time(late_by_a_generation + timedelta(minutes=4, seconds=32))
    expect(page.locator("[data-spoken]")).to_have_text("Der Termin ist noch 10 Minuten für Sie gehalten.")
    page.clock.set_fixed_time(late_by_a_generation + timedelta(minutes=15))
    expect(page.locator(".held__over")).to_be_visible()
    expect(clock).to_be_hidden()


def test_without_scripts_a_hold_says_until_when(visit: Open) -> None:
    page = visit(scripts=False)
    expect(page.get_by_text("Für Sie gehalten bis 9:51 Uhr")).to_be_visible()


def test_the_arrow_keys_move_through_the_free_days(visit: Open) -> None:
    page = visit()
    free = page.locator(".calendar a.day")
    free.first.focus()
    for key, day in (("ArrowRight", "26"), ("ArrowDown", "10"), ("End", "11"), ("Home", "7"), ("ArrowLeft", "5")):
        page.keyboard.press(key)
        expect(page.locator(":focus .day__number")).to_have_text(day)


def test_a_free_day_is_read_out_with_its_times(visit: Open) -> None:
    link = visit().get_by_role("link", name="Dienstag, 24. November, 12 Zeiten frei", exact=True)
    expect(link).to_have_attribute("aria-current", "date")


def test_a_table_sorts_by_the_head_that_is_pressed(visit: Open) -> None:
    page = visit()
    names = page.locator("#zahlen tbody th")
    head = page.get_by_role("columnheader", name="Tage", exact=True)
    head.get_by_role("button").click()
    expect(names).to_have_text(["Spandau", "Mitte", "Pankow", "Neukölln"])
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").press("Enter")
    expect(names).to_have_text(["Neukölln", "Pankow", "Mitte", "Spandau"])


def test_a_key_presses_its_button_but_not_while_somebody_types(visit: Open) -> None:
    page = visit("/schalter/")
    page.evaluate(
        """document.querySelectorAll('[data-key]').forEach(button =>
            button.addEventListener('click', () => document.title += button.dataset.key))"""
    )
    page.keyboard.press("s")
    page.get_by_label("Name").press("s")
    page.get_by_label("Name").press("F2")
    assert page.title().endswith("SF2")


def test_suggestions_are_options_that_the_arrow_keys_choose(visit: Open) -> None:
    page = visit("/suche/")
    field = page.get_by_label("Anliegen")
    field.press_sequentially("re")
    expect(page.get_by_role("status")).to_have_text("2 Vorschläge.")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    chosen = page.get_by_role("option", name="Reisepass")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_attribute("aria-selected", "false")
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions")).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")


def test_suggestions_that_fit_no_more_go_away(visit: Open) -> None:
    page = visit("/suche/")
    field = page.get_by_label("Anliegen")
    field.press_sequentially("re")
    expect(page.locator(".suggestions")).to_be_visible()
    field.press_sequentially("x")
    field.fill("zzz")
    expect(page.locator(".suggestions")).to_have_count(0)


def test_paper_gets_dark_ink_also_from_a_dark_screen(visit: Open) -> None:
    page = visit("/vergeben/", scheme="dark")
    assert brightness(page) > 0.8
    page.emulate_media(media="print")
    assert brightness(page) < 0.3


def brightness(page: Page) -> float:
    """Of the text, 0 black to 1 white."""
    return float(
        page.evaluate(
            """() => { const canvas = document.createElement('canvas').getContext('2d');
            canvas.fillStyle = getComputedStyle(document.body).color; canvas.fillRect(0, 0, 1, 1);
            return canvas.getImageData(0, 0, 1, 1).data[1] / 255; }"""
        )
    )


def test_only_a_page_with_rare_letters_fetches_them(visit: Open) -> None:
    page = visit("/vergeben/")
    loaded = "performance.getEntriesByType('resource').map(each => each.name).filter(name => /woff2$/.test(name))"
    assert {name.rsplit("-", 1)[1] for name in page.evaluate(loaded)} == {"base.woff2"}
    page = visit("/")
    page.evaluate("document.fonts.ready")
    assert {name.rsplit("-", 1)[1] for name in page.evaluate(loaded)} == {"base.woff2", "latin.woff2", "marked.woff2"}


def test_the_pages_keep_to_a_strict_policy(visit: Open) -> None:
    page = visit()
    policy = page.request.get(page.url).headers["content-security-policy"]
    assert "unsafe" not in policy
    expect(page.locator(".chart svg")).to_be_visible()


def test_the_showcase_shows_a_hold_that_lies_ahead() -> None:
    assert showcase.context()["held_until"] == showcase.NOW + timedelta(minutes=14, seconds=32)
