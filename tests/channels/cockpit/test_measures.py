"""The pages of measures: recorded by who steers the city, read by the districts, with a verdict in words."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.channels.cockpit.measures.wording import change_words
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.models import Measure
from einamt.kernel.periods import months_later
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PAGE = "/cockpit/massnahmen/"
FILLED = {
    "title": "Späte Öffnung",
    "hypothesis": "Wer arbeitet, kommt abends.",
    "indicator": "fourteen-days",
    "expected": "10",
    "starts_on": "2027-01-01",
}


@pytest.fixture
def twelve(monkeypatch: pytest.MonkeyPatch) -> list[Bookable]:
    """Twelve districts with a year of bookings; from May on, the first two are quicker."""
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    root = make_city()
    offices = [make_office(district=make_district(name=f"Bezirk {n:02}", city=root)) for n in range(12)]
    service = make_service(offices=offices)
    places = [make_bookable(now=NOW, office=office, service=service) for office in offices]
    for number, place in enumerate(places):
        for back in range(1, 13):
            month = months_later(NOW.date(), -back)
            in_time = 10 + (number + back) % 3 + (6 if number < 2 and month >= date(2026, 5, 1) else 0)
            record_bookings(place, *[7] * in_time, *[30] * (20 - in_time), on=month)
    return places


@pytest.fixture
def steering(client: Client, twelve: list[Bookable]) -> Client:
    client.force_login(make_staff(role=Role.STEERING))
    return client


def page(client: Client, address: str, *, staff: Staff | None = None) -> str:
    if staff is not None:
        client.force_login(staff)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.1, "+10 Prozentpunkte"),
        (-0.024, "−2,4 Prozentpunkte"),
        (-0.0004, "0 Prozentpunkte"),
        (0.0, "0 Prozentpunkte"),
    ],
)
def test_a_change_has_a_sign_unless_it_rounds_to_nothing(value: float, words: str) -> None:
    assert change_words(INDICATORS["fourteen-days"], value) == words


def record(client: Client, *, treats: list[Bookable], **changed: str) -> Measure:
    districts = [str(place.office.organisation_id) for place in treats]
    answer = client.post(f"{PAGE}neu/", {**FILLED, "district_ids": districts, **changed})
    assert answer.status_code == 302, answer.content.decode()
    return Measure.objects.latest("pk")


def test_a_measure_is_recorded_and_says_that_it_is_still_ahead(steering: Client, twelve: list[Bookable]) -> None:
    measure = record(steering, treats=twelve[:1])
    assert measure.expected_change == 0.1
    shown = page(steering, f"{PAGE}{measure.pk}/")
    assert "Noch nicht begonnen." in shown
    assert "+10 Prozentpunkte" in shown
    assert "Späte Öffnung" in page(steering, PAGE)


def test_pressing_twice_records_once(steering: Client, twelve: list[Bookable]) -> None:
    command = "0198f3a2-7c1d-7def-8123-5c6d2f90aa11"
    assert record(steering, treats=[], command=command) == record(steering, treats=[], command=command)


def test_a_day_that_is_past_is_refused_unless_it_is_said_to_be_afterwards(
    steering: Client, twelve: list[Bookable]
) -> None:
    answer = steering.post(f"{PAGE}neu/", {**FILLED, "starts_on": "2026-05-01"})
    assert answer.status_code == 422
    assert "bevor sie beginnt" in answer.content.decode()
    measure = record(steering, treats=twelve[:2], starts_on="2026-05-01", is_afterwards="on")
    assert "Nachträglich festgehalten" in page(steering, f"{PAGE}{measure.pk}/")
    assert "nachträglich festgehalten" in page(steering, PAGE)


def test_the_verdict_stands_there_in_words_with_its_interval_and_its_course(
    steering: Client, twelve: list[Bookable]
) -> None:
    measure = record(steering, treats=twelve[:2], starts_on="2026-05-01", is_afterwards="on")
    shown = page(steering, f"{PAGE}{measure.pk}/")
    assert "Wirkung erkennbar." in shown
    assert "So viel wie erwartet (+10 Prozentpunkte) oder mehr." in shown
    assert "Verglichen mit 10 Orten ohne die Maßnahme" in shown
    assert re.search(r"p-Wert aus den Scheinmaßnahmen\D*0,\d{3}\b", shown)
    assert not re.search(r"\(p = \d\.", shown)
    assert "data-chart" in shown
    assert "ohne die Maßnahme" in shown


def test_without_the_extra_the_comparison_is_told_and_what_is_missing_is_named(
    steering: Client, twelve: list[Bookable], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("channels.cockpit.measures.views", "insight.steering.effects.judging"):
        monkeypatch.setattr(f"einamt.{module}.is_installed", lambda: False)
    measure = record(steering, treats=twelve[:2], starts_on="2026-05-01", is_afterwards="on")
    shown = page(steering, f"{PAGE}{measure.pk}/")
    assert "Wirkung erkennbar." in shown
    assert "pip install einamt[effects]" in shown


def test_before_the_start_it_is_changed_with_a_reason_that_stays(steering: Client, twelve: list[Bookable]) -> None:
    measure = record(steering, treats=twelve[:1])
    address = f"{PAGE}{measure.pk}/aendern/"
    assert steering.get(address).status_code == 200
    changed = {**FILLED, "expected": "5", "reason": "zu kühn", "district_ids": [str(twelve[1].office.organisation_id)]}
    assert steering.post(address, changed).status_code == 302
    shown = page(steering, f"{PAGE}{measure.pk}/")
    assert "zu kühn" in shown
    assert "+5 Prozentpunkte" in shown
    Measure.objects.update(starts_on=date(2026, 11, 1))
    assert steering.get(address).status_code == 409


def test_it_is_ended_or_withdrawn_with_a_reason(steering: Client, twelve: list[Bookable]) -> None:
    measure = record(steering, treats=twelve[:1], starts_on="2026-05-01", is_afterwards="on")
    address = f"{PAGE}{measure.pk}/beenden/"
    assert steering.get(address).status_code == 200
    said = {"reason": "kein Geld", "ends_on": "2026-04-01", "act": "end"}
    assert steering.post(address, said).status_code == 422
    assert steering.post(address, said | {"ends_on": "2026-11-01"}).status_code == 302
    assert steering.post(address, said | {"act": "withdraw"}).status_code == 302
    shown = page(steering, f"{PAGE}{measure.pk}/")
    assert "Über die Wirkung wird nichts gesagt." in shown
    assert steering.post(address, said | {"act": "withdraw"}).status_code == 422


def test_a_district_reads_its_own_measures_and_records_none(steering: Client, twelve: list[Bookable]) -> None:
    own, other = (record(steering, treats=[place], starts_on="2027-01-01") for place in twelve[:2])
    manager = make_staff(role=Role.OFFICE_MANAGER, organisation=twelve[0].office.organisation)
    shown = page(steering, PAGE, staff=manager)
    assert f"{PAGE}{own.pk}/" in shown
    assert f"{PAGE}{other.pk}/" not in shown
    assert "Maßnahme festhalten" not in shown
    assert steering.get(f"{PAGE}{other.pk}/").status_code == 404
    for address in (f"{PAGE}neu/", f"{PAGE}{own.pk}/aendern/", f"{PAGE}{own.pk}/beenden/"):
        assert steering.get(address).status_code == 403


def test_a_district_cannot_read_the_figures_of_the_only_other_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    root = make_city()
    offices = [make_office(district=make_district(name=name, city=root)) for name in ("Nord", "Süd")]
    service = make_service(offices=offices)
    for office, in_time in zip(offices, (10, 17), strict=True):
        place = make_bookable(now=NOW, office=office, service=service)
        for back in range(1, 13):
            record_bookings(place, *[7] * in_time, *[30] * (20 - in_time), on=months_later(NOW.date(), -back))
    client.force_login(make_staff(role=Role.STEERING))
    treated = {"district_ids": [str(offices[0].organisation_id)], "starts_on": "2026-05-01", "is_afterwards": "on"}
    client.post(f"{PAGE}neu/", {**FILLED, **treated})
    address = f"{PAGE}{Measure.objects.get().pk}/"
    assert "85 %" in page(client, address).replace("\u00a0", " ")
    manager = make_staff(role=Role.OFFICE_MANAGER, organisation=offices[0].organisation)
    shown = page(client, address, staff=manager).replace("\u00a0", " ")
    assert "85 %" not in shown
    assert "50 %" in shown
    assert "zu wenige Orte zum Vergleich" in shown
