"""A family books, one stays at home, and the rest is moved, in a browser on a phone."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from einamt.procedures.appointments.helping import Help
from einamt.procedures.appointments.models import Appointment, ArrangedHelp
from tests.factories.appointments import unbalanced
from tests.journeys.conftest import PHONE, Open, Town, fill_in, link_in_last_mail, post, violations

pytestmark = pytest.mark.journey


def test_a_family_books_one_stays_at_home_and_the_rest_is_moved(open_browser: Open, town: Town) -> None:
    ArrangedHelp.objects.create(kind=Help.SIGN_LANGUAGE.value, notice_days=1)
    page = open_browser(size=PHONE)
    page.goto(f"{town.times_url}&personen=3&tag=2026-11-26")
    page.get_by_role("button", name=re.compile("8:24 Uhr")).click()
    page.get_by_label("Für mein Kind").check()
    page.get_by_label(re.compile("Gebärdensprache")).check()
    assert violations(page) == []
    fill_in(page)
    expect(page.get_by_text("Für mein Kind")).to_be_visible()
    page.get_by_role("button", name="Termin verbindlich buchen").click()
    expect(page.get_by_text(re.compile("Geburtsurkunde des Kindes"))).to_be_visible()

    post()
    page.goto(town.url + link_in_last_mail("/termin/aendern/"))
    page.get_by_role("link", name="Jemand kommt nicht mit, oder etwas fällt weg").click()
    assert violations(page) == []
    page.get_by_label("Reisepass beantragen: eine Person weniger").check()
    page.get_by_role("button", name="Das fällt weg").click()
    expect(page.get_by_text("Ihr Termin ist jetzt kürzer.")).to_be_visible()
    assert violations(page) == []
    assert Appointment.objects.get().steps == 2
    post()
    assert mail.outbox[-1].subject.endswith("ist kürzer")

    page.get_by_role("link", name="Andere Zeit wählen").click()
    page.get_by_role("link", name=re.compile("Freitag, 27. November")).click()
    page.get_by_role("button", name=re.compile("Bürgeramt Ganz Weit, 13:00 Uhr")).click()
    page.get_by_role("button", name="Termin verschieben").click()
    expect(page.get_by_text("Ihr Termin ist verschoben.")).to_be_visible()
    assert unbalanced() == []
