"""A daughter acts for her mother: asked for on a phone, confirmed at the counter, said on every page, ended."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from einamt.accounts.rights import Role
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.files import pdf
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Town, hold_first_time, post
from tests.journeys.test_account import sign_in_by_mail
from tests.journeys.test_questions import check, come_to_the_counter
from tools.clamav import TemporaryScanner

pytestmark = pytest.mark.journey
HA = "Đặng-Nguyễn Thị Hà"


def end_it(phone: Page, desk: Page, town: Town) -> None:
    """The counter would have to say why; whoever acts does it at once."""
    number = phone.locator("dd.figure").inner_text()
    desk.goto(f"{town.url}/schalter/vertretungen/{number}/")
    expect(desk.get_by_text("Link per E-Mail")).to_be_visible()
    desk.get_by_role("button", name="Vertretung sofort beenden").click()
    expect(desk.get_by_role("alert").first).to_contain_text("Bitte füllen Sie „Warum endet sie“ aus.")
    check(desk)
    phone.get_by_role("button", name=f"Vertretung für {HA} beenden").click()
    expect(phone.get_by_text("beendet", exact=True)).to_be_visible()
    expect(phone.get_by_text("Sie haben sie beendet.")).to_be_visible()
    desk.goto(f"{town.url}/schalter/vertretungen/{number}/")
    expect(desk.get_by_text("von der Person, die gehandelt hat")).to_be_visible()
    check(desk)
    expect(phone.get_by_text(f"Sie handeln für {HA}.")).to_have_count(0)
    check(phone)


def test_a_power_of_attorney_is_shown_confirmed_used_and_ended(
    open_browser: Open, town: Town, scanner: TemporaryScanner
) -> None:
    clerk = make_staff(role=Role.CLERK, office=town.near.office, password=PASSWORD)
    phone, desk = open_browser(size=PHONE), open_browser(size=DESK)
    sign_in_by_mail(phone, town)
    phone.get_by_role("link", name="Vertretungen").click()
    check(phone)
    phone.get_by_role("link", name="Jemand, der mir eine Vollmacht gegeben hat").click()
    check(phone)
    phone.get_by_label("Ihr Vor- und Nachname", exact=True).fill("Kim Đặng")
    phone.get_by_label("Vor- und Nachname der Person, für die Sie handeln").fill(HA)
    phone.get_by_label("Geburtsdatum dieser Person").fill("1950-03-01")
    phone.get_by_label("Ab welchem Tag gilt sie nicht mehr?").fill((NOW + timedelta(days=365)).date().isoformat())
    phone.get_by_role("button", name="Vertretung beantragen").click()
    expect(phone.get_by_role("alert").get_by_text("Bitte wählen Sie mindestens eine Leistung")).to_be_visible()
    check(phone)
    phone.get_by_label("Für alle Leistungen").check()
    proof = {"name": "Vollmacht.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    phone.get_by_role("button", name="Nachweis").or_(phone.get_by_label("Nachweis")).set_input_files(proof)
    phone.get_by_role("button", name="Vertretung beantragen").click()
    expect(phone.get_by_text("wartet auf Entscheidung")).to_be_visible()
    check(phone)

    come_to_the_counter(desk, town, clerk.username, "/schalter/vertretungen/")
    check(desk)
    desk.get_by_role("row").filter(has_text="Vollmacht").get_by_role("link").click()
    expect(desk.get_by_text(HA)).to_be_visible()
    check(desk)
    desk.get_by_label("Ich habe den Nachweis gesehen").check()
    desk.get_by_role("button", name="Vertretung bestätigen").click()
    expect(desk.get_by_text("Zurzeit wartet niemand auf eine Entscheidung.")).to_be_visible()
    post()

    phone.reload()
    phone.get_by_role("button", name=f"Für {HA} handeln").click()
    expect(phone.get_by_text(f"Sie handeln für {HA}.")).to_be_visible()
    check(phone)
    hold_first_time(phone, town)
    phone.get_by_role("button", name=f"Angaben für {HA} übernehmen").click()
    expect(phone.get_by_label("Vor- und Nachname")).to_have_value(HA)
    expect(phone.get_by_text(f"Sie handeln für {HA}.")).to_be_visible()
    check(phone)
    phone.goto(f"{town.url}/konto/vertretungen/")
    end_it(phone, desk, town)
