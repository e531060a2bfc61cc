"""What the city publishes of its appointments: rules, how long people wait, how often they search in vain."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.test import Client

from einamt.channels.portal.published import figures
from einamt.kernel.actor import SYSTEM
from einamt.platform import clock
from einamt.procedures.appointments.models import BookingRules, CapacityDay, FailedSearch
from einamt.procedures.appointments.operations import plan_capacity, publish_failed_searches, record_waits, set_rules
from einamt.procedures.appointments.rulebook import rule_set
from tests.factories.appointments import Bookable, make_bookable, make_late_rules, make_rules
from tests.factories.catalog import make_service

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
IN_A_WEEK = date(2026, 12, 1)


@pytest.fixture
def at(db: None, monkeypatch: pytest.MonkeyPatch) -> Bookable:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    figures.forget()
    make_rules()
    return make_bookable(now=NOW, days=14)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_rules_in_force_are_told_in_sentences_with_their_source(at: Bookable, client: Client) -> None:
    said = page(client, "/so-vergeben-wir-termine/")
    assert "für die nächsten 56 Tage" in said
    assert "können 3 Termine offen sein" in said
    assert "Grundlage: test." in said
    assert "Was sich ändert" not in said


def test_what_will_change_is_told_with_its_day(at: Bookable, client: Client) -> None:
    coming = replace(rule_set(rules=BookingRules.objects.get()), horizon_days=28, source="Beschluss 12/26")
    set_rules(valid_from=IN_A_WEEK, values=coming, author=SYSTEM, now=NOW)
    said = page(client, "/so-vergeben-wir-termine/")
    change = said[said.index("Was sich ändert") : said.index("Was jetzt gilt")]
    assert "Ab Dienstag, 1. Dezember 2026" in change
    assert "für die nächsten 28 Tage" in change
    assert "Beschluss 12/26" in change
    assert "Schalter" not in change


def test_what_is_kept_for_urgent_services_is_said_and_published_by_day_and_office(at: Bookable, client: Client) -> None:
    assert "Zurückgehalten ist zurzeit nichts" in page(client, "/freie-termine/")
    urgent = make_service(offices=[at.office])
    at.group.services.add(urgent)
    make_late_rules(urgent=urgent, percent=50)
    plan_capacity(first_day=NOW.date(), last_day=NOW.date() + timedelta(days=13), now=NOW)
    figures.forget()
    # from seven tomorrow on, half of four hours is kept each day
    assert "sind zurzeit 26 Schalterstunden zurückgehalten" in page(client, "/freie-termine/")
    rows = list(csv.DictReader(StringIO(page(client, "/freie-termine/zurueckgehalten.csv"))))
    assert len(rows) == 13
    assert rows[0]["day"] == "2026-11-25"
    assert (rows[0]["planned_minutes"], rows[0]["reserved_minutes"]) == ("240", "120")
    assert (rows[0]["office"], rows[0]["office_name"]) == (at.office.identifier, at.office.name)
    said = page(client, "/so-vergeben-wir-termine/")
    assert "werden erst 48 Stunden vor Beginn frei" in said


def test_the_days_to_the_first_and_the_third_time_are_public(at: Bookable, client: Client) -> None:
    CapacityDay.objects.filter(day__lt=NOW.date() + timedelta(days=3)).delete()
    said = page(client, "/freie-termine/")
    assert "1 von 1" in said
    of_service = page(client, f"/freie-termine/?leistung={at.service.slug}")
    assert "Der erste freie Termin ist in 3 Tagen." in of_service
    assert "Noch ist kein Tag gemessen" in of_service
    assert client.get("/freie-termine/?leistung=nichts").status_code == 404


def test_the_history_is_drawn_once_there_are_two_days(at: Bookable, client: Client) -> None:
    for days in (2, 1):
        record_waits(now=NOW - timedelta(days=days))
    said = page(client, f"/freie-termine/?leistung={at.service.slug}")
    assert "<polyline" in said
    assert "Gemessen wird seit Sonntag, 22. November 2026." in said


def test_a_search_that_finds_nothing_is_counted_and_published(at: Bookable, client: Client) -> None:
    times = f"/termin/zeiten/?leistung={at.service.slug}"
    page(client, times)
    assert not FailedSearch.objects.exists()
    CapacityDay.objects.all().delete()
    page(client, times)
    page(client, f"{times}&amt={at.office.slug}")
    figures.forget()
    publish_failed_searches(now=NOW + timedelta(hours=2))
    rows = client.get("/freie-termine/vergebliche-suchen.json").json()["rows"]
    assert [(row["office"], row["is_narrowed"], row["count"], row["hour"]) for row in rows] == [
        ("", False, 1, 7),
        (at.office.identifier, True, 1, 7),
    ]
    assert 'data-label="Vergeblich gesucht in 28 Tagen">2</td>' in page(client, "/freie-termine/")


def test_the_figures_are_files_with_the_same_columns_in_every_language(at: Bookable, client: Client) -> None:
    record_waits(now=NOW)
    for name, first in (("jetzt", "service"), ("verlauf", "measured_on"), ("vergebliche-suchen", "searched_on")):
        tables = [
            list(csv.reader(StringIO(page(client, f"{language}/freie-termine/{name}.csv")))) for language in ("", "/en")
        ]
        assert tables[0][0] == tables[1][0]
        assert tables[0][0][0] == first
        rows = client.get(f"/freie-termine/{name}.json").json()["rows"]
        assert len(rows) == len(tables[0]) - 1
    row = client.get(f"/freie-termine/jetzt.json?leistung={at.service.slug}").json()["rows"][0]
    assert (row["first_days"], row["office"]) == (0, at.office.identifier)


def test_files_are_cached_and_open_to_pages_of_others(at: Bookable, client: Client) -> None:
    answer = client.get("/freie-termine/jetzt.csv")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get("/freie-termine/jetzt.csv", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/freie-termine/jetzt.xml").status_code == 404
    assert client.get("/freie-termine/morgen.csv").status_code == 404
    assert client.get("/freie-termine/jetzt.csv?leistung=nichts").status_code == 404


def test_a_city_without_rules_says_so(db: None, client: Client) -> None:
    for address in ("/so-vergeben-wir-termine/", "/freie-termine/"):
        assert client.get(address).status_code == 503
