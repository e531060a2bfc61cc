"""A decision from the counter to its person, the objection to it, and what becomes of that."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.cases.decisions.models import Decision
from tests.cases.decisions.on_its_way import post_all
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.appointments import make_booking, somebody
from tests.journeys.conftest import (
    DESK,
    NOW,
    PHONE,
    Open,
    StandingClock,
    Town,
    link_in_last_mail,
    post,
    violations,
)

pytestmark = pytest.mark.journey
NAME, EMAIL = "Đặng-Nguyễn Thị Hà", "ha@example.org"


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def check_small_and_dark(page: Page) -> None:
    """The same on a phone and in the dark."""
    for (width, height), scheme in ((PHONE, "light"), (DESK, "dark"), (DESK, "light")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        check(page)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.fixture
def booked(town: Town) -> Any:
    contact = somebody(name=NAME, email=EMAIL)
    return make_booking(at=town.near, day=NOW.date() + timedelta(days=1), minute=8 * 60 + 12, now=NOW, contact=contact)


def clerk_at(open_browser: Open, town: Town, path: str) -> tuple[Page, Staff]:
    clerk = make_staff(role=Role.CLERK, office=town.near.office, password=PASSWORD)
    page = open_browser(size=DESK)
    page.goto(town.url + path)
    page.get_by_label("Benutzername").fill(clerk.username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    return page, clerk


def issue(desk: Page, *, way: str) -> None:
    """From the page of the case: written, looked at, changed, issued."""
    desk.get_by_role("link", name="Bescheid erlassen").click()
    heading(desk, "Bescheid erlassen")
    expect(desk.get_by_label("Vor- und Nachname")).to_have_value(NAME)
    desk.get_by_label("Worum es geht").fill("Ihr Antrag auf einen Reisepass")
    desk.get_by_label("Entscheidung", exact=True).fill("Wir lehnen Ihren Antrag ab.")
    desk.get_by_label("Begründung").fill("Es fehlt die Urkunde.")
    desk.get_by_label(way, exact=True).check()
    desk.get_by_role("button", name="Bescheid ansehen").click()
    expect(desk.get_by_role("alert").first).to_contain_text("brauchen wir Straße mit Hausnummer")
    check(desk)
    desk.get_by_label("Straße und Hausnummer").fill("Breite Straße 3")
    desk.get_by_label("Postleitzahl").fill("13187")
    desk.get_by_label(re.compile("^Ort")).fill("Musterstadt")
    desk.get_by_label("Die Person ist mit der Bekanntgabe im Portal einverstanden").check()
    desk.get_by_role("button", name="Bescheid ansehen").click()
    heading(desk, "Bescheid ansehen")
    check(desk)
    assert not Decision.objects.exists()
    desk.get_by_role("button", name="Text ändern").click()
    desk.get_by_label("Begründung").fill("Es fehlt die Geburtsurkunde.")
    desk.get_by_role("button", name="Bescheid ansehen").click()
    expect(desk.get_by_text("Es fehlt die Geburtsurkunde.")).to_be_visible()
    expect(desk.get_by_text("innerhalb eines Monats")).to_be_visible()
    desk.get_by_role("button", name="Erlassen").click()
    heading(desk, "Ihr Antrag auf einen Reisepass")
    check(desk)


def sign_in_by_mail(page: Page, town: Town) -> None:
    """From the page that asks for it."""
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_role("button", name="Link schicken").click()
    page.goto(town.url + link_in_last_mail("/konto/link/"))
    page.get_by_role("button", name="Jetzt anmelden").click()


def fetch(phone: Page, town: Town, *, look: Callable[[Page], None]) -> str:
    """By the link in the mail; what the file says."""
    phone.goto(town.url + link_in_last_mail("/konto/bescheid/"))
    sign_in_by_mail(phone, town)
    heading(phone, "Bescheid abrufen")
    look(phone)
    expect(phone.get_by_text("Reisepass")).to_have_count(0)
    phone.get_by_role("button", name="Bescheid jetzt abrufen").click()
    expect(phone.get_by_text("Er ist abgerufen und gilt ab Mittwoch, 25. November 2026.")).to_be_visible()
    expect(phone.get_by_text("Widerspruch ist möglich bis Montag, 28. Dezember 2026.")).to_be_visible()
    look(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Bescheid herunterladen (PDF)").click()
    return " ".join("".join(page.extract_text() for page in PdfReader(download.value.path()).pages).split())


def object_to_it(phone: Page, *, look: Callable[[Page], None]) -> str:
    """On the page of the case; the reference of the objection."""
    phone.get_by_role("link", name="Widerspruch einlegen").click()
    heading(phone, "Widerspruch einlegen")
    look(phone)
    phone.get_by_role("button", name="Widerspruch absenden").click()
    expect(phone.get_by_text("Bitte füllen Sie „Vor- und Nachname“ aus.").first).to_be_visible()
    phone.get_by_label("Vor- und Nachname").fill(NAME)
    phone.get_by_label("E-Mail-Adresse").fill(EMAIL)
    phone.get_by_label("Warum sind Sie nicht einverstanden?").fill("Die Urkunde lag bei.")
    phone.get_by_role("button", name="Widerspruch absenden").click()
    heading(phone, "Ihr Widerspruch ist eingegangen")
    expect(phone.get_by_text("Bitte noch unterschreiben")).to_be_visible()
    look(phone)
    return phone.locator(".slip__number").inner_text()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_decision_is_issued_fetched_objected_to_and_set_aside(
    open_browser: Open, town: Town, booked: Any, has_scripts: bool
) -> None:
    look: Callable[[Page], None] = check if has_scripts else (lambda _page: None)
    desk, _issuer = clerk_at(open_browser, town, f"/schalter/vorgang/{booked.case.reference}/")
    check(desk)
    issue(desk, way="im Portal zum Abruf, sonst nach zehn Tagen mit der Post")
    post()

    phone = open_browser(size=PHONE, scripts=has_scripts)
    text = fetch(phone, town, look=look)
    assert "Es fehlt die Geburtsurkunde." in text
    reference = object_to_it(phone, look=look)

    desk.goto(f"{town.url}/schalter/widersprueche/{reference}/")
    expect(desk.get_by_text("Sie haben den Bescheid selbst erlassen.")).to_be_visible()
    expect(desk.get_by_role("button", name="Prüfung beginnen")).to_have_count(0)
    check(desk)

    other, _reviewer = clerk_at(open_browser, town, "/schalter/widersprueche/")
    check(other)
    other.get_by_role("link", name=reference).click()
    expect(other.get_by_text("Die Urkunde lag bei.")).to_be_visible()
    expect(other.get_by_text("aufschiebende Wirkung")).to_be_visible()
    check(other)
    other.get_by_role("button", name="Prüfung beginnen").click()
    other.get_by_role("button", name="Zurückweisen").click()
    heading(other, "Widerspruch zurückweisen")
    check(other)
    other.get_by_role("button", name="Ja, abschließen").click()
    expect(other.get_by_text("Erlassen Sie zuerst den Widerspruchsbescheid")).to_be_visible()
    check(other)
    other.get_by_role("button", name="Abhelfen, Bescheid aufheben").click()
    other.get_by_role("link", name="Nein, zurück").click()
    other.get_by_role("button", name="Abhelfen, Bescheid aufheben").click()
    other.get_by_role("button", name="Ja, abschließen").click()
    expect(other.get_by_text("Sie haben recht bekommen")).to_be_visible()
    check(other)

    phone.goto(f"{town.url}/echtheit/")
    phone.get_by_label("Code auf dem Dokument").fill(text.split("Code: ")[1].split()[0])
    phone.get_by_role("button", name="Code prüfen").click()
    expect(phone.get_by_text("Dieses Dokument ist von uns, gilt aber seit")).to_be_visible()


def test_who_has_only_reference_and_code_is_told_that_there_is_a_decision_and_not_what_it_says(
    open_browser: Open, town: Town, booked: Any
) -> None:
    desk, _ = clerk_at(open_browser, town, f"/schalter/vorgang/{booked.case.reference}/")
    issue(desk, way="im Portal zum Abruf, sonst nach zehn Tagen mit der Post")
    phone = open_browser(size=PHONE)
    phone.goto(f"{town.url}/vorgang/?reference={booked.case.reference}")
    phone.get_by_label("Code").fill(booked.code)
    phone.get_by_role("button", name="Stand zeigen").click()
    expect(phone.get_by_text("Ein Bescheid liegt für Sie bereit.")).to_be_visible()
    expect(phone.get_by_text("Ihr Antrag auf einen Reisepass")).to_have_count(0)
    check(phone)
    decision = Decision.objects.get()
    answer = phone.request.get(f"{town.url}/vorgang/dokument/{decision.pk}.pdf")
    assert answer.status == 404


def test_a_letter_objection_is_written_down_at_the_counter_late_and_taken_back_by_its_person(
    open_browser: Open, town: Town, clock: StandingClock, booked: Any
) -> None:
    desk, _ = clerk_at(open_browser, town, f"/schalter/vorgang/{booked.case.reference}/")
    desk.get_by_role("link", name="Bescheid erlassen").click()
    desk.get_by_label("Worum es geht").fill("Ihr Antrag auf einen Reisepass")
    desk.get_by_label("Entscheidung", exact=True).fill("Wir lehnen Ihren Antrag ab.")
    desk.get_by_label("Begründung").fill("Es fehlt die Urkunde.")
    desk.get_by_label("jetzt am Schalter ausgehändigt").check()
    desk.get_by_role("button", name="Bescheid ansehen").click()
    desk.get_by_role("button", name="Erlassen").click()
    expect(desk.get_by_text("Er gilt seit Dienstag, 24. November 2026.")).to_be_visible()
    clock.forward(days=40)
    desk, _ = clerk_at(open_browser, town, f"/schalter/vorgang/{booked.case.reference}/")
    desk.get_by_role("link", name="Ihr Antrag auf einen Reisepass").click()
    desk.get_by_role("link", name="Widerspruch aufnehmen").click()
    heading(desk, "Widerspruch aufnehmen")
    check(desk)
    desk.get_by_label("als unterschriebener Brief").check()
    desk.get_by_label("Vor- und Nachname").fill(NAME)
    desk.get_by_label("E-Mail-Adresse").fill(EMAIL)
    desk.get_by_role("button", name="Widerspruch aufnehmen").click()
    expect(desk.get_by_text("Prüfen Sie, ob die Person ohne Schuld verhindert war")).to_be_visible()
    check(desk)
    told = re.search(r"Vorgang (\S+), Code (\S+)\.", desk.locator("body").inner_text())
    assert told is not None

    phone = open_browser(size=PHONE)
    phone.goto(f"{town.url}/vorgang/?reference={told[1]}")
    phone.get_by_label("Code").fill(told[2])
    phone.get_by_role("button", name="Stand zeigen").click()
    expect(phone.get_by_text("nach Ablauf der Frist")).to_be_visible()
    check(phone)
    phone.get_by_role("link", name="Widerspruch zurücknehmen").click()
    heading(phone, "Widerspruch zurücknehmen")
    check(phone)
    phone.get_by_role("button", name="Link schicken").click()
    heading(phone, "Bitte sehen Sie in Ihre E-Mails")
    check(phone)
    post()
    phone.goto(town.url + link_in_last_mail("/vorgang/widerspruch/zuruecknehmen/"))
    heading(phone, "Widerspruch zurücknehmen")
    check(phone)
    phone.get_by_role("button", name="Ja, zurücknehmen").click()
    heading(phone, "Ihr Widerspruch ist zurückgenommen")
    check(phone)


def test_a_letter_that_its_person_says_never_came_is_sent_again_and_its_day_put_right(
    open_browser: Open, town: Town, booked: Any
) -> None:
    desk, _ = clerk_at(open_browser, town, f"/schalter/vorgang/{booked.case.reference}/")
    issue(desk, way="mit der Post")
    post()
    post_all(NOW.date(), NOW)
    desk.reload()
    check(desk)
    desk.get_by_role("button", name="Die Person sagt, er kam nicht an").click()
    heading(desk, "Bescheid nicht angekommen")
    check_small_and_dark(desk)
    desk.get_by_role("button", name="Ja, vermerken").click()
    heading(desk, "Bescheid noch einmal schicken")
    desk.get_by_label("förmlich zugestellt").check()
    desk.get_by_role("button", name="Auf den Weg bringen").click()
    expect(desk.get_by_text("Er wird förmlich zugestellt.")).to_be_visible()
    day = desk.get_by_label("Angekommen oder zugestellt am")
    day.fill("2026-11-24")
    desk.get_by_role("button", name="Vermerken").click()
    expect(desk.get_by_text("Er gilt seit Dienstag, 24. November 2026.")).to_be_visible()
    desk.get_by_text("Tag berichtigen").click()
    desk.get_by_label("Angekommen oder zugestellt am").fill("2026-11-24")
    desk.get_by_role("button", name="Vermerken").click()
    expect(desk.get_by_role("alert").first).to_contain_text("Warum ein anderer Tag")
    check_small_and_dark(desk)
    desk.get_by_text("Widerrufen", exact=True).click()
    desk.get_by_label("Es enthält einen Fehler").check()
    desk.get_by_role("button", name="Bescheid widerrufen").click()
    heading(desk, "Bescheid widerrufen")
    check(desk)
    desk.get_by_role("button", name="Ja, widerrufen").click()
    expect(desk.get_by_text("Er ist widerrufen und gilt nicht mehr.")).to_be_visible()
    check(desk)
