"""A citizen's way from "I need a passport" to "done", in a browser."""

import re
from datetime import date

import pytest
from django.core import mail
from playwright.sync_api import Page, Route, expect

from einamt.procedures.appointments.models import Appointment, Hold
from einamt.procedures.appointments.operations import expire_holds
from tests.factories.appointments import make_booking
from tests.journeys.conftest import (
    NOW,
    PHONE,
    Open,
    StandingClock,
    Town,
    book,
    fill_in,
    hold_first_time,
    link_in_last_mail,
    post,
)

pytestmark = pytest.mark.journey


@pytest.mark.smoke
def test_somebody_finds_books_moves_cancels_and_follows(open_browser: Open, town: Town) -> None:
    page = open_browser(size=PHONE)
    page.goto(town.url)
    page.get_by_role("combobox").fill("reisepass")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Reisepass beantragen").click()
    page.get_by_role("button", name="Termin buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wann passt es Ihnen?")
    page.get_by_role("link", name=re.compile("Donnerstag, 26. November")).click()
    page.get_by_role("button", name=re.compile("8:24 Uhr")).click()
    expect(page.get_by_text("Für Sie gehalten:")).to_be_visible()
    fill_in(page)
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    reference = page.locator(".slip__number").inner_text()
    code = page.locator(".slip__code").inner_text()

    post()
    confirmation = mail.outbox[-1]
    assert confirmation.to == ["ayse@example.org"]
    assert reference in confirmation.body
    assert [part.get_filename() for part in confirmation.attachments] == ["termin.ics"]  # type: ignore[union-attr]

    page.goto(town.url + link_in_last_mail("/termin/aendern/"))
    page.get_by_role("link", name="Andere Zeit wählen").click()
    page.get_by_role("link", name=re.compile("Freitag, 27. November")).click()
    page.get_by_role("button", name=re.compile("Bürgeramt Ganz Weit, 13:00 Uhr")).click()
    page.get_by_role("button", name="Termin verschieben").click()
    expect(page.get_by_text("Ihr Termin ist verschoben.")).to_be_visible()
    expect(page.get_by_text("Freitag, 27. November 2026, 13:00 Uhr")).to_be_visible()
    post()
    assert "27. November" in mail.outbox[-1].body

    page.goto(f"{town.url}/vorgang/")
    page.get_by_label("Vorgangsnummer").fill(reference.lower().replace("-", " "))
    page.get_by_label("Code").fill(code.lower())
    page.get_by_role("button", name="Stand zeigen").click()
    expect(page.get_by_text("Gebucht", exact=True)).to_be_visible()
    expect(page.get_by_text("Termin verschoben", exact=True)).to_be_visible()

    page.get_by_role("link", name="Termin ändern oder absagen").click()
    page.get_by_role("link", name="Termin absagen").click()
    assert Appointment.objects.get().cancelled_at is None
    page.get_by_role("button", name="Termin absagen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Termin ist abgesagt")
    post()
    assert "abgesagt" in mail.outbox[-1].subject
    page.goto(f"{town.url}/vorgang/stand/")
    expect(page.get_by_text("Abgesagt", exact=True)).to_be_visible()


def test_a_double_click_books_once_and_shows_the_booking(open_browser: Open, town: Town) -> None:
    page = open_browser()
    hold_first_time(page, town)
    fill_in(page)
    page.get_by_role("button", name="Termin verbindlich buchen").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    expect(page.locator(".slip__code")).to_have_text(Appointment.objects.get().case_code)


def test_a_double_click_on_a_time_holds_it_once(open_browser: Open, town: Town) -> None:
    page = open_browser()
    page.goto(town.times_url)
    page.locator("button.chip").first.dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wer kommt?")
    assert Hold.objects.filter(outcome=Hold.Outcome.KEPT).count() == 1


def test_an_answer_that_was_lost_on_the_way_is_found_by_trying_again(open_browser: Open, town: Town) -> None:
    page = open_browser()
    hold_first_time(page, town)
    fill_in(page)
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/termin/pruefen/", lose_first_answer)
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    page.wait_for_timeout(500)
    assert lost
    assert Appointment.objects.count() == 1
    page.goto(f"{town.url}/termin/pruefen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    expect(page.locator(".slip__number")).to_have_text(Appointment.objects.get().case.reference)


def test_without_a_network_nothing_typed_is_lost(open_browser: Open, town: Town) -> None:
    page = open_browser()
    hold_first_time(page, town)
    fill_in(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.goto(f"{town.url}/termin/pruefen/")
    expect(page.get_by_text("ayse@example.org")).to_be_visible()
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")


def test_everything_works_without_scripts(open_browser: Open, town: Town) -> None:
    page = open_browser(scripts=False, size=PHONE)
    page.goto(f"{town.url}/leistungen/{town.service.slug}/")
    page.get_by_role("button", name="Termin buchen").click()
    page.get_by_role("button", name="Ort, Tag und Uhrzeit eingrenzen").click()
    page.get_by_label("In der Nähe von").fill("10707")
    page.get_by_role("button", name="Freie Zeiten zeigen").click()
    expect(page.get_by_role("heading", level=3).first).to_have_text("Bürgeramt Ganz Weit")
    page.locator("button.chip").first.click()
    expect(page.get_by_text("Für Sie gehalten bis 10:15 Uhr")).to_be_visible()
    fill_in(page)
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte schauen Sie in Ihre E-Mails")
    assert Appointment.objects.count() == 0

    elsewhere = open_browser(scripts=False)
    elsewhere.goto(town.url + link_in_last_mail("/termin/bestaetigen/"))
    assert Appointment.objects.count() == 0
    elsewhere.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    elsewhere.get_by_role("link", name="Ändern oder absagen").click()
    elsewhere.get_by_role("link", name="Termin absagen").click()
    elsewhere.get_by_role("button", name="Termin absagen").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Dieser Termin ist abgesagt")


def _tab_to(page: Page, what: str, *, most: int = 120) -> None:
    """Press Tab until the focus is on something named like `what`, on a page that has arrived whole."""
    page.wait_for_load_state()
    for _ in range(most):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => {
                const e = document.activeElement;
                if (e === document.body) return "";
                return (e.labels?.[0]?.innerText ?? e.innerText ?? "").trim();
            }"""
        )
        if what in str(name).replace("\n", " "):
            return
    pytest.fail(f"the keyboard never reaches {what!r}")


def test_the_keyboard_alone_books_and_cancels(open_browser: Open, town: Town) -> None:
    page = open_browser()
    page.goto(f"{town.url}/leistungen/{town.service.slug}/")
    _tab_to(page, "Termin buchen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wann passt es Ihnen?")
    _tab_to(page, "Kalender überspringen")
    page.keyboard.press("Enter")
    _tab_to(page, "10:12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wer kommt?")
    _tab_to(page, "Vor- und Nachname")
    page.keyboard.type("Ayşe Öztürk")
    _tab_to(page, "E-Mail-Adresse")
    page.keyboard.type("ayse@example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    _tab_to(page, "Diese E-Mail-Adresse ist nicht vollständig.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-Mail-Adresse")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(".org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stimmt alles?")
    _tab_to(page, "Termin verbindlich buchen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    _tab_to(page, "Ändern oder absagen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin")
    _tab_to(page, "Termin absagen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diesen Termin absagen?")
    _tab_to(page, "Termin absagen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Termin ist abgesagt")


def test_a_script_that_arrives_late_does_not_take_the_focus_from_the_field(open_browser: Open, town: Town) -> None:
    page = open_browser()
    hold_first_time(page, town)
    late: list[Route] = []
    page.route("**/built/focus*.js", lambda route: late.append(route))  # noqa: PLW0108 - playwright marks what it calls
    page.get_by_label("E-Mail-Adresse").fill("ayse@example")
    page.get_by_label("E-Mail-Adresse").press("Enter", no_wait_after=True)
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("E-Mail-Adresse").click()
    late[0].continue_()
    page.wait_for_load_state()
    expect(page.get_by_label("E-Mail-Adresse")).to_be_focused()


def test_a_time_that_is_gone_at_the_tap_offers_the_next_one_in_one_tap(open_browser: Open, town: Town) -> None:
    page = open_browser(size=PHONE)
    page.goto(f"{town.times_url}&tag=2026-11-26")
    for _ in range(2):
        make_booking(at=town.near, day=date(2026, 11, 26), minute=8 * 60, now=NOW)
    page.get_by_role("button", name=re.compile(", 8:00 Uhr")).click()
    expect(
        page.get_by_text("Dieser Termin wurde gerade vergeben. Um 8:12 Uhr ist im selben Amt noch einer frei.")
    ).to_be_visible()
    page.get_by_role("button", name="Do, 26. Nov, 8:12 Uhr nehmen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wer kommt?")
    expect(page.get_by_text("8:12 Uhr, Bürgeramt Rathaus Nord")).to_be_visible()


def test_a_form_left_open_too_long_is_booked_all_the_same(open_browser: Open, town: Town, clock: StandingClock) -> None:
    page = open_browser()
    hold_first_time(page, town, day=date(2026, 11, 26))
    expire_holds(now=clock.forward(minutes=20))
    fill_in(page)
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")


def test_the_back_button_never_books_twice(open_browser: Open, town: Town) -> None:
    page = open_browser()
    book(page, town)
    page.go_back()
    page.wait_for_load_state()
    button = page.get_by_role("button", name="Termin verbindlich buchen")
    if button.count():
        button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Termin ist gebucht")
    assert Appointment.objects.count() == 1


def test_two_windows_of_one_browser_are_told_apart(open_browser: Open, town: Town) -> None:
    first = open_browser()
    hold_first_time(first, town)
    second = first.context.new_page()
    second.goto(f"{town.times_url}&tag=2026-11-26")
    second.locator("button.chip").nth(2).click()
    first.get_by_label("Vor- und Nachname").fill("Ayşe Öztürk")
    first.get_by_label("E-Mail-Adresse").fill("ayse@example.org")
    first.get_by_role("button", name="Weiter: Prüfen").click()
    expect(first.get_by_text("Sie haben in einem anderen Fenster inzwischen eine andere Zeit gewählt")).to_be_visible()
    expect(first.get_by_label("Vor- und Nachname")).to_have_value("Ayşe Öztürk")
    first.get_by_role("button", name="Weiter: Prüfen").click()
    expect(first.get_by_text("Donnerstag, 26. November 2026, 8:24 Uhr")).to_be_visible()


def test_the_remaining_time_counts_down(open_browser: Open, town: Town) -> None:
    page = open_browser()
    page.clock.install()
    hold_first_time(page, town)
    page.wait_for_load_state()  # the script counts from then on
    page.clock.run_for(61_000)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"13:5\d"))


def test_suggestions_appear_while_typing_and_lead_to_the_service(open_browser: Open, town: Town) -> None:
    page = open_browser()
    page.goto(town.url)
    page.get_by_role("combobox").press_sequentially("reisep")
    page.locator(".suggestions").get_by_role("option", name="Reisepass beantragen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reisepass beantragen")


def test_an_english_reader_books_in_english_and_gets_an_english_mail(open_browser: Open, town: Town) -> None:
    page = open_browser(locale="en-GB")
    page.goto(f"{town.url}/en/leistungen/{town.service.slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Apply for a passport")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Book an appointment").click()
    page.locator("button.chip").first.click()
    page.get_by_label("First name and surname").fill("Ada Lovelace")
    page.get_by_label("Email address").fill("ada@example.org")
    page.get_by_role("button", name="Next: check your details").click()
    page.get_by_role("button", name="Book this appointment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your appointment is booked")
    post()
    assert "Apply for a passport" in mail.outbox[-1].body
    assert "Tuesday, 24 November 2026" in mail.outbox[-1].body
    assert "/en/" in link_in_last_mail("/termin/aendern/")
