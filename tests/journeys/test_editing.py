"""The editors' desk without a mouse: translate, schedule, take back; findings, words, responsibilities, giving up."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from einamt.accounts.rights import Role
from einamt.catalog.linting.operations import lint_catalog
from einamt.catalog.models import EditorWord, PublicService, Responsibility, ServiceText
from einamt.catalog.people_words.operations import record_missed_search
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.catalog import make_area
from tests.journeys.conftest import DESK, NOW, Open, Town, violations

pytestmark = pytest.mark.journey

SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(open_browser: Open, town: Town, settings: Settings) -> SignIn:
    """Opens a browser in which somebody with a role has signed in, at a page of the desk."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def signed_in(role: Role, path: str, *, size: tuple[int, int] = DESK) -> Page:
        staff = make_staff(role=role, password=PASSWORD)
        page = open_browser(size=size)
        page.goto(f"{town.url}/schalter/anmelden/?next={path}")
        page.get_by_label("Benutzername").fill(staff.username)
        page.get_by_label("Passwort").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(town.url + path)
        return page

    return signed_in


def press(page: Page, key: str) -> None:
    """Press a shortcut once the page is ready for it, and let the next page come."""
    page.wait_for_load_state()
    page.keyboard.press(key)
    page.wait_for_load_state()


def push(page: Page, name: str) -> None:
    """Press a button or follow a link as the keyboard does."""
    page.wait_for_load_state()
    found = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    found.focus()
    page.keyboard.press("Enter")


def test_a_translation_is_written_beside_the_german_text_and_published_at_a_moment(sign_in: SignIn, town: Town) -> None:
    slug = town.service.slug
    editor = sign_in(Role.EDITOR, f"/redaktion/leistung/{slug}/")
    push(editor, "Englisch")
    expect(editor.get_by_text("Auf Deutsch").first).to_be_visible()
    editor.get_by_label("Kurztext", exact=True).fill("The passport for journeys beyond Europe.")
    editor.get_by_label("Was haben Sie geändert, und warum?").fill("Clearer English.")
    press(editor, "F8")
    expect(editor.get_by_text("Zur Prüfung gegeben.")).to_be_visible()

    reviewer = sign_in(Role.REVIEWER, "/redaktion/pruefung/")
    press(reviewer, "1")
    expect(reviewer.locator("ins").filter(has_text="beyond Europe")).to_be_visible()
    assert violations(reviewer) == []
    here = reviewer.url
    reviewer.get_by_label("Gilt ab").fill("2026-11-30T08:00")
    push(reviewer, "Zu diesem Zeitpunkt veröffentlichen")
    expect(reviewer.get_by_text("Montag, 30. November 2026, 8:00 Uhr").first).to_be_visible()
    assert violations(reviewer) == []
    english = ServiceText.objects.get(service=town.service, language="en")
    assert english.summary == "Apply for a passport, in short."
    reviewer.goto(here)
    push(reviewer, "Schon jetzt veröffentlichen")
    expect(reviewer.get_by_text("Veröffentlicht.", exact=False).first).to_be_visible()
    english.refresh_from_db()
    assert english.summary == "The passport for journeys beyond Europe."

    editor.goto(f"{town.url}/redaktion/leistung/{slug}/")
    push(editor, "Fassung 1")
    push(editor, "Diesen Stand wiederherstellen")
    expect(editor.get_by_text("Entwurf").first).to_be_visible()
    expect(editor.locator("del").filter(has_text="beyond Europe")).to_be_visible()
    assert violations(editor) == []
    press(editor, "F8")
    expect(editor.get_by_text("Zur Prüfung gegeben.")).to_be_visible()
    reviewer.goto(f"{town.url}/redaktion/pruefung/")
    press(reviewer, "1")
    expect(reviewer.locator("del").filter(has_text="beyond Europe")).to_be_visible()
    press(reviewer, "F9")
    expect(reviewer.get_by_text("Veröffentlicht.", exact=False).first).to_be_visible()
    english.refresh_from_db()
    assert english.summary == "Apply for a passport, in short."


def test_a_text_that_is_sent_back_says_why(sign_in: SignIn, town: Town) -> None:
    path = f"/redaktion/leistung/{town.service.slug}/bearbeiten/"
    editor = sign_in(Role.EDITOR, path)
    editor.get_by_label("Kurztext", exact=True).fill("Ein Pass halt.")
    press(editor, "F8")
    reviewer = sign_in(Role.REVIEWER, "/redaktion/pruefung/")
    press(reviewer, "1")
    reviewer.get_by_label("Was ist zu ändern?").fill("Bitte ohne „halt“.")
    push(reviewer, "Zurückgeben")
    expect(reviewer.get_by_role("main")).to_contain_text("Zurückgegeben")
    editor.goto(town.url + path)
    expect(editor.get_by_text("Bitte ohne „halt“.")).to_be_visible()
    assert violations(editor) == []


def test_what_people_search_for_in_vain_becomes_a_word_that_a_second_person_agrees_to(
    sign_in: SignIn, town: Town
) -> None:
    for number in range(3):
        record_missed_search(query="Brummpapier", language="de", caller=str(number), now=NOW)
    editor = sign_in(Role.EDITOR, "/redaktion/suchen/")
    push(editor, "brummpapier")
    expect(editor.get_by_role("heading", level=1)).to_have_text("„brummpapier“", timeout=20_000)
    assert violations(editor) == []
    push(editor, "In die Wortliste aufnehmen")
    expect(editor.get_by_label("Was Leute sagen")).to_have_value("brummpapier")
    editor.get_by_label("Welche amtlichen Wörter es meint").fill("reisepass")
    press(editor, "F2")
    expect(editor.get_by_text("sobald eine zweite Person zugestimmt hat.", exact=False)).to_be_visible()
    assert not EditorWord.objects.get().is_active
    other = sign_in(Role.EDITOR, "/redaktion/woerter/")
    push(other, "brummpapier")
    expect(other.get_by_role("heading", level=1)).to_have_text("„brummpapier“")
    assert violations(other) == []
    push(other, "Zustimmen")
    expect(other.get_by_text("Zugestimmt. Das gilt für die Suche ab jetzt.")).to_be_visible()
    assert EditorWord.objects.get().is_active
    other.goto(f"{town.url}/suche/?q=brummpapier")
    expect(other.get_by_role("link", name=re.compile("Reisepass beantragen")).first).to_be_visible()


def test_a_finding_is_taken_over_with_a_date_or_dismissed_with_a_reason(sign_in: SignIn, town: Town) -> None:
    lint_catalog(now=NOW)
    editor = sign_in(Role.EDITOR, "/redaktion/befunde/")
    editor.locator("tbody th a").first.focus()
    editor.keyboard.press("Enter")
    expect(editor.get_by_role("heading", name="Wer kümmert sich darum?")).to_be_visible()
    here = editor.url
    editor.get_by_label("Person").select_option(index=1)
    editor.get_by_label("Bis wann?").fill("2026-12-01")
    press(editor, "F2")
    expect(editor.get_by_text("bis 01.12.2026").first).to_be_visible()
    editor.goto(here)
    editor.locator("details.fold summary").focus()
    editor.keyboard.press("Enter")
    editor.get_by_label("Warum ist das kein Fehler?").fill("Das ist bei uns so gewollt.")
    assert violations(editor) == []
    push(editor, "Zurückweisen")
    expect(editor.get_by_role("heading", level=1)).to_have_text("Befunde")
    editor.goto(here)
    expect(editor.get_by_text("Das ist bei uns so gewollt.")).to_be_visible()
    assert violations(editor) == []
    push(editor, "Wieder öffnen")
    expect(editor.get_by_role("heading", name="Wer kümmert sich darum?")).to_be_visible()


def test_a_rule_of_responsibility_is_shown_with_its_consequences_saved_and_taken_back(
    sign_in: SignIn, town: Town
) -> None:
    PublicService.objects.filter(pk=town.service.pk).update(responsible=PublicService.Responsible.DISTRICT)
    make_area(key="1100000001", name="Nordbezirk", organisation=town.near.office.organisation)
    make_area(key="1100000002", name="Südbezirk", organisation=town.far.office.organisation)
    path = f"/redaktion/leistung/{town.service.slug}/zustaendigkeit/"
    editor = sign_in(Role.EDITOR, path)
    press(editor, "n")
    expect(editor.get_by_role("heading", level=1)).to_have_text("Regel hinzufügen")
    editor.get_by_label("Organisation").select_option(label="Nordbezirk")
    editor.get_by_label("Gebiet").select_option("1100000001")
    press(editor, "F8")
    expect(editor.get_by_role("heading", name="Das würde sich ändern")).to_be_visible()
    expect(editor.get_by_text("Südbezirk: Niemand ist zuständig.", exact=False)).to_be_visible()
    assert violations(editor) == []
    assert not Responsibility.objects.exists()
    press(editor, "F9")
    expect(editor.get_by_role("rowheader", name="Nordbezirk").first).to_be_visible()
    assert Responsibility.objects.count() == 1
    push(editor, "Zurücknehmen")
    expect(editor.get_by_text("Zurückgenommen.", exact=False)).to_be_visible()
    assert not Responsibility.objects.exists()
    assert violations(editor) == []


def test_a_service_is_created_and_given_up_with_two_pairs_of_eyes(sign_in: SignIn, town: Town) -> None:
    editor = sign_in(Role.EDITOR, "/redaktion/")
    press(editor, "n")
    editor.get_by_label("Name auf Deutsch").fill("Lastenrad leihen")
    editor.get_by_label("Adresse der Seite").fill("lastenrad-leihen")
    press(editor, "F2")
    expect(editor.get_by_role("heading", level=1)).to_have_text("Lastenrad leihen")
    assert violations(editor) == []
    editor.goto(f"{town.url}/redaktion/leistung/{town.service.slug}/aufgeben/")
    editor.get_by_label("Warum gibt es die Leistung nicht mehr?").fill("Das macht jetzt das Land.")
    press(editor, "F8")
    expect(editor.get_by_text("Es geschieht nichts, bis jemand anderes zustimmt.", exact=False)).to_be_visible()
    editor.goto(f"{town.url}/redaktion/leistung/{town.service.slug}/aufgeben/")
    expect(editor.get_by_text("Das haben Sie selbst vorgeschlagen.", exact=False)).to_be_visible()
    assert violations(editor) == []
    reviewer = sign_in(Role.REVIEWER, f"/redaktion/leistung/{town.service.slug}/aufgeben/")
    press(reviewer, "F9")
    expect(reviewer.get_by_role("status")).to_be_visible()
    assert reviewer.goto(f"{town.url}/leistungen/{town.service.slug}/").status == 404  # type: ignore[union-attr]
    reviewer.goto(f"{town.url}/redaktion/leistung/{town.service.slug}/aufgeben/")
    expect(reviewer.get_by_role("heading", name="Aufgegeben")).to_be_visible()
    assert violations(reviewer) == []
    press(reviewer, "F9")
    expect(reviewer.get_by_role("status")).to_be_visible()
    assert reviewer.goto(f"{town.url}/leistungen/{town.service.slug}/").status == 200  # type: ignore[union-attr]
