"""Handing on to another office at the counter's page: which ones are offered, the slip, and taking it back."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from einamt.cases.tokens import holder_token
from einamt.catalog.models import ServiceOffer
from einamt.procedures.visits.models import Visit, WalkIn
from einamt.procedures.visits.ticketing import take_ticket
from tests.channels.counter.pages import command_of, possible_acts, text_of
from tests.factories.accounts import make_clerk
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_office, make_service
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at


@pytest.fixture
def town_hall(morning: Morning) -> Bookable:
    """Another office that offers the same service."""
    office = make_office(name="Rathaus Süd")
    ServiceOffer.objects.create(service=morning.place.service, office=office, steps=1)
    return make_bookable(now=BOOKED_AT, counters=2, office=office, service=morning.place.service)


def page_of(client: Client, morning: Morning, name: str) -> HttpResponse:
    return client.get(f"/schalter/weitergeben/{morning.id(name)}/")


def send(client: Client, morning: Morning, name: str, to: Bookable) -> HttpResponse:
    posted = {"office": to.office.pk, "command": str(command_of(page_of(client, morning, name)))}
    return client.post(f"/schalter/weitergeben/{morning.id(name)}/", posted)


def test_the_offices_that_can_go_on_are_offered_with_how_far_and_how_long(
    at_counter: Client, morning: Morning, town_hall: Bookable
) -> None:
    make_bookable(now=BOOKED_AT, office=make_office(name="Ganz anderes Amt"))
    morning.call("Ada", "9:00", counter="7")
    day = at_counter.get("/schalter/").content.decode()
    assert f'href="/schalter/weitergeben/{morning.id("Ada")}/"' in day
    text = text_of(page_of(at_counter, morning, "Ada"))
    assert "Rathaus Süd" in text
    assert "km Luftlinie · Schalter bis" in text
    assert "Ganz anderes Amt" not in text


def test_the_slip_says_where_to_go_and_under_which_number(
    at_counter: Client, morning: Morning, town_hall: Bookable
) -> None:
    morning.call("Ada", "9:00", counter="7")
    there = send(at_counter, morning, "Ada", town_hall)
    slip = text_of(at_counter.get(there.url))
    assert "Rathaus Süd" in slip
    assert "B001" in slip
    assert "Gehen Sie heute noch hierher: Breite Straße 24a" in slip
    assert "spricht" not in slip
    assert "finish" not in possible_acts(at_counter.get("/schalter/")), "the counter is free"


def test_it_is_taken_back_from_the_slip(at_counter: Client, morning: Morning, town_hall: Bookable) -> None:
    morning.call("Ada", "9:00", counter="7")
    slip = at_counter.get(send(at_counter, morning, "Ada", town_hall).url)
    assert possible_acts(slip) == {"undo": "U"}
    there = Client()
    there.force_login(make_clerk(office=town_hall.office))
    there.post("/schalter/platz/", {"counter": "1"})
    visit = Visit.objects.get(office=town_hall.office)
    assert possible_acts(there.get(f"/schalter/nummer/{visit.case_id}/")) == {}, "only who sent takes it back"
    posted = {"act": "undo", "case": str(morning.id("Ada")), "command": str(command_of(slip))}
    at_counter.post("/schalter/aktion/", posted)
    assert morning.visit("Ada").state == "called"


def test_the_other_office_reads_who_comes_from_where(
    at_counter: Client, client: Client, morning: Morning, town_hall: Bookable
) -> None:
    morning.call("Ada", "9:00", counter="7")
    send(at_counter, morning, "Ada", town_hall)
    there = Client()
    there.force_login(make_clerk(office=town_hall.office))
    there.post("/schalter/platz/", {"counter": "1"})
    day = text_of(there.get("/schalter/"))
    assert f"von {morning.place.office.name}" in day
    visit = Visit.objects.get(office=town_hall.office)
    case = text_of(there.get("/schalter/", {"vorgang": str(visit.case_id)}))
    assert "Ada" in case
    assert f"weitergegeben von {morning.place.office.name}" in case
    assert "finish" not in possible_acts(there.get("/schalter/", {"vorgang": str(visit.case_id)}))
    assert "miss" in possible_acts(there.get("/schalter/", {"vorgang": str(visit.case_id)})), (
        "who never comes is given up"
    )
    reference = morning.appointments["Ada"].case.reference
    found = there.post("/schalter/suche/", {"text": reference})
    assert found.url.endswith(str(visit.case_id)), "the confirmation of the first office finds it"


def test_the_phone_leads_on_to_the_number_there(
    at_counter: Client, client: Client, morning: Morning, town_hall: Bookable
) -> None:
    morning.call("Ada", "9:00", counter="7")
    send(at_counter, morning, "Ada", town_hall)
    visit = Visit.objects.get(office=town_hall.office)
    first = Client().get(f"/warten/{holder_token(case_id=morning.id('Ada'))}/")
    assert "Ein anderes Amt macht heute weiter" in text_of(first)
    onward = f"/warten/{holder_token(case_id=visit.case_id)}/"
    assert onward in first.content.decode()
    assert f"Weitergegeben von {morning.place.office.name}" in text_of(Client().get(onward))


def test_an_office_that_was_not_offered_is_refused_with_the_others_below(
    at_counter: Client, morning: Morning, town_hall: Bookable
) -> None:
    other = make_bookable(now=BOOKED_AT, office=make_office(name="Ganz anderes Amt"))
    morning.call("Ada", "9:00", counter="7")
    refused = send(at_counter, morning, "Ada", other)
    assert refused.status_code == 409
    assert "Rathaus Süd" in text_of(refused)
    assert morning.visit("Ada").state == "called"


def test_where_nobody_can_go_on_the_page_says_what_else_helps(at_counter: Client, morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="7")
    assert "Heute kann kein anderes Amt weitermachen." in text_of(page_of(at_counter, morning, "Ada"))


@pytest.mark.parametrize("posted", [{"office": "1"}, {"office": "x", "command": "y"}, {"office": "9" * 30}, {}])
def test_a_form_that_is_not_ours_sends_nobody_on(
    at_counter: Client, morning: Morning, town_hall: Bookable, posted: dict[str, str]
) -> None:
    morning.call("Ada", "9:00", counter="7")
    answer = at_counter.post(f"/schalter/weitergeben/{morning.id('Ada')}/", posted)
    assert answer.status_code == 302
    assert morning.visit("Ada").state == "called"


def test_whoever_is_not_at_this_counter_has_no_such_page(
    at_counter: Client, morning: Morning, town_hall: Bookable
) -> None:
    for case_id in (morning.id("Bilal"), uuid4()):
        assert at_counter.get(f"/schalter/weitergeben/{case_id}/").url == "/schalter/"


def test_the_clerk_ticks_what_is_still_to_do_and_sees_the_offices_for_that(
    at_counter: Client, morning: Morning, town_hall: Bookable
) -> None:
    second = make_service()
    ServiceOffer.objects.create(service=second, office=morning.place.office, steps=1)
    first = morning.place.service
    visit = take_ticket(
        wishes=[(first.pk, 1), (second.pk, 1)], desk=morning.desk(""), command_id=uuid4(), now=at("9:00")
    )
    morning.tickets["Emre"] = visit.case_id
    morning.call("Emre", "9:01", counter="7")
    address = f"/schalter/weitergeben/{visit.case_id}/"
    assert "Rathaus Süd" not in text_of(at_counter.get(address)), "it does not offer both"
    chosen = at_counter.get(address, {"choice": "1", "service": first.pk})
    assert "Rathaus Süd" in text_of(chosen)
    assert "Es ist nichts mehr zu tun." in text_of(at_counter.get(address, {"choice": "1"}))
    posted = {"office": town_hall.office.pk, "command": str(command_of(chosen))}
    at_counter.post(address, posted | {"choice": "1", "service": first.pk})
    assert WalkIn.objects.get(follows_id=visit.case_id).wishes == [[first.pk, 1]]
    assert morning.visit("Emre").done == [[second.pk, 1]]
