"""An office is planned: looked at, saved, told to whom it hits, taken back; on a desk, on a phone, without a mouse."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from einamt.accounts.rights import Role
from einamt.procedures.appointments import jobs
from einamt.procedures.appointments.models import Appointment, Plan
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.appointments import make_booking, somebody, unbalanced
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Scheme, Town, link_in_last_mail, post, violations

pytestmark = pytest.mark.journey

WEDNESDAY = date(2026, 11, 25)
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(open_browser: Open, town: Town, settings: Settings) -> SignIn:
    """Opens a browser in which the manager of the near office has signed in, at a page of the planning."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def signed_in(path: str, *, size: tuple[int, int] = DESK, scheme: Scheme = "light") -> Page:
        staff = make_staff(
            role=Role.OFFICE_MANAGER, office=town.near.office, full_name="Nadia Yılmaz", password=PASSWORD
        )
        page = open_browser(size=size, scheme=scheme)
        page.goto(f"{town.url}/schalter/anmelden/?next={path}")
        page.get_by_label("Benutzername").fill(staff.username)
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        page.wait_for_url(town.url + path)
        return page

    return signed_in


def check(page: Page) -> None:
    """What holds of every page."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def book_wednesday(town: Town) -> None:
    """Both counters are booked at ten."""
    for name in ("Anna Muster", "Bert Beispiel"):
        contact = somebody(name=name, email=f"{name.split()[0].lower()}@example.org")
        make_booking(at=town.near, day=WEDNESDAY, minute=600, contact=contact, now=NOW)


def fill_in_illness(page: Page) -> None:
    """One counter less on Wednesday from ten to twelve."""
    page.get_by_label("Schalter", exact=True).fill("-1")
    for label, value in (
        ("Erster Tag", "2026-11-25"),
        ("Letzter Tag", "2026-11-25"),
        ("Von", "10:00"),
        ("Bis", "12:00"),
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Grund").fill("Eine Kollegin ist krank.")


@pytest.mark.smoke
@SIZES
def test_an_illness_is_planned_the_person_hit_gets_a_new_time_with_one_tap_and_all_is_taken_back(
    sign_in: SignIn, open_browser: Open, town: Town, size: tuple[int, int]
) -> None:
    book_wednesday(town)
    manager = sign_in("/planung/", size=size)
    check(manager)
    manager.get_by_role("link", name=town.near.office.name).click()
    check(manager)
    manager.get_by_role("link", name="Mehr oder weniger Schalter").click()
    check(manager)
    fill_in_illness(manager)
    manager.get_by_role("button", name="Wirkung ansehen").click()
    expect(manager.get_by_text("Verloren: 2 Schalterstunden, etwa 10 Termine.")).to_be_visible()
    expect(manager.get_by_role("heading", name="Das würde sich ändern")).to_be_in_viewport()
    expect(manager.get_by_text("Eine gebuchte Person verliert ihren Termin.")).to_be_visible()
    expect(manager.get_by_role("rowheader", name=re.compile("Anna Muster|Bert Beispiel"))).to_have_count(1)
    check(manager)
    assert not Plan.objects.exists()
    manager.get_by_role("button", name="Speichern").click()
    expect(manager.get_by_text("Gespeichert.")).to_be_visible()
    expect(manager.get_by_role("cell", name="Eine Kollegin ist krank.")).to_be_visible()
    check(manager)

    jobs.work_off_backlog(NOW)
    post()
    citizen = open_browser(size=PHONE)
    citizen.goto(town.url + link_in_last_mail("/termin/angebot/"))
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Passt Ihnen diese Zeit?")
    check(citizen)
    citizen.get_by_role("button", name="Zeit annehmen").click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Ihr Termin")
    rows = Appointment.objects.filter(cancelled_at=None).select_related("capacity_day")
    at_ten = [(row.capacity_day.day, row.start_minute) == (WEDNESDAY, 600) for row in rows]
    assert sorted(at_ten) == [False, True]

    manager.get_by_role("link", name="Zurücknehmen").click()
    expect(manager.get_by_text("Gewonnen: 2 Schalterstunden")).to_be_visible()
    check(manager)
    manager.get_by_role("button", name="Änderung zurücknehmen").click()
    expect(manager.get_by_role("cell", name=re.compile("zurückgenommen"))).to_be_visible()
    assert list(Plan.objects.values_list("withdrawn_at", flat=True)) == [NOW]
    assert unbalanced() == []


def test_the_keyboard_alone_plans_and_what_changed_meanwhile_is_shown_before_it_is_saved(
    sign_in: SignIn, town: Town
) -> None:
    page = sign_in(f"/planung/{town.near.office.slug}/schalter/")
    page.get_by_label("Schalter", exact=True).focus()
    fill_in_illness(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Niemand verliert einen gebuchten Termin.")).to_be_visible()
    assert not Plan.objects.exists()
    book_wednesday(town)
    page.keyboard.press("F2")
    expect(page.get_by_text("Inzwischen wurde gebucht oder umgeplant", exact=False)).to_be_visible()
    expect(page.get_by_text("Eine gebuchte Person verliert ihren Termin.")).to_be_visible()
    check(page)
    assert not Plan.objects.exists()
    page.keyboard.press("F2")
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    assert Plan.objects.count() == 1
    assert unbalanced() == []


def test_a_mistake_is_named_at_its_field_and_above_the_form(sign_in: SignIn, town: Town) -> None:
    page = sign_in(f"/planung/{town.near.office.slug}/schalter/")
    fill_in_illness(page)
    page.get_by_label("Letzter Tag").fill("2026-11-20")
    page.get_by_role("button", name="Wirkung ansehen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label(re.compile("Tag$"))).not_to_have_count(0)
    assert page.evaluate("document.activeElement.matches('[aria-invalid=true]')")


@SIZES
def test_a_roster_is_read_looked_at_and_taken(sign_in: SignIn, town: Town, size: tuple[int, int]) -> None:
    page = sign_in("/planung/dienstplan/", size=size)
    check(page)
    field = page.get_by_label(re.compile("Dienstplan"))
    box = field.bounding_box()
    assert box is not None
    assert page.evaluate("e => e.scrollHeight <= e.clientHeight + 1", field.element_handle())
    rows = f"Datum;Amt;Gruppe;von;bis;Schalter\n25.11.2026;{town.near.office.name};Bürgerdienste;9:00;10:00;3\n"
    field.set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": (rows + "x;y\n").encode()})
    page.get_by_role("button", name="Prüfen und Wirkung ansehen").click()
    expect(page.get_by_text("Zeile 3:", exact=False)).to_be_visible()
    check(page)
    page.get_by_label(re.compile("Nur|gute|fehlerfrei", re.IGNORECASE)).check()
    page.get_by_role("button", name="Prüfen und Wirkung ansehen").click()
    expect(page.get_by_role("heading", name="Das würde sich ändern")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Übernehmen").click()
    expect(page.get_by_text("Dienstplan", exact=False).first).to_be_visible()
    assert town.near.free(WEDNESDAY) == [3] * 5


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "dark"), (PHONE, "dark")], ids=["desk", "phone"])
def test_no_page_of_the_planning_has_a_barrier_or_scrolls_sideways(
    sign_in: SignIn, town: Town, size: tuple[int, int], scheme: Scheme
) -> None:
    slug, group = town.near.office.slug, town.near.group.pk
    page = sign_in("/planung/", size=size, scheme=scheme)
    kinds = ("schalter", "frueher", "schliessen", "verleihen", "oeffnung", "betrieb", "feiertag", "kein-feiertag")
    found, wide = {}, {}
    for path in (
        "/planung/",
        f"/planung/{slug}/",
        *(f"/planung/{slug}/{kind}/" for kind in kinds),
        f"/planung/{slug}/gruppe/0/",
        f"/planung/{slug}/gruppe/{group}/",
        "/planung/dienstplan/",
        "/planung/anrufe/",
        f"/en/planung/{slug}/schalter/",
    ):
        answer = page.goto(town.url + path)
        assert answer is not None
        assert answer.status == 200, path
        found[path] = violations(page)
        wide[path] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert found == {path: [] for path in found}
    assert {path: width for path, width in wide.items() if width > 0} == {}
