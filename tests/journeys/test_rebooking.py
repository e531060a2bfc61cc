"""An appointment is moved: the old time stays until the new one is confirmed, whatever comes between."""

import re
from datetime import UTC, date, datetime

import icalendar
import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.operations import expire_holds
from tests.factories.appointments import make_booking, somebody, unbalanced
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

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture
def link(town: Town) -> str:
    """The address from the confirmation of an appointment on Thursday at eight."""
    contact = somebody(name="Ayşe Öztürk", email="ayse@example.org")
    make_booking(at=town.near, day=THURSDAY, minute=480, contact=contact, now=NOW)
    post()
    return town.url + link_in_last_mail("/termin/aendern/")


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def hold_friday(page: Page, link: str) -> None:
    """From the mail to the question whether to move."""
    page.goto(link)
    page.get_by_role("link", name="Andere Zeit wählen").click()
    page.get_by_role("link", name=re.compile("Freitag, 27. November")).click()
    page.get_by_role("button", name=re.compile("Rathaus Nord, 9:00 Uhr")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Termin verschieben?")


def event_of_last_mail() -> icalendar.Component:
    """The event in the invitation that came with the last mail."""
    content = mail.outbox[-1].attachments[0].get_payload(decode=True)
    return icalendar.Calendar.from_ical(content).walk("VEVENT")[0]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")])
def test_the_old_time_stays_until_the_new_one_is_confirmed_and_the_calendar_follows(
    open_browser: Open, town: Town, link: str, size: tuple[int, int], scheme: Scheme
) -> None:
    page = open_browser(size=size, scheme=scheme)
    page.goto(link)
    check(page)
    hold_friday(page, link)
    check(page)
    expect(page.get_by_text("Donnerstag, 26. November 2026, 8:00 Uhr")).to_be_visible()
    expect(page.get_by_text("Freitag, 27. November 2026, 9:00 Uhr").first).to_be_visible()
    assert town.near.free(THURSDAY)[0] == 1
    assert town.near.free(FRIDAY)[5] == 1
    assert Appointment.objects.get().capacity_day.day == THURSDAY

    page.get_by_role("button", name="Termin verschieben").click()
    expect(page.get_by_text("Ihr Termin ist verschoben.")).to_be_visible()
    expect(page.get_by_text("Freitag, 27. November 2026, 9:00 Uhr")).to_be_visible()
    check(page)
    assert town.near.free(THURSDAY)[0] == 2
    post()
    event = event_of_last_mail()
    assert event["SEQUENCE"] == 1
    assert event.decoded("DTSTART") == datetime(2026, 11, 27, 8, tzinfo=UTC)
    assert unbalanced() == []


def test_who_thinks_better_of_it_keeps_the_old_time_and_gives_the_new_one_back(
    open_browser: Open, town: Town, link: str
) -> None:
    page = open_browser(size=PHONE)
    hold_friday(page, link)
    page.get_by_role("link", name="Alten Termin behalten").click()
    expect(page.get_by_text("Donnerstag, 26. November 2026, 8:00 Uhr")).to_be_visible()
    check(page)
    assert Appointment.objects.get().capacity_day.day == THURSDAY
    assert unbalanced() == []


def test_a_held_time_that_ran_out_and_went_to_somebody_else_leaves_the_old_one(
    open_browser: Open, town: Town, link: str, clock: StandingClock
) -> None:
    page = open_browser(size=PHONE)
    hold_friday(page, link)
    expire_holds(now=clock.forward(minutes=16))
    for _ in range(2):
        make_booking(at=town.near, day=FRIDAY, minute=540, now=clock.now)
    page.get_by_role("button", name="Termin verschieben").click()
    expect(page.get_by_text("Wir konnten den Termin nicht länger für Sie halten", exact=False)).to_be_visible()
    check(page)
    page.goto(link)
    expect(page.get_by_text("Donnerstag, 26. November 2026, 8:00 Uhr")).to_be_visible()
    assert unbalanced() == []


def test_two_windows_move_one_appointment_once(open_browser: Open, town: Town, link: str) -> None:
    page = open_browser(size=DESK)
    hold_friday(page, link)
    page.get_by_role("button", name="Termin verschieben").dblclick()
    expect(page.get_by_text("Ihr Termin ist verschoben.")).to_be_visible()
    page.go_back()
    page.wait_for_load_state()
    page.reload()
    assert Appointment.objects.get().capacity_day.day == FRIDAY
    assert unbalanced() == []


def test_the_keyboard_alone_moves_an_appointment(open_browser: Open, town: Town, link: str) -> None:
    page = open_browser(size=DESK)
    page.goto(link)
    _tab_to(page, "Andere Zeit wählen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wann passt es Ihnen besser?")
    _tab_to(page, re.compile("13:00"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Termin verschieben?")
    _tab_to(page, "Termin verschieben")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ihr Termin ist verschoben.")).to_be_visible()
    assert Appointment.objects.get().start_minute == 780
    assert unbalanced() == []


def test_a_move_works_without_scripts(open_browser: Open, town: Town, link: str) -> None:
    page = open_browser(size=PHONE, scripts=False)
    hold_friday(page, link)
    page.get_by_role("button", name="Termin verschieben").click()
    expect(page.get_by_text("Ihr Termin ist verschoben.")).to_be_visible()
    assert Appointment.objects.get().capacity_day.day == FRIDAY


def _tab_to(page: Page, name: str | re.Pattern[str]) -> None:
    """Press Tab until something with this name is focused."""
    page.wait_for_load_state()
    for _ in range(150):
        page.keyboard.press("Tab")
        text = page.evaluate(
            "(e => e.getAttribute('aria-label') || e.innerText || e.value || '')(document.activeElement)"
        ).strip()
        if text == name if isinstance(name, str) else name.search(text):
            return
    pytest.fail(f"{name} is never reached")
