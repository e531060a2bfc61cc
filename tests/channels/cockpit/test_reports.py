"""The pages of reports: who sees, issues and fetches what; and what everybody may read in the portal."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.insight.reports.models import EvidencePackage, IssuedReport, Subscription
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
PAGE = "/cockpit/berichte/aemter/"
Two = tuple[Bookable, Bookable]


@pytest.fixture(autouse=True)
def two_districts(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Two:
    """In May the north booked 40 times, a quarter late; the south 20 times, all late."""
    settings.DATA_DIR, settings.KEYS_FOLDER = tmp_path, tmp_path / "keys"
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    monkeypatch.setattr("einamt.channels.cockpit.reports.evidence.now", lambda: NOW)
    root = make_city()
    offices = [make_office(district=make_district(name=name, city=root)) for name in ("Nordbezirk", "Südbezirk")]
    service = make_service(offices=offices, name="Reisepass beantragen")
    north, south = (make_bookable(now=NOW, office=office, service=service) for office in offices)
    record_bookings(north, *[7] * 30, *[30] * 10, on=date(2026, 5, 5))
    record_bookings(south, *[30] * 20, on=date(2026, 5, 5))
    return north, south


def manager(two_districts: Two) -> Staff:
    return make_staff(role=Role.OFFICE_MANAGER, organisation=two_districts[0].office.organisation)


def issue(client: Client, *, staff: Staff | None = None) -> int:
    client.force_login(staff or make_staff(role=Role.STEERING))
    return client.post(PAGE, {"zeitraum": "2026-01-01", "command_id": str(uuid4())}).status_code


def test_what_steering_issues_everybody_reads_in_the_portal(client: Client) -> None:
    assert b"Nordbezirk" not in client.get("/berichte/").content
    assert issue(client) == 302
    client.logout()
    assert "Halbjahresbericht der Ämter" in client.get("/berichte/").content.decode()
    page = client.get("/berichte/aemter/1/").content.decode()
    assert "Nordbezirk" in page
    assert "75" in page
    assert "North" not in client.get("/en/berichte/aemter/1/").content.decode()
    assert "By district" in client.get("/en/berichte/aemter/1/").content.decode()
    pdf = client.get("/berichte/aemter/1/bericht.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/berichte/aemter/1/", "/berichte/aemter/1/bericht.pdf", "/berichte/nichts/1/"])
def test_what_was_not_issued_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_is_not_for_everybody_stays_inside(client: Client) -> None:
    issue(client)
    IssuedReport.objects.update(is_public=False)
    client.logout()
    assert client.get("/berichte/aemter/1/").status_code == 404
    client.force_login(make_staff(role=Role.STEERING))
    assert client.get("/cockpit/berichte/aemter/1/").status_code == 200


def test_a_district_sees_its_own_draft_and_issues_nothing(client: Client, two_districts: Two) -> None:
    client.force_login(manager(two_districts))
    page = client.get(PAGE, {"zeitraum": "2026-01-01"}).content.decode()
    assert "Nordbezirk" in page
    assert "Südbezirk" not in page
    assert "Diesen Bericht herausgeben" not in page
    assert issue(client, staff=manager(two_districts)) == 403
    assert not IssuedReport.objects.exists()


def test_a_draft_is_a_pdf_too(client: Client) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    answer = client.get(f"{PAGE}entwurf.pdf")
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]


def test_what_was_issued_is_not_issued_again(client: Client) -> None:
    assert (issue(client), issue(client)) == (302, 409)


def test_somebody_with_an_address_orders_and_cancels_mails(client: Client) -> None:
    person = make_staff(role=Role.STEERING)
    client.force_login(person)
    assert client.post(f"{PAGE}mails/", {"rhythmus": "weekly"}).status_code == 422
    Staff.objects.filter(pk=person.pk).update(email="lenkung@example.org")
    assert client.post(f"{PAGE}mails/", {"rhythmus": "weekly"}).status_code == 302
    assert "jede Woche" in client.get("/cockpit/berichte/").content.decode()
    client.post(f"/cockpit/berichte/mails/{Subscription.objects.get().pk}/abbestellen/")
    assert not Subscription.objects.exists()


def asked(**given: object) -> dict[str, object]:
    return {
        "command_id": str(uuid4()),
        "nummer": "19/21345",
        "titel": "Wartezeiten",
        "antwort": "",
        "kennzahlen": ["fourteen-days"],
        "von": "2026-05-01",
        "bis": "2026-05-01",
        "nach": "district",
    } | given


def test_an_answer_to_the_parliament_is_a_package(client: Client) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    made = client.post("/cockpit/berichte/anfragen/neu/", asked())
    page = client.get(made["Location"]).content.decode()
    assert "Südbezirk" in page
    package = client.get(f"{made['Location']}paket.zip")
    assert package["Content-Disposition"] == 'attachment; filename="anfrage-19-21345.zip"'
    assert "antwort.pdf" in zipfile.ZipFile(io.BytesIO(package.content)).namelist()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kennzahlen": []}, "Bitte"),
        ({"von": "2026-06-01"}, "Bitte geben Sie den ersten Monat vor dem letzten an."),
        ({"nach": "channel", "leistung": "SERVICE"}, "nicht beides zugleich"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    client: Client, two_districts: Two, wrong: dict[str, object], said: str
) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    wrong = {key: two_districts[0].service.identifier if value == "SERVICE" else value for key, value in wrong.items()}
    answer = client.post("/cockpit/berichte/anfragen/neu/", asked(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not EvidencePackage.objects.exists()


def test_a_district_puts_no_answers_together(client: Client, two_districts: Two) -> None:
    client.force_login(manager(two_districts))
    assert client.get("/cockpit/berichte/anfragen/neu/").status_code == 403
    assert client.get(f"/cockpit/berichte/anfragen/{uuid4()}/").status_code == 403


@pytest.mark.parametrize("path", ["", "aemter/", "aemter/entwurf.pdf", "anfragen/neu/"])
def test_a_clerk_sees_no_report_before_it_is_issued(client: Client, two_districts: Two, path: str) -> None:
    client.force_login(make_staff(role=Role.CLERK, office=two_districts[0].office))
    assert client.get(f"/cockpit/berichte/{path}").status_code == 403
