"""The waitlist and the draw in a browser: a freed time is accepted by one tap, and lots can be checked."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from einamt.platform.web import queue_page
from einamt.procedures.appointments import jobs
from einamt.procedures.appointments.fairness.models import WaitlistEntry
from einamt.procedures.appointments.models import Appointment, Offer
from tests.factories.appointments import make_rules, unbalanced
from tests.journeys.conftest import (
    DESK,
    NOW,
    PHONE,
    Open,
    Scheme,
    StandingClock,
    Town,
    link_in_last_mail,
    post,
    violations,
)

pytestmark = pytest.mark.journey


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def join(page: Page, town: Town) -> None:
    """From the page of times onto the list, with the proof of work done in the background."""
    page.goto(town.times_url)
    page.locator('a[href*="/warteliste/"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Auf die Warteliste")
    page.get_by_label("Vor- und Nachname").fill("Ayşe Öztürk")
    page.get_by_label("E-Mail-Adresse").fill("ayse@example.org")


def sent(page: Page) -> None:
    """The list is joined, and the entry is shown."""
    page.get_by_role("button", name="Auf die Warteliste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Platz auf der Warteliste")


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_somebody_joins_changes_the_wishes_and_accepts_an_offer_by_one_tap(
    open_browser: Open, town: Town, size: tuple[int, int], scheme: Scheme
) -> None:
    page = open_browser(size=size, scheme=scheme)
    join(page, town)
    page.get_by_text("Nur bestimmte Tage, Zeiten oder Ämter").click()
    page.get_by_label("Freitag").check()
    check(page)
    sent(page)
    check(page)
    expect(page.get_by_text("Vor Ihnen wartet niemand")).to_be_visible()

    page.get_by_role("link", name="Wünsche ändern, Platz behalten").click()
    expect(page.get_by_label("Freitag")).to_be_checked()
    page.get_by_label("Freitag").uncheck()
    page.get_by_label("Donnerstag").check()
    page.get_by_label("In der Nähe von (Adresse oder Postleitzahl)").fill("10707")
    page.get_by_label("Höchstens so weit entfernt").select_option("2")
    check(page)
    page.get_by_role("button", name="Wünsche speichern").click()
    expect(page.get_by_text("Ihre Wünsche sind gespeichert.")).to_be_visible()
    expect(page.get_by_text("Bürgeramt Ganz Weit")).to_be_visible()

    jobs.serve_waitlist(NOW)
    post()
    page.goto(town.url + link_in_last_mail("/termin/angebot/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Passt Ihnen diese Zeit?")
    expect(page.get_by_text("Reisepass beantragen")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Zeit annehmen").click()
    expect(page.get_by_text("Bürgeramt Ganz Weit").first).to_be_visible()
    appointment = Appointment.objects.get()
    assert (appointment.person_name, appointment.capacity_day.day.isoweekday()) == ("Ayşe Öztürk", 4)
    assert unbalanced() == []


def test_a_time_that_does_not_suit_goes_back_and_the_place_stays(open_browser: Open, town: Town) -> None:
    page = open_browser(size=PHONE)
    join(page, town)
    sent(page)
    jobs.serve_waitlist(NOW)
    page.reload()
    page.get_by_role("link", name="Angebot ansehen").click()
    page.get_by_role("button", name="Passt nicht, andere Zeit anbieten").click()
    expect(page.get_by_text("Sie haben diese Zeit abgelehnt.")).to_be_visible()
    check(page)
    jobs.serve_waitlist(NOW)
    assert Offer.objects.count() == 2
    assert len(set(Offer.objects.values_list("capacity_day_id", "start_minute"))) == 2
    assert WaitlistEntry.objects.get().state == "offered"


def test_without_scripts_a_mail_confirms_and_the_keyboard_is_enough(open_browser: Open, town: Town) -> None:
    page = open_browser(scripts=False)
    join(page, town)
    page.get_by_label("E-Mail-Adresse").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte sehen Sie in Ihre E-Mails")
    post()
    page.goto(town.url + link_in_last_mail("/warteliste/"))
    page.get_by_role("button", name="Eintrag bestätigen").press("Enter")
    expect(page.get_by_text("Vor Ihnen wartet niemand")).to_be_visible()
    page.get_by_role("button", name="Warteliste verlassen").press("Enter")
    expect(page.get_by_text("Sie haben die Warteliste verlassen.")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_lots_decide_and_anybody_can_check_it(
    open_browser: Open, town: Town, clock: StandingClock, size: tuple[int, int], scheme: Scheme
) -> None:
    rules = make_rules()
    rules.release_minute, rules.draw_minutes, rules.offer_ahead_hours = 10 * 60 + 30, 10, 0
    rules.save()
    jobs.serve_waitlist(NOW)
    page = open_browser(size=size, scheme=scheme)
    page.goto(f"{town.url}/verlosung/")
    expect(page.get_by_text("Die nächste Verlosung sammelt von")).to_be_visible()
    check(page)
    clock.forward(minutes=31)
    join(page, town)
    expect(page.get_by_text("Schnelligkeit hilft nicht")).to_be_visible()
    check(page)
    page.get_by_text("Nur bestimmte Tage, Zeiten oder Ämter").click()
    page.get_by_label("Frühestens am").fill((NOW + timedelta(days=55)).date().isoformat())
    sent(page)
    expect(page.get_by_text("Sie nehmen an der Verlosung teil")).to_be_visible()

    jobs.serve_waitlist(clock.forward(minutes=10))
    page.reload()
    expect(page.get_by_text("als Nummer 1 von 1 gezogen")).to_be_visible()
    page.get_by_role("link", name="Verlosungen nachprüfen").click()
    expect(page.get_by_text("1 Los. 1 Angebot.")).to_be_visible()
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Nachweis herunterladen (JSON)").click()
    assert WaitlistEntry.objects.get().lot in download.value.path().read_text()


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")])
@pytest.mark.parametrize("is_sent", [False, True])
def test_whoever_waits_for_their_turn_meets_no_barrier_and_gets_in_by_themselves(
    open_browser: Open, town: Town, size: tuple[int, int], scheme: Scheme, is_sent: bool
) -> None:
    page = open_browser(size=size, scheme=scheme)
    asked: list[str] = []
    sent_form = queue_page.Sent([("name", "Ada")]) if is_sent else None

    def answer(route: Route) -> None:
        asked.append(route.request.post_data or "")
        if len(asked) > 1:
            route.fulfill(body="<h1>Da</h1>", content_type="text/html")
            return
        waiting = queue_page.page(language="de", turn_in=200, asks_in=3, sent=sent_form)
        route.fulfill(status=202, body=waiting, headers=dict(queue_page.policies()))

    page.route("**/warteliste/", answer)
    page.goto(f"{town.url}/warteliste/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Da", timeout=60_000)
    assert asked == ["", "name=Ada" if is_sent else ""]
    # under its own policy axe could not be let in
    look = open_browser(size=size, scheme=scheme)
    look.set_content(queue_page.page(language="de", turn_in=200, asks_in=900, sent=sent_form).decode())
    check(look)
