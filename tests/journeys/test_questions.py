"""A question of the office, answered on the status page; then one of the citizen, answered at the counter."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from einamt.accounts.rights import Role
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.appointments import make_booking, somebody
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Town, link_in_last_mail, post, violations

pytestmark = pytest.mark.journey
QUESTION, ANSWER = "Bringen Sie auch die Geburtsurkunde mit?", "Ja, die von Đặng-Nguyễn Thị Hà."
OWN, REPLY = "Gibt es bei Ihnen einen Aufzug?", "Ja, gleich am Eingang."


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def come_to_the_counter(page: Page, town: Town, username: str, path: str) -> None:
    page.goto(town.url + path)
    page.get_by_label("Benutzername").fill(username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


def write_first(phone: Page, desk: Page, town: Town, *, reference: str, look: Callable[[Page], None]) -> None:
    """The citizen writes without having been asked, and the counter writes back without a question."""
    phone.goto(f"{town.url}/vorgang/stand/")
    phone.get_by_text("Dem Amt zu diesem Vorgang schreiben").click()
    expect(phone.get_by_text("kein Antrag und kein Widerspruch")).to_be_visible()
    phone.get_by_label("Ihre Nachricht").fill(OWN)
    look(phone)
    phone.get_by_role("button", name="Nachricht senden").click()
    expect(phone.get_by_text(OWN)).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("heute")).to_be_visible()
    check(desk)
    desk.get_by_role("link", name=reference).click()
    desk.get_by_role("link", name="Fragen oder schreiben").click()
    desk.get_by_label("Frage an die Person").fill(REPLY)
    desk.get_by_label("Ich brauche keine Antwort darauf").check()
    desk.get_by_role("button", name="Senden").click()
    expect(desk.get_by_text(REPLY)).to_be_visible()
    phone.reload()
    expect(phone.get_by_text(REPLY)).to_be_visible()
    expect(phone.get_by_text("Das Amt hat eine Frage an Sie.")).to_have_count(0)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_question_of_the_office_is_answered_and_one_of_the_citizen_is_too(
    open_browser: Open, town: Town, has_scripts: bool
) -> None:
    contact = somebody(name="Đặng-Nguyễn Thị Hà", email="ha@example.org")
    booked = make_booking(
        at=town.near, day=NOW.date() + timedelta(days=1), minute=8 * 60 + 12, now=NOW, contact=contact
    )
    clerk = make_staff(role=Role.CLERK, office=town.near.office, password=PASSWORD)
    desk, phone = open_browser(size=DESK), open_browser(size=PHONE, scripts=has_scripts)
    reference = booked.case.reference

    come_to_the_counter(desk, town, clerk.username, f"/schalter/vorgang/{reference}/")
    check(desk)
    desk.get_by_role("link", name="Fragen oder schreiben").click()
    desk.get_by_label("Frage an die Person").fill(QUESTION)
    check(desk)
    desk.get_by_role("button", name="Senden").click()
    expect(desk.get_by_text(QUESTION)).to_be_visible()

    post()
    phone.goto(town.url + link_in_last_mail("/vorgang/"))
    phone.get_by_label("Vorgangsnummer").fill(reference)
    phone.get_by_label("Code").fill(booked.code)
    phone.get_by_role("button", name="Stand zeigen").click()
    expect(phone.get_by_text("Das Amt hat eine Frage an Sie.")).to_be_visible()
    if has_scripts:
        check(phone)
    phone.get_by_label("Ihre Antwort").fill(ANSWER)
    phone.get_by_role("button", name="Antwort senden").click()
    expect(phone.get_by_text(ANSWER)).to_be_visible()
    expect(phone.get_by_text("Das Amt hat eine Frage an Sie.")).to_have_count(0)
    if has_scripts:
        check(phone)

    desk.goto(f"{town.url}/schalter/antworten/")
    check(desk)
    desk.get_by_role("link", name=reference).click()
    expect(desk.get_by_text(ANSWER)).to_be_visible()
    check(desk)
    desk.get_by_role("button", name="Nachricht ist erledigt").click()
    expect(desk.get_by_text("Zurzeit wartet keine Nachricht.")).to_be_visible()
    check(desk)
    write_first(phone, desk, town, reference=reference, look=check if has_scripts else lambda _page: None)
