"""The office asks for a certificate, and its holder sends a photo of it with a phone."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from einamt.accounts.rights import Role
from einamt.cases.conversation.models import CaseMessage, MessageFile
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.appointments import make_booking, somebody
from tests.factories.files import infected, jpeg
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Town, violations
from tests.journeys.test_questions import check, come_to_the_counter
from tools.clamav import TemporaryScanner

pytestmark = pytest.mark.journey
QUESTION, ANSWER = "Schicken Sie uns bitte ein Foto der Geburtsurkunde.", "Hier ist sie, von Đặng-Nguyễn Thị Hà."


def photo(content: bytes, name: str = "IMG_4711.jpg") -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def open_case(phone: Page, town: Town, reference: str, code: str) -> None:
    phone.goto(f"{town.url}/vorgang/")
    phone.get_by_label("Vorgangsnummer").fill(reference)
    phone.get_by_label("Code").fill(code)
    phone.get_by_role("button", name="Stand zeigen").click()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_photo_of_a_certificate_reaches_the_office(
    open_browser: Open, town: Town, scanner: TemporaryScanner, tmp_path: Path, has_scripts: bool
) -> None:
    booked = make_booking(
        at=town.near,
        day=NOW.date() + timedelta(days=1),
        minute=8 * 60 + 12,
        now=NOW,
        contact=somebody(name="Đặng-Nguyễn Thị Hà", email="ha@example.org"),
    )
    clerk = make_staff(role=Role.CLERK, office=town.near.office, password=PASSWORD)
    desk, phone = open_browser(size=DESK), open_browser(size=PHONE, scripts=has_scripts)
    reference = booked.case.reference
    come_to_the_counter(desk, town, clerk.username, f"/schalter/vorgang/{reference}/fragen/")
    desk.get_by_label("Frage an die Person").fill(QUESTION)
    desk.get_by_label("Dateien").set_input_files(photo(jpeg(), "Muster Urkunde.jpg"))
    check(desk)
    desk.get_by_role("button", name="Senden").click()
    expect(desk.get_by_role("link", name="Muster Urkunde.jpg")).to_be_visible()

    open_case(phone, town, reference, booked.code)
    expect(phone.get_by_text("jede bis 10 MB")).to_be_visible()
    phone.get_by_label("Ihre Antwort").fill(ANSWER)
    phone.get_by_label("Dateien").set_input_files(photo(infected(jpeg)))
    phone.get_by_role("button", name="Antwort senden").click()
    expect(phone.get_by_role("alert").get_by_text("unser Virenschutz etwas gefunden")).to_be_visible()
    expect(phone.get_by_label("Ihre Antwort")).to_have_value(ANSWER)
    if has_scripts:
        check(phone)
        lose_the_network(phone)
    phone.get_by_label("Dateien").set_input_files(photo(jpeg(content=3_000_000)))
    phone.get_by_role("button", name="Antwort senden").click()
    expect(phone.get_by_role("link", name="IMG_4711.jpg", exact=True)).to_be_visible()
    assert MessageFile.objects.filter(message__side="holder").count() == 1
    if has_scripts:
        check(phone)

    desk.goto(f"{town.url}/schalter/vorgang/{reference}/")
    check(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="IMG_4711.jpg", exact=True).click()
    download.value.save_as(tmp_path / "photo.jpg")
    assert (tmp_path / "photo.jpg").read_bytes() == jpeg(content=3_000_000)


def lose_the_network(phone: Page) -> None:
    """What is sent into a cut of the network is still there afterwards, the file too."""
    phone.get_by_label("Dateien").set_input_files(photo(jpeg(), "IMG_1.jpg"))
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Antwort senden").press("Enter")
    expect(phone.get_by_text("Das ist nicht angekommen")).to_be_visible()
    assert violations(phone) == []
    expect(phone.get_by_label("Ihre Antwort")).to_have_value(ANSWER)
    assert phone.get_by_label("Dateien").evaluate("input => input.files.length") == 1
    phone.context.set_offline(False)
    assert not CaseMessage.objects.filter(side="holder").exists()
