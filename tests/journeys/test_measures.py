"""Those who steer record a measure and read what came of two others; an office answers a finding."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from einamt.accounts.rights import Role
from einamt.catalog.models import Office, Organisation
from einamt.insight.steering.effects.panel import Panel
from einamt.insight.steering.effects.regressing import cluster
from einamt.insight.steering.measures.operations import Expectation, record_measure
from einamt.insight.steering.models import Measure
from einamt.kernel.actor import SYSTEM
from einamt.kernel.periods import months_later
from einamt.procedures.appointments.models import CapacityDay, RuleFinding
from einamt.procedures.appointments.operations import check_rules
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.appointments import Bookable
from tests.factories.catalog import make_district, make_office
from tests.factories.facts import record_bookings
from tests.journeys.conftest import DESK, NOW, PHONE, Open, Scheme, Town, violations

pytestmark = pytest.mark.journey

START = date(2026, 5, 1)
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(open_browser: Open, town: Town, settings: Settings) -> SignIn:
    """Opens a browser in which somebody has signed in, at a page."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def signed_in(
        path: str,
        *,
        role: Role = Role.STEERING,
        office: Office | None = None,
        size: tuple[int, int] = DESK,
        scheme: Scheme = "light",
    ) -> Page:
        staff = make_staff(role=role, office=office, password=PASSWORD)
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


@pytest.fixture
def two_measures(town: Town) -> tuple[Measure, Measure]:
    """Twelve districts; two of them became quicker with the first measure, one took a second that changed nothing."""
    districts = [make_district(name=f"Bezirk {number:02}") for number in range(10)]
    places = [Bookable(make_office(district=each), town.near.group, town.near.service) for each in districts]
    for number, place in enumerate([town.near, town.far, *places]):
        for back in range(1, 13):
            month = months_later(NOW.date(), -back)
            in_time = 10 + (number + back) % 3 + (6 if number < 2 and month >= START else 0)
            record_bookings(place, *[7] * in_time, *[30] * (20 - in_time), on=month)

    def measure(title: str, *treated: Organisation) -> Measure:
        return record_measure(
            expectation=Expectation(title, "Mehr Zeiten, kürzere Wege.", "fourteen-days", 0.25, START, treated),
            is_afterwards=False,
            actor=SYSTEM,
            command_id=uuid4(),
            now=datetime(2026, 4, 1, 9, tzinfo=UTC),
        )

    cluster(Panel(np.eye(3), np.ones((3, 3)), np.arange(3) < 1, np.arange(3) > 1))  # a process loads the library once
    worked = measure("Zusätzliche Schalter", town.near.office.organisation, town.far.office.organisation)
    return worked, measure("Neue Plakate", districts[4], districts[5])


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_the_pages_tell_the_measure_that_worked_from_the_one_that_did_not(
    sign_in: SignIn, two_measures: tuple[Measure, Measure], size: tuple[int, int], scheme: Scheme
) -> None:
    page = sign_in("/cockpit/massnahmen/", size=size, scheme=scheme)
    check(page)
    page.get_by_role("link", name="Zusätzliche Schalter").click()
    expect(page.locator(".lead")).to_contain_text("Wirkung erkennbar. ")
    expect(page.locator(".lead")).to_contain_text("So viel wie erwartet")
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    check(page)
    page.get_by_text("Der Verlauf als Tabelle").click()
    expect(page.get_by_role("table").last.get_by_role("row")).to_have_count(13)
    check(page)
    page.locator("#rechnung").get_by_role("link", name="Die Zahlen als Tabelle").click()
    page.get_by_text("Die Scheinmaßnahmen als Tabelle").click()
    told = page.get_by_role("table").last
    expect(told.get_by_role("row").nth(1)).to_contain_text(re.compile(r"^die Maßnahme\s*\+"))
    expect(told.get_by_role("row").nth(2)).to_contain_text("Prozentpunkte")
    check(page)
    page.get_by_role("link", name="Alle Maßnahmen").click()
    page.get_by_role("link", name="Neue Plakate").click()
    expect(page.locator(".lead")).to_contain_text("Keine Wirkung erkennbar. ")
    axis = page.locator("#rechnung [data-chart]")
    expect(axis).to_contain_text(re.compile(r"\d,\d"))
    expect(axis).not_to_contain_text(re.compile(r"\d\.\d"))
    check(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_measure_is_recorded_before_it_starts(sign_in: SignIn, town: Town, size: tuple[int, int]) -> None:
    page = sign_in("/cockpit/massnahmen/", size=size)
    page.get_by_role("link", name="Maßnahme festhalten").click()
    check(page)
    page.get_by_label("Was wird gemacht?").fill("Späte Öffnung am Dienstag")
    page.get_by_label("Warum sollte es helfen?").fill("Wer arbeitet, kommt abends.")
    page.get_by_label("Kennzahl, an der es zu sehen sein soll").select_option("no-show")
    page.get_by_label("Erwartete Änderung").fill("-2,5")
    page.get_by_label("Beginn").fill("2026-11-01")
    page.get_by_label("Nordbezirk").check()
    page.get_by_role("button", name="Festhalten").click()
    expect(page.get_by_text("Eine Maßnahme wird festgehalten, bevor sie beginnt.").first).to_be_visible()
    check(page)
    page.get_by_label("Beginn").fill("2027-01-01")
    page.get_by_role("button", name="Festhalten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Späte Öffnung am Dienstag")
    expect(page.get_by_text("−2,5 Prozentpunkte")).to_be_visible()
    check(page)
    assert Measure.objects.get().is_recorded_afterwards is False


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_office_answers_what_the_daily_check_found(sign_in: SignIn, town: Town, size: tuple[int, int]) -> None:
    CapacityDay.objects.filter(day=NOW.date() + timedelta(days=1), group__office=town.near.office).delete()
    check_rules(now=NOW)
    page = sign_in("/cockpit/regeln/", role=Role.OFFICE_MANAGER, office=town.near.office, size=size)
    expect(page.get_by_text("Bei 1 fehlt eine Antwort.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Nicht bis zum Ende geplant").click()
    check(page)
    page.get_by_label("Woran liegt es, und was wird getan?").fill("Der Plan kommt heute.")
    page.get_by_role("button", name="Antworten").click()
    expect(page.get_by_role("table").get_by_text("Der Plan kommt heute.")).to_be_visible()
    check(page)
    assert RuleFinding.objects.get(office=town.near.office).ended_at is None
