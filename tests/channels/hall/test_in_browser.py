"""A hall at work in browsers: a desk, the wall and a phone at the same time; a network that goes; what axe says."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from einamt.cases.tokens import holder_token
from einamt.kernel.actor import Actor, ActorKind
from einamt.procedures.visits.hall_codes import display_key, hall_code
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.ticketing import stop_tickets
from tests.channels.counter.test_in_browser import AXE, DESK, PHONE, at_desk, browser, busy, click, nadia, press
from tests.procedures.visits.conftest import Morning, at

__all__ = ["at_desk", "browser", "busy", "nadia"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WALL = (1920, 1080)
Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer, set_clock: Callable[[str], None]) -> Iterator[Open]:
    """Opens a page in a browser of its own."""
    set_clock("9:00")
    contexts: list[BrowserContext] = []

    def open_page(path: str, *, size: tuple[int, int] = PHONE, scripts: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            locale="de-DE",
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def wall_of(morning: Morning) -> str:
    office = morning.place.office
    return f"/anzeige/{office.slug}/{display_key(office_id=office.pk)}/"


def faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found["violations"] for node in fault["nodes"]]


def overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def test_a_visit_from_the_phone_to_done_with_information_counter_and_wall_beside(
    opened: Open, at_desk: Open, busy: Morning, set_clock: Callable[[str], None]
) -> None:
    wall = opened(wall_of(busy), size=WALL)
    expect(wall.get_by_text("In den letzten zehn Minuten wurde niemand aufgerufen.")).to_be_visible()
    information = at_desk(counter="")
    set_clock("9:10")
    phone = opened(f"/da/{busy.place.office.slug}/{hall_code(office_id=busy.place.office.pk, now=at('9:10'))}/")
    phone.get_by_label("Vorgangsnummer").fill(busy.appointments["Çiğdem Kaya"].case.reference)
    phone.get_by_role("button", name="Ich bin da").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ihre Nummer A003")
    expect(phone.locator("[data-front]")).to_have_text("2")
    expect(information.locator(".live")).to_be_visible(timeout=30_000)
    press(information, "l")
    expect(information.locator(".desk__queue")).to_contain_text("A003")
    desk = at_desk(counter="7")
    press(desk, "n")
    expect(wall.locator("[data-calls] tr")).to_have_text("A0017")
    expect(phone.locator("[data-front]")).to_have_text("1", timeout=12_000)
    press(desk, "b")
    click(desk, "Fertig")
    information.keyboard.press("s")
    information.keyboard.type("bilal")
    press(information, "Enter")
    expect(information.locator("#vorgang")).to_have_text("Bilal Öztürk")
    press(information, "i")
    assert busy.visit("Bilal Öztürk").state == "left"
    desk.goto(desk.url.split("?")[0])
    press(desk, "n")
    expect(phone.locator("[data-counter]")).to_be_visible(timeout=12_000)
    expect(phone.locator("[data-counter]")).to_have_text("7")
    expect(phone).to_have_title("→ 7: A003, Bürgeramt Rathaus Nord – Ihre Stadt")
    expect(wall.locator("[data-calls] tr.is-new")).to_have_text("A0037")
    information.goto(information.url.split("?")[0])
    expect(information.locator(".desk__queue")).to_contain_text("Schalter 7")
    assert [faults(page) for page in (information, desk, wall, phone)] == [[], [], [], []]
    press(desk, "b")
    click(desk, "Fertig")
    expect(phone.get_by_text("Ihr Besuch ist abgeschlossen.")).to_be_visible(timeout=15_000)
    assert Visit.objects.get(number="A003").state == "done"


def test_the_wall_says_that_it_has_lost_us_and_comes_back_without_calling_an_old_number_anew(
    opened: Open, busy: Morning, set_clock: Callable[[str], None]
) -> None:
    busy.call("Ada Lovelace", "9:00", counter="3")
    wall = opened(wall_of(busy), size=WALL)
    expect(wall.locator("[data-calls] tr")).to_have_text("A0013")
    expect(wall.locator("[data-lost]")).to_be_hidden()
    wall.context.set_offline(True)
    expect(wall.get_by_text("Verbindung verloren seit")).to_be_visible(timeout=20_000)
    expect(wall.locator("[data-calls] tr")).to_have_text("A0013")
    busy.call("Bilal Öztürk", "8:59", counter="4")
    wall.context.set_offline(False)
    expect(wall.get_by_text("Verbindung verloren seit")).to_be_hidden(timeout=10_000)
    expect(wall.locator("[data-calls] tr")).to_have_count(2)
    expect(wall.locator("[data-calls] tr.is-new")).to_have_count(0)


def test_a_device_whose_clock_is_wrong_shows_the_citys_time_and_takes_no_call_for_an_old_one(
    opened: Open, busy: Morning
) -> None:
    wall = opened(wall_of(busy), size=WALL)
    phone = opened(f"/da/{busy.place.office.slug}/{hall_code(office_id=busy.place.office.pk, now=at('9:00'))}/")
    for page in (wall, phone):
        page.clock.install(time=at("12:00"))
        page.reload()
    phone.get_by_label("Vorgangsnummer").fill(busy.appointments["Çiğdem Kaya"].case.reference)
    phone.get_by_label("Code auf der Anzeige").fill(hall_code(office_id=busy.place.office.pk, now=at("9:00")))
    phone.get_by_role("button", name="Ich bin da").click()
    expect(phone.locator("[data-front]")).to_have_text("2")
    assert busy.visit("Çiğdem Kaya").arrived_at == at("9:00")
    busy.call("Çiğdem Kaya", "9:00", counter="3")
    for page in (wall, phone):
        page.clock.run_for(7_000)
    expect(phone.locator("[data-counter]")).to_have_text("3", timeout=15_000)
    expect(phone.locator("[data-read]")).to_have_text("9:00")
    expect(wall.locator("[data-calls] tr.is-new")).to_have_text("A0033")
    expect(wall.locator("[data-clock]")).to_have_text("9:00")


@pytest.mark.parametrize("put_to", ["6:00", "12:00"])
def test_a_wall_whose_clock_is_put_right_while_it_stands_there_tells_new_calls_from_old_ones(
    opened: Open, busy: Morning, set_clock: Callable[[str], None], put_to: str
) -> None:
    wall = opened(wall_of(busy), size=WALL)
    wall.clock.install(time=at("9:00"))
    wall.reload()
    wall.clock.set_system_time(at(put_to))
    set_clock("9:05")
    wall.clock.run_for(3_000)
    expect(wall.locator("[data-clock]")).to_have_text("9:05")
    busy.call("Ada Lovelace", "9:04", counter="3")
    busy.call("Çiğdem Kaya", "9:05", counter="4")
    wall.clock.run_for(3_000)
    expect(wall.locator("[data-calls] tr")).to_have_count(2)
    expect(wall.locator("[data-calls] tr.is-new")).to_have_text(["A0034"])


def test_a_phone_vibrates_for_every_call(opened: Open, busy: Morning) -> None:
    phone = opened(f"/warten/{holder_token(case_id=busy.id('Ada Lovelace'))}/")
    phone.evaluate("() => { navigator.vibrate = () => document.body.append(document.createElement('i')); }")
    rings = phone.locator("body > i")
    busy.call("Ada Lovelace", "9:00", counter="3")
    expect(rings).to_have_count(1, timeout=15_000)
    busy.recall("Ada Lovelace", "9:01", counter="3")
    expect(rings).to_have_count(2, timeout=15_000)
    busy.hand_on("Ada Lovelace", "9:02", to=busy.place.group.pk, counter="3")
    busy.call("Ada Lovelace", "9:02", counter="4")
    expect(rings).to_have_count(3, timeout=15_000)
    expect(phone.locator("[data-counter]")).to_have_text("4")


def test_the_wall_says_aloud_that_numbers_are_stopped_in_its_languages_and_why(opened: Open, busy: Morning) -> None:
    wall = opened(wall_of(busy), size=WALL)
    wall.evaluate("() => { window.said = []; speechSynthesis.speak = (words) => said.push([words.lang, words.text]); }")
    wall.get_by_role("button", name="Ton einschalten").click()
    manager = Actor(ActorKind.STAFF, "manager")
    stop_tickets(
        office_id=busy.place.office.pk, group_id=None, reason="Zu viele warten.", author=manager, now=at("9:00")
    )
    expect(wall.locator("[data-stops] li")).to_contain_text("No new numbers since 9:00")
    assert wall.evaluate("said") == [
        ["de-DE", "Seit 9:00 Uhr keine neuen Nummern"],
        ["en-GB", "No new numbers since 9:00"],
        ["de-DE", "Zu viele warten."],
    ]
    assert (faults(wall), overflow(wall)) == ([], 0)


def test_the_wall_says_aloud_until_when_numbers_are_stopped(opened: Open, busy: Morning) -> None:
    wall = opened(wall_of(busy), size=WALL)
    wall.evaluate("() => { window.said = []; speechSynthesis.speak = (words) => said.push([words.lang, words.text]); }")
    wall.get_by_role("button", name="Ton einschalten").click()
    stop_tickets(
        office_id=busy.place.office.pk,
        group_id=busy.place.group.pk,
        reason="Zu viele warten.",
        author=Actor(ActorKind.STAFF, "manager"),
        now=at("9:00"),
        until_at=at("14:00"),
    )
    group = busy.place.group.name
    expect(wall.locator("[data-stops] li")).to_contain_text(f"No new numbers for {group} from 9:00 until 14:00")
    assert wall.evaluate("said") == [
        ["de-DE", f"Von 9:00 bis 14:00 Uhr keine neuen Nummern für {group}"],
        ["en-GB", f"No new numbers for {group} from 9:00 until 14:00"],
        ["de-DE", "Zu viele warten."],
    ]


def test_a_screen_reader_is_told_each_call_once_and_of_the_own_place_only_what_changes(
    opened: Open, busy: Morning, set_clock: Callable[[str], None]
) -> None:
    busy.call("Ada Lovelace", "9:00", counter="3")
    busy.arrive("Çiğdem Kaya", "9:00")
    wall = opened(wall_of(busy), size=WALL)
    phone = opened(f"/warten/{holder_token(case_id=busy.id('Çiğdem Kaya'))}/")
    watch = """(live) => { window.said = []; new MutationObserver((changes) => changes.forEach((change) =>
        change.addedNodes.forEach((node) => said.push(node.textContent)))).observe(document.querySelector(live),
        { childList: true, subtree: true, characterData: true }); }"""
    wall.evaluate(watch, "[data-calls]")
    phone.evaluate(watch, "[data-spot] [role=status]")
    busy.take("Dora", "9:00")
    expect(wall.locator("[data-waiting]")).to_have_text("3")
    busy.call("Bilal Öztürk", "9:00", counter="4")
    expect(wall.locator("[data-calls] tr")).to_have_text(["A0024", "A0013"])
    busy.recall("Bilal Öztürk", "9:00", counter="4")
    expect(wall.locator("[data-calls] tr[data-times='2']")).to_have_text("A0024")
    set_clock("9:01")
    expect(wall.locator("[data-age]")).to_have_text("9:01")
    assert wall.evaluate("said") == ["A0024", "A0024"]
    expect(phone.locator("[data-read]")).to_have_text("9:01", timeout=12_000)
    assert "9:01" not in phone.evaluate("said")


@pytest.mark.parametrize("size", [WALL, (1366, 768), (1080, 1920)])
def test_all_that_hangs_on_the_wall_fits_on_it_with_a_full_list_and_a_note(
    opened: Open, busy: Morning, size: tuple[int, int]
) -> None:
    for counter in range(1, 9):
        busy.take(f"Person {counter}", "8:40")
        busy.call(f"Person {counter}", "9:00", counter=str(counter))
    stop_tickets(
        office_id=busy.place.office.pk,
        group_id=None,
        reason="Zu viele warten.",
        author=Actor(ActorKind.STAFF, "manager"),
        now=at("9:00"),
    )
    wall = opened(wall_of(busy), size=size)
    expect(wall.locator("[data-calls] tr")).to_have_count(7)
    expect(wall.locator("[data-calls] tr").last).to_be_in_viewport(ratio=1)
    expect(wall.get_by_role("button", name="Ton einschalten")).to_be_in_viewport(ratio=1)
    assert wall.evaluate("document.documentElement.scrollHeight - innerHeight") == 0


def test_without_a_script_everything_is_there(opened: Open, busy: Morning) -> None:
    busy.call("Ada Lovelace", "9:00", counter="3")
    wall = opened(wall_of(busy), size=WALL, scripts=False)
    expect(wall.locator("[data-calls] tr")).to_have_text("A0013")
    phone = opened(f"/da/{busy.place.office.slug}/", scripts=False)
    phone.get_by_label("Vorgangsnummer").fill(busy.appointments["Çiğdem Kaya"].case.reference)
    phone.get_by_label("Code auf der Anzeige").fill(hall_code(office_id=busy.place.office.pk, now=at("9:00")))
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Vor Ihnen warten: 1")).to_be_visible()
    phone.get_by_text("Ich gehe wieder").click()
    phone.get_by_role("button", name="Ja, ich gehe").click()
    expect(phone.get_by_text("Sie haben gesagt, dass Sie gehen.")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_no_page_of_the_hall_has_a_barrier_or_is_wider_than_the_screen(opened: Open, busy: Morning, dark: bool) -> None:
    busy.call("Ada Lovelace", "9:00", counter="3")
    phone = opened(f"/da/{busy.place.office.slug}/", dark=dark)
    pages = [phone, opened("/so-rufen-wir-auf/", dark=dark), opened(wall_of(busy), size=WALL, dark=dark)]
    assert [(page.url, faults(page), overflow(page)) for page in pages] == [(page.url, [], 0) for page in pages]
    phone.get_by_label("Vorgangsnummer").fill("falsch")
    phone.get_by_label("Code auf der Anzeige").fill("AAAA")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Dieser Code steht hier gerade nicht auf der Anzeige.")).to_be_visible()
    assert (faults(phone), overflow(phone)) == ([], 0)
    phone.get_by_label("Vorgangsnummer").fill(busy.appointments["Çiğdem Kaya"].case.reference)
    phone.get_by_label("Code auf der Anzeige").fill(hall_code(office_id=busy.place.office.pk, now=at("9:00")))
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Vor Ihnen warten: 1")).to_be_visible()
    assert (faults(phone), overflow(phone)) == ([], 0)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_number_is_given_out_by_keyboard_alone(at_desk: Open, busy: Morning, size: tuple[int, int]) -> None:
    desk = at_desk(size=size)
    press(desk, "t")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nummer ausgeben")
    assert (faults(desk), overflow(desk)) == ([], 0)
    desk.keyboard.type("pass")
    press(desk, "Enter")
    expect(desk.locator(".draw__service").first).to_be_focused()
    press(desk, "Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("B001")
    assert (faults(desk), overflow(desk)) == ([], 0)
    press(desk, "z")
    expect(desk.get_by_role("heading", name="B001")).to_be_visible()
