"""A clerk at work in a browser: by keyboard alone, without a script, on a phone, in two tabs; what axe says of it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from einamt.accounts.models import Staff
from einamt.cases.models import CaseEvent
from einamt.catalog.models import ServiceOffer
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits.models import CounterRest, FloorRules, Visit
from tests.factories.accounts import PASSWORD, make_clerk
from tests.factories.appointments import make_bookable
from tests.factories.catalog import make_office
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at
from tools.system import ROOT

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
AXE = ROOT / "src" / "einamt" / "platform" / "shell" / "static" / "built" / "axe.js"
DESK, PHONE = (1440, 900), (390, 844)
ACTIONS = "**/schalter/aktion/"


@pytest.fixture
def browser(chromium_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Chromium; the test reads the database while playwright's loop runs in its thread."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        running = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield running
        running.close()
        connections.close_all()  # while playwright's loop runs, Django keeps connections of their own


@pytest.fixture
def busy(transactional_db: None) -> Morning:
    """The morning again, with Ada and Bilal already there."""
    morning = Morning(make_bookable(now=BOOKED_AT, counters=3))
    for name, clock in (("Ada Lovelace", "9:00"), ("Bilal Öztürk", "9:12"), ("Çiğdem Kaya", "9:24")):
        morning.book(name, clock)
    morning.arrive("Ada Lovelace", "8:50")
    morning.arrive("Bilal Öztürk", "8:55")
    return morning


@pytest.fixture
def nadia(busy: Morning) -> Staff:
    """Signs in with the name `nadia`."""
    return signs_in_as(make_clerk(office=busy.place.office), "nadia")


Open = Callable[..., Page]


def sign_in(page: Page, server: LiveServer, name: str, *, counter: str = "7") -> None:
    """By keyboard, up to the counter."""
    page.goto(f"{server.url}/schalter/")
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Schalter").fill(counter)
    page.keyboard.press("Enter")


def signs_in_as(clerk: Staff, name: str) -> Staff:
    """Somebody with a name and a password to sign in with."""
    clerk.username = name
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk


@pytest.fixture
def at_desk(
    browser: Browser, live_server: LiveServer, nadia: Staff, set_clock: Callable[[str], None]
) -> Iterator[Open]:
    """Opens a browser at a counter, or with none at the information desk: signs in and takes the desk by keyboard."""
    set_clock("9:00")
    contexts: list[BrowserContext] = []

    def open_desk(*, counter: str = "7", size: tuple[int, int] = DESK, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, locale="de-DE"
        )
        contexts.append(context)
        page = context.new_page()
        sign_in(page, live_server, "Nadia", counter=counter)
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Schalter {counter}" if counter else "Information")
        page.wait_for_load_state()  # the shortcuts are there once the page has its scripts
        return page

    yield open_desk
    for context in contexts:
        context.close()


def states() -> list[str]:
    return list(Visit.objects.order_by("case__appointment__starts_at").values_list("state", flat=True))


def press(page: Page, key: str) -> None:
    page.wait_for_load_state()
    with page.expect_navigation():
        page.keyboard.press(key)


def click(page: Page, button: str) -> None:
    """Clicks and is led on: a step at the counter is sent by a script, and the next page follows its answer."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document)")
    return [f"{each['id']}: {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]]


def test_a_visit_is_done_with_one_key_each(at_desk: Open, busy: Morning) -> None:
    FloorRules.objects.create(valid_from=at("9:00").date(), call_minutes=0, source="Beschluss")
    page = at_desk()
    press(page, "n")
    expect(page.locator("#vorgang")).to_have_text("Ada Lovelace")
    press(page, "w")
    press(page, "f")
    assert states() == ["done", "waiting"]
    press(page, "u")
    press(page, "f")
    press(page, "n")
    expect(page.locator("#vorgang")).to_have_text("Bilal Öztürk")
    press(page, "x")
    assert states() == ["done", "no-show"]


def test_what_was_done_is_said_with_two_keys(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    press(page, "n")
    page.wait_for_load_state()
    page.keyboard.press("d")
    with page.expect_request(ACTIONS) as sent:
        press(page, "f")
    assert "finish-with" in (sent.value.post_data or "")
    assert states() == ["done", "waiting"]


def test_somebody_is_registered_without_the_mouse(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    page.keyboard.press("s")
    page.keyboard.type("cigdem")
    press(page, "Enter")
    expect(page.locator("#vorgang")).to_have_text("Çiğdem Kaya")
    press(page, "a")
    assert states() == ["waiting", "waiting", "waiting"]
    press(page, "1")
    expect(page.locator("#vorgang")).to_have_text("Ada Lovelace")
    page.keyboard.press("?")
    expect(page.get_by_text("Wartende Person an dieser Stelle öffnen")).to_be_visible()


def test_somebody_is_handed_on_with_two_keys_although_others_wait(at_desk: Open, busy: Morning) -> None:
    cars = CounterGroup.objects.create(office=busy.place.office, key="kfz", name="Kfz-Zulassung")
    page = at_desk()
    press(page, "n")
    page.wait_for_load_state()
    page.keyboard.press("h")
    expect(page.get_by_role("button", name="Kfz-Zulassung")).to_be_visible()
    assert violations(page) == []
    press(page, "1")
    assert busy.visit("Ada Lovelace").group_id == cars.pk
    assert states() == ["waiting", "waiting"]


def test_a_digit_hands_nobody_on_while_the_choice_is_closed(at_desk: Open, busy: Morning) -> None:
    CounterGroup.objects.create(office=busy.place.office, key="kfz", name="Kfz-Zulassung")
    page = at_desk()
    press(page, "n")
    press(page, "1")
    expect(page.locator("#vorgang")).to_have_text("Bilal Öztürk")
    assert states() == ["called", "waiting"]


def test_calling_somebody_in_particular_parking_and_leaving_are_one_key_each(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    press(page, "2")
    press(page, "g")
    assert states() == ["waiting", "called"]
    press(page, "e")
    assert states() == ["waiting", "parked"]
    press(page, "i")
    assert states() == ["waiting", "left"]


def test_a_pause_and_closing_are_one_key_each(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    press(page, "p")
    expect(page.get_by_text("Ihr Schalter zählt als geschlossen")).to_be_visible()
    assert violations(page) == []
    press(page, "p")
    expect(page.get_by_text("Ihr Schalter zählt als geschlossen")).to_be_hidden()
    press(page, "n")
    page.wait_for_load_state()
    expect(page.get_by_role("button", name="Schalter schließen")).to_be_disabled()
    press(page, "f")
    press(page, "q")
    expect(page.get_by_text("Schalter 7 ist geschlossen.")).to_be_visible()


def test_whoever_speaks_to_the_machine_switches_the_keys_off_in_this_browser(at_desk: Open) -> None:
    desk = at_desk()
    count = """document.querySelector('.acts__next').addEventListener('click', (event) => {
        event.preventDefault(); window.clicks = (window.clicks ?? 0) + 1; })"""
    desk.get_by_role("button", name="Tasten ausschalten").click()
    desk.reload()
    desk.evaluate(count)
    desk.keyboard.press("n")
    assert desk.evaluate("window.clicks ?? 0") == 0
    expect(desk.locator(".acts__next .key")).to_be_hidden()
    expect(desk.locator("[aria-keyshortcuts]")).to_have_count(0)
    desk.get_by_role("button", name="Tasten einschalten").click()
    desk.locator("h1").click()
    desk.keyboard.press("n")
    assert desk.evaluate("window.clicks") == 1
    expect(desk.locator(".acts__next")).to_have_attribute("aria-keyshortcuts", "N")


def test_letters_in_a_field_do_nothing_but_write(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    press(page, "1")
    page.get_by_label("Notiz zu diesem Besuch").click()
    page.keyboard.type("nafuxw")
    expect(page.get_by_label("Notiz zu diesem Besuch")).to_have_value("nafuxw")
    assert states() == ["waiting", "waiting"]


def test_everything_works_without_a_script(at_desk: Open, busy: Morning) -> None:
    FloorRules.objects.create(valid_from=at("9:00").date(), call_minutes=0, source="Beschluss")
    page = at_desk(scripts=False)
    for button in ("Nächste Person", "Fertig", "Rückgängig", "Nicht erschienen"):
        click(page, button)
    assert states() == ["no-show", "waiting"]


def test_a_stale_tab_is_told_and_can_go_on(at_desk: Open, busy: Morning) -> None:
    first, second = at_desk(counter="4"), at_desk(counter="5")
    press(second, "1")
    press(first, "n")
    press(second, "g")
    reference = busy.appointments["Ada Lovelace"].case.reference
    expect(second.get_by_role("alert")).to_have_text(f"{reference} wurde schon an Schalter 4 aufgerufen.")
    press(second, "n")
    expect(second.locator("#vorgang")).to_have_text("Bilal Öztürk")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_has_a_barrier(at_desk: Open, busy: Morning, live_server: LiveServer, size: tuple[int, int]) -> None:
    page = at_desk(size=size)
    found = {"day": violations(page)}
    page.goto(f"{live_server.url}/schalter/?vorgang={busy.id('Ada Lovelace')}")
    found["visit"] = violations(page)
    press(page, "n")
    page.goto(f"{live_server.url}/schalter/vorgang/{busy.appointments['Bilal Öztürk'].case.reference}/")
    found["read-out"] = violations(page)
    page.goto(f"{live_server.url}/schalter/platz/")
    found["desk"] = violations(page)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/schalter/anmelden/")
    found["sign-in"] = violations(page)
    assert found == {page_name: [] for page_name in found}


@pytest.mark.parametrize("path", ["/schalter/", "/schalter/platz/"])
def test_a_phone_never_scrolls_sideways(at_desk: Open, live_server: LiveServer, path: str) -> None:
    page = at_desk(size=PHONE)
    page.goto(f"{live_server.url}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_list_that_changed_says_so_and_moves_nothing(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    page.clock.install()
    page.reload()
    busy.arrive("Çiğdem Kaya", "9:00")
    before = page.locator(".desk__queue").inner_text()
    page.clock.run_for(16_000)
    expect(page.get_by_role("link", name="Die Liste hat sich geändert: neu laden")).to_be_visible()
    assert page.locator(".desk__queue").inner_text() == before
    press(page, "l")
    assert page.locator(".desk__queue").inner_text() != before


def steps(morning: Morning, name: str) -> list[str]:
    """What the history of a person's case has of the visit."""
    events = (
        CaseEvent.objects.filter(case_id=morning.id(name)).order_by("occurred_at", "pk").values_list("kind", flat=True)
    )
    return [kind for kind in events if kind in {"arrived", "called", "started", "served", "missed"}]


def test_steps_taken_while_the_network_is_cut_are_sent_once_it_is_back(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    press(page, "n")
    page.wait_for_load_state()
    page.context.set_offline(True)
    page.keyboard.press("b")
    expect(page.get_by_text("Keine Verbindung. Vorgemerkt ist:")).to_contain_text("Beginnen")
    expect(page.get_by_role("button", name="Nächste Person")).to_be_disabled()
    page.keyboard.press("f")
    expect(page.get_by_text("Keine Verbindung. Vorgemerkt ist:")).to_contain_text("Fertig")
    assert violations(page) == []
    assert states() == ["called", "waiting"]
    with page.expect_navigation():
        page.context.set_offline(False)
    expect(page.get_by_text("Keine Verbindung.")).to_be_hidden()
    assert steps(busy, "Ada Lovelace") == ["arrived", "called", "started", "served"]
    press(page, "n")
    expect(page.locator("#vorgang")).to_have_text("Bilal Öztürk")


def test_a_pause_while_the_network_is_cut_is_kept_and_made_once(
    at_desk: Open, busy: Morning, set_clock: Callable[[str], None]
) -> None:
    page = at_desk()
    press(page, "n")
    press(page, "b")
    page.wait_for_load_state()
    page.context.set_offline(True)
    kept = page.get_by_text("Keine Verbindung. Vorgemerkt ist:")
    page.keyboard.press("f")
    expect(kept).to_contain_text("Fertig")
    page.keyboard.press("p")
    expect(kept).to_contain_text("Pause")
    expect(page.get_by_role("button", name="Pause")).to_be_disabled()
    assert violations(page) == []
    assert not CounterRest.objects.exists()
    set_clock("9:10")
    with page.expect_navigation():
        page.context.set_offline(False)
    expect(page.get_by_text("Ihr Schalter zählt als geschlossen")).to_be_visible()
    expect(kept).to_be_hidden()
    assert [each.counter for each in CounterRest.objects.all()] == ["7"]
    press(page, "p")
    expect(page.get_by_text("Ihr Schalter zählt als geschlossen")).to_have_count(0)
    page.reload()
    assert not CounterRest.objects.exists(), "what was kept is not sent again"


def test_a_minute_without_a_network_is_caught_up_as_of_the_moments_at_which_keys_were_pressed(
    at_desk: Open, busy: Morning, set_clock: Callable[[str], None]
) -> None:
    page = at_desk()
    page.clock.install()
    page.reload()
    press(page, "n")
    page.wait_for_load_state()
    page.context.set_offline(True)
    page.keyboard.press("b")
    expect(page.get_by_text("Keine Verbindung. Vorgemerkt ist:")).to_contain_text("Beginnen")
    page.clock.run_for(60_000)
    page.keyboard.press("f")
    expect(page.get_by_text("Keine Verbindung. Vorgemerkt ist:")).to_contain_text("Fertig")
    set_clock("9:10")
    with page.expect_navigation():
        page.context.set_offline(False)
    visit = Visit.objects.get(case_id=busy.id("Ada Lovelace"))
    assert visit.started_at is not None
    assert visit.ended_at is not None
    assert timedelta(seconds=50) < visit.ended_at - visit.started_at < timedelta(seconds=75)
    assert at("9:08") < visit.started_at < visit.ended_at <= at("9:10")


def test_a_step_whose_answer_was_lost_is_done_once(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    lost: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route(ACTIONS, lose_the_first_answer)
    press(page, "n")
    expect(page.locator("#vorgang")).to_have_text("Ada Lovelace")
    assert lost == [200]
    assert steps(busy, "Ada Lovelace") == ["arrived", "called"]
    assert states() == ["called", "waiting"]


def test_what_rested_on_a_refused_step_is_not_sent_and_named(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    press(page, "n")
    page.wait_for_load_state()
    page.context.set_offline(True)
    page.keyboard.press("b")
    page.keyboard.press("f")
    expect(page.get_by_text("Keine Verbindung. Vorgemerkt ist:")).to_contain_text("Fertig")
    busy.undo("Ada Lovelace", "9:00", counter="7")  # at the information desk meanwhile
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("Nicht mehr gesendet")).to_contain_text("Fertig")
    assert steps(busy, "Ada Lovelace") == ["arrived", "called"]
    page.get_by_role("button", name="Gelesen").click()
    expect(page.get_by_text("Nicht mehr gesendet")).to_be_hidden()


def test_a_step_that_has_become_too_old_is_not_sent_and_named(at_desk: Open, busy: Morning) -> None:
    page = at_desk()
    page.clock.install()
    page.reload()
    press(page, "n")
    page.wait_for_load_state()
    page.context.set_offline(True)
    page.keyboard.press("b")
    expect(page.get_by_text("Keine Verbindung. Vorgemerkt ist:")).to_contain_text("Beginnen")
    page.clock.fast_forward("13:00:00")
    expect(page.get_by_text("Nicht mehr gesendet")).to_contain_text("Beginnen")
    expect(page.get_by_text("Keine Verbindung.")).to_be_hidden()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("Nicht mehr gesendet")).to_contain_text("Beginnen")
    assert states() == ["called", "waiting"]


def test_nobody_else_at_this_browser_sends_what_was_kept(at_desk: Open, busy: Morning, live_server: LiveServer) -> None:
    signs_in_as(make_clerk(office=busy.place.office, full_name="Tom Berger"), "tom")
    page = at_desk()
    press(page, "n")
    page.wait_for_load_state()
    page.context.route(ACTIONS, lambda route: route.abort())
    page.keyboard.press("b")
    expect(page.get_by_text("Keine Verbindung. Vorgemerkt ist:")).to_contain_text("Beginnen")
    page.goto("about:blank")
    page.context.unroute_all()
    page.context.clear_cookies()
    sign_in(page, live_server, "Tom")
    expect(page.get_by_role("heading", level=1)).to_have_text("Schalter 7")
    expect(page.get_by_text("Keine Verbindung.")).to_be_hidden()
    assert states() == ["called", "waiting"]
    page.context.clear_cookies()
    sign_in(page, live_server, "Nadia")
    page.wait_for_url("**/schalter/?vorgang=*")
    assert states() == ["serving", "waiting"]


def test_whoever_closes_the_browser_in_the_middle_goes_on_where_they_were(
    at_desk: Open, busy: Morning, live_server: LiveServer
) -> None:
    page = at_desk()
    press(page, "n")
    press(page, "b")
    page.close()
    again = at_desk()
    expect(again.locator("#vorgang")).to_have_text("Ada Lovelace")
    press(again, "f")
    assert states() == ["done", "waiting"]


def test_somebody_is_handed_on_to_another_office_by_keyboard(at_desk: Open, busy: Morning) -> None:
    office = make_office(name="Rathaus Süd")
    ServiceOffer.objects.create(service=busy.place.service, office=office, steps=1)
    make_bookable(now=BOOKED_AT, counters=2, office=office, service=busy.place.service)
    page = at_desk()
    press(page, "n")
    page.wait_for_load_state()
    page.keyboard.press("h")
    press(page, "0")
    expect(page.get_by_role("heading", level=1)).to_have_text("A001 an ein anderes Amt weitergeben")
    assert violations(page) == []
    press(page, "1")
    expect(page.get_by_role("heading", level=1)).to_have_text("B001")
    expect(page.get_by_text("Gehen Sie heute noch hierher")).to_be_visible()
    assert violations(page) == []
    press(page, "u")
    expect(page.locator("#vorgang")).to_have_text("Ada Lovelace")
    assert states()[0] == "called"
