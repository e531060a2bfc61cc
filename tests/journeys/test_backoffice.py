"""A text on its way: an editor writes it, another pair of eyes reads it, a citizen finds it on the portal."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from einamt.accounts.rights import Role
from einamt.catalog.linting.operations import lint_catalog
from einamt.catalog.models import EditorWord, ServiceVersion
from einamt.catalog.people_words.operations import record_missed_search
from tests.factories.accounts import PASSWORD, make_staff
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Scheme, Town, violations

pytestmark = pytest.mark.journey

SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(open_browser: Open, town: Town, settings: Settings) -> SignIn:
    """Opens a browser in which somebody with a role has signed in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def signed_in(role: Role, *, name: str, size: tuple[int, int] = DESK, scheme: Scheme = "light") -> Page:
        staff = make_staff(role=role, full_name=name, password=PASSWORD)
        page = open_browser(size=size, scheme=scheme)
        page.goto(f"{town.url}/schalter/anmelden/")
        page.get_by_label("Benutzername").fill(staff.username)
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Leistungen")
        return page

    return signed_in


def press(page: Page, key: str) -> None:
    """Press a shortcut once the page is ready for it."""
    page.wait_for_load_state()
    page.keyboard.press(key)


@pytest.mark.smoke
def test_a_text_goes_from_an_editor_through_a_review_to_the_portal(sign_in: SignIn, town: Town) -> None:
    editor = sign_in(Role.EDITOR, name="Hanna Lorenz")
    editor.get_by_role("searchbox", name="Suchen").fill("reisepass")
    editor.get_by_role("button", name="Zeigen").click()
    editor.get_by_role("link", name="Reisepass beantragen").click()
    expect(editor.get_by_role("heading", level=2).first).to_have_text("Woran gearbeitet wird")
    press(editor, "b")
    editor.get_by_label("Kurztext", exact=True).fill("Der Pass für Reisen außerhalb Europas.")
    editor.get_by_label("Was haben Sie geändert, und warum?").fill("Kürzer gefasst.")
    press(editor, "F2")
    expect(editor.get_by_text("Gespeichert.")).to_be_visible()
    press(editor, "F8")
    expect(editor.get_by_text("Zur Prüfung gegeben.")).to_be_visible()
    reviewer = sign_in(Role.REVIEWER, name="Emre Aydın")
    reviewer.get_by_role("link", name="In Arbeit").click()
    expect(reviewer.get_by_role("heading", level=1)).to_have_text("In Arbeit")
    press(reviewer, "1")
    expect(reviewer.get_by_text("Kürzer gefasst.")).to_be_visible()
    expect(reviewer.locator("ins")).to_contain_text("Pass für Reisen")
    press(reviewer, "F4")
    expect(reviewer.get_by_text("So würde die Seite aussehen.")).to_be_visible()
    expect(reviewer.get_by_text("Der Pass für Reisen außerhalb Europas.")).to_be_visible()
    reviewer.go_back()
    expect(reviewer.locator("ins")).to_be_visible()
    press(reviewer, "F9")
    expect(reviewer.get_by_text("Veröffentlicht.", exact=False).first).to_be_visible()
    reviewer.get_by_role("link", name="Seite ansehen").click()
    expect(reviewer.locator(".lead")).to_have_text("Der Pass für Reisen außerhalb Europas.")


def test_two_editors_at_once_see_both_texts(sign_in: SignIn, town: Town) -> None:
    first, second = sign_in(Role.EDITOR, name="Ada Erst"), sign_in(Role.EDITOR, name="Bea Zweit")
    for page in (first, second):
        page.goto(f"{town.url}/redaktion/leistung/{town.service.slug}/bearbeiten/")
    first.get_by_label("Kurztext", exact=True).fill("Adas Satz.")
    press(first, "F2")
    expect(first.get_by_text("Gespeichert.")).to_be_visible()
    second.get_by_label("Kurztext", exact=True).fill("Beas Satz.")
    press(second, "F2")
    expect(second.get_by_role("alert")).to_contain_text("Ihrer ist nicht verloren.")
    expect(second.get_by_text("Adas Satz.")).to_be_visible()
    expect(second.get_by_label("Kurztext", exact=True)).to_have_value("Beas Satz.")
    assert violations(second) == []
    press(second, "F2")
    expect(second.get_by_text("Gespeichert.")).to_be_visible()


def test_a_draft_is_saved_while_it_is_written_also_after_the_network_was_gone(sign_in: SignIn, town: Town) -> None:
    page = sign_in(Role.EDITOR, name="Ada Erst")
    page.goto(f"{town.url}/redaktion/leistung/{town.service.slug}/bearbeiten/")
    page.wait_for_load_state()
    summary, sign = page.get_by_label("Kurztext", exact=True), page.locator("[data-autosave-sign]")
    page.context.set_offline(True)
    summary.fill("Ohne Netz geschrieben.")
    page.keyboard.press("Control+s")
    expect(sign).to_contain_text("keine Verbindung")
    page.context.set_offline(False)
    expect(sign).to_have_text("gespeichert 10:00", timeout=15_000)
    summary.fill("Und weiter.")
    page.keyboard.press("Control+s")
    expect(sign).to_have_text("gespeichert 10:00")
    press(page, "F2")
    expect(page.get_by_label("Kurztext", exact=True)).to_have_value("Und weiter.")
    assert ServiceVersion.objects.get(state="draft").content["texts"]["de"]["summary"] == "Und weiter."


def test_an_autosave_never_overwrites_anothers_text(sign_in: SignIn, town: Town) -> None:
    first, second = sign_in(Role.EDITOR, name="Ada Erst"), sign_in(Role.EDITOR, name="Bea Zweit")
    for page in (first, second):
        page.goto(f"{town.url}/redaktion/leistung/{town.service.slug}/bearbeiten/")
        page.wait_for_load_state()
    for page, text, sign in ((first, "Adas Satz.", "gespeichert 10:00"), (second, "Beas Satz.", "Jemand anderes")):
        page.get_by_label("Kurztext", exact=True).fill(text)
        page.keyboard.press("Control+s")
        expect(page.locator("[data-autosave-sign]")).to_contain_text(sign)
    assert ServiceVersion.objects.get(state="draft").content["texts"]["de"]["summary"] == "Adas Satz."


def test_an_office_is_edited_by_keyboard_alone(sign_in: SignIn, town: Town) -> None:
    page = sign_in(Role.EDITOR, name="Ada Erst")
    page.goto(f"{town.url}/redaktion/amt/{town.near.office.slug}/")
    press(page, "b")
    page.get_by_label("Telefon").fill("030 115")
    page.get_by_label("Montag").fill("8-12, 13-18")
    press(page, "F2")
    expect(page.get_by_text("Gespeichert. Das gilt ab jetzt.")).to_be_visible()
    page.get_by_role("button", name="Zurücknehmen").click()
    expect(page.get_by_text("Zurückgenommen.")).to_be_visible()


def test_everything_can_be_done_without_scripts(open_browser: Open, town: Town, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    staff = make_staff(role=Role.EDITOR, password=PASSWORD)
    page = open_browser(scripts=False)
    page.goto(f"{town.url}/schalter/anmelden/?next=/redaktion/leistung/{town.service.slug}/bearbeiten/")
    page.get_by_label("Benutzername").fill(staff.username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Kurztext", exact=True).fill("Ohne Skript.")
    page.get_by_role("button", name="Speichern und zur Prüfung geben").click()
    expect(page.get_by_text("Zur Prüfung gegeben.")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_no_page_has_a_barrier_or_scrolls_sideways(
    sign_in: SignIn, town: Town, size: tuple[int, int], scheme: Scheme
) -> None:
    slug = town.service.slug
    editor = sign_in(Role.EDITOR, name="Hanna Lorenz")
    editor.goto(f"{town.url}/redaktion/leistung/{slug}/bearbeiten/")
    editor.get_by_label("Kurztext", exact=True).fill("Der Pass für Reisen außerhalb Europas.")
    press(editor, "F8")
    expect(editor.get_by_text("Zur Prüfung gegeben.")).to_be_visible()
    lint_catalog(now=NOW)
    for number in range(3):
        record_missed_search(query="Brummpapier", language="de", caller=str(number), now=NOW)
    EditorWord.objects.create(said="Perso", language="de", means="personalausweis", changed_at=NOW)
    version = ServiceVersion.objects.get(state="in-review")
    page = sign_in(Role.REVIEWER, name="Emre Aydın", size=size, scheme=scheme)
    found, widths = {}, {}
    for path in (
        "/redaktion/",
        "/redaktion/?q=gibtesnicht",
        f"/redaktion/leistung/{slug}/",
        f"/redaktion/leistung/{slug}/bearbeiten/",
        f"/redaktion/leistung/{slug}/bearbeiten/?sprache=ar",
        "/redaktion/pruefung/",
        f"/redaktion/fassung/{version.pk}/",
        f"/redaktion/fassung/{version.pk}/vorschau/?sprache=en",
        "/redaktion/befunde/",
        "/redaktion/suchen/",
        "/redaktion/woerter/",
        "/redaktion/woerter/neu/",
        "/en/redaktion/befunde/",
        "/redaktion/leistungen/neu/",
        f"/redaktion/leistung/{slug}/aufgeben/",
        "/redaktion/aemter/",
        "/redaktion/aemter/neu/",
        f"/redaktion/amt/{town.near.office.slug}/",
        f"/redaktion/amt/{town.near.office.slug}/bearbeiten/",
        f"/redaktion/amt/{town.near.office.slug}/leistungen/",
        f"/redaktion/amt/{town.near.office.slug}/leistungen/{slug}/",
        "/redaktion/zustaendigkeiten/",
        "/redaktion/zustaendigkeiten/gebiete/",
        f"/redaktion/leistung/{slug}/zustaendigkeit/",
        f"/redaktion/leistung/{slug}/zustaendigkeit/neu/",
    ):
        page.goto(town.url + path)
        found[path] = violations(page)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    for link, name in ((".table tbody th a >> nth=0", "finding"), (".table tbody th a >> nth=0", "search")):
        page.goto(f"{town.url}/redaktion/{'befunde' if name == 'finding' else 'suchen'}/")
        page.locator(link).click()
        page.wait_for_load_state()
        found[name] = violations(page)
        widths[name] = page.evaluate("document.documentElement.scrollWidth")
    assert found == {path: [] for path in found}
    assert {path: width for path, width in widths.items() if width > size[0]} == {}
