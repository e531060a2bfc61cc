"""The demo city is whole: what is booked takes capacity, history is counted, and everybody listed can come in."""

import tomllib
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from einamt.accounts.models import Staff
from einamt.cases.decisions.models import ServiceLaw
from einamt.cases.decisions.rules import COURTS, Court, Law
from einamt.cases.models import Case
from einamt.cases.queries import case_by_code
from einamt.catalog.city.content import BadContent
from einamt.catalog.city.reading import read_city
from einamt.catalog.linting.queries import open_findings
from einamt.catalog.models import Office, PublicService, ServiceText, ServiceVersion
from einamt.catalog.people_words.queries import missed_searches
from einamt.catalog.search.service import search_services
from einamt.channels.demo.seeding.citizens import kept
from einamt.channels.demo.seeding.city import CONTENT
from einamt.channels.demo.seeding.people import CAST, PASSWORD
from einamt.insight.opendata.free_times import waits_by_day
from einamt.platform.facts.queries import rows
from einamt.procedures.appointments.models import Appointment, CapacityDay
from einamt.procedures.visits.arrivals import walk_in_profile
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.outlook import outlook
from tests.factories.appointments import unbalanced

pytestmark = pytest.mark.django_db


def test_capacity_is_what_the_appointments_leave(seeded: datetime) -> None:
    taken: Counter[tuple[int, int]] = Counter()
    for appointment in Appointment.objects.select_related("capacity_day"):
        row = appointment.capacity_day
        first = (appointment.start_minute - row.first_minute) // row.step_minutes
        taken.update((row.pk, first + step) for step in range(appointment.steps))
    for row in CapacityDay.objects.filter(group__tour=None):
        left = [total - taken[row.pk, step] for step, total in enumerate(bytes(row.total))]
        assert list(bytes(row.free)) == left
    assert unbalanced() == []  # that of tours as well, whose drives take time


def test_much_of_the_coming_weeks_is_booked_and_not_all_of_it(seeded: datetime, small_city: Path) -> None:
    coming = CapacityDay.objects.filter(day__gt=seeded.date())
    total = sum(sum(bytes(row.total)) for row in coming)
    free = sum(sum(bytes(row.free)) for row in coming)
    assert total > 1_000
    fewest = 0.2 if small_city.name == "meerane" else 0.5  # in a small town nobody waits for long
    assert fewest < 1 - free / total < 0.8


def test_all_services_speak_german_and_english(seeded: datetime, small_city: Path) -> None:
    services = len(list((small_city / "services").glob("*.toml")))
    assert PublicService.objects.count() == services
    spoken = Counter(ServiceText.objects.values_list("language", flat=True))
    assert (spoken["de"], spoken["en"]) == (services, services)
    texts = [path.read_text(encoding="utf-8") for path in (small_city / "services").glob("*.toml")]
    assert [spoken[code] for code in ("tr", "uk", "ar")] == [
        sum(f"\n[{code}]\n" in text for text in texts) for code in ("tr", "uk", "ar")
    ]


def test_the_editors_have_written_and_reviewed_and_taken_findings_over_some_of_them_too_late(
    seeded: datetime, small_city: Path
) -> None:
    findings = open_findings()
    assert not findings.filter(due_date=None).exists()
    assert not findings.filter(severity="error").exists()
    if not (small_city / "desk.toml").exists():
        return
    editor = str(Staff.objects.get(username="redaktion").actor)
    written = findings.filter(code="outdated-translation", owner=editor, taken_date=None)
    taken = findings.filter(code="service-without-form", owner=editor).exclude(taken_date=None)
    today = seeded.date()
    assert {row.due_date < today for row in written} == {True, False}
    assert {row.due_date < today for row in taken} == {True, False}
    assert taken.filter(due_date=today).exists()
    assert findings.filter(owner="", due_date__gt=today).exists()
    assert ServiceVersion.objects.filter(state="in-review", author=editor).exists()
    counted = {missed.text: missed.count for missed in missed_searches()}
    assert list(counted.values()) == sorted(counted.values(), reverse=True)
    assert counted["balkonkraftwerk"] == 9
    assert all(search_services(query=text, language="de", limit=5).is_in_vain for text in counted)


def test_decisions_on_the_city_s_services_suggest_the_law_that_is_written_down(
    seeded: datetime, small_city: Path
) -> None:
    written = {row.service.slug: (row.law, row.court) for row in ServiceLaw.objects.select_related("service")}
    assert written["wohngeld"] == (Law.SOCIAL, Court.ADMINISTRATIVE)
    said = tomllib.loads((small_city / "laws.toml").read_text(encoding="utf-8"))["law"]
    assert set(written) == {slug for table in said for slug in table["services"]}
    assert all(court in COURTS[Law(law)] for law, court in written.values())


def test_past_cases_are_complete(seeded: datetime) -> None:
    over = Case.objects.filter(state__in=["served", "no-show"])
    assert over.count() > 100
    assert not over.filter(closed_at=None).exists()
    served = over.filter(state="served").first()
    assert served is not None
    assert [event.kind for event in served.events.all()] == ["booked", "arrived", "called", "served"]


def test_a_year_of_history_is_counted_once(seeded: datetime) -> None:
    months = rows(sql="SELECT count(DISTINCT date_trunc('month', visit_date)) AS months FROM visits_visited")
    assert months[0]["months"] >= 12
    twice = rows(
        sql="SELECT count(*) AS days FROM (SELECT visit_date FROM visits_visited WHERE visit_date > $today) AS late",
        parameters={"today": seeded.date()},
    )
    assert twice[0]["days"] == 0
    booked_ahead = rows(
        sql="SELECT count(*) AS bookings FROM appointments_booked WHERE visit_date >= $today",
        parameters={"today": seeded.date()},
    )
    coming = Appointment.objects.filter(capacity_day__day__gte=seeded.date()).count()
    assert booked_ahead[0]["bookings"] == coming


def test_how_far_away_free_times_were_is_told_for_a_year_up_to_what_is_free_today(seeded: datetime) -> None:
    today = seeded.date()
    service = PublicService.objects.filter(offers__is_bookable=True).order_by("pk").first()
    assert service is not None
    days = waits_by_day(service=service.identifier, since=today - timedelta(days=400))
    assert [day.measured_on for day in days] == [today - timedelta(days=back) for back in range(365, -1, -1)]
    assert all(day.first_days is not None for day in days)
    last, present = days[-2].median_third_days, days[-1].median_third_days
    assert last is not None
    assert present is not None
    assert abs(last - present) <= max(3, present // 4)
    assert len({day.median_third_days for day in days}) > 3


def test_the_manager_finds_a_living_hall(seeded: datetime, client: Client) -> None:
    there = Counter(Visit.objects.filter(visit_date=seeded.date()).values_list("state", flat=True))
    assert there["waiting"] > 2
    assert there["called"] + there["serving"] > 0
    [office_id] = set(Visit.objects.filter(visit_date=seeded.date(), state="waiting").values_list("office", flat=True))
    walk_in_profile.cache_clear()  # of another test's first office
    seen = outlook(office_id=office_id, now=seeded)
    assert seen.measured_days >= 2
    assert any(load.mean for group in seen.groups for load in group.rest.walk_ins)
    assert Visit.objects.filter(visit_date__lt=seeded.date(), state="waiting").count() == 0
    client.force_login(Staff.objects.get(username="leitung"))
    assert client.get(f"/lage/{Office.objects.get(pk=office_id).slug}/").status_code == 200


def test_everybody_on_the_demo_page_can_come_in(seeded: datetime, client: Client) -> None:
    assert {person.username for person in CAST} == set(Staff.objects.values_list("username", flat=True))
    for person in CAST:
        assert client.login(username=person.username, password=PASSWORD)
    citizens = kept()
    assert {citizen.story for citizen in citizens}
    for citizen in citizens:
        assert case_by_code(reference=citizen.reference, code=citizen.code).reference == citizen.reference


def test_seeding_again_changes_nothing(seeded: datetime, settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"
    before = Appointment.objects.count()
    call_command("demo", "seed")
    assert Appointment.objects.count() == before


def test_a_city_without_its_files_is_named() -> None:
    with pytest.raises(BadContent, match="atlantis"):
        read_city(folder=CONTENT / "atlantis")
