"""Data quality: which offices have to look into their figures, who sees it, and what is not said."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.platform.facts.steps import new_fact
from einamt.procedures.appointments.models import CapacityDay
from einamt.procedures.visits.facts import VISITED
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
PAGE = "/cockpit/datenqualitaet"
Two = tuple[Bookable, Bookable]


@pytest.fixture
def two_districts(monkeypatch: pytest.MonkeyPatch) -> Two:
    """Open on every day of October; on each there are two visits."""
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    root = make_city()
    offices = [make_office(district=make_district(name=name, city=root)) for name in ("Nordbezirk", "Südbezirk")]
    service = make_service(offices=offices, name="Reisepass beantragen")
    north, south = (make_bookable(now=FIRST, office=office, service=service, days=31, counters=3) for office in offices)
    for place in (north, south):
        for ahead in range(31):
            visited(place, 2, on=FIRST.date() + timedelta(days=ahead))
    return north, south


def visited(
    place: Bookable,
    count: int,
    *,
    on: date,
    outcome: str = "served",
    wait: int = 5,
    channel: str = Channel.PORTAL.value,
) -> None:
    """Visits of a day."""
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    values = {
        "service": place.service.identifier,
        "district": place.office.organisation.identifier,
        "office": place.office.identifier,
        "counter_group": "buergerdienste",
        "channel": channel,
        "arrival": "appointment",
        "arrival_channel": "",
        "visit_date": on,
        "outcome": outcome,
        "wait_minutes": wait if outcome == "served" else None,
        "service_minutes": None,
        "count": 1,
    }
    Fact.objects.bulk_create(new_fact(schema=VISITED, occurred_at=at, values=values) for _ in range(count))


def read(client: Client, address: str, *, staff: Staff | None = None, **given: str) -> str:
    client.force_login(staff or make_staff(role=Role.STEERING))
    answer = client.get(address, given)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client: Client, *, staff: Staff | None = None, **given: str) -> list[dict[str, str]]:
    text = read(client, f"{PAGE}.csv", staff=staff, **given).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def flagged(client: Client, **given: str) -> set[tuple[str, str]]:
    return {(row["office"], row["rule"]) for row in rows(client, **given) if row["finding"] == "flagged"}


def test_where_all_is_well_nothing_is_found(two_districts: Two, client: Client) -> None:
    assert flagged(client) == set()
    assert "2 Ämter ließen sich prüfen; keines hat auffällige Zahlen geliefert." in read(client, f"{PAGE}/")
    assert {row["rule"] for row in rows(client) if row["finding"] == "not-checked"} == {
        *("booking-no-channel", "booked-for-the-past", "leap"),
    }, "nothing was booked, and there are no months before"


DAY = date(2026, 10, 7)


def test_each_rule_finds_what_it_is_about(two_districts: Two, client: Client) -> None:
    north, south = two_districts
    visited(north, 8, on=DAY, outcome="unfinished")
    visited(north, 3, on=DAY, channel="")
    visited(south, 2, on=DAY, wait=900)
    record_bookings(south, *[3] * 30, -1, on=DAY)
    record_bookings(north, *[3] * 30, on=DAY)
    found = flagged(client)
    assert found == {
        (north.office.identifier, "no-end"),
        (north.office.identifier, "no-channel"),
        (south.office.identifier, "impossible-wait"),
        (south.office.identifier, "booked-for-the-past"),
    }
    page = read(client, f"{PAGE}/")
    assert "2 von 2 Ämtern haben auffällige Zahlen geliefert." in page
    assert "Zuständig ist jeweils die Leitung des Amts." in page
    assert page.count('<tr role="row"><th scope="row"') == 4


def test_opening_days_without_figures_are_found_and_not_counted_for_anybody(two_districts: Two, client: Client) -> None:
    north, _ = two_districts
    office = north.office.identifier
    Fact.objects.filter(data__office=office, data__visit_date__gte="2026-10-26").delete()
    assert flagged(client) == {(office, "silent-days"), (office, "silent-now")}
    [row] = [row for row in rows(client) if (row["office"], row["rule"]) == (office, "silent-days")]
    assert row["value"] == ""
    page = read(client, f"{PAGE}/")
    assert "mehr als 10" in page
    assert "26.10" not in page


def test_days_on_which_an_office_was_closed_are_no_silence(two_districts: Two, client: Client) -> None:
    north, _ = two_districts
    Fact.objects.filter(data__office=north.office.identifier, data__visit_date__gte="2026-10-26").delete()
    for day in CapacityDay.objects.filter(group=north.group, day__gte=date(2026, 10, 26)):
        CapacityDay.objects.filter(pk=day.pk).update(total=bytes(len(bytes(day.total))))
    assert flagged(client) == set()


def test_an_office_that_reports_nothing_any_more_is_late(two_districts: Two, client: Client) -> None:
    north, south = two_districts
    for place in (north, south):
        for row in CapacityDay.objects.filter(group=place.group, day__range=(date(2026, 10, 5), date(2026, 10, 9))):
            later = row.day + timedelta(days=45)
            CapacityDay.objects.filter(pk=row.pk).update(day=later)
    for ahead in range(5):
        visited(south, 2, on=date(2026, 11, 19) + timedelta(days=ahead))
    visited(north, 2, on=date(2026, 11, 20))
    assert flagged(client) == {(north.office.identifier, "silent-now")}


def test_the_running_month_tells_nothing_of_an_office_with_few_counters(two_districts: Two, client: Client) -> None:
    """Asked daily, it would tell on which days one clerk was away."""
    north, south = two_districts
    for row in CapacityDay.objects.filter(group=north.group):
        CapacityDay.objects.filter(pk=row.pk).update(total=bytes(min(step, 2) for step in bytes(row.total)))
    for place in two_districts:
        Fact.objects.filter(data__office=place.office.identifier, data__visit_date__gte="2026-10-29").delete()
    assert flagged(client) == {(south.office.identifier, "silent-now")}
    [row] = [row for row in rows(client) if (row["office"], row["rule"]) == (north.office.identifier, "silent-now")]
    assert row["finding"] == "not-checked"


def test_more_visits_than_places_are_implausible(two_districts: Two, client: Client) -> None:
    north, _ = two_districts
    for row in CapacityDay.objects.filter(group=north.group):
        CapacityDay.objects.filter(pk=row.pk).update(total=b"\x01")
    assert flagged(client) == {(north.office.identifier, "over-capacity")}


def test_a_leap_of_visits_is_found_from_six_months_on(two_districts: Two, client: Client) -> None:
    north, south = two_districts
    for month in range(4, 10):
        visited(north, 20, on=date(2026, month, 6))
        visited(south, 62, on=date(2026, month, 6))
    assert flagged(client) == {(north.office.identifier, "leap")}


def test_an_office_whose_figures_are_withheld_is_not_checked(two_districts: Two, client: Client) -> None:
    south = two_districts[1]
    Fact.objects.filter(data__office=south.office.identifier, data__visit_date__gt="2026-10-02").delete()
    assert {row["finding"] for row in rows(client)} == {"not-checked"}, "of two, the other would tell the first"
    assert "2 Ämter ließen sich nicht prüfen" in read(client, f"{PAGE}/")


def test_an_indicator_says_that_its_data_are_doubtful(two_districts: Two, client: Client) -> None:
    visited(two_districts[0], 20, on=DAY, outcome="unfinished")
    page = read(client, "/cockpit/kennzahlen/turned-away/")
    assert "Vorsicht: Ein Amt hat dafür auffällige Daten geliefert (unvollständig)." in page
    assert "Vorsicht:" not in read(client, "/cockpit/kennzahlen/fourteen-days/"), "bookings have no end"


def test_who_manages_a_district_sees_its_offices_and_no_others(two_districts: Two, client: Client) -> None:
    north, south = two_districts
    visited(south, 20, on=DAY, outcome="unfinished")
    manager = make_staff(role=Role.OFFICE_MANAGER, organisation=north.office.organisation)
    assert {row["office"] for row in rows(client, staff=manager)} == {north.office.identifier}
    page = read(client, f"{PAGE}/", staff=manager)
    assert south.office.name not in page
    assert "1 Amt ließ sich prüfen; seine Zahlen sind unauffällig." in page
    assert "Vorsicht" not in read(client, "/cockpit/kennzahlen/turned-away/", staff=manager)


def test_nobody_else_sees_it(two_districts: Two, client: Client) -> None:
    for role in (Role.CLERK, Role.EDITOR):
        client.force_login(make_staff(role=role))
        for address in (f"{PAGE}/", f"{PAGE}.csv"):
            assert client.get(address).status_code == 403


@pytest.mark.parametrize("month", ["2026-11", "1890-01", "gestern"])
def test_another_month_than_those_that_are_over_is_the_last_one(two_districts: Two, client: Client, month: str) -> None:
    assert {row["month"] for row in rows(client, monat=month)} == {"2026-10"}


def test_a_month_in_which_nothing_could_be_checked_is_not_said_to_be_fine(two_districts: Two, client: Client) -> None:
    page = read(client, f"{PAGE}/", monat="2025-03")
    assert "03/2025: Kein Amt ließ sich prüfen." in page
    assert "unauffällig" not in page
    assert "nichts zu klären" not in page
