"""A clerk makes a pause, goes on, closes the counter, changes the place or signs out; nobody is left standing there."""

from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from einamt.procedures.visits.models import CounterRest
from tests.channels.counter.pages import text_of
from tests.procedures.visits.conftest import Morning

RESTS = "Ihr Schalter zählt als geschlossen"


def rest(client: Client, what: str) -> HttpResponse:
    return client.post("/schalter/pause/", {"rest": what}, follow=True)


def act(client: Client, what: str, case_id: UUID) -> None:
    client.post("/schalter/aktion/", {"act": what, "case": str(case_id), "command": str(uuid4())})


def resting() -> list[str]:
    return [each.counter for each in CounterRest.objects.all()]


def test_a_pause_is_one_key_and_so_is_its_end(at_counter: Client) -> None:
    page = rest(at_counter, "pause")
    assert (RESTS in text_of(page), resting()) == (True, ["7"])
    assert 'value="go-on" data-key="P"' in page.content.decode()
    page = rest(at_counter, "go-on")
    assert (RESTS in text_of(page), resting()) == (False, [])
    assert 'value="pause" data-key="P"' in page.content.decode()


@pytest.mark.parametrize(
    ("what", "onward"), [("pause", "/schalter/"), ("go-on", "/schalter/"), ("close", "/schalter/platz/")]
)
def test_the_pages_script_is_told_the_way_on(at_counter: Client, what: str, onward: str) -> None:
    kept = {"rest": what, "age": "30"}
    answer = at_counter.post("/schalter/pause/", kept, headers={"X-Kept": "1"})
    assert (answer.status_code, answer.json()) == (200, {"to": onward})


def test_whoever_closes_the_counter_has_no_place_any_more_and_may_take_it_again(at_counter: Client) -> None:
    page = rest(at_counter, "close")
    assert page.redirect_chain == [("/schalter/platz/", 302)]
    assert "Schalter 7 ist geschlossen." in text_of(page)
    assert at_counter.get("/schalter/").url == "/schalter/platz/"
    assert resting() == ["7"]
    at_counter.post("/schalter/platz/", {"counter": "7"})
    assert resting() == []


@pytest.mark.parametrize("what", ["pause", "close"])
def test_with_somebody_at_the_counter_it_does_not_rest_and_says_who_is_there(
    at_counter: Client, morning: Morning, what: str
) -> None:
    morning.call("Ada", "9:00", counter="7")
    page = rest(at_counter, what)
    assert page.status_code == 409
    assert f"An Schalter 7 ist noch {morning.appointments['Ada'].case.reference} aufgerufen." in text_of(page)
    assert resting() == []
    assert "Ada" in text_of(at_counter.get("/schalter/")), "the place is kept"


def test_whoever_changes_the_place_closes_the_counter_that_they_leave(at_counter: Client) -> None:
    at_counter.post("/schalter/platz/", {"counter": "7"})
    assert resting() == [], "the same place is no change"
    at_counter.post("/schalter/platz/", {"counter": "8"})
    assert resting() == ["7"]


def test_the_place_is_not_changed_while_somebody_is_there(at_counter: Client, morning: Morning) -> None:
    act(at_counter, "call", morning.id("Ada"))
    page = at_counter.post("/schalter/platz/", {"counter": "8"})
    assert page.status_code == 409
    assert f"An Schalter 7 ist noch {morning.appointments['Ada'].case.reference}" in text_of(page)
    assert "Schalter 7" in text_of(at_counter.get("/schalter/"))


def test_signing_out_closes_the_counter(at_counter: Client) -> None:
    assert at_counter.post("/schalter/abmelden/").url == "/schalter/anmelden/"
    assert resting() == ["7"]


def test_signing_out_asks_while_somebody_is_there(at_counter: Client, morning: Morning) -> None:
    act(at_counter, "call", morning.id("Ada"))
    page = at_counter.post("/schalter/abmelden/")
    assert page.status_code == 409
    assert f"{morning.appointments['Ada'].case.reference} ist an Schalter 7 aufgerufen." in text_of(page)
    assert at_counter.get("/schalter/").status_code == 200
    assert at_counter.post("/schalter/abmelden/", {"anyway": "1"}).url == "/schalter/anmelden/"
    assert at_counter.get("/schalter/").url.startswith("/schalter/anmelden/")


@pytest.mark.parametrize("way", [("/schalter/abmelden/", {}), ("/schalter/platz/", {"counter": "8"})])
def test_whoever_shares_a_counters_name_neither_closes_it_nor_is_asked_for_whom_the_other_has_called(
    at_counter: Client, morning: Morning, way: tuple[str, dict[str, str]]
) -> None:
    address, posted = way
    act(at_counter, "call", morning.id("Ada"))
    act(at_counter, "finish", morning.id("Ada"))
    morning.call("Bilal", "9:00", counter="7")
    assert at_counter.post(address, posted).status_code == 302
    assert resting() == []
    assert morning.visit("Bilal").state == "called"


def test_the_information_desk_has_no_counter_to_close(signed_in: Client) -> None:
    signed_in.post("/schalter/platz/", {"counter": ""})
    assert 'data-key="P"' not in signed_in.get("/schalter/").content.decode()
    rest(signed_in, "pause")
    assert resting() == []


def test_without_a_place_one_chooses_one_first(signed_in: Client, morning: Morning) -> None:
    assert rest(signed_in, "pause").redirect_chain == [("/schalter/platz/", 302)]


@pytest.mark.parametrize("group", ["9" * 5000, "²", "1" * 30, "0"])
def test_a_group_that_nobody_has_is_refused_and_never_an_error(
    at_counter: Client, morning: Morning, group: str
) -> None:
    morning.call("Ada", "9:00", counter="7")
    posted = {"act": f"hand-on:{group}", "case": str(morning.id("Ada")), "command": str(uuid4())}
    assert at_counter.post("/schalter/aktion/", posted).status_code == 409
