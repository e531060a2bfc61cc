"""A visit at home by the portal: the address, the reason, a time, and the same last steps as for every appointment."""

import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client

from einamt.procedures.appointments.models import Appointment, Hold, HomeVisit
from einamt.procedures.appointments.operations import expire_holds
from einamt.procedures.appointments.tokens import token_of
from tests.channels.portal.conftest import NOW, TOMORROW, StandingClock
from tests.channels.portal.visitor import Visitor, text_of, times_of
from tests.factories.appointments import make_rules, unbalanced
from tests.factories.tours import Touring, make_address_search, make_tour, visit_home

ADDRESS = "Nordstraße 30, 10115 Musterstadt"


@pytest.fixture
def tour(db: None) -> Touring:
    """A team from 8 to 12 h, and a city that knows one street."""
    make_rules()
    tour = make_tour(now=NOW, days=14)
    make_address_search(office=tour.office)
    return tour


@pytest.fixture
def visitor(client: Client, tour: Touring) -> Visitor:
    """Somebody at home."""
    return Visitor(client=client, place=tour)


def say_where(visitor: Visitor, *, follow: bool = True, **changes: str) -> Any:
    """Fill in the page of the address."""
    typed = {"address": ADDRESS, "hint": "3. Stock", "reason": "cannot-leave"} | changes
    return visitor.client.post(f"/termin/hausbesuch/?{visitor.wish}", typed, follow=follow)


def tap(visitor: Visitor, value: str, *, follow: bool = True) -> Any:
    """Tap on a time."""
    return visitor.client.post(f"/termin/hausbesuch/halten/?{visitor.wish}", {"zeit": value}, follow=follow)


def book(visitor: Visitor) -> Appointment:
    """All of it."""
    tap(visitor, times_of(say_where(visitor))[0])
    visitor.fill_in()
    assert visitor.confirm(follow=True).status_code == 200
    return Appointment.objects.get(is_home_visit=True)


def test_the_pages_of_a_service_lead_to_a_visit_at_home(visitor: Visitor) -> None:
    for address in (f"/leistungen/{visitor.place.service.slug}/", f"/termin/zeiten/?{visitor.wish}"):
        assert f"/termin/hausbesuch/?{visitor.wish}" in visitor.client.get(address).content.decode()


def test_no_page_speaks_of_visits_where_no_team_brings_the_service(visitor: Visitor, tour: Touring) -> None:
    tour.tour.services.clear()
    for address in (f"/leistungen/{visitor.place.service.slug}/", f"/termin/zeiten/?{visitor.wish}"):
        assert "hausbesuch" not in visitor.client.get(address).content.decode()
    assert visitor.client.get(f"/termin/hausbesuch/?{visitor.wish}").status_code == 302


def test_a_visit_is_booked_in_the_same_steps_as_every_appointment(visitor: Visitor, tour: Touring) -> None:
    page = say_where(visitor)
    assert "Wann sollen wir kommen?" in text_of(page)
    assert ADDRESS in text_of(page)
    page = tap(visitor, times_of(page)[0])
    assert "Zu wem kommen wir?" in text_of(page)
    assert f"Bei Ihnen, {ADDRESS}" in text_of(page)
    page = visitor.fill_in(follow=True)
    assert f"Bei Ihnen, {ADDRESS}" in text_of(page)
    page = visitor.confirm(follow=True)
    assert "Ihr Termin ist gebucht" in text_of(page)
    assert "Das legen Sie bereit" in text_of(page)
    assert "Das bringen Sie mit" not in text_of(page)
    booked = Appointment.objects.get()
    assert booked.is_home_visit
    assert booked.capacity_day.group == tour.group
    assert unbalanced() == []


def test_only_times_are_shown_that_the_team_can_keep(visitor: Visitor, tour: Touring) -> None:
    free = len(times_of(say_where(visitor)))
    visit_home(at=tour, day=TOMORROW, minute=600, km=-12, now=NOW)
    left = times_of(say_where(visitor))
    assert 0 < len(left) < free
    assert f"{tour.day(TOMORROW).pk}-612" not in left, "fifteen kilometres in a step"


def test_the_address_stands_in_no_address_of_ours_and_is_sealed_in_the_session(visitor: Visitor) -> None:
    page = say_where(visitor)
    assert all("Nordstra" not in url and "10115" not in url for url, _ in page.redirect_chain)
    assert "Nordstra" not in str(dict(visitor.client.session))


def test_who_gives_no_reason_is_asked_for_one(visitor: Visitor) -> None:
    page = say_where(visitor, reason="")
    assert page.status_code == 422
    assert "Warum können Sie nicht ins Amt kommen" in text_of(page)
    assert say_where(visitor, reason="no-way").status_code == 422, "no reason of this city"


def test_an_address_without_a_number_or_outside_of_the_city_is_not_guessed(visitor: Visitor) -> None:
    for typed, said in (
        ("Nordstraße, 10115 Musterstadt", "Diese Adresse finden wir nicht."),
        ("10115", "Diese Adresse finden wir nicht."),
        ("Nirgendwo 3, 99999 Anderswo", "99999"),
    ):
        page = say_where(visitor, address=typed)
        assert page.status_code == 422, typed
        assert said in text_of(page)
        assert not times_of(page)


def test_a_street_that_the_city_does_not_know_is_reckoned_from_its_postal_code(visitor: Visitor) -> None:
    page = say_where(visitor, address="Neue Gasse 7, 10115 Musterstadt")
    assert "Neue Gasse 7, 10115 Musterstadt" in text_of(page)
    assert times_of(page)


def test_who_lives_too_far_away_is_told_how_far_the_team_goes(visitor: Visitor) -> None:
    page = say_where(visitor, address="Ferne Gasse 7, 10117 Musterstadt")
    assert "mehr als 20 Kilometer" in text_of(page)
    assert not times_of(page)


def test_a_time_that_somebody_else_has_just_taken_is_refused_with_reasons(visitor: Visitor, tour: Touring) -> None:
    value = times_of(say_where(visitor))[0]
    row, minute = value.split("-")
    visit_home(at=tour, day=tour.group.days.get(pk=int(row)).day, minute=int(minute), km=3, now=NOW)
    page = tap(visitor, value)
    assert page.status_code == 409
    assert "Zu dieser Zeit können wir nicht mehr bei Ihnen sein" in text_of(page)
    assert times_of(page)


def test_choosing_another_time_gives_the_first_one_back(visitor: Visitor) -> None:
    values = times_of(say_where(visitor))
    tap(visitor, values[0])
    tap(visitor, values[3])
    assert Hold.objects.filter(outcome=Hold.Outcome.KEPT).count() == 1
    page = visitor.client.post("/termin/freigeben/", follow=True)
    assert "Wann sollen wir kommen?" in text_of(page)
    assert not Hold.objects.filter(outcome=Hold.Outcome.KEPT).exists()
    assert unbalanced() == []


def test_a_hold_that_ran_out_leads_back_to_the_times_with_a_reason(
    visitor: Visitor, tour: Touring, clock: StandingClock
) -> None:
    row, minute = times_of(say_where(visitor))[-1].split("-")
    tap(visitor, f"{row}-{minute}")
    visitor.fill_in()
    expire_holds(now=clock.forward(minutes=16))
    visit_home(at=tour, day=tour.group.days.get(pk=int(row)).day, minute=int(minute), km=3, now=clock.now)
    page = visitor.confirm(follow=True)
    assert "inzwischen ist unser Team anderswo unterwegs" in text_of(page)
    assert times_of(page)


def test_the_visit_is_moved_by_its_link_to_a_time_that_the_team_can_keep(visitor: Visitor) -> None:
    booked = book(visitor)
    before = booked.starts_at
    token = token_of(appointment_id=booked.pk)
    page = visitor.client.get(f"/termin/aendern/{token}/zeiten/", follow=True)
    assert ADDRESS in text_of(page)
    value = times_of(page)[5]
    page = visitor.client.post(f"/termin/aendern/{token}/hausbesuch/halten/", {"zeit": value}, follow=True)
    assert "Termin verschieben?" in text_of(page)
    sent = dict(re.findall(r'name="(hold|command)" value="([^"]+)"', page.content.decode()))
    page = visitor.client.post(f"/termin/aendern/{token}/verschieben/", sent, follow=True)
    assert "Ihr Termin ist verschoben" in text_of(page)
    booked.refresh_from_db()
    assert booked.starts_at != before
    assert HomeVisit.objects.get().appointment_id == booked.pk
    assert unbalanced() == []


def test_cancelling_gives_the_ways_back(visitor: Visitor, tour: Touring) -> None:
    booked = book(visitor)
    token = token_of(appointment_id=booked.pk)
    page = visitor.client.get(f"/termin/aendern/{token}/absagen/")
    sent = dict(re.findall(r'name="(command)" value="([^"]+)"', page.content.decode()))
    visitor.client.post(f"/termin/aendern/{token}/absagen/", sent)
    assert set(tour.free(booked.capacity_day.day)) == {1}
    assert unbalanced() == []


def test_the_calendar_file_says_at_your_home_and_no_address(visitor: Visitor) -> None:
    token = token_of(appointment_id=book(visitor).pk)
    content = visitor.client.get(f"/termin/aendern/{token}/termin.ics").content
    event = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    assert event["LOCATION"] == "bei Ihnen"
    assert "GEO" not in event
    assert b"Nordstra" not in content


def test_the_status_page_says_at_your_home_and_no_address(visitor: Visitor) -> None:
    booked = book(visitor)
    page = Client().post("/vorgang/", {"reference": booked.case.reference, "code": booked.case_code}, follow=True)
    assert "Bei Ihnen" in text_of(page)
    assert "Nordstra" not in text_of(page)


def test_without_a_session_the_times_lead_to_the_address(visitor: Visitor) -> None:
    page = visitor.client.get(f"/termin/hausbesuch/zeiten/?{visitor.wish}")
    assert page.status_code == 302
    assert page["Location"].startswith("/termin/hausbesuch/?")


def test_a_wrong_link_changes_nothing(visitor: Visitor) -> None:
    assert visitor.client.get("/termin/aendern/falsch/hausbesuch/", follow=True).status_code == 404
    assert not Hold.objects.exists()


def test_the_notice_of_the_team_is_kept(client: Client, db: None) -> None:
    make_rules()
    tour = make_tour(now=NOW, days=14, notice_hours=72)
    make_address_search(office=tour.office)
    rows = {int(value.split("-")[0]) for value in times_of(say_where(Visitor(client=client, place=tour)))}
    assert min(tour.group.days.get(pk=row).day for row in rows) >= (NOW + timedelta(hours=72)).date()


def test_the_city_tells_how_far_its_teams_go_and_for_whom(visitor: Visitor) -> None:
    page = text_of(visitor.client.get("/so-vergeben-wir-termine/"))
    assert "Wenn Sie nicht ins Amt kommen können" in page
    assert "Mobiles Bürgeramt, " in page
    assert "Bis zu 20 Kilometer weit, frühestens 0 Stunden nach der Buchung." in page
    assert "Ich kann meine Wohnung wegen Krankheit, Behinderung oder Alter kaum verlassen." in page
    assert "Von mir aus ist das nächste Amt ohne Auto kaum zu erreichen." not in page
