"""Somebody follows a passport on a phone, up to the hand-over; the office decides what does not fit."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from einamt.accounts.rights import Role
from einamt.platform import links
from einamt.procedures.identity_documents.models import StateReport
from einamt.procedures.identity_documents.rules import DocumentState as S
from einamt.procedures.identity_documents.slip_tokens import slip_token
from tests.factories.accounts import PASSWORD, make_staff
from tests.factories.identity_documents import Workshop
from tests.journeys.conftest import DESK, PHONE, Open, Town, link_in_last_mail, post, violations

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("scripts", "scheme"), [(True, "light"), (False, "dark")], ids=["scripts", "none-dark"])
def test_follow_my_passport(open_browser: Open, town: Town, scripts: bool, scheme: str) -> None:
    workshop = Workshop()
    workshop.take(S.APPLIED)
    page = open_browser(size=PHONE, scripts=scripts, scheme=scheme)

    def look() -> None:
        if scripts:  # without them, neither axe nor a measure runs in the page
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]

    page.goto(f"{town.url}/vorgang/")
    page.get_by_role("link", name=re.compile("auch mit der Seriennummer")).click()
    look()
    page.get_by_label("Seriennummer").fill("LZ63IIT48")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Zu dieser Angabe finden wir nichts.")).to_be_visible()
    look()
    page.get_by_label("Seriennummer").fill("lz6 3II t47")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Beantragt", exact=True)).to_be_visible()
    look()

    workshop.take(S.READY, hours=3)
    token = slip_token(document_id=workshop.document().pk, version=1)
    page.goto(town.url + links.path(name="document-slip", parameters={"token": token}))
    expect(page.get_by_text("Liegt zum Abholen bereit", exact=True)).to_be_visible()
    expect(page.get_by_text(workshop.office.name)).not_to_be_visible()
    look()

    post()
    code = re.search(r"Code: (\w+)", str(mail.outbox[-1].body))
    page.goto(f"{town.url}{link_in_last_mail('/vorgang/')}?reference={workshop.document().case.reference}")
    page.get_by_label("Code").fill(code[1] if code else "")
    page.get_by_role("button", name="Stand zeigen").click()
    expect(page.get_by_text("Bitte holen Sie es bis Donnerstag, 31. Dezember 2026 ab.")).to_be_visible()
    expect(page.get_by_text(re.compile(f"{workshop.office.name}, Breite Straße 24a"))).to_be_visible()
    look()

    workshop.take(S.HANDED_OUT, hours=30)
    page.reload()
    expect(page.get_by_text("Ausgehändigt", exact=True).first).to_be_visible()
    look()


def test_a_report_that_does_not_fit_is_decided_at_the_counter(open_browser: Open, town: Town) -> None:
    workshop = Workshop()
    workshop.take(S.APPLIED)
    workshop.take(S.RETURNED, hours=2)
    staff = make_staff(role=Role.OFFICE_MANAGER, organisation=workshop.office.organisation, password=PASSWORD)
    page = open_browser(size=DESK)
    page.goto(f"{town.url}/schalter/anmelden/?next=/schalter/ausweise/")
    page.get_by_label("Benutzername").fill(staff.username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Seriennummer").fill("LZ6311T47")
    page.get_by_role("button", name="Stand zeigen").click()
    expect(page.get_by_role("button", name="Abholzettel drucken")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="1 Meldung wartet auf eine Entscheidung").click()
    assert violations(page) == []
    page.get_by_label("Was haben Sie herausgefunden?").fill("Verwechselt, es ist noch in Arbeit")
    page.get_by_role("button", name="Es ist nicht so: zurückweisen").click()
    expect(page.get_by_text("Es ist nichts zu klären.")).to_be_visible()
    assert violations(page) == []
    assert StateReport.objects.get(state=S.RETURNED).decided_by == str(staff.actor)
    assert workshop.document().case.state == S.APPLIED
