"""Booking by programs, from the search to the cancellation, and what is refused on the way."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from einamt.cases.models import CaseEvent
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.models import Appointment, ArrangedHelp, FailedSearch, Hold, WaitlistEntry
from einamt.procedures.appointments.operations import close_office, expire_holds
from einamt.procedures.appointments.tours.reading import home_of
from tests.channels.api.conftest import NOW, ROOT, TOMORROW, Program, StandingClock, code_of
from tests.factories.appointments import (
    Bookable,
    make_bookable,
    make_booking,
    make_rules,
    somebody,
    unbalanced,
)
from tests.factories.catalog import make_service
from tests.factories.tours import Touring, make_address_search, make_tour

# The way through


def test_a_time_is_found_held_booked_moved_shortened_and_cancelled(program: Program, place: Bookable) -> None:
    found = program.times(limit=2).json()
    first = found["times"][0]
    assert first == {"office": place.office.slug, "starts_at": "2026-11-24T10:12:00+01:00"}
    assert found["more_from"] == "2026-11-24T10:36:00+01:00"

    held = program.hold("08:12", persons=2)
    assert held.status_code == 201
    assert held.json()["expires_at"] == "2026-11-24T10:15:00+01:00"
    booked = program.post("appointments", program.person(held.json(), name="Ayşe Öztürk"))
    assert booked.status_code == 201
    said = booked.json()
    assert (said["state"], said["starts_at"], said["ends_at"]) == (
        "booked",
        "2026-11-25T08:12:00+01:00",
        "2026-11-25T08:36:00+01:00",
    )
    assert said["services"] == [{"service": place.service.slug, "name": "Reisepass beantragen", "persons": 2}]
    appointment = Appointment.objects.get()
    assert (appointment.person_name, appointment.case.channel) == ("Ayşe Öztürk", Channel.API)

    shorter = program.on(said, "leave-out", {"service": place.service.slug, "sequence": 0}).json()
    assert (shorter["services"][0]["persons"], shorter["sequence"]) == (1, 1)
    other = program.hold("09:00").json()
    moved = program.on(said, "move", {"hold": other["id"]}).json()
    assert (moved["starts_at"], moved["can_change"]) == ("2026-11-25T09:00:00+01:00", True)
    assert program.on(said, "cancel").json()["state"] == "cancelled"
    assert program.read(said).json()["can_change"] is False
    assert [event.kind for event in CaseEvent.objects.order_by("id")] == ["booked", "shortened", "moved", "cancelled"]
    assert unbalanced() == []


def test_the_secrets_of_a_booking_are_told_once_and_to_nobody_else(program: Program) -> None:
    booked = program.book("08:12").json()
    assert not {"token", "code", "change_url"} & program.read(booked).json().keys()
    assert booked["change_url"].endswith(f"/{booked['token']}/")


def test_a_held_time_can_be_given_back(program: Program) -> None:
    held = program.hold("08:12").json()
    path = f"{ROOT}holds/{held['id']}"
    assert [program.client.delete(path).status_code for _ in range(2)] == [204, 204]
    assert Hold.objects.get().outcome == Hold.Outcome.RELEASED
    assert unbalanced() == []


def test_texts_and_refusals_come_in_the_language_of_the_request(program: Program) -> None:
    booked = program.book("08:12").json()
    english = {"accept-language": "en"}
    assert program.read(booked, **english).json()["services"][0]["name"] == "Apply for a passport"
    refused = program.post("holds", program.wish("08:12"), **english)
    assert refused["Content-Language"] == "en"
    assert refused.json()["detail"].startswith("This appointment has just been taken")


def test_of_several_groups_of_an_office_the_one_that_is_free_is_taken(program: Program, place: Bookable) -> None:
    other = make_bookable(now=NOW, office=place.office, service=place.service, days=14)
    assert [program.hold("08:12").status_code for _ in range(3)] == [201, 201, 409]
    assert {hold.capacity_day.group_id for hold in Hold.objects.all()} == {place.group.pk, other.group.pk}


def test_a_search_in_vain_is_counted(program: Program) -> None:
    assert program.times(**{"from": "2026-11-30T20:00:00Z", "until": "2026-11-30T21:00:00Z"}).json()["times"] == []
    assert FailedSearch.objects.get().count == 1


# Refusals


def test_a_time_that_is_gone_names_the_next_one(program: Program, place: Bookable) -> None:
    make_booking(at=place, day=TOMORROW, minute=8 * 60 + 12, now=NOW)
    refused = program.hold("08:12")
    assert code_of(refused) == (409, "slot-taken")
    assert refused.json()["next_time"] == {"office": place.office.slug, "starts_at": "2026-11-25T08:24:00+01:00"}


def test_rules_and_limits_are_those_of_the_pages_for_people(
    program: Program, place: Bookable, city_clock: StandingClock
) -> None:
    assert code_of(program.hold("08:13")) == (422, "not-offered")
    assert code_of(program.hold("08:12", day=date(2026, 11, 23))) == (422, "not-offered")  # before all planning
    assert code_of(program.hold("08:12", day=TOMORROW - timedelta(days=1))) == (410, "time-passed")
    make_rules(appointments_per_contact=1)
    booked = program.book("08:12").json()
    assert code_of(program.book("09:00")) == (409, "too-many-appointments")
    close_office(
        office_id=place.office.pk,
        starts_on=date(2026, 11, 27),
        ends_on=date(2026, 11, 28),
        reason="Umzug",
        now=NOW,
    )
    assert code_of(program.hold("08:12", day=date(2026, 11, 27))) == (409, "office-closed")
    city_clock.now = datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert code_of(program.on(booked, "cancel")) == (409, "too-late")


def test_a_hold_that_ran_out_and_was_taken_says_so(
    program: Program, place: Bookable, city_clock: StandingClock
) -> None:
    held = program.hold("08:12").json()
    city_clock.now = NOW + timedelta(minutes=16)
    expire_holds(now=city_clock.now)
    make_booking(at=place, day=TOMORROW, minute=8 * 60 + 12, now=city_clock.now)
    refused = program.post("appointments", program.person(held))
    assert code_of(refused) == (410, "hold-expired")
    assert refused.json()["next_time"]["starts_at"] == "2026-11-25T08:24:00+01:00"


def test_help_that_cannot_be_had_is_refused_with_its_reason(program: Program) -> None:
    held = program.hold("08:12").json()
    wish = {"help": ["sign-language"]}
    assert code_of(program.post("appointments", program.person(held, **wish))) == (422, "help-not-offered")
    ArrangedHelp.objects.create(kind="sign-language", notice_days=7)
    held = program.hold("08:24").json()
    assert code_of(program.post("appointments", program.person(held, **wish))) == (422, "too-short-notice")
    ArrangedHelp.objects.create(kind="interpreter", notice_days=0)
    held = program.hold("08:36").json()
    refused = program.post("appointments", program.person(held, help=["interpreter"]))
    assert code_of(refused) == (422, "invalid-parameter")
    assert "interpreter_language" in refused.json()["detail"]
    accepted = program.post("appointments", program.person(held, help=["interpreter"], interpreter_language="Dari"))
    assert accepted.status_code == 201


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"name": "12345"}, "name"),
        ({"name": ""}, "name"),
        ({"email": "keine Adresse"}, "email"),
        ({"phone": "Durchwahl folgt"}, "phone"),
        ({"hold": "unsinn"}, "hold"),
        ({"acting_for": ["neighbour"]}, "acting_for"),
        ({"nickname": "Anna"}, "nickname"),
    ],
)
def test_what_cannot_be_understood_is_named(program: Program, changes: dict[str, Any], name: str) -> None:
    held = program.hold("08:12").json()
    refused = program.post("appointments", program.person(held, **changes))
    assert code_of(refused) == (422, "invalid-parameter")
    assert name in refused.json()["detail"]
    assert not Appointment.objects.exists()


def test_what_is_no_json_is_a_problem(program: Program) -> None:
    response = program.client.post(
        f"{ROOT}holds", "{", content_type="application/json", headers={"idempotency-key": str(uuid4())}
    )
    assert code_of(response) == (400, "bad-request")


def test_a_form_is_no_json(program: Program) -> None:
    for path in ("holds", "appointments"):
        response = program.client.post(f"{ROOT}{path}", {"name": "Ada"}, headers={"idempotency-key": str(uuid4())})
        assert code_of(response) == (400, "bad-request")


def test_services_and_offices_that_are_not_there_are_not_found(program: Program, place: Bookable) -> None:
    unbookable = make_service()
    assert code_of(program.get("times", {"service": "gibt-es-nicht"})) == (404, "service-not-found")
    assert code_of(program.get("times", {"service": unbookable.slug})) == (404, "service-not-found")
    assert code_of(program.times(office="gibt-es-nicht")) == (404, "office-not-found")
    assert code_of(program.times(persons=7)) == (422, "invalid-parameter")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("put", "holds", "POST"), ("post", "times", "GET, HEAD"), ("get", "waitlist", "POST")],
)
def test_other_methods_are_refused(program: Program, method: str, path: str, allowed: str) -> None:
    response = getattr(program.client, method)(f"{ROOT}{path}")
    assert code_of(response) == (405, "method-not-allowed")
    assert response["Allow"] == allowed


def test_pages_of_other_hosts_may_ask_before_they_book(program: Program) -> None:
    response = program.client.options(f"{ROOT}holds")
    assert response["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert "Idempotency-Key" in response["Access-Control-Allow-Headers"]


# Local times


@pytest.mark.parametrize("local", ["2026-11-25T08:12:00", "2026-11-25T08:12", "2026-11-25"])
def test_a_local_time_without_a_zone_is_refused(program: Program, local: str) -> None:
    refused = program.post("holds", {**program.wish("08:12"), "starts_at": local})
    assert code_of(refused) == (422, "time-without-zone")
    assert "starts_at" in refused.json()["detail"]
    assert code_of(program.times(**{"from": local})) == (422, "time-without-zone")
    assert not Hold.objects.exists()


@pytest.mark.parametrize("told", ["2026-11-25T07:12:00Z", "2026-11-25T12:42:00+05:30", "2026-11-24T23:12:00-08:00"])
def test_the_same_moment_may_be_told_in_any_zone(program: Program, told: str) -> None:
    held = program.post("holds", {**program.wish("08:12"), "starts_at": told})
    assert held.json()["starts_at"] == "2026-11-25T08:12:00+01:00"


def _round_the_clock(program: Program, city_clock: StandingClock, night: date) -> None:
    """Let the office of `program` be open through a night, two days before it."""
    city_clock.now = datetime(night.year, night.month, night.day - 2, 6, tzinfo=UTC)
    program.place = make_bookable(now=city_clock.now, opens=0, closes=1440, days=4)


@pytest.mark.parametrize(
    ("night", "before", "after"),
    [(date(2027, 3, 28), "+01:00", "+02:00"), (date(2026, 10, 25), "+02:00", "+01:00")],
)
def test_in_both_clock_change_nights_every_answer_is_one_moment_and_can_be_held(
    program: Program, city_clock: StandingClock, night: date, before: str, after: str
) -> None:
    _round_the_clock(program, city_clock, night)
    asked = {"from": f"{night}T00:00:00{before}", "until": f"{night}T06:00:00{after}", "limit": 1000}
    times = [each["starts_at"] for each in program.times(**asked).json()["times"]]
    moments = [datetime.fromisoformat(time) for time in times]
    assert {time[-6:] for time in times} == {before, after}
    assert moments == sorted(moments)
    assert len({moment.astimezone(UTC) for moment in moments}) == len(times)
    for time in [times[0], next(each for each in times if each.endswith(after)), times[-1]]:
        held = program.post("holds", {**program.wish("08:12"), "starts_at": time})
        assert (held.status_code, held.json()["starts_at"]) == (201, time)


def test_in_the_hour_that_the_autumn_night_repeats_nothing_can_be_had(
    program: Program, city_clock: StandingClock
) -> None:
    _round_the_clock(program, city_clock, date(2026, 10, 25))
    for told in ("2026-10-25T02:36:00+02:00", "2026-10-25T02:36:00+01:00"):
        refused = program.post("holds", {**program.wish("08:12"), "starts_at": told})
        assert code_of(refused) == (422, "not-offered")


def test_a_time_that_the_spring_night_leaves_out_is_the_moment_that_its_offset_says(
    program: Program, city_clock: StandingClock
) -> None:
    _round_the_clock(program, city_clock, date(2027, 3, 28))
    held = program.post("holds", {**program.wish("08:12"), "starts_at": "2027-03-28T02:36:00+01:00"})
    assert held.json()["starts_at"] == "2027-03-28T03:36:00+02:00"


# The waitlist


def test_somebody_is_put_on_the_waitlist_and_only_their_mail_tells_the_link(
    program: Program, known_program: Program, place: Bookable
) -> None:
    wanted = {
        "services": [{"service": place.service.slug}],
        "weekdays": [1, 5],
        "first_day": "2026-11-30",
        "name": "Ayşe Öztürk",
        "email": "ayse@example.org",
    }
    answer = program.post("waitlist", wanted)
    assert (answer.status_code, answer.json()) == (202, {"state": "unconfirmed"})
    entry = WaitlistEntry.objects.get()
    assert (entry.weekdays, entry.earliest_date) == ([1, 5], date(2026, 11, 30))
    again = program.post("waitlist", wanted)
    assert (again.status_code, again.content) == (answer.status_code, answer.content)
    known = known_program.post("waitlist", {**wanted, "email": "bilal@example.org"})
    assert known.json() == {"state": "waiting"}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"last_day": "2026-11-01"}, (422, "waitlist-days")),
        ({"from_minute": 600, "until_minute": 600}, (422, "invalid-parameter")),
        ({"offices": ["gibt-es-nicht"]}, (404, "office-not-found")),
        ({"weekdays": [8]}, (422, "invalid-parameter")),
    ],
)
def test_an_entry_that_can_come_to_nothing_is_refused(
    program: Program, place: Bookable, changes: dict[str, Any], refused: tuple[int, str]
) -> None:
    wanted = {"services": [{"service": place.service.slug}], "name": "Ada", "email": "ada@example.org"}
    assert code_of(program.post("waitlist", wanted | changes)) == refused
    assert not WaitlistEntry.objects.exists()


def test_nothing_of_a_person_is_kept_readable_with_an_answer(program: Program) -> None:

    booked = program.book("08:12").json()
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM idempotency_keptanswer")
        kept = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(kept) == 2
    assert not any(booked["token"].encode() in each or json.dumps(booked["code"]).encode() in each for each in kept)


def test_a_client_of_another_address_is_somebody_else(place: Bookable) -> None:
    assert Program(client=Client(REMOTE_ADDR="198.51.100.7"), place=place).times().status_code == 200


def test_contacts_are_the_same_whichever_way_they_came(program: Program, place: Bookable) -> None:
    make_rules(appointments_per_contact=1)
    make_booking(at=place, day=TOMORROW, minute=600, now=NOW, contact=somebody(email="AYSE@example.org"))
    assert code_of(program.book("08:12")) == (409, "too-many-appointments")


# Visits at home


@pytest.fixture
def touring(program: Program) -> Touring:
    """A team that brings home what the office does, in a city that knows one street."""
    touring = make_tour(now=NOW, service=program.place.service)
    make_address_search(office=touring.office)
    return touring


def at_home(touring: Touring, **changes: Any) -> dict[str, Any]:
    """What is asked for a visit in Nordstraße."""
    home = {"address": "Nordstraße 30, 10115", "hint": "2. Stock", "reason": "cannot-leave", **changes}
    return {"services": [{"service": touring.service.slug}], "home": home}


def test_a_visit_at_home_is_found_held_booked_moved_and_cancelled(program: Program, touring: Touring) -> None:
    wanted = at_home(touring)
    found = program.post("home-times", wanted).json()
    assert "Nordstraße 30" in found["address"]
    first, later = found["times"][0], found["times"][-1]
    held = program.post("holds", {**wanted, **first}).json()
    booked = program.post("appointments", program.person(held)).json()
    assert (booked["at_home"], booked["starts_at"]) == (True, first["starts_at"])
    visit = Appointment.objects.get()
    assert home_of(visit).hint == "2. Stock"  # type: ignore[union-attr]
    other = program.post("holds", {**wanted, **later}).json()
    moved = program.on(booked, "move", {"hold": other["id"]})
    assert (moved.json()["at_home"], moved.json()["starts_at"]) == (True, later["starts_at"])
    assert program.on(booked, "cancel").json()["state"] == "cancelled"
    assert unbalanced() == []


def test_a_visit_is_held_once_for_one_key(program: Program, touring: Touring) -> None:
    wanted = at_home(touring)
    first = program.post("home-times", wanted).json()["times"][0]
    key = str(uuid4())
    one = program.post("holds", {**wanted, **first}, key=key).json()
    assert program.post("holds", {**wanted, **first}, key=key).json() == one
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "names"),
    [({"address": "Irgendwo"}, "home.address"), ({"reason": "no-way"}, "home.reason")],
)
def test_a_visit_to_nowhere_or_for_no_reason_is_refused_by_name(
    program: Program, touring: Touring, changes: dict[str, str], names: str
) -> None:
    refused = program.post("home-times", at_home(touring, **changes))
    assert code_of(refused) == (422, "invalid-parameter")
    assert names in refused.json()["detail"]


def test_what_no_team_brings_home_is_refused(program: Program) -> None:
    wanted = {
        "services": [{"service": program.place.service.slug}],
        "home": {"address": "A 1, 10115", "reason": "cares"},
    }
    assert code_of(program.post("home-times", wanted)) == (422, "not-offered")
